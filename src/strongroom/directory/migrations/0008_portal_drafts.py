"""The firm's choice whether a quote is in the portal before it is sent (A-12); at first it is not."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0007_password_resets")]

    operations = [
        migrations.AddField(
            model_name="account",
            name="portal_drafts",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
