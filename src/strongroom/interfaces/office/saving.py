"""How every form of a record answers: drawn, saved and led on from, or drawn again with its errors."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase

from strongroom.core.errors import InvalidError, PreconditionFailedError
from strongroom.interfaces.common.licences.words import FILES_LOST
from strongroom.interfaces.common.questions import question
from strongroom.interfaces.kit import flash
from strongroom.interfaces.kit.form_page import FormPage
from strongroom.interfaces.kit.forms import RecordForm, renew, save, unchanged
from strongroom.interfaces.kit.page import is_fragment
from strongroom.interfaces.office.desk import Desk

T = TypeVar("T")


def sent(desk: Desk) -> QueryDict | None:
    """Return what was sent, for the form to be made with; None while it is only looked at."""
    return desk.request.POST if desk.request.method == "POST" else None


def answer(
    desk: Desk,
    page: FormPage,
    operation: Callable[[], T],
    done: Callable[[T], HttpResponseBase],
    *,
    seen: str = "",
    now: Callable[[], str] | None = None,
) -> HttpResponseBase:
    """Draw the form; or save what was sent, and answer `done`; with errors the form is drawn again.

    A stale edit is noticed by `seen`, the record's state; or by the operation, and the form is then
    given the state of `now`. Who declined the operation's question finds what was typed.
    """
    form = page.form
    if form.is_bound and not question.declined(desk.request):
        valid = form.is_valid() and (not seen or unchanged(form, seen))
        saved = save(form, operation) if valid else None
        if saved is not None:
            return done(saved)
        if now and form.answer == PreconditionFailedError.status:
            renew(form, now())
    return draw(desk, page)


def draw(desk: Desk, page: FormPage, *, status: int = 0) -> HttpResponse:
    """Show the form as a page; with errors and chosen files, to script, the errors alone."""
    if page.files and page.form.errors:
        _refuse_in_place(desk, page.form)
        _files_lost(desk, page.form)
    return desk.show(
        "office/form.html", nav=page.nav, status=status or page.status, page=page, form=page.form
    )


def lead_on(desk: Desk, url: str, said: str) -> HttpResponse:
    """Lead on after a form with files: by a redirect, or by the header that htmx follows."""
    if not is_fragment(desk.request):
        return desk.go(url, said)
    flash.add(desk.request, said)
    return HttpResponse(status=204, headers={"HX-Redirect": url})


def _refuse_in_place(desk: Desk, form: RecordForm) -> None:
    """Raise the form's errors for a page with script: it stays as it is, with the files chosen."""
    if not is_fragment(desk.request):
        return
    wrong = {name: " ".join(map(str, texts)) for name, texts in form.errors.items()}
    general = wrong.pop("__all__", "")
    raise InvalidError(general or "Please look at the marked fields.", errors=wrong)


def _files_lost(desk: Desk, form: RecordForm) -> None:
    """Say at the files that they must be chosen again, where the page is shown anew."""
    if desk.request.FILES and "files" not in form.errors:
        form.add_error("files", FILES_LOST)
