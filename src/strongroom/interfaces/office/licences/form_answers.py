"""How a licence's form answers: by leading on, in place with script, or as a page with its errors."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from strongroom.core.errors import InvalidError
from strongroom.interfaces.common.licences.words import FILES_LOST
from strongroom.interfaces.kit import flash
from strongroom.interfaces.kit.forms import RecordForm
from strongroom.interfaces.kit.page import is_fragment
from strongroom.interfaces.office.desk import Desk


def done(desk: Desk, url: str, said: str) -> HttpResponseBase:
    """Lead on after a form: by a redirect, or by the header that htmx follows."""
    if not is_fragment(desk.request):
        return desk.go(url, said)
    flash.add(desk.request, said)
    return HttpResponse(status=204, headers={"HX-Redirect": url})


def refuse_in_place(desk: Desk, form: RecordForm) -> None:
    """Raise the form's errors for a page with script: it stays as it is, with the files chosen."""
    if not is_fragment(desk.request) or not form.errors:
        return
    wrong = {name: " ".join(map(str, texts)) for name, texts in form.errors.items()}
    general = wrong.pop("__all__", "")
    raise InvalidError(general or "Please look at the marked fields.", errors=wrong)


def files_lost(desk: Desk, form: RecordForm) -> None:
    """Say at the files that they must be chosen again, where the page is shown anew."""
    if form.errors and desk.request.FILES and "files" not in form.errors:
        form.add_error("files", FILES_LOST)
