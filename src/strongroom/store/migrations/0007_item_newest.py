from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0008_portal_drafts"),
        ("store", "0006_looked_at"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("is_file", True), ("trashed_at__isnull", True)),
                fields=["account", "-created_at", "-id"],
                name="item_newest",
            ),
        ),
    ]
