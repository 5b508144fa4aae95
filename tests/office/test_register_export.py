"""The register as an Excel file: typed cells in the firm's zone, formulas as text, the filtered rows only."""

import datetime as dt
import io
import zipfile
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from office.conftest import SignIn
from personas import Firm, add_many_files, make_file
from strongroom.access.models import Share
from strongroom.core import clock
from strongroom.directory.models import Account
from strongroom.sharing import api as sharing
from strongroom.store.models import Item

pytestmark = pytest.mark.django_db
EXPORT = "/northgate/admin/shares/export"


def content(client: Client, query: str = "") -> bytes:
    answer = client.get(f"{EXPORT}{query}")
    assert answer.status_code == 200
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert answer["Cache-Control"] == "private, no-store"
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def rows(raw: bytes) -> dict[str, dict[str, Any]]:
    """Return the cells of each row by column, the rows by document."""
    sheet = openpyxl.load_workbook(io.BytesIO(raw)).active
    head, *lines = sheet.iter_rows()
    names = [cell.value for cell in head]
    return {line[0].value: dict(zip(names, line, strict=True)) for line in lines}


def test_l43_cells_are_typed_and_nothing_is_a_formula(firm: Firm, sign_in: SignIn) -> None:
    Account.objects.filter(id=firm.account.id).update(time_zone="Pacific/Auckland")
    name = "=HYPERLINK(1).pdf"
    item = make_file(firm.job.library_id, name)
    day = clock.today("Pacific/Auckland") + dt.timedelta(days=3)
    made = sharing.share_by_link(
        firm.principal("office"), item_ids=[item.id], expires_on=day, password="+1+1 secret"
    )[0]
    moment = dt.datetime(2026, 3, 4, 23, 30, tzinfo=dt.UTC)
    Share.objects.filter(id=made.id).update(created_at=moment)
    raw = content(sign_in("office"))
    row = rows(raw)[name]
    assert row["Document"].data_type == "s"
    assert row["Record"].value == "J-1 Rewire the boiler house"
    assert row["Time shared"].value == dt.datetime(2026, 3, 5, 12, 30)  # noqa: DTZ001 - as Excel has it
    assert row["Time shared"].is_date
    assert row["Expiry date"].value.date() == day
    assert (row["Openings"].value, row["Openings"].data_type) == (0, "n")
    assert row["Password"].value == "Yes"
    assert row["State"].value == "Live"
    parts = zipfile.ZipFile(io.BytesIO(raw))
    everything = b"".join(parts.read(part) for part in parts.namelist())
    token = sharing.share_row(firm.principal("office"), made.id, look=True).url or ""
    for hidden in ("+1+1 secret", token.rsplit("/", 1)[-1], "<f>"):
        assert hidden.encode() not in everything


def test_the_export_follows_filter_and_rights(firm: Firm, sign_in: SignIn) -> None:
    sharing.share_by_link(firm.principal("admin"), item_ids=[firm.files["plan.pdf"].id])
    office = sign_in("office")
    assert set(rows(content(office, "?type=link"))) == {"plan.pdf"}
    assert set(rows(content(office, f"?customer={firm.customers['birch'].id}"))) == {"rival.pdf"}
    assert rows(content(office, "?q=nothing-is-called-so")) == {}
    assert sign_in("viewer").get(EXPORT).status_code == 403


def test_all_pages_are_in_it_by_few_statements(firm: Firm, sign_in: SignIn) -> None:
    add_many_files(firm.other_job.library_id, 450)
    items = Item.objects.filter(library=firm.other_job.library_id, is_file=True)
    now = clock.now()
    Share.objects.bulk_create(
        Share(
            account=firm.account,
            item=item,
            type="portal",
            customer=firm.customers["alder"],
            created_at=now,
        )
        for item in items
    )
    client = sign_in("admin")
    content(client)
    with CaptureQueriesContext(connection) as captured:
        found = rows(content(client))
    assert len(found) == 450 + 3
    assert len(captured) <= 10 + 3 * 10
