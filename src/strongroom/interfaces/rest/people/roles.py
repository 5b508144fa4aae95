"""Roles, and the catalogue of permissions."""

import uuid

from django.http import HttpRequest, HttpResponse
from ninja import Router

from strongroom.access import api as access
from strongroom.administration import api as administration
from strongroom.core.operations import Functions
from strongroom.interfaces.rest.kit.answers import many
from strongroom.interfaces.rest.kit.confirming import Confirming
from strongroom.interfaces.rest.kit.resource import Changes, Deletes, Lists, Makes, Resource, serve
from strongroom.interfaces.rest.kit.routing import reads
from strongroom.interfaces.rest.kit.types import Results, Sent, Shown, Text, optional

router = Router(tags=["people"])


class Role(Shown):
    """A named set of permissions."""

    id: uuid.UUID
    name: str
    permissions: list[str]


class RoleList(Results[Role]):
    """All roles of the account."""


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


class PermissionList(Results[Permission]):
    """The catalogue."""


ROLES = Resource(
    of=Functions(
        one="role",
        many="roles",
        list=administration.list_roles,
        get=administration.get_role,
        create=administration.create_role,
        update=administration.update_role,
    ),
    shown=Role,
    lists=Lists(
        answer=RoleList,
        says="List the account's roles by name.",
    ),
    makes=Makes(
        takes=RoleNew,
        says="Make a role; nobody hands out what they don't hold.",
    ),
    changes=Changes(
        takes=RoleChange,
        says="""Rename a role or replace its permissions.

        409 `confirmation_required` when whoever holds it gains or loses records, or another level there,
        or links that they keep stop working or work again.
        """,
    ),
    deletes=Deletes(
        write=administration.delete_role,
        says="Delete a role that nobody holds.",
    ),
)
serve(router, ROLES)


@reads(router, "/permissions", response=PermissionList, summary="The permission catalogue")
def list_permissions(request: HttpRequest) -> HttpResponse:
    """List every permission that a role can hold."""
    del request
    return many([Permission.of(entry, code=entry.code.value) for entry in access.CATALOGUE])
