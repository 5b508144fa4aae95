"""The firm's logo, for whoever sees a page in the firm's name: it is no secret, unlike all documents."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from strongroom.core.errors import NotFoundError
from strongroom.directory import api as directory
from strongroom.directory.models import Account
from strongroom.interfaces.kit.addresses import url_to

_FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def logo(request: HttpRequest, account: str, tag: str) -> HttpResponse:
    """Return the picture with this tag. Once it is replaced, its address leads nowhere."""
    del request
    picture = directory.logo(account, tag)
    if picture is None:
        raise NotFoundError
    response = HttpResponse(picture, content_type="image/webp")
    response.headers["Cache-Control"] = _FOR_EVER
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def logo_url(account: Account) -> str:
    """Return where the account's logo is, or nothing without one."""
    if not account.logo_tag:
        return ""
    return url_to("logo", account=account.slug, tag=account.logo_tag)
