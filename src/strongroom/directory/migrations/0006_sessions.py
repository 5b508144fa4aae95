"""Sessions are kept under the hash of their key, in a table of our own (F-5).

People stay signed in: rows are copied with their key hashed, each with the stamps of its person's
places (F-4), and the old table, which holds usable keys, goes.
"""

import hashlib

import django.db.models.deletion
import strongroom.core.ids
from django.core import signing
from django.contrib.sessions.serializers import JSONSerializer
from django.db import migrations, models
from django.utils import timezone

_SALT = "django.contrib.sessions.SessionStore"


def _stamp(*parts):
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:32]


def _stamps(apps, person_id):
    Member, Contact = apps.get_model("directory", "Member"), apps.get_model("directory", "Contact")
    found = {
        str(one.id): _stamp("member", one.epoch, one.person_id)
        for one in Member.objects.filter(person_id=person_id)
    }
    for one in Contact.objects.filter(person_id=person_id):
        found[str(one.id)] = _stamp(
            "contact", one.epoch, one.person_id, one.email.lower(), one.customer_id
        )
    return found


def copy_sessions(apps, schema_editor):
    """Copy what still works; what can't be read is over."""
    Session, Person = apps.get_model("directory", "Session"), apps.get_model("directory", "Person")
    with schema_editor.connection.cursor() as cursor:
        if "django_session" not in schema_editor.connection.introspection.table_names(cursor):
            return
        cursor.execute(
            "select session_key, session_data, expire_date from django_session"
            " where expire_date > %s",
            [timezone.now()],
        )
        rows = cursor.fetchall()
    for key, raw, until in rows:
        try:
            data = signing.loads(raw, salt=_SALT, serializer=JSONSerializer)
        except signing.BadSignature:
            continue
        person = Person.objects.filter(id=data.get("_auth_user_id")).first()
        if person is None:
            continue
        data["places"] = _stamps(apps, person.id)
        Session.objects.create(
            session_key=hashlib.sha256(key.encode()).hexdigest(),
            session_data=signing.dumps(data, salt=_SALT, serializer=JSONSerializer, compress=True),
            expire_date=until,
            person=person,
        )


class Migration(migrations.Migration):
    dependencies = [("directory", "0005_accepted")]

    operations = [
        migrations.CreateModel(
            name="Session",
            fields=[
                ("session_data", models.TextField(verbose_name="session data")),
                (
                    "expire_date",
                    models.DateTimeField(db_index=True, verbose_name="expire date"),
                ),
                (
                    "session_key",
                    models.CharField(max_length=64, primary_key=True, serialize=False),
                ),
                (
                    "id",
                    models.UUIDField(
                        default=strongroom.core.ids.new_id, editable=False, unique=True
                    ),
                ),
                ("browser", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("used_at", models.DateTimeField(auto_now_add=True)),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to="directory.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "db_table": "directory_session",
                "abstract": False,
            },
        ),
        migrations.RunPython(copy_sessions, migrations.RunPython.noop, elidable=True),
        migrations.RunSQL("drop table if exists django_session", migrations.RunSQL.noop),
    ]
