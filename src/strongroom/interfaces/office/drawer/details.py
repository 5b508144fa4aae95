"""Which tabs the details drawer has, and the view that shows one of them."""

import uuid
from collections.abc import Callable

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from strongroom.access.api import Action
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.interfaces.office.drawer import access_tab, contexts
from strongroom.interfaces.office.panel import Drawn, Panel, PanelTab
from strongroom.interfaces.office.sharing import dialog

_TABS: dict[str, tuple[str, Callable[[Panel], object]]] = {
    "details": ("Details", contexts.details),
    "access": ("Access", access_tab.shown),
    "shares": ("Shares", dialog.in_drawer),
    "versions": ("Versions", contexts.versions),
    "approvals": ("Approvals", contexts.requests),
    "activity": ("Activity", contexts.activity),
}


def _names(panel: Panel) -> list[str]:
    """Return the tabs that the item has for the viewer; who may look at what is the firm's own matter."""
    names = ["details"]
    if panel.in_house:
        names.append("access")
    if panel.may(Action.SHARE):
        names.append("shares")
    if panel.row.is_file:
        names += ["versions", "approvals"]
    if panel.in_house:
        names.append("activity")
    return names


def show(panel: Panel, wanted: str, shown: object = None) -> HttpResponse:
    """Draw a tab of the drawer; one that the item does not have becomes the first.

    `shown`: what the wanted tab shows, where the caller knows better.
    """
    names = _names(panel)
    tab = wanted if wanted in names else names[0]
    tabs = [PanelTab(name, _TABS[name][0], panel.tab_url(name)) for name in names]
    known = shown if tab == wanted else None
    return panel.draw(Drawn(tabs, tab, known or _TABS[tab][1](panel)))


@require_safe
@at_desk
def details(desk: Desk, item_id: uuid.UUID) -> HttpResponseBase:
    """Show the drawer of one item; without htmx the same on a page of its own."""
    return show(Panel(desk, item_id), desk.request.GET.get("tab", ""))
