"""Accounts: the firms. Making one, finding one, and where a person has a place."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.text import slugify

from strongroom.core.errors import ConflictError, InvalidError, NotFoundError
from strongroom.core.naming import one_line
from strongroom.directory.models import Account, Contact, Logo, Member, MemberType, Person, Plan

RESERVED_SLUGS = frozenset(
    "api static healthz sign-in sign-out password invitation calendar m l admin portal link dav".split()  # noqa: SIM905
) | {"sessions"}
"""First parts of addresses that belong to the installation, not to a firm."""
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
MAX_NAME = 200


def checked_slug(slug: str) -> str:
    """Return the slug if it can stand first in an address, or raise InvalidError."""
    if slug in RESERVED_SLUGS or not _SLUG.fullmatch(slug):
        raise InvalidError(
            errors={"slug": "Use small letters, digits and hyphens; some words are reserved."}
        )
    return slug


def suggested_slug(name: str) -> str:
    """Return a free slug made of the firm's name, like `demo-plumbing`."""
    base = slugify(name)[:50].strip("-") or "firm"
    taken = set(Account.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    taken |= RESERVED_SLUGS
    number, slug = 2, base
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


@transaction.atomic
def create_account(
    *,
    name: str,
    slug: str,
    plan: str = Plan.ENTERPRISE,
    id: uuid.UUID | None = None,  # noqa: A002
) -> Account:
    """Create a firm without anybody in it. Raises ConflictError (`slug_taken`) or InvalidError."""
    name = clean_account_name(name)
    if plan not in Plan.values:
        raise InvalidError(errors={"plan": f"The plans are {', '.join(Plan.values)}."})
    slug = checked_slug(slug)
    if Account.objects.filter(slug=slug).exists():
        raise ConflictError(f"The address /{slug}/ is taken.", code="slug_taken")
    account = Account(name=name, slug=slug, plan=plan)
    if id is not None:
        account.id = id
    account.save(force_insert=True)
    return account


def clean_account_name(name: str) -> str:
    """Return the firm's name without spare spaces, or raise InvalidError."""
    name = one_line(name.replace("\0", ""))
    if not name or len(name) > MAX_NAME:
        raise InvalidError(errors={"name": f"A firm's name has 1 to {MAX_NAME} characters."})
    return name


def change_account(account: Account, *, name: str, time_zone: str) -> None:
    """Write a name and a time zone that were checked."""
    account.name, account.time_zone = name, time_zone
    account.save(update_fields=["name", "time_zone"])


def set_plan(account: Account, plan: Plan) -> None:
    """Give the account another plan."""
    account.plan = plan
    account.save(update_fields=["plan"])


def set_portal(account: Account, modules: Mapping[str, bool], *, drafts: bool | None) -> None:
    """Switch modules of the portal for all customers, by name, and drafts unless None (B-4, A-12)."""
    off = {name for name, on in modules.items() if not on}
    account.portal_off = sorted((set(account.portal_off) - set(modules)) | off)
    if drafts is not None:
        account.portal_drafts = drafts
    account.save(update_fields=["portal_off", "portal_drafts"])


def keep_logo(account_id: uuid.UUID, picture: bytes, tag: str) -> None:
    """Make the picture the account's logo; the tag stands in its address."""
    Logo.objects.update_or_create(account_id=account_id, defaults={"picture": picture})
    Account.objects.filter(id=account_id).update(logo_tag=tag)


def drop_logo(account_id: uuid.UUID) -> bool:
    """Take the logo away; False if there was none."""
    if not Logo.objects.filter(account_id=account_id).delete()[0]:
        return False
    Account.objects.filter(id=account_id).update(logo_tag="")
    return True


def logo(slug: str, tag: str) -> bytes | None:
    """Return the picture of the account's logo, if that is its tag at this moment."""
    found = Logo.objects.filter(account__slug=slug, account__logo_tag=tag).exclude(
        account__logo_tag=""
    )
    picture = found.values_list("picture", flat=True).first()
    return None if picture is None else bytes(picture)


def get_account(slug: str) -> Account:
    """Return the account at that address, or raise NotFoundError."""
    account = Account.objects.filter(slug=slug).first()
    if account is None:
        raise NotFoundError(f"There is no account {slug}.")
    return account


def first_account() -> Account:
    """Return the oldest account (what the command line means unless told), or NotFoundError."""
    account = Account.objects.order_by("created_at", "id").first()
    if account is None:
        raise NotFoundError("There is no account yet. Make one: strongroom createadmin EMAIL")
    return account


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person belongs: a member's or a contact's live row in one account."""

    account_id: uuid.UUID
    account_slug: str
    account_name: str
    time_zone: str
    member_id: uuid.UUID | None = None
    member_type: MemberType | None = None
    contact_id: uuid.UUID | None = None


def places(person: Person) -> list[Place]:
    """Return the live places of a person, by the firm's name; a member's before a contact's.

    Which surfaces a place opens is for `access` to say. Two queries.
    """
    if not person.is_active:
        return []
    members = Member.objects.filter(person=person, active=True).select_related("account")
    contacts = Contact.objects.filter(
        person=person, active=True, portal_access=True
    ).select_related("account")
    found = [
        Place(
            account_id=member.account_id,
            account_slug=member.account.slug,
            account_name=member.account.name,
            time_zone=member.account.time_zone,
            member_id=member.id,
            member_type=MemberType(member.type),
        )
        for member in members
    ]
    found += [
        Place(
            account_id=contact.account_id,
            account_slug=contact.account.slug,
            account_name=contact.account.name,
            time_zone=contact.account.time_zone,
            contact_id=contact.id,
        )
        for contact in contacts
    ]
    return sorted(
        found, key=lambda p: (p.account_name.lower(), p.account_slug, p.member_id is None)
    )


def contact_id(person_id: uuid.UUID, account_slug: str) -> uuid.UUID | None:
    """Return the person's live portal access in the account, or None. One query."""
    contacts = Contact.objects.filter(
        person_id=person_id,
        account__slug=account_slug,
        active=True,
        portal_access=True,
        person__is_active=True,
    )
    return contacts.values_list("id", flat=True).first()
