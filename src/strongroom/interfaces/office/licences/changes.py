"""Adding a licence (C-3) and what is done to one: edit, replace, archive, delete."""

import uuid
from typing import Any

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_POST

from strongroom.core.errors import ConflictError, ForbiddenError
from strongroom.core.ids import parse_id
from strongroom.interfaces.common.licences.evidence import staged
from strongroom.interfaces.kit.forms import RecordForm, renew, save, seen_of, stamp
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.interfaces.office.licences.form_answers import done, files_lost, refuse_in_place
from strongroom.interfaces.office.licences.forms import AddForm, EditForm, ReplaceForm, initial_of
from strongroom.interfaces.office.licences.words import crumbs
from strongroom.licences import api as licences
from strongroom.licences.api import LicenceRow


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def new(desk: Desk) -> HttpResponseBase:
    """Add a licence; `?member=ID` and `?type=ID` fill them in."""
    licences.require_manage(desk.principal)
    back = desk.url("licences")
    if desk.request.method != "POST":
        return _form_page(desk, AddForm(desk=desk, initial=_wished(desk)), back_url=back)
    form = AddForm(desk.request.POST, desk=desk)
    if form.is_valid():
        row = save(
            form,
            lambda: licences.add_licence(
                desk.principal, **form.values(), files=staged(desk.request)
            ),
        )
        if row:
            said = f"{row.type_name} of {row.member_name} is added."
            return done(desk, desk.url("licence", licence_id=row.id), said)
    return _form_page(desk, form, back_url=back)


def _wished(desk: Desk) -> dict[str, str]:
    """Return the user and the type that the address names; what isn't offered is not chosen."""
    asked = {"member_id": desk.request.GET.get("member"), "type_id": desk.request.GET.get("type")}
    return {name: text for name, text in asked.items() if text and parse_id(text)}


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def edit(desk: Desk, licence_id: uuid.UUID) -> HttpResponseBase:
    """Change a licence; a stale edit is noticed, and what was typed is kept."""
    row = kept(desk, licence_id)
    url = desk.url("licence", licence_id=licence_id)
    if desk.request.method != "POST":
        initial = {**initial_of(row), "seen": stamp(row.updated_at)}
        return _form_page(desk, EditForm(desk=desk, row=row, initial=initial), row)
    form = EditForm(desk.request.POST, desk=desk, row=row)
    if form.is_valid():
        values = {**form.values(), "if_updated_at": seen_of(form)}
        if save(form, lambda: licences.update_licence(desk.principal, licence_id=row.id, **values)):
            return desk.go(url, "Saved.")
        if form.non_field_errors():
            renew(form, stamp(kept(desk, licence_id).updated_at))
    return _form_page(desk, form, row)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def replace(desk: Desk, licence_id: uuid.UUID) -> HttpResponseBase:
    """Add the licence that follows this one; the old one goes to the archive."""
    row = kept(desk, licence_id)
    if desk.request.method != "POST":
        form = ReplaceForm(initial={"number": row.number})
        return _form_page(desk, form, row, replacing=True)
    form = ReplaceForm(desk.request.POST)
    if form.is_valid():
        made = save(
            form,
            lambda: licences.replace_licence(
                desk.principal,
                licence_id=licence_id,
                **form.facts(),
                files=staged(desk.request),
            ),
        )
        if made:
            url = desk.url("licence", licence_id=made.id)
            return done(desk, url, "The new licence is added; the old one is in the archive.")
    return _form_page(desk, form, row, replacing=True)


@require_POST
@at_desk
def archive(desk: Desk, licence_id: uuid.UUID) -> HttpResponseBase:
    """Take a licence out of the lists, the matrix and the reminders; it stays with its evidence."""
    licences.archive_licence(desk.principal, licence_id=licence_id)
    return desk.go(desk.url("licence", licence_id=licence_id), "The licence is archived.")


@require_POST
@at_desk
def unarchive(desk: Desk, licence_id: uuid.UUID) -> HttpResponseBase:
    """Take a licence out of the archive."""
    url = desk.url("licence", licence_id=licence_id)
    try:
        licences.unarchive_licence(desk.principal, licence_id=licence_id)
    except ConflictError as error:
        return desk.go(url, error.detail, level="error")
    return desk.go(url, "The licence counts again.")


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def delete(desk: Desk, licence_id: uuid.UUID) -> HttpResponseBase:
    """Ask, then delete a licence with its evidence for good."""
    row = kept(desk, licence_id)
    if desk.request.method != "POST":
        return desk.show(
            "office/licences/delete.html",
            nav="admin",
            row=row,
            crumbs=_crumbs(desk, row),
            back_url=desk.url("licence", licence_id=licence_id),
        )
    licences.delete_licence(desk.principal, licence_id=licence_id)
    said = f"{row.type_name} of {row.member_name} is deleted."
    return desk.go(desk.url("licences"), said)


def kept(desk: Desk, licence_id: uuid.UUID) -> LicenceRow:
    """Return a licence for whoever keeps it; NotFoundError unseen, ForbiddenError only seen."""
    row = licences.get_licence(desk.principal, licence_id)
    if not row.may_edit:
        raise ForbiddenError("You may look at this licence, but not change it.")
    return row


def _crumbs(desk: Desk, row: LicenceRow | None) -> list[dict[str, str]]:
    way = crumbs(desk)
    if row:
        way.append({"label": row.name, "url": desk.url("licence", licence_id=row.id)})
    return way


def _form_page(
    desk: Desk,
    form: RecordForm,
    row: LicenceRow | None = None,
    *,
    replacing: bool = False,
    back_url: str = "",
) -> HttpResponseBase:
    """Render the form, or raise its errors where the page stays in place; not 200 with errors."""
    refuse_in_place(desk, form)
    files_lost(desk, form)
    way = _crumbs(desk, row)
    context: dict[str, Any] = {
        "form": form,
        "row": row,
        "replacing": replacing,
        "crumbs": way,
        "back_url": back_url or way[-1]["url"],
        "most_files": licences.MOST_FILES,
    }
    status = form.answer if form.errors else 200
    return desk.show("office/licences/form.html", nav="admin", status=status, **context)
