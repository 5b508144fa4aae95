"""Whether a record has come so far that the customer portal shows it (A-12)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0002_versions")]

    operations = [
        migrations.AddField(
            model_name="library",
            name="in_portal",
            field=models.BooleanField(db_default=True, default=True),
        ),
    ]
