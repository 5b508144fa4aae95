"""Accepting a place by its own invitation (F-1): found, compared with what it was for (F-2), used up.

Whatever is wrong with an address has one answer, also when the place may do something else by now.
"""

import uuid
from dataclasses import dataclass

from django.db import transaction

from strongroom.administration import invitation_marks, vouching
from strongroom.audit import api as audit
from strongroom.core.errors import ConflictError, NotFoundError
from strongroom.directory import api as directory
from strongroom.directory.api import InvitationMail, Invited
from strongroom.directory.models import Contact, Person

LOGIN_EXISTS = directory.LOGIN_EXISTS


@dataclass(frozen=True, slots=True)
class Accepted:
    """Who has accepted what."""

    person: Person
    invited: Invited


def find_invited(secret: str) -> Invited:
    """Return who is invited by that secret, or raise NotFoundError, whatever is wrong with it."""
    return _good(secret, lock=False)


@transaction.atomic
def accept_as_new(secret: str, *, name: str, password: str) -> Accepted:
    """Set up the login and accept.

    Raises NotFoundError for whatever is wrong with the address; ConflictError (`login_exists`) when
    the e-mail has a login already, which nobody but its owner touches; InvalidError at `name` or
    `new_password`.
    """
    invited = _good(secret, lock=True)
    mailed = directory.was_mailed(invited.invitation)
    if invited.login is not None and not _may_set_password(invited, mailed=mailed):
        raise ConflictError(
            f"There is a login for {invited.email} already. Please sign in with it to accept.",
            code=LOGIN_EXISTS,
        )
    login = directory.set_up_login(invited.place, invited.login, name=name, password=password)
    if mailed:
        directory.mark_proven(login)
    else:
        vouching.vouch(login, invited)
    return _accept(invited, login)


@transaction.atomic
def accept_as_known(secret: str, *, person_id: uuid.UUID) -> Accepted:
    """Accept with the login that is signed in; of the login itself nothing changes.

    Raises NotFoundError when it is not the login of the e-mail that was invited, ConflictError
    (`login_not_proven`) when it is not proven and the place may do more than it may hold (F-3).
    """
    invited = _good(secret, lock=True)
    login = invited.login
    if login is None or login.id != person_id or not login.has_usable_password():
        raise NotFoundError
    if directory.was_mailed(invited.invitation):
        directory.mark_proven(login)
    else:
        vouching.require_vouched(login, invited)
    return _accept(invited, login)


def invitation_to_render(invitation_id: uuid.UUID) -> InvitationMail | None:
    """Return what the mail says, or None when there is nothing to send any more (L8)."""
    secret = directory.secret_of(invitation_id)
    try:
        return directory.words_of(find_invited(secret)) if secret else None
    except NotFoundError:
        return None


def _good(secret: str, *, lock: bool) -> Invited:
    invited = directory.open_invitation(secret, lock=lock)
    if invitation_marks.mark(invited.place) != invited.invitation.issued_for:
        raise NotFoundError
    return invited


def _may_set_password(invited: Invited, *, mailed: bool) -> bool:
    """Whether the login has no password yet, and who holds the address may choose it.

    That is whoever reads the mailbox; or anybody, while the login opens this place and no other.
    """
    login = invited.login
    if login is None or login.has_usable_password():
        return False
    others = [place for place in directory.places_of(login) if place.id != invited.place.id]
    return mailed or not others


def _accept(invited: Invited, login: Person) -> Accepted:
    directory.settle(invited.place, login)
    directory.use_up(invited.invitation)
    place, kind = invited.place, "contact" if isinstance(invited.place, Contact) else "member"
    audit.record(
        audit.Actor(kind=kind, id=place.id, surface=""),
        audit.NewEvent(
            "invitation.accepted",
            place.account_id,
            subject_id=place.id,
            data={"person": str(login.id)},
        ),
    )
    return Accepted(login, invited)
