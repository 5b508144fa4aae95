"""Tokens carry what their place and person were when they were made, and end with either (F-4).

Those that work go on working.
"""

import hashlib

from django.db import migrations, models


def _stamp(*parts):
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:32]


def stamp_tokens(apps, schema_editor):
    """Give each token the stamp of its place as it is now."""
    del schema_editor
    Token = apps.get_model("access", "Token")
    rows = Token.objects.select_related("member", "contact").filter(revoked_at=None)
    for token in rows.iterator():
        member, contact = token.member, token.contact
        if member is not None:
            token.place_stamp = _stamp("member", member.epoch, member.person_id)
        else:
            whose = contact.email.lower(), contact.customer_id
            token.place_stamp = _stamp("contact", contact.epoch, contact.person_id, *whose)
        token.save(update_fields=["place_stamp"])


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0003_history"),
        ("directory", "0006_sessions"),
    ]

    operations = [
        migrations.AddField(
            "token", "place_stamp", models.CharField(blank=True, default="", max_length=32)
        ),
        migrations.AddField("token", "person_epoch", models.PositiveIntegerField(default=0)),
        migrations.RunPython(stamp_tokens, migrations.RunPython.noop, elidable=True),
    ]
