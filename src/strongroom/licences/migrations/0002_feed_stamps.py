"""Calendar addresses carry what their maker's place and login were, and end with either (F-4).

Those that work go on working.
"""

import hashlib

from django.db import migrations, models


def _stamp(*parts):
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:32]


def stamp_feeds(apps, schema_editor):
    """Give each address the stamp of its maker's place as it is now."""
    del schema_editor
    Feed = apps.get_model("licences", "Feed")
    for feed in Feed.objects.select_related("member").filter(revoked_at=None).iterator():
        feed.place_stamp = _stamp("member", feed.member.epoch, feed.member.person_id)
        feed.save(update_fields=["place_stamp"])


class Migration(migrations.Migration):
    dependencies = [
        ("licences", "0001_initial"),
        ("directory", "0006_sessions"),
    ]

    operations = [
        migrations.AddField(
            "feed", "place_stamp", models.CharField(blank=True, default="", max_length=32)
        ),
        migrations.AddField("feed", "person_epoch", models.PositiveIntegerField(default=0)),
        migrations.RunPython(stamp_feeds, migrations.RunPython.noop, elidable=True),
    ]
