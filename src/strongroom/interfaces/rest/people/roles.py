"""Roles, and the catalogue of permissions."""

import uuid

from django.http import HttpRequest, HttpResponse
from ninja import Router

from strongroom.access import api as access
from strongroom.administration import api as administration
from strongroom.administration.api import RoleRow
from strongroom.interfaces.rest.kit.answers import made, many, nothing, one, require_match
from strongroom.interfaces.rest.kit.auth import caller
from strongroom.interfaces.rest.kit.confirming import Confirming
from strongroom.interfaces.rest.kit.idempotency import once
from strongroom.interfaces.rest.kit.routing import REPEATABLE, reads
from strongroom.interfaces.rest.kit.types import Id, Sent, Shown, Text, optional

router = Router(tags=["people"])


class Role(Shown):
    """A named set of permissions."""

    id: uuid.UUID
    name: str
    permissions: list[str]


class RoleList(Shown):
    """All roles of the account."""

    results: list[Role]
    next: str | None


class RoleNew(Sent):
    """A role to make."""

    name: Text
    permissions: list[Text] = optional(max_length=100)


class RoleChange(Confirming):
    """Changes to a role; what is left out stays."""

    name: Text = optional()
    permissions: list[Text] = optional(max_length=100)


class Permission(Shown):
    """One permission of the catalogue."""

    code: str
    group: str
    label: str
    help: str


class PermissionList(Shown):
    """The catalogue."""

    results: list[Permission]
    next: str | None


def _role(row: RoleRow) -> Role:
    return Role(id=row.id, name=row.name, permissions=list(row.permissions))


@reads(router, "/roles", response=RoleList, summary="List roles")
def list_roles(request: HttpRequest) -> HttpResponse:
    """List the account's roles by name."""
    return many([_role(row) for row in administration.list_roles(caller(request))])


@router.post("/roles", response={201: Role}, summary="Make a role", openapi_extra=REPEATABLE)
def make_role(request: HttpRequest, payload: RoleNew) -> HttpResponse:
    """Make a role; nobody hands out what they don't hold."""

    def write() -> HttpResponse:
        row = administration.create_role(
            caller(request), name=payload.name, permissions=payload.permissions or []
        )
        return made(_role(row), f"/api/v1/roles/{row.id}")

    return once(request, write)


@reads(router, "/roles/{role_id}", response=Role, summary="Get a role")
def get_role(request: HttpRequest, role_id: Id) -> HttpResponse:
    """Return one role."""
    return one(request, _role(administration.get_role(caller(request), role_id)))


@router.patch("/roles/{role_id}", response=Role, summary="Change a role")
def change_role(request: HttpRequest, role_id: Id, payload: RoleChange) -> HttpResponse:
    """Rename a role or replace its permissions.

    409 `confirmation_required` when whoever holds it gains or loses records, or another level there,
    or links that they keep stop working or work again.
    """
    principal = caller(request)
    require_match(request, _role(administration.get_role(principal, role_id)))
    row = administration.update_role(
        principal, role_id=role_id, confirm=payload.confirmation, **payload.changes()
    )
    return one(request, _role(row))


@router.delete("/roles/{role_id}", response={204: None}, summary="Delete a role")
def delete_role(request: HttpRequest, role_id: Id) -> HttpResponse:
    """Delete a role that nobody holds."""
    administration.delete_role(caller(request), role_id=role_id)
    return nothing()


@reads(router, "/permissions", response=PermissionList, summary="The permission catalogue")
def list_permissions(request: HttpRequest) -> HttpResponse:
    """List every permission that a role can hold."""
    del request
    return many(
        [
            Permission(code=entry.code.value, group=entry.group, label=entry.label, help=entry.help)
            for entry in access.CATALOGUE
        ]
    )
