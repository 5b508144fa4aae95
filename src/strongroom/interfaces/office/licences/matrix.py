"""The compliance matrix (C-8): users down, licence types across, as a page and as an Excel file."""

from typing import Any, BinaryIO

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from strongroom.interfaces.common.licences.words import TONES
from strongroom.interfaces.kit.paging import Wanted, address, asked
from strongroom.interfaces.office.desk import Desk, admin_tabs, at_desk
from strongroom.interfaces.office.licences.overview import workbook
from strongroom.interfaces.office.licences.words import KINDS, sections
from strongroom.licences import api as licences
from strongroom.licences.api import Cell, MatrixRow, TypeRow


def _wanted(desk: Desk) -> tuple[dict[str, str], dict[str, Any]]:
    """Return the parameters that mean something, and the same as the operation takes them."""
    given = asked(desk.request, "q", "kind", "gaps")
    kind = given["kind"] if given["kind"] in dict(KINDS) else ""
    gaps = given["gaps"] == "1"
    query = {"q": given["q"], "kind": kind, "gaps": "1" if gaps else ""}
    return query, {"q": given["q"], "kind": kind, "gaps_only": gaps}


@require_safe
@at_desk
def page(desk: Desk) -> HttpResponseBase:
    """Show who has what, and until when; paged by user."""
    query, filters = _wanted(desk)
    cursor = asked(desk.request, "cursor")["cursor"]
    found = licences.matrix(desk.principal, cursor=cursor or None, **filters)
    base = desk.url("licences-matrix")
    return desk.show(
        "office/licences/matrix.html",
        nav="admin",
        tabs=admin_tabs(desk, "licences"),
        sections=sections(desk, "licences-matrix"),
        base=base,
        wanted=query,
        kinds=KINDS,
        types=found.types,
        rows=[_row(desk, found.types, row) for row in found.rows],
        pager=Wanted(base, query, cursor).paged(found.next, f"{len(found.rows)} users shown"),
        filtered=any(query.values()),
        export_url=address(desk.url("licences-matrix-export"), query),
        types_url=desk.url("licence-types"),
    )


def _row(desk: Desk, types: list[TypeRow], row: MatrixRow) -> dict[str, Any]:
    of_user = address(desk.url("licences"), {"member": str(row.member_id)})
    cells = [_cell(desk, row, one, cell) for one, cell in zip(types, row.cells, strict=True)]
    return {"row": row, "url": of_user, "cells": cells}


def _cell(desk: Desk, row: MatrixRow, one: TypeRow, cell: Cell) -> dict[str, Any]:
    """Return what a cell shows: it leads to the licence, or to adding the one that is missing."""
    if cell.licence_id:
        url = desk.url("licence", licence_id=cell.licence_id)
    else:
        url = address(desk.url("licence-new"), {"member": str(row.member_id), "type": str(one.id)})
    return {"cell": cell, "type": one, "url": url, "tone": TONES[cell.state]}


@require_safe
@at_desk
def export(desk: Desk) -> HttpResponseBase:
    """Hand out the matrix of exactly the users that the filter leaves as an Excel file."""
    licences.require_manage(desk.principal)
    _, filters = _wanted(desk)

    def write(file: BinaryIO) -> None:
        licences.write_matrix_xlsx(desk.principal, file=file, **filters)

    return workbook(desk, "Licence matrix", write)
