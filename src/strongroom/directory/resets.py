"""Forgotten passwords (F-3): asked for at a sign-in page, answered by a mail alone. No permissions.

Whether there is such a login is asked when the mail is written, by the worker: so a page answers
everybody alike and in the same time (L11). The secret is made then, too, and only its hash is kept.
"""

import datetime as dt
import hashlib
import secrets
import uuid
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from strongroom.core import addresses, clock
from strongroom.core.errors import NotFoundError
from strongroom.directory.accounts import places
from strongroom.directory.models import Account, PasswordReset, Person
from strongroom.directory.people import find_person
from strongroom.outbox import api as outbox

RESET_LIFETIME: Final = dt.timedelta(hours=1)
"""Of a wish, and of the address that answers it."""
RESET_MAIL: Final = "directory.reset"
MOST_RESET_MAILS: Final = 5
"""To one login in that time: nobody's mailbox is filled from a sign-in page."""
_SECRET_BYTES: Final = 24
_LONGEST_SECRET: Final = 64
_NO_ACCOUNT: Final = uuid.UUID(int=0)
"""A mail needs one; in whose name it is written is decided when it is."""


@dataclass(frozen=True, slots=True)
class ResetMail:
    """What the mail says, and in which firm's name."""

    to_email: str
    to_name: str
    account_id: uuid.UUID
    url: str
    expires_at: dt.datetime


def ask_reset(email: str, *, account: Account | None) -> None:
    """Note that a new password is wanted for that e-mail, and post the mail, in the caller's transaction.

    `account` is the firm whose portal was asked.
    """
    now = clock.now()
    row = PasswordReset.objects.create(
        email=email, account=account, created_at=now, expires_at=now + RESET_LIFETIME
    )
    outbox.post(
        RESET_MAIL,
        key=f"reset:{row.id}",
        account_id=account.id if account else _NO_ACCOUNT,
        refs={"reset": str(row.id)},
    )


def reset_to_render(reset_id: uuid.UUID) -> ResetMail | None:
    """Return what the mail says, with a fresh address: the login's only one from then on.

    None when there is nothing to send: no such login, none that can sign in, too late, or too many.
    """
    wish = PasswordReset.objects.filter(id=reset_id).first()
    login = _held(wish.email) if wish else None
    rows = PasswordReset.objects.select_for_update(of=("self",)).select_related("account")
    row = rows.filter(id=reset_id, expires_at__gt=clock.now()).first()
    there = places(login) if login else []
    if row is None or login is None or not there or _too_many(row, login):
        PasswordReset.objects.filter(id=reset_id).delete()
        return None
    _of(login).update(secret_hash=None)
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    row.person, row.epoch, row.secret_hash = login, login.epoch, _hash(secret)
    row.save(update_fields=["person", "epoch", "secret_hash"])
    firms = [place.account_id for place in there]
    return ResetMail(
        to_email=login.email,
        to_name=login.name,
        account_id=row.account_id if row.account_id in firms else firms[0],
        url=addresses.public(f"/password/reset/{secret}"),
        expires_at=row.expires_at,
    )


def _held(email: str) -> Person | None:
    """Return the login with that e-mail, locked: of two mails to it the later one counts."""
    found = find_person(email)
    return Person.objects.select_for_update().filter(id=found.id).first() if found else None


def _of(login: Person) -> QuerySet[PasswordReset]:
    return PasswordReset.objects.filter(person=login)


def open_reset(secret: str, *, lock: bool = False) -> PasswordReset:
    """Return the wish that a secret answers, with its login; NotFoundError whatever is wrong with it.

    It is over once a newer one was mailed, the password was changed in any way, or the login is not
    live. With `lock` the login doesn't change until the end of the transaction.
    """
    if not 1 <= len(secret) <= _LONGEST_SECRET or not secret.isascii():
        raise NotFoundError
    rows = PasswordReset.objects.filter(secret_hash=_hash(secret), expires_at__gt=clock.now())
    people = Person.objects.select_for_update() if lock else Person.objects.all()
    login = people.filter(id__in=rows.values("person_id"), is_active=True).first()
    row = rows.select_related("account").filter(person=login).first() if login else None
    if row is None or login is None or row.epoch != login.epoch:
        raise NotFoundError
    row.person = login
    return row


def end_resets(login: Person) -> None:
    """End all that the login's mailbox was sent."""
    _of(login).delete()


def prune_resets() -> int:
    """Remove the wishes whose time is over; return how many."""
    return PasswordReset.objects.filter(expires_at__lte=clock.now()).delete()[0]


def _too_many(row: PasswordReset, login: Person) -> bool:
    since = row.created_at - RESET_LIFETIME
    return _of(login).exclude(id=row.id).filter(created_at__gt=since).count() >= MOST_RESET_MAILS


def _hash(secret: str) -> str:
    """A plain hash is enough: the secret holds 192 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()
