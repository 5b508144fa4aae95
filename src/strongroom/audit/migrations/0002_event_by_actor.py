from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("actor_kind", "member"), ("item_id__isnull", False)),
                fields=["actor_id", "-id"],
                name="event_actor_items",
            ),
        ),
    ]
