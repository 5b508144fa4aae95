"""The pages of jobs and quotes on a phone: a list with search, and a card with its attachments."""

import uuid
from typing import Any

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
from strongroom.interfaces.kit.page import wants_list
from strongroom.interfaces.kit.paging import address
from strongroom.interfaces.mobile.records.sections import JOBS, QUOTES, Section
from strongroom.interfaces.mobile.visit import MobileVisit, on_mobile
from strongroom.work import api as work

PAGE = 30
"""Rows a page: about six screens of a phone."""
VIEW_KEPT = 365 * 24 * 3600
"""Seconds for which a phone remembers it."""


@require_safe
@on_mobile
def jobs(visit: MobileVisit) -> HttpResponseBase:
    """Show the jobs that the person is assigned to, or all that they may see."""
    return _listing(visit, JOBS)


@require_safe
@on_mobile
def quotes(visit: MobileVisit) -> HttpResponseBase:
    """Show the quotes likewise."""
    return _listing(visit, QUOTES)


@require_safe
@on_mobile
def job(visit: MobileVisit, job_id: uuid.UUID) -> HttpResponseBase:
    """Show one job and its attachments."""
    return _card(visit, JOBS, job_id)


@require_safe
@on_mobile
def quote(visit: MobileVisit, quote_id: uuid.UUID) -> HttpResponseBase:
    """Show one quote and its attachments."""
    return _card(visit, QUOTES, quote_id)


def _listing(visit: MobileVisit, section: Section) -> HttpResponse:
    """Render the list. `show=all` leaves the filter "Mine"; `q` and `cursor` as everywhere."""
    choice = section.sees_all(visit.principal)
    mine = choice and visit.request.GET.get("show") != "all"
    query = visit.request.GET.get("q", "").strip()
    cursor = visit.request.GET.get("cursor") or None
    page = section.of.listing(visit.principal, q=query, mine=mine, cursor=cursor, limit=PAGE)
    base = section.list_url(visit)
    kept = {"show": "all"} if choice and not mine else {}
    return visit.show(
        "mobile/records/list.html",
        nav=section.key,
        section=section,
        rows=[_line(visit, section, row) for row in page.results],
        query=query,
        mine=mine,
        choices=_choices(base, query, mine=mine) if choice else [],
        all_url=address(base, {"show": "all", "q": query}),
        search={"action": base, "hidden": list(kept.items())},
        pager=pager(base, {**kept, "q": query}, cursor=cursor, following=page.next),
    )


def _card(visit: MobileVisit, section: Section, record_id: uuid.UUID) -> HttpResponse:
    """Render the card, or to htmx the attachment list alone."""
    row = section.of.getting(visit.principal, record_id)
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


def _line(visit: MobileVisit, section: Section, row: work.JobRow) -> dict[str, Any]:
    """Return what one line of the list shows."""
    return {
        "url": section.card_url(visit, row.id),
        "number": row.number,
        "title": row.title,
        "customer": row.customer_name,
        "status": row.status_label,
        "tone": tone(row.status),
        "scheduled_on": row.scheduled_on,
        "others": _others(visit.principal, row),
    }


def _others(principal: Principal, row: work.JobRow) -> str:
    """Name who is assigned, unless it is the person alone: that goes without saying."""
    return "" if set(row.assigned) <= {principal.id} else ", ".join(row.assigned_names)


def _choices(base: str, query: str, *, mine: bool) -> list[Tab]:
    """Return the two ends of the switch "Mine"/"All"; both keep what was searched for."""
    return [
        Tab("Mine", address(base, {"q": query}), mine),
        Tab("All", address(base, {"show": "all", "q": query}), not mine),
    ]


def pager(
    base: str, kept: dict[str, str], *, cursor: str | None, following: str | None
) -> dict[str, str | None] | None:
    """Return the links of keyset paging, or None when everything stands on one page."""
    if not cursor and not following:
        return None
    return {
        "first_url": address(base, kept) if cursor else None,
        "next_url": address(base, {**kept, "cursor": following}) if following else None,
        "text": "",
    }
