"""The address itself: the question for the password, or the first page (B-7)."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from strongroom.interfaces.common.answers.errors import CsrfFailedError
from strongroom.interfaces.common.caller.network import client_network
from strongroom.interfaces.kit.form_page import PLAIN, FormPage
from strongroom.interfaces.kit.forms import PageForm, save
from strongroom.interfaces.links import pages
from strongroom.interfaces.links.visit import (
    Caller,
    at_the_door,
    knock,
    set_cookie,
    unlock_cookie,
    visitor_cookie,
)
from strongroom.sharing import api as sharing


class PasswordForm(PageForm):
    """The link's password, as typed."""

    password = forms.CharField(
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
        error_messages={"required": "Please enter the password."},
    )


@at_the_door
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show what the address opens; while it is locked ask for the password and tell nothing else."""
    if request.method == "POST":
        _require_own_page(request)
        return _try(knock(request, token))
    caller = knock(request, token)
    if caller.door.locked:
        return _ask(caller, PasswordForm())
    return pages.first(caller)


def _try(caller: Caller) -> HttpResponse:
    """Judge the password: back to the address with the cookie that opens it, or the form again."""
    back = HttpResponseRedirect(caller.url(), status=303)
    if not caller.door.locked:
        return back
    form = PasswordForm(caller.request.POST)
    value = save(form, lambda: _unlock(caller, form), at="password") if form.is_valid() else None
    if value is None:
        return _ask(caller, form)
    set_cookie(back, unlock_cookie(caller.token), value)
    if not caller.known:
        set_cookie(back, visitor_cookie(), caller.visitor)
    return back


def _unlock(caller: Caller, form: PasswordForm) -> str:
    """Return what opens the link to this visitor. Raises WrongPasswordError, ThrottledError."""
    return sharing.unlock(
        caller.token,
        password=form.cleaned_data["password"],
        visitor=caller.visitor,
        network=client_network(caller.request),
    )


def _ask(caller: Caller, form: PasswordForm) -> HttpResponse:
    form.point_out()
    page = FormPage(
        title=caller.account.name,
        heading="Password needed",
        form=form,
        frame=PLAIN,
        lead=f"{caller.account.name} has shared something with you."
        " It opens with the password that they gave you.",
        submit="Open",
        icon="lock-open",
    )
    response = caller.show("links/locked.html", status=page.status, page=page, form=form)
    if form.retry_after:
        response.headers["Retry-After"] = str(form.retry_after)
    return response


def _require_own_page(request: HttpRequest) -> None:
    """Refuse a form that another site has sent (docs/security.md says why there is no token in it).

    Browsers say where a form comes from; old ones in apps say it by Origin. Whoever says neither is
    no browser, and has no cookies of anybody's.
    """
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    own = {f"{request.scheme}://{request.get_host()}", settings.BASE_URL}
    if (site not in {"same-origin", "none"}) if site else (origin and origin not in own):
        raise CsrfFailedError("This form was sent from elsewhere.")
