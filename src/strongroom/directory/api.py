"""The public face of `directory`: accounts, people and their places. No permissions here."""

from strongroom.directory.accounts import (
    RESERVED_SLUGS,
    Place,
    contact_id,
    create_account,
    first_account,
    get_account,
    places,
    suggested_slug,
)
from strongroom.directory.people import (
    authenticate,
    clean_email,
    clean_person_name,
    create_person,
    find_person,
    person_for,
    set_password,
)

__all__ = [
    "RESERVED_SLUGS",
    "Place",
    "authenticate",
    "clean_email",
    "clean_person_name",
    "contact_id",
    "create_account",
    "create_person",
    "find_person",
    "first_account",
    "get_account",
    "person_for",
    "places",
    "set_password",
    "suggested_slug",
]
