"""Accepting a place, and ending all acceptances of a login: which row of `person` a place points at.

No permissions: whoever calls has found the invitation good and holds the locks.
"""

import uuid

from django.db import IntegrityError, transaction
from django.db.models import F

from strongroom.core import clock
from strongroom.core.errors import ConflictError
from strongroom.directory.invitations import ContactOrMember, place_email, withdraw_invitations
from strongroom.directory.models import Contact, Member, Person
from strongroom.directory.people import clean_person_name, make_placeholder, set_password

LOGIN_EXISTS = "login_exists"


def set_up_login(
    place: ContactOrMember, login: Person | None, *, name: str, password: str
) -> Person:
    """Return the login of the place's e-mail with its first password, made if there is none.

    Raises InvalidError at `name` or `new_password`, ConflictError (`login_exists`) when somebody made
    one at the same moment.
    """
    name = clean_person_name(name)
    if login is None:
        login = _made(place, name)
    login.name = name
    set_password(login, password)
    login.save(update_fields=["name"])
    return login


def settle(place: ContactOrMember, login: Person) -> None:
    """Let the place belong to the login from now on; what stood for it goes."""
    if isinstance(place, Contact):
        _release(place, login)
        place.person = login
        place.save(update_fields=["person"])
        return
    before = place.person
    if before.id == login.id:
        return
    place.person = login
    place.save(update_fields=["person"])
    if before.placeholder:
        before.delete()


def places_of(login: Person) -> list[ContactOrMember]:
    """Return every place of the login, live or not; two queries."""
    members = Member.objects.filter(person=login).select_related("person").order_by("id")
    return [*members, *Contact.objects.filter(person=login).order_by("id")]


def put_back(place: ContactOrMember) -> None:
    """End the acceptance of a place: it is *invited* again, and all its credentials are over (F-3)."""
    withdraw_invitations(place)
    if isinstance(place, Contact):
        place.person = None
    else:
        place.person = make_placeholder(place.person.email, place.person.name)
    place.epoch += 1
    place.save(update_fields=["person", "epoch"])


@transaction.atomic
def reset_login(login_id: uuid.UUID) -> list[ContactOrMember]:
    """End a login: password, sessions, tokens and the acceptance of every place; return the places.

    The e-mail is free again, so that whoever reads its mailbox, or is handed the address of a place,
    sets up a login anew.
    """
    login = Person.objects.select_for_update().get(id=login_id, placeholder=False)
    found = places_of(login)
    for place in found:
        put_back(place)
    login.delete()
    return found


def mark_proven(login: Person) -> None:
    """Note that whoever signs in reads the mailbox."""
    login.proven_at, login.vouched = clock.now(), None
    login.save(update_fields=["proven_at", "vouched"])


def mark_vouched(login: Person, *, account_id: uuid.UUID, codes: list[str] | None) -> None:
    """Note that it is not, and what the login may hold in that account until it is (F-3)."""
    login.proven_at, login.vouched = None, {"account": str(account_id), "codes": codes}
    login.save(update_fields=["proven_at", "vouched"])


def _made(place: ContactOrMember, name: str) -> Person:
    """Make the login; what stood for a member becomes it."""
    standing = place.person if isinstance(place, Member) else None
    if standing is not None and standing.placeholder:
        login = standing
        login.placeholder, login.is_active = False, True
    else:
        login = Person(email=place_email(place).lower(), name=name)
        login.set_unusable_password()
    try:
        with transaction.atomic():
            login.save()
    except IntegrityError as error:
        raise ConflictError(
            "A login with this e-mail was set up at the same moment. Please sign in with it.",
            code=LOGIN_EXISTS,
        ) from error
    return login


def _release(contact: Contact, login: Person) -> None:
    """Another contact of the firm that the login had, and that can't sign in any more, lets go of it."""
    others = Contact.objects.filter(account_id=contact.account_id, person=login)
    others.exclude(id=contact.id).update(person=None, epoch=F("epoch") + 1)
