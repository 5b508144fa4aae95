"""Projects: longer undertakings with a folder tree; a customer is optional."""

import uuid
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower

from strongroom.access import api as access
from strongroom.access.api import Action, Permission, Principal
from strongroom.audit import api as audit
from strongroom.core.confirmation import Confirm, none_offered
from strongroom.core.errors import NotFoundError
from strongroom.core.paging import BY_NAME, Page, Total, clamp_limit, total_beside
from strongroom.core.patterns import needle
from strongroom.core.statements import fetch_prepared
from strongroom.documents import api as documents
from strongroom.documents.api import Here
from strongroom.store import api as store
from strongroom.store.models import LibraryKind
from strongroom.work import shared
from strongroom.work.customers_change import change_customer
from strongroom.work.models import Project
from strongroom.work.rows import UNSET, ProjectRow, Unset


def _rows(principal: Principal) -> QuerySet[Any]:
    rows: QuerySet[Any] = Project.objects.filter(account_id=principal.account_id)
    return shared.visible(rows.select_related("customer"), principal, LibraryKind.PROJECT)


def list_projects(
    principal: Principal,
    *,
    q: str = "",
    counted: bool = False,
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[ProjectRow]:
    """Return the projects that exist for the principal, by name; counted, if asked. One query."""
    size = clamp_limit(limit)
    named = _named(principal, q)
    rows = (named.annotate(total=Total(named)) if counted else named).annotate(sort=Lower("name"))
    found, following = BY_NAME.page(rows, cursor, size)
    return Page([_row(principal, row) for row in found], following, total_beside(found))


def _named(principal: Principal, q: str) -> QuerySet[Any]:
    rows = _rows(principal)
    return rows.filter(name__icontains=text) if (text := needle(q)) else rows


def get_project(principal: Principal, project_id: uuid.UUID) -> ProjectRow:
    """Return one project, or raise NotFoundError."""
    found = _rows(principal).filter(id=project_id).first()
    if found is None:
        raise NotFoundError
    return _row(principal, found)


def managed_project(principal: Principal, project_id: uuid.UUID) -> ProjectRow:
    """Return a project of the account, seen or not, for whoever manages projects."""
    access.require_permission(principal, Permission.PROJECTS_MANAGE)
    return _held(principal, "id", project_id)


def project_at(principal: Principal, project_id: uuid.UUID) -> tuple[ProjectRow, Here]:
    """Return a project and its root as a place to stand, or raise NotFoundError. Two statements."""
    row = _held(principal, "id", project_id)
    here = documents.here(principal, row.library_id)
    if not here.standing.enters:
        raise NotFoundError
    return replace(row, may_add=Action.ADD in here.may), here


def project_holding(here: Here) -> ProjectRow:
    """Return the project in whose library one stands, or raise NotFoundError. One statement.

    Also for whoever doesn't see the project's root but something granted in it (D-20).
    """
    return _held(here.principal, "library_id", here.library_id)


_PROJECT = """
select p.id, p.account_id, p.name, p.customer_id, coalesce(c.name, '') as customer_name,
       p.library_id, p.created_at
  from work_project p left join directory_customer c on c.id = p.customer_id
 where p.account_id = %(account)s::uuid
"""
_HELD = {
    "id": f"{_PROJECT} and p.id = %(id)s::uuid",
    "library_id": f"{_PROJECT} and p.library_id = %(id)s::uuid",
}


def _held(principal: Principal, which: str, id_: uuid.UUID) -> ProjectRow:
    """Return a project of the account, before anybody was asked who sees it."""
    found = fetch_prepared(_HELD[which], {"account": principal.account_id, "id": id_})
    if not found:
        raise NotFoundError
    editable = principal.holds(Permission.PROJECTS_MANAGE)
    return ProjectRow(**found[0], may_edit=editable, may_add=False)


def sees_projects(principal: Principal) -> bool:
    """Whether there is any project for the principal, or they manage projects; no query for most."""
    if principal.holds(Permission.PROJECTS_MANAGE) or principal.holds(Permission.DOCUMENTS_VIEW):
        return True
    return _rows(principal).exists()


@transaction.atomic
def create_project(
    principal: Principal, *, name: str, customer_id: uuid.UUID | None = None
) -> ProjectRow:
    """Make a project with its library (*projects.manage*)."""
    access.require_permission(principal, Permission.PROJECTS_MANAGE)
    name = shared.clean_text(name, "name")
    customer = shared.customer_of(principal, customer_id) if customer_id else None
    library = store.create_library(
        account=shared.account_of(principal),
        kind=LibraryKind.PROJECT,
        name=name,
        customer=customer,
        created_by=shared.maker(principal),
    )
    project: Any = Project.objects.create(
        account_id=principal.account_id, name=name, customer=customer, library=library
    )
    _record(principal, "project.created", project)
    # Who only manages projects may not see their documents: the row comes from what was made.
    found = _rows(principal).filter(id=project.id).first()
    if found is None:
        project.may_edit = project.may_add = False
    return _row(principal, found or project)


@transaction.atomic
def update_project(
    principal: Principal,
    project_id: uuid.UUID,
    *,
    name: str | None = None,
    customer_id: uuid.UUID | Unset | None = UNSET,
    confirm: Confirm = False,
) -> ProjectRow:
    """Change a project (*projects.manage*); None takes the customer away.

    Raises ConfirmationRequiredError when that would take documents out of a portal.
    """
    before = get_project(principal, project_id)
    access.require_permission(principal, Permission.PROJECTS_MANAGE, before.library_id)
    project = Project.objects.select_for_update(of=("self",)).get(id=project_id)
    changed = []
    if name is not None and (name := shared.clean_text(name, "name")) != project.name:
        project.name = name
        store.rename_root(project.library_id, name)
        changed.append("name")
    if not isinstance(customer_id, Unset) and customer_id != project.customer_id:
        customer = shared.customer_of(principal, customer_id) if customer_id else None
        change_customer(principal, project.library, customer, confirm=confirm)
        project.customer = customer
        changed.append("customer")
    else:
        none_offered(confirm)
    if changed:
        project.save(update_fields=changed)
        _record(principal, "project.changed", project)
    return get_project(principal, project_id)


def _row(principal: Principal, row: Any) -> ProjectRow:
    return ProjectRow(
        id=row.id,
        account_id=row.account_id,
        name=row.name,
        customer_id=row.customer_id,
        customer_name=row.customer.name if row.customer else "",
        library_id=row.library_id,
        created_at=row.created_at,
        may_edit=principal.holds(Permission.PROJECTS_MANAGE),
        may_add=row.may_add,
    )


def _record(principal: Principal, verb: str, project: Project) -> None:
    audit.record(
        principal.actor,
        audit.NewEvent(
            verb, principal.account_id, library_id=project.library_id, subject_id=project.id
        ),
    )
