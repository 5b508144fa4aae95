"""Adding a licence (C-3) and what is done to one: edit, replace, archive, delete."""

import uuid
from collections.abc import Sequence

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_POST

from strongroom.core.errors import ConflictError, ForbiddenError
from strongroom.core.ids import parse_id
from strongroom.interfaces.common.forms.saving import answer, lead_on, sent
from strongroom.interfaces.common.licences.evidence import staged
from strongroom.interfaces.kit.form_page import Drawn, FormPage, FormPart
from strongroom.interfaces.kit.forms import RecordForm, seen_of, stamp
from strongroom.interfaces.kit.page import Parent, is_fragment, wants
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.interfaces.office.licences.forms import (
    EVIDENCE,
    FACTS,
    AddForm,
    EditForm,
    ReplaceForm,
    initial_of,
)
from strongroom.interfaces.office.licences.held import SECTION, held
from strongroom.interfaces.office.licences.words import crumbs
from strongroom.licences import api as licences
from strongroom.licences.api import LicenceRow


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def new(desk: Desk) -> HttpResponseBase:
    """Add a licence; `?member=ID` and `?type=ID` fill them in.

    What the user has of that type is suggested to be replaced; htmx asks for that alone.
    """
    licences.require_manage(desk.principal)
    form = AddForm(sent(desk.request), desk=desk, initial=_wished(desk))
    has = held(desk, form)
    if wants(desk.request, SECTION):
        return desk.fragment("office/licences/held.html", form=form, value=has)
    if not has.rows:
        del form.fields["beside"]
    elif form.is_bound and not (is_fragment(desk.request) or form["beside"].value()):
        # Without script nothing was suggested while it was filled in.
        form.add_error("beside", "Replace it, or tick this and save again.")

    def added(row: LicenceRow) -> HttpResponseBase:
        said = f"{row.type_name} of {row.member_name} is added."
        return lead_on(desk, desk.url("licence", licence_id=row.id), said)

    return answer(
        desk,
        FormPage(
            title="Add licence",
            heading="Add licence",
            form=form,
            nav="admin",
            crumbs=crumbs(desk),
            parts=(Drawn(_WHICH.template, has), FACTS, EVIDENCE),
            behaviour="licence-form",
            gathers=True,
        ),
        lambda: licences.add_licence(desk.principal, **form.values(), files=staged(desk.request)),
        added,
    )


_WHICH = Drawn("office/licences/of_which.html")


_ASKED = {"member_id": "member", "type_id": "type"}


def _wished(desk: Desk) -> dict[str, str]:
    """Return the user and the type that the address names; what isn't offered is not chosen."""
    query = desk.request.GET
    asked = {name: query.get(name) or query.get(short) for name, short in _ASKED.items()}
    wished = {name: text for name, text in asked.items() if text and parse_id(text)}
    return {**wished, **({"create": "on"} if query.get("create") else {})}


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def edit(desk: Desk, licence_id: uuid.UUID) -> HttpResponseBase:
    """Change a licence; a stale edit is noticed, and what was typed is kept."""
    row = kept(desk, licence_id)
    initial = {**initial_of(row), "seen": stamp(row.updated_at)}
    form = EditForm(sent(desk.request), desk=desk, row=row, initial=initial)
    return answer(
        desk,
        _page(desk, row, "Edit", form, (_WHICH, FACTS)),
        lambda: licences.update_licence(
            desk.principal, licence_id=row.id, **form.values(), if_updated_at=seen_of(form)
        ),
        lambda _: desk.go(desk.url("licence", licence_id=licence_id), "Saved."),
        now=lambda: stamp(kept(desk, licence_id).updated_at),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def replace(desk: Desk, licence_id: uuid.UUID) -> HttpResponseBase:
    """Add the licence that follows this one; the old one goes to the archive."""
    row = kept(desk, licence_id)
    form = ReplaceForm(sent(desk.request), initial={"number": row.number})

    def replaced(made: LicenceRow) -> HttpResponseBase:
        said = "The new licence is added; the old one is in the archive."
        return lead_on(desk, desk.url("licence", licence_id=made.id), said)

    return answer(
        desk,
        _page(desk, row, "Replace", form, (FACTS, EVIDENCE), behaviour="licence-form"),
        lambda: licences.replace_licence(
            desk.principal, licence_id=licence_id, **form.facts(), files=staged(desk.request)
        ),
        replaced,
    )


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


def _crumbs(desk: Desk, row: LicenceRow) -> list[Parent]:
    return [*crumbs(desk), Parent(row.name, desk.url("licence", licence_id=row.id))]


def _page(
    desk: Desk,
    row: LicenceRow,
    verb: str,
    form: RecordForm,
    parts: Sequence[FormPart],
    *,
    behaviour: str = "",
) -> FormPage:
    """Return a form of one licence as a page."""
    return FormPage(
        title=f"{verb} {row.name}",
        heading=f"{verb} licence",
        subheading=f"{row.type_name} of {row.member_name}",
        form=form,
        nav="admin",
        crumbs=_crumbs(desk, row),
        parts=parts,
        behaviour=behaviour,
        gathers=bool(behaviour),
    )
