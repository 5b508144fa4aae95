"""What a list of several pages says of all its rows: `50 of 312 shown`, counted up to a thousand."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from licences.licence_world import add, keeper
from office.panels import words
from personas import Firm, make_file, make_job, make_member
from strongroom.access.models import Share
from strongroom.core import paging
from strongroom.interfaces.kit.paging import Wanted
from strongroom.work import api as work
from strongroom.work import record_rows

pytestmark = pytest.mark.django_db
SEVERAL = 53


@pytest.fixture
def client(firm: Firm) -> Client:
    return firm.client("admin")


def test_jobs_are_counted_as_the_list_is_narrowed(firm: Firm, client: Client) -> None:
    for number in range(SEVERAL):
        make_job(firm.account, f"T-{number}", "Totalled", firm.customers["birch"])
    hidden = make_job(firm.other, "T-900", "Totalled", firm.customers["foreign"])
    page = words(client.get("/northgate/jobs?q=totalled"))
    assert f"50 of {SEVERAL} shown" in page
    assert hidden.number not in page
    every = words(client.get("/northgate/jobs"))
    assert f"50 of {SEVERAL + 3} shown" in every
    assert "shown" not in words(client.get("/northgate/quotes"))


def test_only_what_one_sees_is_counted(firm: Firm) -> None:
    for number in range(3):
        make_job(firm.account, f"T-{number}", "Totalled", firm.customers["birch"])

    def total(who: str, kind: Any = work.JOBS.list, **narrowed: str) -> int | None:
        return kind(firm.principal(who), counted=True, limit=1, **narrowed).total

    assert total("admin", q="totalled") == 3
    assert total("tech", q="totalled") is None  # nothing is there to count beside
    assert total("tech") == 1
    assert total("watcher", work.list_projects) == 1
    assert work.JOBS.list(firm.principal("admin")).total is None  # not asked for


def test_attachments_are_counted_as_they_are_narrowed(firm: Firm, client: Client) -> None:
    for number in range(SEVERAL):
        make_file(firm.other_job.library_id, f"total {number}.pdf")
    make_file(firm.other_job.library_id, "else.pdf")
    page = f"/northgate/jobs/{firm.other_job.id}"
    assert f"50 of {SEVERAL + 1} shown" in words(client.get(page))
    assert f"50 of {SEVERAL} shown" in words(client.get(f"{page}?q=total"))


def test_shares_licences_and_the_matrix_are_counted(firm: Firm, client: Client) -> None:
    now = timezone.now()
    plan, alder = firm.files["plan.pdf"], firm.customers["alder"]
    before = Share.objects.filter(account=firm.account, cancelled_at=None).count()
    for number in range(SEVERAL):
        item = make_file(firm.job.library_id, f"shared {number}.pdf")
        Share.objects.create(
            account=firm.account, item=item, type="portal", customer=alder, created_at=now
        )
        firm.members[f"w{number}"] = make_member(firm.account, f"w{number}", kind="watcher")
        add(firm, f"w{number}", "Induction")
    assert plan.library_id == firm.job.library_id
    register = words(client.get("/northgate/admin/shares"))
    assert f"50 of {SEVERAL + before} shown" in register
    keeper(firm)
    client = firm.client("keeper")
    assert f"50 of {SEVERAL} shown" in words(client.get("/northgate/admin/licences"))
    matrix = words(client.get("/northgate/admin/licences/matrix?q=w"))
    assert "50 of " in matrix
    assert "shown" in matrix


def test_counting_ends_at_a_thousand(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    asks = Wanted("/", {})
    for number, said in ((2, "1 of 2"), (1000, "1 of 1,000"), (1001, "1 of 1,000+")):
        shown = asks.pager(paging.Page([1], "next", number))
        assert shown is not None
        assert shown.text == f"{said} shown"
    monkeypatch.setattr(paging, "MOST_COUNTED", 1)
    monkeypatch.setattr(record_rows, "MOST_COUNTED", 1)
    principal = firm.principal("admin")
    assert work.list_customers(principal, counted=True).total == 2
    assert work.JOBS.list(principal, counted=True).total == 2
