"""The Excel files (C-1, C-8): opened by another library, their cells compared."""

import datetime as dt
import io
import re
import zipfile

import pytest
from openpyxl import load_workbook

from licences.licence_world import add, at, day, keeper
from personas import Firm, analyzed
from strongroom.core import clock
from strongroom.core.errors import ForbiddenError, InvalidError
from strongroom.core.ids import new_id
from strongroom.licences import api as licences
from strongroom.licences.api import LicenceFilter
from strongroom.licences.models import Licence
from strongroom.store.models import Library

pytestmark = pytest.mark.django_db
NOON = at("2026-03-10T12:00")
FORMULAS = ["=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "http://evil.example/", "\tx", "{=1}"]


def midnight(text: str) -> dt.datetime:
    """Return a day as openpyxl reads it."""
    return dt.datetime.fromisoformat(text)


def exported(firm: Firm, **fields: object) -> list[tuple[object, ...]]:
    file = io.BytesIO()
    with clock.standing_at(NOON):
        count = licences.write_xlsx(
            keeper(firm),
            filters=LicenceFilter(**fields),  # type: ignore[arg-type]
            file=file,
        )
    sheet = load_workbook(file)["Licences"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert len(rows) == count
    return rows


def test_c1_typed_cells_real_dates_and_only_what_is_filtered(firm: Firm) -> None:
    with clock.standing_at(NOON):
        add(firm, "tech", expires="2028-02-29", issued_on=day("2024-02-29"), number="007")
        add(firm, "sub", "Crane", expires="2026-03-09")
        add(firm, "watcher", "Toolbox")
    rows = exported(firm)
    assert rows == [
        ("Sub", "Subcontractor", "Crane", "Licence or qualification", None, None,
         midnight("2026-03-09"), -1, "Overdue"),
        ("Tech", "In-house user", "Forklift ticket", "Licence or qualification", "007",
         midnight("2024-02-29"), midnight("2028-02-29"), 721, "Active"),
        ("Watcher", "Watcher", "Toolbox", "Licence or qualification", None, None, None, None,
         "Active"),
    ]  # fmt: skip
    assert [row[0] for row in exported(firm, state="overdue")] == ["Sub"]
    assert exported(firm, q="nobody") == []


def test_c1_frozen_header_with_filters(firm: Firm) -> None:
    add(firm, expires="2028-02-29")
    file = io.BytesIO()
    licences.write_xlsx(keeper(firm), file=file)
    sheet = load_workbook(file)["Licences"]
    assert [cell.value for cell in sheet[1]][:3] == ["User", "User type", "Licence type"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:I2"
    assert sheet["G2"].is_date
    assert sheet["G2"].number_format == "yyyy-mm-dd"


@pytest.mark.parametrize("name", FORMULAS)
def test_what_a_person_typed_is_text_and_never_a_formula(firm: Firm, name: str) -> None:
    add(firm, kind=name, number=name[:60], expires="2028-02-29")
    firm.person("tech").__class__.objects.filter(id=firm.person("tech").id).update(name=name)
    file, matrix = io.BytesIO(), io.BytesIO()
    licences.write_xlsx(keeper(firm), file=file)
    licences.write_matrix_xlsx(keeper(firm), file=matrix)
    for made in (file, matrix):
        parts = zipfile.ZipFile(made)
        for part in parts.namelist():
            if part.startswith("xl/worksheets/"):
                assert not re.search(rb"<f[ >]|<hyperlink", parts.read(part)), part
    row = load_workbook(file)["Licences"][2]
    assert {cell.data_type for cell in row[:5]} == {"s"}
    assert row[0].value == name


def test_a_day_that_excel_does_not_know_is_text(firm: Firm) -> None:
    add(firm, issued_on=day("1900-02-28"), expires="2028-02-29")
    (row,) = exported(firm)
    assert row[5] == "1900-02-28"


def test_c8_the_matrix_in_words_with_colours(firm: Firm) -> None:
    with clock.standing_at(NOON):
        add(firm, "tech", "Crane", expires="2026-03-09")
        add(firm, "sub", "Crane")
        file = io.BytesIO()
        count = licences.write_matrix_xlsx(keeper(firm), file=file)
    sheet = load_workbook(file)["Matrix"]
    rows = {row[0].value: row[2] for row in sheet.iter_rows(min_row=2)}
    assert len(rows) == count
    assert rows["Tech"].value == "Expired, 2026-03-09"
    assert rows["Sub"].value == "Valid"
    assert rows["Admin"].value == "Not required"
    assert len({rows[name].fill.fgColor.rgb for name in ("Tech", "Sub", "Admin")}) == 3
    assert sheet.freeze_panes == "B2"


def test_a_filter_that_is_none_and_whoever_may_not(firm: Firm) -> None:
    file = io.BytesIO()
    with pytest.raises(InvalidError):
        licences.write_xlsx(keeper(firm), filters=LicenceFilter(state="lost"), file=file)
    for who in ("tech", "office", "contact"):
        with pytest.raises(ForbiddenError):
            licences.write_xlsx(firm.principal(who), file=file)
        with pytest.raises(ForbiddenError):
            licences.write_matrix_xlsx(firm.principal(who), file=file)
    assert file.getvalue() == b""


@pytest.mark.slow
def test_twenty_thousand_licences_are_exported(firm: Firm) -> None:
    first = add(firm, expires="2028-02-29")
    base = Licence.objects.get(id=first.id)
    libraries = [
        Library(id=new_id(), account=firm.account, kind="licence", holder=firm.members["tech"])
        for _ in range(19_999)
    ]
    Library.objects.bulk_create(libraries, batch_size=5000)
    Licence.objects.bulk_create(
        (
            Licence(
                account=firm.account,
                member_id=base.member_id,
                type_id=base.type_id,
                library=library,
                number=f"N-{number}",
                expires_on=day("2027-01-01") + dt.timedelta(days=number % 1000),
                created_at=base.created_at,
                updated_at=base.created_at,
            )
            for number, library in enumerate(libraries)
        ),
        batch_size=5000,
    )
    analyzed()
    file = io.BytesIO()
    assert licences.write_xlsx(keeper(firm), file=file) == 20_000
    sheet = load_workbook(file, read_only=True)["Licences"]
    days = [row[6] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert len(days) == 20_000
    assert days == sorted(days)
