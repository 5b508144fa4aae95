"""What jobs and roles require, who has it (C-9), and the matrix of everybody (C-8)."""

import datetime as dt
import uuid

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Query, Router
from pydantic import BaseModel, Field

from strongroom.interfaces.rest.kit.answers import many, one
from strongroom.interfaces.rest.kit.auth import caller
from strongroom.interfaces.rest.kit.listing import Paging
from strongroom.interfaces.rest.kit.routing import FILE_ANSWER, reads
from strongroom.interfaces.rest.kit.types import Id, Results, Sent, Shown, Text, one_of
from strongroom.interfaces.rest.licences.licences import workbook
from strongroom.interfaces.rest.licences.schemas import AnyKind, LicenceType, TypeName
from strongroom.licences import api as licences
from strongroom.work import api as work

router = Router(tags=["licences"])
_CHECKED = ("valid", "expiring", "expired", "missing")
_CELLS = (*_CHECKED, "not_required")


class Requirements(Shown):
    """The licence types that a job or a role requires."""

    types: list[LicenceType]


class RequirementsPut(Sent):
    """The licence types that are required from now on."""

    type_ids: list[Id] = Field(max_length=200)


class RequirementCheck(Shown):
    """Whether a member has a type that is required of them, on the job's day."""

    member_id: uuid.UUID
    member_name: str
    type: TypeName
    state: str = one_of(*_CHECKED)
    expires_on: dt.date | None
    required_by: str = one_of("job", "role")
    overridden: bool
    reason: str


class RequirementCheckList(Results[RequirementCheck]):
    """The checks of everybody who is assigned, by name."""


class MatrixNarrowed(BaseModel):
    """Which members and types the matrix shows.

    `gaps_only`: members who lack what is required of them, or have something expired.
    """

    q: Text = ""
    kind: AnyKind = ""
    gaps_only: bool = False


class MatrixWanted(MatrixNarrowed, Paging):
    """The same, a page at a time."""


class MatrixCell(Shown):
    """What a member has of one type; without one it is `missing` where it is required of them."""

    type_id: uuid.UUID
    state: str = one_of(*_CELLS)
    licence_id: uuid.UUID | None
    expires_on: dt.date | None
    pending: bool


class MatrixRow(Shown):
    """A member with one cell for each type, in the order of `types`."""

    member_id: uuid.UUID
    member_name: str
    member_type: str = one_of("in_house", "subcontractor", "watcher")
    cells: list[MatrixCell]


class Matrix(Shown):
    """One page of members against the account's types."""

    types: list[LicenceType]
    results: list[MatrixRow]
    next: str | None


def check_of(row: licences.Check) -> RequirementCheck:
    """Show a check."""
    return RequirementCheck.of(row, type=TypeName(id=row.type_id, name=row.type_name))


def matrix_of(found: licences.Matrix) -> Matrix:
    """Show a page of the matrix."""
    return Matrix(
        types=[LicenceType.of(row) for row in found.types],
        results=[_matrix_row(found.types, row) for row in found.rows],
        next=found.next,
    )


def _matrix_row(types: list[licences.TypeRow], row: licences.MatrixRow) -> MatrixRow:
    cells = [
        MatrixCell.of(cell, type_id=kind.id) for kind, cell in zip(types, row.cells, strict=True)
    ]
    return MatrixRow.of(row, cells=cells)


def _required(types: list[licences.TypeRow]) -> Requirements:
    return Requirements(types=[LicenceType.of(row) for row in types])


@reads(
    router,
    "/jobs/{job_id}/licence-requirements",
    response=Requirements,
    summary="What a job requires",
)
def get_job_requirements(request: HttpRequest, job_id: Id) -> HttpResponse:
    """Return the licence types that a job requires, by name."""
    return one(request, _required(licences.requirements_of_job(caller(request), job_id)))


@router.put(
    "/jobs/{job_id}/licence-requirements", response=Requirements, summary="Set what a job requires"
)
def put_job_requirements(
    request: HttpRequest, job_id: Id, payload: RequirementsPut
) -> HttpResponse:
    """Replace what a job requires, for whoever may change it."""
    rows = licences.set_job_requirements(caller(request), job_id=job_id, type_ids=payload.type_ids)
    return one(request, _required(rows))


@reads(
    router,
    "/jobs/{job_id}/licence-checks",
    response=RequirementCheckList,
    summary="Who has what a job requires",
)
def list_job_checks(request: HttpRequest, job_id: Id) -> HttpResponse:
    """Tell for each who is assigned whether they have on its day what the job and their roles require.

    Who neither changes jobs nor keeps licences is told of themselves.
    """
    principal = caller(request)
    job = work.JOBS.get(principal, job_id)
    rows = licences.check_assignment(principal, job_id=job_id, member_ids=job.assigned)
    return many([check_of(row) for row in rows])


@reads(
    router,
    "/roles/{role_id}/licence-requirements",
    response=Requirements,
    summary="What a role requires",
)
def get_role_requirements(request: HttpRequest, role_id: Id) -> HttpResponse:
    """Return the licence types that an account-wide role requires, by name."""
    return one(request, _required(licences.requirements_of_role(caller(request), role_id)))


@router.put(
    "/roles/{role_id}/licence-requirements",
    response=Requirements,
    summary="Set what a role requires",
)
def put_role_requirements(
    request: HttpRequest, role_id: Id, payload: RequirementsPut
) -> HttpResponse:
    """Replace what a role requires (*users.manage*)."""
    rows = licences.set_role_requirements(
        caller(request), role_id=role_id, type_ids=payload.type_ids
    )
    return one(request, _required(rows))


@reads(router, "/licence-matrix", response=Matrix, summary="Members against licence types")
def get_matrix(request: HttpRequest, wanted: Query[MatrixWanted]) -> HttpResponse:
    """Return a page of active members by name against the types (*licences.manage*)."""
    return one(request, matrix_of(licences.matrix(caller(request), **wanted.model_dump())))


@reads(
    router,
    "/licence-matrix.xlsx",
    summary="The matrix as an Excel file",
    openapi_extra=FILE_ANSWER,
)
def export_matrix(request: HttpRequest, wanted: Query[MatrixNarrowed]) -> HttpResponseBase:
    """Return all members against the types as an Excel file (*licences.manage*)."""
    principal = caller(request)
    return workbook(
        "Licence matrix.xlsx",
        lambda file: licences.write_matrix_xlsx(principal, file=file, **wanted.model_dump()),
    )
