"""Queries of each list and card: few, and the same with 5 rows and with 200."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from office.conftest import SignIn
from personas import (
    Firm,
    add_many_files,
    make_contact,
    make_customer,
    make_job,
    make_member,
    make_quote,
)

pytestmark = pytest.mark.django_db
MORE = 60


def queries(client: Client, address: str, **headers: Any) -> int:
    """Return how many statements a page takes, once what a process keeps is loaded."""
    client.get(address, headers=headers)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    return len(captured)


def pages(firm: Firm) -> dict[str, tuple[str, int]]:
    """Return the address and the budget of each list and card."""
    alder = firm.customers["alder"].id
    job = f"/northgate/jobs/{firm.job.id}"
    return {
        "jobs": ("/northgate/jobs", BASE + 2),
        "jobs, searched": ("/northgate/jobs?q=o&status=planned", BASE + 2),
        "quotes": ("/northgate/quotes", BASE + 2),
        "customers": ("/northgate/customers", BASE + 1),
        "job": (job, BASE + 10),
        "details": (f"{job}?tab=details", BASE + 8),
        "quote": (f"/northgate/quotes/{firm.quote.id}", BASE + 6),
        "customer": (f"/northgate/customers/{alder}", BASE + 7),
        "contacts": (f"/northgate/customers/{alder}/contacts", BASE + 5),
        "documents": (f"/northgate/customers/{alder}/documents", BASE + 5),
        "project": (f"/northgate/projects/{firm.project.id}/documents", BASE + 6),
        "shared folder": (f"/northgate/shared/folders/{firm.job.library_id}", BASE + 5),
        "trash": (f"/northgate/libraries/{firm.job.library_id}/trash", BASE + 5),
        "users": ("/northgate/admin/users", BASE + 2),
        "user": (f"/northgate/admin/users/{firm.members['tech'].id}", BASE + 3),
        "roles": ("/northgate/admin/roles", BASE + 1),
    }


BASE = 3
"""Session with person, member with roles and account, what waits: each page of the office takes them."""


@pytest.mark.slow
def test_lists_and_cards_stay_within_their_budget(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("admin")
    few = {name: queries(client, address) for name, (address, _) in pages(firm).items()}
    alder = firm.customers["alder"]
    for number in range(MORE):
        make_job(firm.account, f"J-{100 + number}", "More", alder, firm.members["tech"])
        make_quote(firm.account, f"Q-{100 + number}", "More", alder, firm.members["sub"])
        make_customer(firm.account, f"Customer {number}")
        make_contact(alder, f"contact{number}")
        make_member(firm.account, f"member{number}", firm.roles["clerk"], firm.roles["viewer"])
    add_many_files(firm.job.library_id, 200)
    add_many_files(firm.quote.library_id, 200)
    many = {name: queries(client, address) for name, (address, _) in pages(firm).items()}
    assert many == few
    over = {name: few[name] for name, (_, budget) in pages(firm).items() if few[name] > budget}
    assert not over


@pytest.mark.slow
def test_a_job_with_5000_attachments_stays_paged(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("office")
    page = f"/northgate/jobs/{firm.job.id}"
    before = queries(client, page)
    add_many_files(firm.job.library_id, 5000)
    assert queries(client, page) == before
    first = client.get(page).context["documents"]
    assert len(first.rows) == 50
    assert first.count_text == "more than 1,000"
    second = client.get(first.pager.next_url).context["documents"]
    assert len(second.rows) == 50
    assert not {row.id for row in first.rows} & {row.id for row in second.rows}
    found = client.get(f"{page}?q=photo+4999").context["documents"]
    assert [row.name for row in found.rows] == ["photo 4999.png"]


def test_a_folder_of_fifty_files_is_a_small_page(firm: Firm, sign_in: SignIn) -> None:
    """HOUSE: leaner rows first. A row has one menu, which without script leads to all there is."""
    add_many_files(firm.project.library_id, 60)
    page = sign_in("admin").get(f"/northgate/projects/{firm.project.id}/documents")
    text = page.content.decode()
    row = text.split("<tr data-row=")[10]
    shown = page.context["documents"].rows[9]
    assert f'href="/northgate/items/{shown.id}/details" data-row-menu' in row
    assert row.count("<a ") == 2
    assert len(row.encode()) < 900
    assert len(page.content) < 68_000
