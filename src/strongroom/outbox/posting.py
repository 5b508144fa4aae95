"""Putting mail into the outbox, in the transaction of what it tells of, and asking how it stands."""

import json
import re
import uuid
from collections.abc import Collection, Mapping

from strongroom.core import clock
from strongroom.core.ids import new_id
from strongroom.core.statements import fetch
from strongroom.outbox import hooks
from strongroom.outbox.models import Mail, State
from strongroom.outbox.shapes import MailState

_INSERT = """
    insert into outbox_mail
        (id, kind, key, account_id, refs, state, attempts, created_at, due_at, error)
    values
        (%(id)s, %(kind)s, %(key)s, %(account)s, %(refs)s::jsonb, 'waiting', 0, %(now)s, %(now)s, '')
    on conflict (key) do nothing
    returning id
"""
_KEY = re.compile(r"[A-Za-z0-9_.:-]{1,200}")
_SHORT = re.compile(r"[A-Za-z0-9_.:-]{1,20}")
"""Ids, days, lead times. Longer than that it might be a secret, and an address has another sign."""


def post(kind: str, *, key: str, account_id: uuid.UUID, refs: Mapping[str, str]) -> bool:
    """Post a mail, in the caller's transaction; False when one with that key was posted before.

    `refs` hold ids only: the rows are kept, and part of every copy of the database. ValueError for
    anything that could be an address, a secret or a person's words.
    """
    if not _KEY.fullmatch(key) or not all(_is_reference(value) for value in refs.values()):
        raise ValueError(f"a mail of the kind {kind} may refer to ids only")  # never what it was
    values = {
        "id": new_id(),
        "kind": kind,
        "key": key,
        "account": account_id,
        "refs": json.dumps(dict(refs)),
        "now": clock.now(),
    }
    found = fetch(_INSERT, values)
    for row in found:
        hooks.mail_waiting(row["id"])
    return bool(found)


def state_of(keys: Collection[str]) -> dict[str, MailState]:
    """Return how the mails with these keys stand; a key without a mail is left out. One query."""
    return {
        mail.key: MailState(
            State(mail.state), mail.settled_at or mail.due_at, mail.attempts, mail.error
        )
        for mail in Mail.objects.filter(key__in=keys)
    }


def _is_reference(value: str) -> bool:
    try:
        uuid.UUID(value)
    except ValueError:
        return bool(_SHORT.fullmatch(value))
    return True
