"""The pages of jobs and quotes on a phone: a list with search, and a card with its attachments."""

import uuid
from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from strongroom.access.api import Principal
from strongroom.interfaces.common.documents.listing import (
    VIEW_COOKIE,
    document_list,
    list_fragment,
)
from strongroom.interfaces.common.words.statuses import tone
from strongroom.interfaces.kit.frame import Tab
from strongroom.interfaces.kit.listing import Search
from strongroom.interfaces.kit.page import wants_list
from strongroom.interfaces.kit.paging import Wanted, address, wanted
from strongroom.interfaces.mobile.records.sections import Section
from strongroom.interfaces.mobile.visit import MobileVisit, on_mobile
from strongroom.work import api as work

PAGE = 30
"""Rows a page: about six screens of a phone."""
VIEW_KEPT = 365 * 24 * 3600
"""Seconds for which a phone remembers it."""


@require_safe
@on_mobile
def listing(visit: MobileVisit, section: Section) -> HttpResponseBase:
    """Show the records that the person is assigned to, or all that they may see.

    `show=all` leaves the filter "Mine"; `q` and `cursor` as everywhere.
    """
    choice = section.sees_all(visit.principal)
    known = {"show": ["all"]} if choice else {}
    asks = wanted(visit.request, section.list_url(visit), "q", **known)
    mine = choice and not asks["show"]
    page = section.of.list(
        visit.principal, q=asks["q"], mine=mine, cursor=asks.cursor or None, limit=PAGE
    )
    return visit.show(
        "mobile/records/list.html",
        nav=section.key,
        section=section,
        lines=[_line(visit, section, row) for row in page.results],
        mine=mine,
        choices=_choices(asks, mine=mine) if choice else [],
        search=Search.of(asks, f"Search {section.key}", "Number, title or customer"),
        pager=asks.pager(page, quiet=True),
    )


@require_safe
@on_mobile
def card(visit: MobileVisit, section: Section, record_id: uuid.UUID) -> HttpResponseBase:
    """Show one record and its attachments; to htmx the attachment list alone."""
    row = section.of.get(visit.principal, record_id)
    url = section.card_url(visit, record_id)
    if "view" in visit.request.GET:
        return remember_view(visit, url)
    if wants_list(visit.request):
        return list_fragment(visit, row.library_id, page_url=url)
    return visit.show(
        "mobile/records/record.html",
        nav=section.key,
        section=section,
        record=row,
        tone=tone(row.status),
        assigned=", ".join(row.assigned_names),
        back_url=section.list_url(visit),
        documents=document_list(visit, row.library_id, page_url=url),
    )


def remember_view(visit: MobileVisit, url: str) -> HttpResponse:
    """Keep the choice between list and photo grid on this phone, and show the page with it."""
    view = "grid" if visit.request.GET["view"] == "grid" else "list"
    response = HttpResponseRedirect(url, status=303)
    home = visit.url("home")
    response.set_cookie(
        VIEW_COOKIE, view, max_age=VIEW_KEPT, path=home, httponly=True, samesite="Lax"
    )
    return response


@dataclass(frozen=True, slots=True)
class Line:
    """What one line of the list shows."""

    url: str
    row: work.JobRow
    tone: str
    others: str
    """Who else is assigned."""


def _line(visit: MobileVisit, section: Section, row: work.JobRow) -> Line:
    url = section.card_url(visit, row.id)
    return Line(url, row, tone(row.status), _others(visit.principal, row))


def _others(principal: Principal, row: work.JobRow) -> str:
    """Name who is assigned, unless it is the person alone: that goes without saying."""
    return "" if set(row.assigned) <= {principal.id} else ", ".join(row.assigned_names)


def _choices(asks: Wanted, *, mine: bool) -> list[Tab]:
    """Return the two ends of the switch "Mine"/"All"; both keep what was searched for."""
    everything = address(asks.url, {"show": "all", "q": asks["q"]})
    return [Tab("Mine", asks.to(show=""), mine), Tab("All", everything, not mine)]
