"""Whether a program fetched a document by itself (B-13)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sharing", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="opening",
            name="automatic",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
