"""How the forms of signing in are shown: one narrow card, in a firm's name or in nobody's."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from strongroom.directory.models import Account
from strongroom.interfaces.common.answers.logo import logo_url
from strongroom.interfaces.kit.form_page import TEMPLATE, FormPage
from strongroom.interfaces.kit.frame import Frame


def frame_of(firm: Account | None) -> Frame:
    """Return the frame of a page in the firm's name."""
    return Frame(firm.name, logo_url(firm)) if firm else Frame()


def show(
    request: HttpRequest, page: FormPage, firm: Account | None = None, *, status: int = 0
) -> HttpResponse:
    """Show a form, with its errors at their fields and the first of them ready to be corrected."""
    form = page.form
    form.point_out()
    context = {"page": page, "form": form, "frame": frame_of(firm)}
    response = render(request, TEMPLATE, context, status=status or page.status)
    if form.retry_after:
        response.headers["Retry-After"] = str(form.retry_after)
    return response
