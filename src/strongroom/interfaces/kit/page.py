"""What pages of every surface share: the pages above, is a fragment asked for, the account's zone."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from strongroom.directory.models import Account

SURFACE_HEADER = "X-Strongroom-Surface"
"""Names account and surface where the address does not: `ACCOUNT/office`, for the API."""
_DEEP = re.compile(r"^/[^/\\]")


@dataclass(frozen=True, slots=True)
class Parent:
    """A page above this one, for the way back that every page shows."""

    label: str
    url: str
    folder: uuid.UUID | None = None
    """The folder that it shows: documents can be dropped on it."""


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page; a restored history entry wants the whole page."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in headers


def wants(request: HttpRequest, section: str) -> bool:
    """Whether htmx asks for the section with that id alone."""
    return is_fragment(request) and request.headers.get("HX-Target") == section


def wants_list(request: HttpRequest) -> bool:
    """Whether htmx asks for the document list alone."""
    return wants(request, "documents")


def render_in_zone(
    request: HttpRequest,
    account: Account,
    template: str,
    context: Mapping[str, Any],
    status: int = 200,
) -> HttpResponse:
    """Render with times in the account's zone (UI, *Manners*), whatever thread serves it next."""
    with timezone.override(ZoneInfo(account.time_zone)):
        return render(request, template, dict(context), status=status)


def local_path(path: str | None, default: str) -> str:
    """Return `path` if it leads to a page of this installation, else `default`: no open redirect."""
    safe = path and _DEEP.match(path) and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if path and safe else default
