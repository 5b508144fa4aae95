"""A portal share in a record that the portal does not show, and what wakes it: A-12, B-4, E-3, E-5, E-7.

What counts is what the customer's contact reads afterwards.
"""

import json
import uuid
from typing import Any

import pytest

from personas import Firm, make_file, make_folder, share
from strongroom.access import api as access
from strongroom.access.models import Share
from strongroom.directory.models import Customer
from strongroom.sharing import api as sharing
from strongroom.store.models import Item, Library
from strongroom.work import api as work

pytestmark = pytest.mark.django_db


def call(firm: Firm, who: str, method: str, path: str, **body: Any) -> tuple[int, dict[str, Any]]:
    send = getattr(firm.api(who), method)
    answer = send(f"/api/v1{path}", json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json() if answer.content else {}


def read(firm: Firm, item_id: uuid.UUID) -> int:
    contact = firm.api("contact", access.Surface.PORTAL)
    return contact.get(f"/api/v1/items/{item_id}/content").status_code


def in_a_draft(firm: Firm) -> Item:
    """Shared in a sent quote, which is a draft again by now."""
    item = make_file(firm.quote.library_id, "offer.pdf")
    share(item, firm.customers["alder"])
    work.QUOTES.update(firm.principal("office"), firm.quote.id, status="draft", confirm=True)
    return item


def module_off(firm: Firm) -> Item:
    item = make_file(firm.quote.library_id, "offer.pdf")
    share(item, firm.customers["alder"])
    Customer.objects.filter(id=firm.customers["alder"].id).update(portal_off=["quotes"])
    return item


HIDDEN = {"draft": in_a_draft, "module off": module_off}


@pytest.mark.parametrize("why", HIDDEN)
def test_e3_what_was_shared_out_of_sight_is_brought_into_it_by_who_may_share(
    firm: Firm, why: str
) -> None:
    item = HIDDEN[why](firm)
    assert read(firm, item.id) == 404
    there = {"parent_id": str(firm.project.library_id)}
    status, problem = call(firm, "clerk", "patch", f"/items/{item.id}", **there, confirm=True)
    assert (status, problem["code"]) == (403, "opens_outward")
    assert read(firm, item.id) == 404

    status, problem = call(firm, "office", "patch", f"/items/{item.id}", **there)
    assert (status, problem["code"]) == (409, "confirmation_required")
    [door] = problem["changes"]["doors"]["opens"]
    assert (door["type"], door["for"]) == ("portal", firm.customers["alder"].name)
    seal = problem["changes"]["seal"]
    assert call(firm, "office", "patch", f"/items/{item.id}", **there, confirm=seal)[0] == 200
    assert read(firm, item.id) == 200


@pytest.mark.parametrize("why", HIDDEN)
def test_e7_a_confidential_file_that_comes_into_sight_is_told(firm: Firm, why: str) -> None:
    item = HIDDEN[why](firm)
    Item.objects.filter(id=item.id).update(confidential=True)
    there = {"parent_id": str(firm.project.library_id)}
    problem = call(firm, "office", "patch", f"/items/{item.id}", **there)[1]
    assert problem["changes"]["confidential"] == [str(item.id)]
    assert "marked as confidential" in problem["detail"]


def test_e11_a_share_that_goes_out_of_sight_closes(firm: Firm) -> None:
    """The other way round: into a draft, where the share stays and lets nobody in."""
    item = make_file(firm.project.library_id, "plan.pdf")
    share(item, firm.customers["alder"])
    Library.objects.filter(id=firm.quote.library_id).update(in_portal=False)
    there = {"parent_id": str(firm.quote.library_id)}
    problem = call(firm, "office", "patch", f"/items/{item.id}", **there)[1]
    [door] = problem["changes"]["doors"]["closes"]
    assert (door["type"], door["why_not"], door["may_keep"]) == ("portal", "draft", False)


def test_e5_a_share_is_cancelled_with_a_mark_only_by_who_may_share_or_set_access(
    firm: Firm,
) -> None:
    folder = make_folder(firm.project.library_id, "Plans")
    item = make_file(folder.id, "plan.pdf")
    portal = share(folder, firm.customers["alder"])
    [link] = sharing.share_by_link(firm.principal("admin"), item_ids=[folder.id])
    ids = sorted([str(portal.id), str(link.id)])
    asked = call(firm, "clerk", "patch", f"/items/{item.id}", confidential=True)[1]
    stays = asked["changes"]["doors"]["stays"]
    assert [(door["share_id"], door["may_cancel"]) for door in stays] == [
        (door["share_id"], False) for door in stays
    ]
    for one in ids:
        ticked = {"confidential": True, "confirm": True, "cancel_shares": [one]}
        status, problem = call(firm, "clerk", "patch", f"/items/{item.id}", **ticked)
        assert (status, list(problem["errors"])) == (422, ["cancel_shares"])
    assert not Share.objects.filter(id__in=ids).exclude(cancelled_at=None).exists()

    ticked = {"confidential": True, "confirm": True, "cancel_shares": ids}
    assert call(firm, "office", "patch", f"/items/{item.id}", **ticked)[0] == 200
    assert Share.objects.filter(id__in=ids).exclude(cancelled_at=None).count() == len(ids)
