"""People: logins with e-mail and password, unique over the installation whatever the case."""

import uuid

from django.contrib.auth import password_validation
from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q

from strongroom.core import clock, emails
from strongroom.core.errors import ConflictError, InvalidError
from strongroom.core.naming import one_line
from strongroom.directory.models import Member, Person, Session

MAX_EMAIL = 254
MAX_NAME = 200


def clean_email(raw: str) -> str:
    """Return the address as it is kept (`core.emails.canonical`), or raise InvalidError."""
    try:
        email = emails.canonical(raw)
        validate_email(email)
    except (ValueError, ValidationError):
        email = ""
    if not email or len(email) > MAX_EMAIL:
        raise InvalidError(errors={"email": "Please enter an e-mail address, like ann@firm.com."})
    return email


def clean_person_name(raw: str, *, field: str = "name") -> str:
    """Return a name with its spaces put right, or raise InvalidError at `field`."""
    name = one_line(raw)
    if not name or "\0" in name or len(name) > MAX_NAME:
        raise InvalidError(errors={field: f"Please enter a name of at most {MAX_NAME} characters."})
    return name


def belongs(prefix: str = "") -> Q:
    """Return the condition for members who belong to the firm, accepted or still invited (F-1).

    For lists to choose from; who is invited can't come in. `prefix` leads to the member, `member__`.
    """
    there = Q(**{f"{prefix}person__is_active": True}) | Q(**{f"{prefix}person__placeholder": True})
    return Q(**{f"{prefix}active": True}) & there


def belonging(*, member: str, person: str) -> str:
    """Return the same condition in SQL, of these tables."""
    return f"({member}.active and ({person}.is_active or {person}.placeholder))"


def is_there(member: Member) -> bool:
    """Whether the member belongs to the firm, accepted or still invited; as `belongs`, for one row."""
    return member.active and (member.person.is_active or member.person.placeholder)


def find_person(email: str) -> Person | None:
    """Return the login with that e-mail, ignoring case, or None.

    Before addresses had one form, both spellings of a domain could be logins of their own; such a one is
    found by the spelling that it has.
    """
    typed, kept = email.strip().lower(), emails.comparable(email)
    logins = Person.objects.filter(placeholder=False)
    found = None if typed == kept else logins.filter(email__iexact=typed).first()
    return found or logins.filter(email__iexact=kept).first()


@transaction.atomic
def create_person(
    *,
    email: str,
    name: str,
    password: str | None = None,
    id: uuid.UUID | None = None,  # noqa: A002
) -> Person:
    """Create a login, as the command line does: it counts as proven (F-1).

    Without a password it can't sign in until one is set.

    Raises ConflictError (`person_exists`) when the e-mail is taken, InvalidError when the
    address or the name is not one. `id` is for the demo firm, whose ids are the same everywhere.
    """
    email, name = clean_email(email), clean_person_name(name)
    if find_person(email) is not None:
        raise ConflictError(f"There is already a login for {email}.", code="person_exists")
    person = Person(email=email, name=name, proven_at=clock.now())
    if id is not None:
        person.id = id
    person.set_password(password)
    person.save(force_insert=True)
    return person


def person_for(email: str, name: str) -> Person:
    """Return the login with that e-mail, made without a password if there is none: for this computer.

    An existing person is never changed: a firm has no say over a login that others use too.
    """
    found = find_person(clean_email(email))
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return create_person(email=email, name=name)
    except (ConflictError, IntegrityError):  # another request was quicker
        return Person.objects.get(email__iexact=emails.comparable(email), placeholder=False)


def make_placeholder(email: str, name: str) -> Person:
    """Return a new row that stands for somebody invited; no login is looked for (F-1, L11)."""
    person = Person(
        email=clean_email(email), name=clean_person_name(name), is_active=False, placeholder=True
    )
    person.set_unusable_password()
    person.save(force_insert=True)
    return person


def rename_person(person: Person, name: str) -> None:
    """Correct a name that was checked."""
    person.name = name
    person.save(update_fields=["name"])


def authenticate(email: str, password: str) -> Person | None:
    """Return the live person whose password this is, or None.

    One Argon2 computation in every case: unknown, deactivated and wrong take the same time (L11).
    The password is taken as typed, its spaces too.
    """
    person = find_person(email) if len(email) <= MAX_EMAIL and "\0" not in email else None
    if person is None or not person.is_active or not person.has_usable_password():
        make_password(password)
        return None
    return person if check_password(password, person.password) else None


def set_password(person: Person, password: str) -> None:
    """Set a new password, as typed. Raises InvalidError at `new_password` when it is too weak.

    All sessions of the person end with it, and so do tokens and calendar addresses, which carry the
    epoch (F-4).
    """
    try:
        password_validation.validate_password(password, person)
    except ValidationError as error:
        raise InvalidError(errors={"new_password": " ".join(error.messages)}) from error
    person.set_password(password)
    person.epoch += 1
    person.save(update_fields=["password", "epoch"])
    Session.objects.filter(person=person).delete()
