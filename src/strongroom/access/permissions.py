"""The permission catalogue: declared data, one row a permission. An undefined code fails loudly."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from strongroom.access.kinds import ASSIGNED_KINDS
from strongroom.core.errors import InvalidError


class Permission(StrEnum):
    """Codes of spec 6-api."""

    ADMIN = "admin"
    SURFACE_OFFICE = "surface.office"
    SURFACE_MOBILE = "surface.mobile"
    DOCUMENTS_VIEW = "documents.view"
    DOCUMENTS_EDIT = "documents.edit"
    DOCUMENTS_ACCESS_CONTROL = "documents.access_control"
    DOCUMENTS_SHARE = "documents.share"
    JOBS_VIEW = "jobs.view"
    JOBS_EDIT = "jobs.edit"
    JOBS_ADD = "jobs.add"
    QUOTES_VIEW = "quotes.view"
    QUOTES_EDIT = "quotes.edit"
    QUOTES_ADD = "quotes.add"
    CUSTOMERS_VIEW = "customers.view"
    CUSTOMERS_EDIT = "customers.edit"
    PROJECTS_MANAGE = "projects.manage"
    LICENCES_MANAGE = "licences.manage"
    USERS_MANAGE = "users.manage"
    SETTINGS_MANAGE = "settings.manage"
    AUDIT_VIEW = "audit.view"


@dataclass(frozen=True, slots=True)
class Listed:
    """How a permission is shown, and what it implies."""

    code: Permission
    group: str
    label: str
    help: str
    implies: tuple[Permission, ...] = ()


class KindPermissions(NamedTuple):
    """The permissions of one kind of record that people are assigned to."""

    view: Permission
    edit: Permission
    add: Permission


def permissions_of(many: str) -> KindPermissions:
    """Return the permissions whose codes begin so, as *jobs*; ValueError when one is not declared."""
    return KindPermissions(*(Permission(f"{many}.{what}") for what in KindPermissions._fields))


def _listed(many: str) -> tuple[Listed, ...]:
    """Return how the permissions of such a kind are shown."""
    view, edit, add = permissions_of(many)
    group = many.capitalize()
    return (
        Listed(view, group, f"View {many}", f"See all {many} and their attachments."),
        Listed(edit, group, f"Edit {many}", f"Change {many} and their attachments.", (view,)),
        Listed(add, group, f"Add attachments to {many}", "Add files only."),
    )


_P = Permission
CATALOGUE: tuple[Listed, ...] = (
    Listed(
        _P.ADMIN,
        "General",
        "Admin",
        "Everything, account-wide or in one library.",
        tuple(p for p in _P if p != "admin"),
    ),
    Listed(_P.SURFACE_OFFICE, "General", "Sign in to the office", "Use the pages for the office."),
    Listed(_P.SURFACE_MOBILE, "General", "Sign in on the phone", "Use the mobile pages."),
    Listed(
        _P.DOCUMENTS_VIEW,
        "Documents",
        "View documents",
        "View and download what is open in projects.",
    ),
    Listed(
        _P.DOCUMENTS_EDIT,
        "Documents",
        "Edit documents",
        "Add, edit, move and delete what is open in projects.",
        (_P.DOCUMENTS_VIEW,),
    ),
    Listed(
        _P.DOCUMENTS_ACCESS_CONTROL,
        "Documents",
        "Access control",
        "Switch access control on for what is open in projects.",
    ),
    Listed(
        _P.DOCUMENTS_SHARE,
        "Documents",
        "Share documents with customers by links and customer portal",
        "Open a document to a customer or to the holder of a link.",
    ),
    *(entry for each in ASSIGNED_KINDS for entry in _listed(each.many)),
    Listed(
        _P.CUSTOMERS_VIEW, "Customers", "View customers", "See all customers and their documents."
    ),
    Listed(
        _P.CUSTOMERS_EDIT,
        "Customers",
        "Edit customers",
        "Change customers, contacts and their documents.",
        (_P.CUSTOMERS_VIEW,),
    ),
    Listed(
        _P.PROJECTS_MANAGE,
        "Projects",
        "Manage projects",
        "Create projects and choose their members.",
    ),
    Listed(
        _P.LICENCES_MANAGE, "Administration", "User licences", "See and keep everybody's licences."
    ),
    Listed(_P.USERS_MANAGE, "Administration", "Users", "Invite users, give roles, deactivate."),
    Listed(_P.SETTINGS_MANAGE, "Administration", "Settings", "Change the settings of the account."),
    Listed(_P.AUDIT_VIEW, "Administration", "Audit", "Read the history of the account."),
)

_IMPLIES = {entry.code: frozenset((entry.code, *entry.implies)) for entry in CATALOGUE}


def closure(codes: Iterable[str]) -> frozenset[Permission]:
    """Return the permissions that the codes amount to, implied ones included.

    A code that is not in the catalogue counts for nothing: it can't open anything.
    """
    return _closure(frozenset(codes))


@lru_cache(maxsize=1024)
def _closure(codes: frozenset[str]) -> frozenset[Permission]:
    """Asked for each member of a list, most of whom hold the same."""
    return frozenset().union(*(_IMPLIES[Permission(code)] for code in codes if code in _IMPLIES))


def checked(codes: Iterable[str]) -> list[Permission]:
    """Return the codes in catalogue order, or raise InvalidError naming the undefined ones."""
    wanted = set(codes)
    unknown = sorted(wanted - {entry.code for entry in CATALOGUE})
    if unknown:
        raise InvalidError(errors={"permissions": f"There is no permission {', '.join(unknown)}."})
    return [entry.code for entry in CATALOGUE if entry.code in wanted]
