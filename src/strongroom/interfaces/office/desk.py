"""What every office page starts from: who asks, in which account, and the frame around the page."""

import functools
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, Final, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from strongroom.access.api import (
    Permission,
    Principal,
    Surface,
    may_use,
    require_permission_anywhere,
)
from strongroom.approvals.api import waiting_count
from strongroom.core.errors import ForbiddenError
from strongroom.directory.models import Account, MemberType
from strongroom.interfaces.common.caller.principal import enter
from strongroom.interfaces.common.documents.listing import items_url
from strongroom.interfaces.kit import flash
from strongroom.interfaces.kit.page import render_in_zone
from strongroom.work.api import sees_projects

P = ParamSpec("P")

_ADMINISTRATION: Final = (
    ("users", "Users", Permission.USERS_MANAGE),
    ("roles", "Roles", Permission.USERS_MANAGE),
    ("licences", "User licences", Permission.LICENCES_MANAGE),
    ("shares", "Shares", Permission.DOCUMENTS_SHARE),
    ("sharing-settings", "Sharing settings", Permission.SETTINGS_MANAGE),
    ("portal-settings", "Customer portal", Permission.SETTINGS_MANAGE),
    ("firm", "Firm", Permission.SETTINGS_MANAGE),
    ("defaults", "Defaults", Permission.SETTINGS_MANAGE),
    ("plan", "Plan", Permission.SETTINGS_MANAGE),
)
"""Sections of Administration: the page, its tab, and what one holds who may open it."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One request of a member on the office surface."""

    request: HttpRequest
    principal: Principal
    account: Account

    def url(self, name: str, **kwargs: uuid.UUID | str) -> str:
        """Return the address of an office page of this account."""
        return reverse(f"office:{name}", kwargs={"account": self.account.slug, **kwargs})

    def show(
        self,
        template: str,
        *,
        nav: str = "",
        status: int = 200,
        approvals_waiting: int | None = None,
        **context: Any,
    ) -> HttpResponse:
        """Render a page in the frame, with the notices that wait, in the account's zone.

        `approvals_waiting`: how many wait for the member, if the page has counted them.
        """
        values = {
            "frame": frame(self, nav, approvals_waiting),
            "flashes": flash.take(self.request),
            "desk": self,
            **context,
        }
        return render_in_zone(self.request, self.account, template, values, status=status)

    def fragment(self, template: str, **context: Any) -> HttpResponse:
        """Render a part of a page for htmx; `flashes` go along out of band."""
        values = {"desk": self, "fragment": True, **context}
        return render_in_zone(self.request, self.account, template, values)

    def go(self, url: str, said: str = "", *, level: str = "success") -> HttpResponse:
        """Lead to another page after a form, with a notice there."""
        if said:
            flash.add(self.request, said, level=level)
        return HttpResponseRedirect(url, status=303)


def at_desk(
    view: Callable[Concatenate[Desk, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Give a view its desk in place of request and account.

    Raises what `enter` raises: UnauthenticatedError, NotFoundError, ForbiddenError.
    """

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        slug = str(kwargs.pop("account"))
        found = enter(request, slug, Surface.OFFICE)
        return view(Desk(request, found.principal, found.account), *args, **kwargs)

    return wrapped


def frame(desk: Desk, active: str, waiting: int | None = None) -> dict[str, Any]:
    """Return the context `frame`: only what the member holds permission for is in the menus."""
    principal = desk.principal
    nav = [
        ("home", "Dashboard", "home"),
        ("jobs", "Jobs", "briefcase"),
        ("quotes", "Quotes", "file-invoice"),
    ]
    if principal.holds(Permission.CUSTOMERS_VIEW):
        nav.append(("customers", "Customers", "building"))
    all_files = sees_projects(principal)
    subcontractor = principal.member_type == MemberType.SUBCONTRACTOR
    nav.append(
        ("projects", "Projects", "folder") if all_files else ("shared", "Shared items", "folder")
    )
    return {
        "account_name": desk.account.name,
        "account_slug": desk.account.slug,
        "person_name": principal.name,
        "person_email": principal.email,
        "person_id": principal.id,
        "items_url": items_url(desk.account.slug, Surface.OFFICE),
        "home_url": desk.url("shared" if subcontractor else "home"),
        "nav": [
            {"label": label, "icon": icon, "url": desk.url(name), "active": name == active}
            for name, label, icon in nav
        ],
        "admin_url": _admin_url(desk),
        "admin_active": active == "admin",
        "approvals_url": desk.url("approvals"),
        "approvals_active": active == "approvals",
        "approvals_waiting": waiting_count(principal) if waiting is None else waiting,
        "menu": _menu(desk, all_files=all_files),
        "sign_out_url": reverse("sign-out"),
    }


def _admin_url(desk: Desk) -> str:
    """Return the first section of Administration that the member may open, if any."""
    page = next((page for page, _, needed in _ADMINISTRATION if _opens(desk, needed)), "")
    return desk.url(page) if page else ""


def admin_tabs(desk: Desk, active: str) -> list[dict[str, Any]]:
    """Return the sections of Administration that the member may open."""
    return [
        {"label": label, "url": desk.url(page), "active": page == active}
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


def _menu(desk: Desk, *, all_files: bool) -> list[dict[str, str]]:
    """Return the links of the account menu besides the theme and the way out."""
    principal = desk.principal
    links = [{"label": "Other places", "url": reverse("home"), "icon": "switch-horizontal"}]
    links.append({"label": "Your sessions and tokens", "url": reverse("sessions"), "icon": "lock"})
    if may_use(principal, Surface.MOBILE):
        mobile = reverse("mobile:jobs", kwargs={"account": desk.account.slug})
        links.insert(0, {"label": "Open the mobile pages", "url": mobile, "icon": "device-mobile"})
    if all_files:
        links.insert(0, {"label": "Shared items", "url": desk.url("shared"), "icon": "folder"})
    return links
