"""A place is opened by its own invitation (F-1), which is issued for what the place may do (F-2).

What happens to rows that exist: a member or contact whose login has a password or has signed in
stays accepted. One whose login was never set up becomes *invited*: a member gets a placeholder with
the login's name and e-mail, a contact is no longer tied to a login. The login itself goes, so that its
e-mail is as good as unknown. Invitations that wait do not say what they were issued for, so they are
over and are to be sent again.

Whoever got a token from the command line without ever choosing a password stays accepted too.

Logins count as proven (F-3), except those that were set up through a contact's invitation that was
never mailed: there we know that the address was handed over by hand, and that they may hold no more
than a place in that firm's portal.
"""

import django.db.models.functions.text
from django.db import migrations, models
from django.utils import timezone

_NEVER_SET_UP = """
select id, email, name from directory_person p
 where last_login is null and (password = '' or password like '!%%')
"""
_NO_TOKEN = """
   and not exists (select from access_token t
                     left join directory_contact c on c.id = t.contact_id
                     left join directory_member m on m.id = t.member_id
                    where coalesce(c.person_id, m.person_id) = p.id)
"""
_UNPROVEN = """
update directory_person p
   set proven_at = null,
       vouched = jsonb_build_object('account', first.account_id, 'codes', null)
  from (select distinct on (person_id) coalesce(c.person_id, m.person_id) as person_id,
               i.account_id, i.id, i.contact_id
          from directory_invitation i
          left join directory_contact c on c.id = i.contact_id
          left join directory_member m on m.id = i.member_id
         where i.used_at is not null
         order by person_id, i.used_at) first
 where first.person_id = p.id and first.contact_id is not null
   and not exists (select from outbox_mail o
                    where o.key = 'invitation:' || first.id::text and o.state = 'sent')
"""


def accept_what_is_used(apps, schema_editor):
    """See above."""
    Person = apps.get_model("directory", "Person")
    Member = apps.get_model("directory", "Member")
    Contact = apps.get_model("directory", "Contact")
    Invitation = apps.get_model("directory", "Invitation")
    now = timezone.now()
    Invitation.objects.filter(used_at=None, withdrawn_at=None).update(withdrawn_at=now, secret="")
    Person.objects.update(proven_at=now)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(_UNPROVEN)
        tables = schema_editor.connection.introspection.table_names(cursor)
        cursor.execute(_NEVER_SET_UP + (_NO_TOKEN if "access_token" in tables else ""), [])
        idle = cursor.fetchall()
    for person_id, email, name in idle:
        Contact.objects.filter(person_id=person_id).update(person=None)
        for member in Member.objects.filter(person_id=person_id):
            member.person = Person.objects.create(
                email=email, name=name, password="!", is_active=False, placeholder=True
            )
            member.save(update_fields=["person"])
        Person.objects.filter(id=person_id).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0003_logo"),
        ("outbox", "0001_initial"),
    ]

    operations = [
        migrations.AddField("person", "placeholder", models.BooleanField(default=False)),
        migrations.AddField("person", "proven_at", models.DateTimeField(null=True)),
        migrations.AddField("person", "vouched", models.JSONField(null=True)),
        migrations.AddField("person", "epoch", models.PositiveIntegerField(default=0)),
        migrations.AddField("member", "epoch", models.PositiveIntegerField(default=0)),
        migrations.AddField("contact", "epoch", models.PositiveIntegerField(default=0)),
        migrations.AddField(
            "invitation",
            "issued_for",
            models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AddField("invitation", "shown_at", models.DateTimeField(null=True)),
        migrations.RemoveConstraint("person", "person_email_once"),
        migrations.AddConstraint(
            "person",
            models.UniqueConstraint(
                django.db.models.functions.text.Lower("email"),
                condition=models.Q(("placeholder", False)),
                name="person_email_once",
            ),
        ),
        migrations.AddConstraint(
            "person",
            models.CheckConstraint(
                condition=models.Q(("placeholder", False), ("is_active", False), _connector="OR"),
                name="placeholder_is_not_active",
            ),
        ),
    ]
