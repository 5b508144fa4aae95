"""Ending a login, so that it is set up anew (F-3): by who manages all its places, or by its mailbox.

So nobody resets somebody above them, and one firm never the login of another's people; what is left is
the command line.
"""

import uuid
from collections.abc import Iterable

from django.db import transaction

from strongroom.access.api import Kind, Permission, Principal
from strongroom.administration import invitation_marks, members
from strongroom.administration.administrators import keep_an_admin, lock_account
from strongroom.audit import api as audit
from strongroom.core.errors import ConflictError, ForbiddenError, NotFoundError
from strongroom.directory import api as directory
from strongroom.directory.models import Contact, Member, Person


@transaction.atomic
def reset_member_login(principal: Principal, *, member_id: uuid.UUID) -> None:
    """Reset the login behind a member; raises as `reset_login` does."""
    reset_login(principal, login_id=_login_of_member(principal, member_id))


def require_member_reset(principal: Principal, member_id: uuid.UUID) -> None:
    """Raise what `reset_member_login` raises for whoever may not do it: before it is asked."""
    require_reset(principal, _login_of_member(principal, member_id))


def _login_of_member(principal: Principal, member_id: uuid.UUID) -> uuid.UUID:
    member = members.to_change(principal, member_id)
    if member.person.placeholder:
        raise ConflictError(f"{member.person.name} has not accepted yet.", code="not_accepted")
    return member.person_id


def require_reset(principal: Principal, login_id: uuid.UUID) -> None:
    """Raise ForbiddenError for whoever does not manage every place that the login has."""
    login = Person.objects.get(id=login_id, placeholder=False)
    if not all(_manages(principal, place) for place in directory.places_of(login)):
        raise ForbiddenError(
            "Only somebody who manages every place of this login may reset it. Whoever runs"
            " Strongroom can: strongroom login reset EMAIL"
        )


@transaction.atomic
def reset_login(principal: Principal, *, login_id: uuid.UUID) -> None:
    """End password, sessions, tokens and the acceptance of every place, and invite each anew.

    Raises ForbiddenError for whoever does not manage every place that the login has; ConflictError
    (`last_admin`) if nobody who administers the account would be left.
    """
    lock_account(principal.account_id)
    require_reset(principal, login_id)
    _reset(principal, login_id)
    keep_an_admin(principal.account_id)


@transaction.atomic
def reset_here(email: str, *, show: bool) -> list[tuple[str, str]]:
    """Reset the login with that e-mail, from the command line.

    Return the account of each place that is invited anew, with the address if it is to be shown.
    Raises NotFoundError for an e-mail without a login.
    """
    login = directory.find_person(email)
    if login is None:
        raise NotFoundError(f"Nobody signs in with {email}.")
    found = _reset(None, login.id)
    return [
        (
            place.account.slug,
            directory.show_address(place, issued_for=invitation_marks.mark(place)) if show else "",
        )
        for place in found
    ]


@transaction.atomic
def reset_by_mailbox(secret: str, *, password: str) -> int:
    """Set a new password through an address that only the mailbox had; sessions and tokens end with it.

    It proves the mailbox. Who has accepted the places of a proven login read that mailbox, too, so they
    stay accepted; of one that is not proven nobody knows who did, so each is invited anew (F-3). Return
    how many are. Raises NotFoundError for whatever is wrong with the address, InvalidError at
    `new_password`.
    """
    login = directory.open_reset(secret, lock=True).person
    if login is None:
        raise NotFoundError
    directory.set_password(login, password)
    directory.end_resets(login)
    found = directory.places_of(login)
    if login.is_proven:
        for place in found:
            kind = "contact" if isinstance(place, Contact) else "member"
            actor = audit.Actor(kind=kind, id=place.id, surface="")
            audit.record(
                actor, audit.NewEvent("password.changed", place.account_id, subject_id=place.id)
            )
        return 0
    directory.mark_proven(login)
    for place in found:
        directory.put_back(place)
    return len(_invite_anew(None, found))


def _reset(principal: Principal | None, login_id: uuid.UUID) -> list[Contact | Member]:
    """End the login and invite its places; return those that are live."""
    return _invite_anew(principal, directory.reset_login(login_id))


def _invite_anew(
    principal: Principal | None, found: Iterable[Contact | Member]
) -> list[Contact | Member]:
    """Invite places whose acceptance has ended; return those that are live."""
    by = principal.id if principal and principal.kind == Kind.MEMBER else None
    live = []
    for place in found:
        actor = principal.actor if principal else audit.Actor(kind="system", id=None, surface="")
        audit.record(actor, audit.NewEvent("login.reset", place.account_id, subject_id=place.id))
        if place.active and (isinstance(place, Member) or place.portal_access):
            directory.invite(place, created_by=by, issued_for=invitation_marks.mark(place))
            live.append(place)
    return live


def _manages(principal: Principal, place: Contact | Member) -> bool:
    if place.account_id != principal.account_id:
        return False
    if isinstance(place, Contact):
        return principal.holds(Permission.CUSTOMERS_EDIT)
    keeps = principal.holds(Permission.USERS_MANAGE)
    return keeps and members.may_change(principal, place.id)
