from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0002_versions"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("current__isnull", False)),
                fields=["current"],
                name="item_current",
            ),
        ),
    ]
