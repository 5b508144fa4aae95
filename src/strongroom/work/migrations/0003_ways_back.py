"""Names of the ways back to numbered records follow from their class; the tables stay as they are."""

from django.db import migrations, models

_KINDS = ("job", "quote")


def _ways_back(kind: str) -> list[migrations.AlterField]:
    return [
        migrations.AlterField(
            kind,
            "account",
            models.ForeignKey("directory.account", models.CASCADE, related_name="%(class)ss"),
        ),
        migrations.AlterField(
            kind,
            "customer",
            models.ForeignKey("directory.customer", models.PROTECT, related_name="%(class)ss"),
        ),
        migrations.AlterField(
            kind,
            "library",
            models.OneToOneField("store.library", models.PROTECT, related_name="%(class)s"),
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0001_initial"),
        ("store", "0001_initial"),
        ("work", "0002_drafts"),
    ]

    operations = [step for kind in _KINDS for step in _ways_back(kind)]
