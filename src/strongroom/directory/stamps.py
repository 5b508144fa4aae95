"""What credentials carry of the place they are for, so that they end with it (F-4).

A session, a token or a calendar address is good only while the stamp of its place is still the same:
it changes when the place ends, gets another e-mail, another customer or another person.
"""

import hashlib
import uuid

from strongroom.directory.models import Contact, Member


def member_stamp(epoch: int, person_id: uuid.UUID | None) -> str:
    """Return the stamp of a member's place."""
    return _stamp("member", epoch, person_id)


def contact_stamp(
    epoch: int, person_id: uuid.UUID | None, email: str, customer_id: uuid.UUID
) -> str:
    """Return the stamp of a contact's place."""
    return _stamp("contact", epoch, person_id, email.lower(), customer_id)


def stamp_of(place: Contact | Member) -> str:
    """Return the stamp of a place as its row says; it needs no other row."""
    if isinstance(place, Contact):
        return contact_stamp(place.epoch, place.person_id, place.email, place.customer_id)
    return member_stamp(place.epoch, place.person_id)


def stamps_of(person_id: uuid.UUID) -> dict[str, str]:
    """Return the stamps of all places of a login, by the place's id; two queries."""
    found: list[Contact | Member] = [*Member.objects.filter(person=person_id)]
    found += Contact.objects.filter(person=person_id)
    return {str(place.id): stamp_of(place) for place in found}


def _stamp(*parts: object) -> str:
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:32]
