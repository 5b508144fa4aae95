"""The Excel files of licences (C-1, C-8), opened; and what each page of licences costs."""

import datetime as dt
import io

import openpyxl
import pytest
from django.test import Client

from licences.licence_world import add, keeper, photo, today
from office.test_budgets import BASE, queries
from personas import Firm, make_member
from strongroom.core import clock
from strongroom.directory.models import Member, Person
from strongroom.licences import api as licences
from strongroom.licences.models import Licence
from strongroom.store import api as store
from strongroom.store.models import LibraryKind

pytestmark = pytest.mark.django_db
OVERVIEW = "/northgate/admin/licences"
HEAD = [
    "User",
    "User type",
    "Licence type",
    "Kind",
    "Number",
    "Issued",
    "Expires",
    "Days left",
    "State",
]


@pytest.fixture
def client(firm: Firm) -> Client:
    """A browser of somebody who keeps licences."""
    keeper(firm)
    return firm.client("keeper")


def opened(client: Client, address: str) -> openpyxl.worksheet.worksheet.Worksheet:
    """Return the sheet of the file behind the address."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == licences.XLSX_TYPE
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"].startswith("attachment")
    raw = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return openpyxl.load_workbook(io.BytesIO(raw)).active


def test_c1_the_file_has_typed_cells_real_dates_a_frozen_heading_and_filters(
    client: Client, firm: Firm
) -> None:
    expires = today() + dt.timedelta(days=10)
    add(
        firm,
        "sub",
        "=cmd|' /C calc'!A0",
        expires.isoformat(),
        number="007",
        issued_on=dt.date(2024, 2, 29),
    )
    add(firm, "tech", "Toolbox", new_type_kind="equipment", number="https://x.example")
    Person.objects.filter(members=firm.members["tech"]).update(name="=1+1")
    sheet = opened(client, f"{OVERVIEW}/export")
    assert [cell.value for cell in sheet[1]] == HEAD
    first, second = sheet[2], sheet[3]
    assert [cell.value for cell in first] == [
        "Sub",
        "Subcontractor",
        "=cmd|' /C calc'!A0",
        "Licence or qualification",
        "007",
        dt.datetime(2024, 2, 29),  # noqa: DTZ001 - as Excel has it
        dt.datetime.combine(expires, dt.time()),
        10,
        "Expiring",
    ]
    kinds = ["s", "s", "s", "s", "s", "d", "d", "n", "s"]
    assert [cell.data_type for cell in first] == kinds
    assert first[5].is_date
    assert (second[0].value, second[0].data_type) == ("=1+1", "s")
    assert second[4].hyperlink is None
    assert [second[at].value for at in (5, 6, 7)] == [None, None, None]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:I3"


def test_c1_the_file_holds_the_chosen_filter_only_in_the_order_of_the_page(
    client: Client, firm: Firm
) -> None:
    add(firm, "sub", "Asbestos", (today() - dt.timedelta(days=1)).isoformat())
    add(firm, "tech", "Driving", (today() - dt.timedelta(days=9)).isoformat())
    add(firm, "tech", "Forklift")
    page = client.get(f"{OVERVIEW}?state=overdue&sort=member").context["listing"]
    sheet = opened(client, page.buttons[0].url)
    names = [line.cells[1].text for line in page.table.rows]
    assert [row[2].value for row in sheet.iter_rows(min_row=2)] == names == ["Asbestos", "Driving"]


def test_c8_the_matrix_as_a_file(client: Client, firm: Firm) -> None:
    expires = today() + dt.timedelta(days=10)
    add(firm, "sub", "Asbestos", expires.isoformat())
    add(firm, "tech", "=Forklift")
    sheet = opened(client, f"{OVERVIEW}/matrix/export?q=su")
    assert [cell.value for cell in sheet[1]] == ["User", "User type", "=Forklift", "Asbestos"]
    assert [cell.value for cell in sheet[2]] == [
        "Sub",
        "Subcontractor",
        "Not required",
        f"Expiring, {expires.isoformat()}",
    ]
    assert sheet[1][2].data_type == "s"
    assert sheet.max_row == 2
    assert sheet[2][3].fill.fgColor.rgb == "FFFFE8B3"


def many(firm: Firm, count: int) -> None:
    """Give the technician many licences of one type."""
    kind = licences.create_type(keeper(firm), name="Asbestos")[0]
    member = Member.objects.get(id=firm.members["tech"].id)
    for number in range(count):
        library = store.create_library(
            account=firm.account, kind=LibraryKind.LICENCE, name=f"No. {number}", holder=member
        )
        Licence.objects.create(
            account=firm.account,
            member=member,
            type_id=kind.id,
            library=library,
            number=str(number),
            expires_on=today() + dt.timedelta(days=number - 20),
            created_at=clock.now(),
            updated_at=clock.now(),
        )


def test_each_page_takes_the_same_few_queries_with_one_licence_and_with_many(
    client: Client, firm: Firm
) -> None:
    one = add(firm, "tech", "Forklift", "2030-01-01", files=[photo()])
    pages = {
        "dashboard": ("/northgate/", BASE + 4),
        "overview": (OVERVIEW, BASE + 5),
        "filtered": (f"{OVERVIEW}?state=overdue&q=te&sort=-member", BASE + 5),
        "new": (f"{OVERVIEW}/new", BASE + 5),
        "types": (f"{OVERVIEW}/types", BASE + 3),
        "matrix": (f"{OVERVIEW}/matrix", BASE + 6),
        "one": (f"/northgate/licences/{one.id}", BASE + 14),
        "defaults": ("/northgate/admin/defaults", BASE + 3),
        "own": ("/northgate/licences", BASE + 1),
    }
    own = firm.client("office")
    add(firm, "office", "Driving")

    def taken() -> dict[str, int]:
        return {
            name: queries(own if name == "own" else client, address)
            for name, (address, _) in pages.items()
        }

    few = taken()
    many(firm, 40)
    for number in range(20):
        make_member(firm.account, f"member{number}")
        add(firm, "office", f"Type {number}")
    assert taken() == few
    over = {name: few[name] for name, (_, budget) in pages.items() if few[name] > budget}
    assert not over
