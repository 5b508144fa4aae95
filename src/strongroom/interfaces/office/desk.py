"""What every office page starts from: who asks, in which account, and the frame around the page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from strongroom.access.api import Permission, Surface, may_use, require_permission_anywhere
from strongroom.approvals.api import waiting_count
from strongroom.core.errors import ForbiddenError
from strongroom.directory.models import MemberType
from strongroom.interfaces.common.caller.visit import Visit, entering
from strongroom.interfaces.common.documents.listing import items_url
from strongroom.interfaces.common.words.icons import ICONS
from strongroom.interfaces.kit.addresses import url_to
from strongroom.interfaces.kit.frame import Frame, MenuLink, NavEntry, Tab
from strongroom.work.api import NUMBERED, sees_projects

_ADMINISTRATION: Final = (
    ("users", "Users", Permission.USERS_MANAGE),
    ("roles", "Roles", Permission.USERS_MANAGE),
    ("licences", "User licences", Permission.LICENCES_MANAGE),
    ("shares", "Shares", Permission.DOCUMENTS_SHARE),
    ("sharing-settings", "Sharing settings", Permission.SETTINGS_MANAGE),
    ("portal-settings", "Customer portal", Permission.SETTINGS_MANAGE),
    ("firm", "Firm", Permission.SETTINGS_MANAGE),
    ("defaults", "Defaults", Permission.SETTINGS_MANAGE),
    ("mail", "Mail", Permission.SETTINGS_MANAGE),
    ("plan", "Plan", Permission.SETTINGS_MANAGE),
)
"""Sections of Administration: the page, its tab, and what one holds who may open it."""


@dataclass(frozen=True, slots=True)
class Desk(Visit):
    """One request of a member on the office surface."""

    def frame(self, active: str, waiting: int | None = None) -> Frame:
        """Return the office's frame: only what the member holds permission for is in the menus.

        `waiting`: how many approvals wait for the member, if the page has counted them.
        """
        principal, all_files = self.principal, sees_projects(self.principal)
        subcontractor = principal.member_type == MemberType.SUBCONTRACTOR
        return Frame(
            account_name=self.account.name,
            home_url=self.url("shared" if subcontractor else "home"),
            person_name=principal.name,
            person_email=principal.email,
            person_id=principal.id,
            nav=[
                NavEntry(label, self.url(name), icon, name == active)
                for name, label, icon in _sections(self, all_files=all_files)
            ],
            menu=list(_menu(self)),
            sign_out_url=url_to("sign-out"),
            items_url=items_url(self.account.slug, Surface.OFFICE),
            admin_url=_admin_url(self),
            admin_active=active == "admin",
            approvals_url=self.url("approvals"),
            approvals_active=active == "approvals",
            approvals_waiting=waiting_count(principal) if waiting is None else waiting,
        )


at_desk = entering(Desk, Surface.OFFICE)
"""Gives a view its desk in place of request and account."""


def _sections(desk: Desk, *, all_files: bool) -> Iterator[tuple[str, str, str]]:
    """Yield the entries of the main menu: page, label, icon."""
    yield "home", "Dashboard", "home"
    for kind in NUMBERED:
        yield kind.many, kind.title, ICONS[kind.library]
    if desk.principal.holds(Permission.CUSTOMERS_VIEW):
        yield "customers", "Customers", "building"
    if all_files:
        yield "projects", "Projects", "folder"
    yield "documents", "Documents", "folder-open"


def _admin_url(desk: Desk) -> str:
    """Return the first section of Administration that the member may open, if any."""
    page = next((page for page, _, needed in _ADMINISTRATION if _opens(desk, needed)), "")
    return desk.url(page) if page else ""


def admin_tabs(desk: Desk, active: str) -> list[Tab]:
    """Return the sections of Administration that the member may open."""
    return [
        Tab(label, desk.url(page), page == active)
        for page, label, needed in _ADMINISTRATION
        if _opens(desk, needed)
    ]


def _opens(desk: Desk, needed: Permission) -> bool:
    """Whether the member holds it; sharing counts in any library (no query for most)."""
    if desk.principal.holds(needed):
        return True
    if needed != Permission.DOCUMENTS_SHARE:
        return False
    try:
        require_permission_anywhere(desk.principal, needed)
    except ForbiddenError:
        return False
    return True


def _menu(desk: Desk) -> Iterator[MenuLink]:
    """Yield the links of the account menu besides the theme and the way out."""
    if may_use(desk.principal, Surface.MOBILE):
        mobile = url_to("mobile:jobs", account=desk.account.slug)
        yield MenuLink("Open the mobile pages", mobile, "device-mobile")
    yield MenuLink("Other places", url_to("home"), "switch-horizontal")
    yield MenuLink("Your sessions and tokens", url_to("sessions"), "lock")
