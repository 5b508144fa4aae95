"""Rows of members: a place in an account, and what is set of it. Nothing is asked here."""

import uuid

from strongroom.directory.models import Member, MemberType, Person


def add_member(account_id: uuid.UUID, person: Person, kind: MemberType) -> Member:
    """Give the login, or what stands for somebody invited, a place in the account."""
    member = Member(account_id=account_id, type=kind, person=person)
    member.save(force_insert=True)
    return member


def set_type(member: Member, kind: MemberType) -> None:
    """Make the member one of another type."""
    member.type = kind
    member.save(update_fields=["type"])


def set_view_confidential(member: Member, *, value: bool) -> None:
    """Turn the switch of A-10."""
    member.view_confidential = value
    member.save(update_fields=["view_confidential"])


def end_place(member: Member) -> None:
    """Let nobody come in by this place, and end every credential of it (F-4)."""
    member.active = False
    member.epoch += 1
    member.save(update_fields=["active", "epoch"])


def reopen_place(member: Member) -> None:
    """Let the place be used again, by whoever signs in anew."""
    member.active = True
    member.save(update_fields=["active"])
