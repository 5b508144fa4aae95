"""E-mails get the form in which they are compared: the domain as A-labels of IDNA 2008.

Kept as it is: what that refuses, and a login whose other spelling is a login already.
"""

import idna
from django.db import migrations

OTHER_LETTERS = r"[^\x01-\x7f]"


def ascii_form(email):
    local, _, domain = email.strip().lower().rpartition("@")
    try:
        return f"{local}@{idna.encode(domain, uts46=True, std3_rules=True).decode().lower()}"
    except idna.IDNAError:
        return None


def convert(apps, schema_editor):
    people = apps.get_model("directory", "Person").objects
    contacts = apps.get_model("directory", "Contact").objects
    for row in (
        *people.filter(email__regex=OTHER_LETTERS),
        *contacts.filter(email__regex=OTHER_LETTERS),
    ):
        email = ascii_form(row.email)
        if email is None or len(email) > 254:
            continue
        login = not getattr(row, "placeholder", True)
        if login and people.filter(email__iexact=email, placeholder=False).exists():
            continue
        row.email = email
        row.save(update_fields=["email"])


class Migration(migrations.Migration):
    dependencies = [("directory", "0010_portal_columns")]

    operations = [migrations.RunPython(convert, migrations.RunPython.noop)]
