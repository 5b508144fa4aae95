"""How every form of a page answers: drawn, saved and led on from, or drawn again with its errors."""

from collections.abc import Callable
from typing import Final, TypeVar

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase

from strongroom.core.errors import InvalidError, PreconditionFailedError
from strongroom.interfaces.common.caller.visit import Visit
from strongroom.interfaces.common.questions import question
from strongroom.interfaces.kit import flash
from strongroom.interfaces.kit.form_page import TEMPLATE, FormPage
from strongroom.interfaces.kit.forms import PageForm, RecordForm, renew, save, unchanged
from strongroom.interfaces.kit.page import is_fragment

T = TypeVar("T")
FILES_LOST: Final = (
    "Please choose the files again: a browser does not keep them when a form comes back."
)


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, for the form to be made with; None while it is only looked at."""
    return request.POST if request.method == "POST" else None


def answer(
    visit: Visit,
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
    if form.is_bound and not question.declined(visit.request):
        saved = save(form, operation) if form.is_valid() and _fresh(form, seen) else None
        if saved is not None:
            return done(saved)
        if now and form.answer == PreconditionFailedError.status:
            renew(form, now())
    return draw(visit, page)


def _fresh(form: PageForm, seen: str) -> bool:
    return not (seen and isinstance(form, RecordForm)) or unchanged(form, seen)


def draw(visit: Visit, page: FormPage, *, status: int = 0) -> HttpResponse:
    """Show the form as a page; with errors and gathered files, to script, the errors alone."""
    form = page.form
    if page.gathers:
        _refuse_in_place(visit.request, form)
    if form.errors:
        _files_lost(visit.request, form)
    form.point_out()
    status = status or page.status
    response = visit.show(TEMPLATE, nav=page.nav, status=status, page=page, form=form)
    if form.retry_after:
        response.headers["Retry-After"] = str(form.retry_after)
    return response


def lead_on(visit: Visit, url: str, said: str, *, level: str = "success") -> HttpResponse:
    """Lead on after a form that gathers files: by a redirect, or by the header that htmx follows."""
    if not is_fragment(visit.request):
        return visit.go(url, said, level=level)
    flash.add(visit.request, said, level=level)
    return HttpResponse(status=204, headers={"HX-Redirect": url})


def _refuse_in_place(request: HttpRequest, form: PageForm) -> None:
    """Raise the form's errors for a page with script: it stays as it is, with the files chosen."""
    if not form.errors or not is_fragment(request):
        return
    wrong = {name: " ".join(map(str, texts)) for name, texts in form.errors.items()}
    general = wrong.pop("__all__", "")
    raise InvalidError(general or "Please look at the marked fields.", errors=wrong)


def _files_lost(request: HttpRequest, form: PageForm) -> None:
    """Say at chosen files that they must be chosen again, where the page is shown anew."""
    for name in request.FILES:
        if name in form.fields and name not in form.errors:
            form.add_error(name, FILES_LOST)
