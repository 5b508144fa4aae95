"""The pages of jobs and quotes on a phone: a list with search, and a card with its attachments."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from strongroom.access.api import Principal
from strongroom.interfaces.common.documents.listing import (
    VIEW_COOKIE,
    documents_context,
    list_fragment,
)
from strongroom.interfaces.common.words.statuses import tone
from strongroom.interfaces.kit.page import wants_list
from strongroom.interfaces.kit.paging import address
from strongroom.interfaces.mobile.records.sections import JOBS, QUOTES, Section
from strongroom.interfaces.mobile.visit import Visit, enter, show
from strongroom.work import api as work

PAGE = 30
"""Rows a page: about six screens of a phone."""
VIEW_KEPT = 365 * 24 * 3600
"""Seconds for which a phone remembers it."""


@require_safe
def jobs(request: HttpRequest, account: str) -> HttpResponse:
    """Show the jobs that the person is assigned to, or all that they may see."""
    return _listing(request, account, JOBS)


@require_safe
def quotes(request: HttpRequest, account: str) -> HttpResponse:
    """Show the quotes likewise."""
    return _listing(request, account, QUOTES)


@require_safe
def job(request: HttpRequest, account: str, job_id: uuid.UUID) -> HttpResponse:
    """Show one job and its attachments."""
    return _card(request, account, JOBS, job_id)


@require_safe
def quote(request: HttpRequest, account: str, quote_id: uuid.UUID) -> HttpResponse:
    """Show one quote and its attachments."""
    return _card(request, account, QUOTES, quote_id)


def _listing(request: HttpRequest, account: str, section: Section) -> HttpResponse:
    """Render the list. `show=all` leaves the filter "Mine"; `q` and `cursor` as everywhere."""
    visit = enter(request, account)
    choice = section.sees_all(visit.principal)
    mine = choice and request.GET.get("show") != "all"
    query = request.GET.get("q", "").strip()
    cursor = request.GET.get("cursor") or None
    page = section.of.listing(visit.principal, q=query, mine=mine, cursor=cursor, limit=PAGE)
    base = section.list_url(visit.slug)
    kept = {"show": "all"} if choice and not mine else {}
    return show(
        request,
        visit,
        "mobile/records/list.html",
        active=section.key,
        section=section,
        rows=[_line(visit, section, row) for row in page.results],
        query=query,
        mine=mine,
        choices=_choices(base, query, mine=mine) if choice else [],
        all_url=address(base, {"show": "all", "q": query}),
        search={"action": base, "hidden": list(kept.items())},
        pager=pager(base, {**kept, "q": query}, cursor=cursor, following=page.next),
    )


def _card(
    request: HttpRequest, account: str, section: Section, record_id: uuid.UUID
) -> HttpResponse:
    """Render the card, or to htmx the attachment list alone."""
    visit = enter(request, account)
    row = section.of.getting(visit.principal, record_id)
    url = section.card_url(visit.slug, record_id)
    if "view" in request.GET:
        return remember_view(request, visit, url)
    if wants_list(request):
        return list_fragment(request, visit.principal, row.library_id, page_url=url)
    return show(
        request,
        visit,
        "mobile/records/record.html",
        active=section.key,
        section=section,
        record=row,
        tone=tone(row.status),
        assigned=", ".join(row.assigned_names),
        back_url=section.list_url(visit.slug),
        documents=documents_context(
            request, visit.principal, row.library_id, page_url=url, camera=True
        ),
    )


def remember_view(request: HttpRequest, visit: Visit, url: str) -> HttpResponse:
    """Keep the choice between list and photo grid on this phone, and show the page with it."""
    view = "grid" if request.GET["view"] == "grid" else "list"
    response = HttpResponseRedirect(url, status=303)
    home = reverse("mobile:home", kwargs={"account": visit.slug})
    response.set_cookie(
        VIEW_COOKIE, view, max_age=VIEW_KEPT, path=home, httponly=True, samesite="Lax"
    )
    return response


def _line(visit: Visit, section: Section, row: work.JobRow) -> dict[str, Any]:
    """Return what one line of the list shows."""
    return {
        "url": section.card_url(visit.slug, row.id),
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


def _choices(base: str, query: str, *, mine: bool) -> list[dict[str, Any]]:
    """Return the two ends of the switch "Mine"/"All"; both keep what was searched for."""
    return [
        {"label": "Mine", "url": address(base, {"q": query}), "active": mine},
        {"label": "All", "url": address(base, {"show": "all", "q": query}), "active": not mine},
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
