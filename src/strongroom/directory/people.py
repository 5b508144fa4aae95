"""People: logins with e-mail and password, unique over the installation whatever the case."""

import uuid

from django.contrib.auth import password_validation
from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from strongroom.core.errors import ConflictError, InvalidError
from strongroom.directory.models import Person

MAX_EMAIL = 254
MAX_NAME = 200


def clean_email(raw: str) -> str:
    """Return the address as it is kept (trimmed, lower case), or raise InvalidError."""
    email = raw.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        email = ""
    if not email or len(email) > MAX_EMAIL:
        raise InvalidError(errors={"email": "Please enter an e-mail address, like ann@firm.com."})
    return email


def clean_person_name(raw: str, *, field: str = "name") -> str:
    """Return a name with its spaces put right, or raise InvalidError at `field`."""
    name = " ".join(raw.split())
    if not name or "\0" in name or len(name) > MAX_NAME:
        raise InvalidError(errors={field: f"Please enter a name of at most {MAX_NAME} characters."})
    return name


def find_person(email: str) -> Person | None:
    """Return the person with that e-mail, ignoring case, or None."""
    return Person.objects.filter(email__iexact=email.strip()).first()


@transaction.atomic
def create_person(
    *,
    email: str,
    name: str,
    password: str | None = None,
    id: uuid.UUID | None = None,  # noqa: A002
) -> Person:
    """Create a login; without a password it can't sign in until one is set.

    Raises ConflictError (`person_exists`) when the e-mail is taken, InvalidError when the
    address or the name is not one. `id` is for the demo firm, whose ids are the same everywhere.
    """
    email, name = clean_email(email), clean_person_name(name)
    if find_person(email) is not None:
        raise ConflictError(f"There is already a login for {email}.", code="person_exists")
    person = Person(email=email, name=name)
    if id is not None:
        person.id = id
    person.set_password(password)
    person.save(force_insert=True)
    return person


def person_for(email: str, name: str) -> Person:
    """Return the login with that e-mail, made without a password if there is none.

    An existing person is never changed: a firm has no say over a login that others use too.
    """
    found = find_person(clean_email(email))
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return create_person(email=email, name=name)
    except (ConflictError, IntegrityError):  # another request was quicker
        return Person.objects.get(email__iexact=email.strip())


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

    All sessions of the person end with it: they carry a hash of the old one.
    """
    try:
        password_validation.validate_password(password, person)
    except ValidationError as error:
        raise InvalidError(errors={"new_password": " ".join(error.messages)}) from error
    person.set_password(password)
    person.save(update_fields=["password"])
