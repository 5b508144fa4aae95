"""The addresses of the customer portal, below `/ACCOUNT/portal/`; signing in is `common`'s."""

from django.urls import URLPattern, path

from strongroom.access.api import Surface
from strongroom.interfaces.common.documents import urls
from strongroom.interfaces.portal import home, records
from strongroom.interfaces.portal.documents import section
from strongroom.interfaces.portal.modules import MODULES, RecordModule

app_name = "portal"

READING = {"item-content", "item-preview"}
"""Of the addresses that the surfaces share, those that only read: no other exists in the portal."""


def _of(module: RecordModule) -> list[URLPattern]:
    """Return the pages of one module whose cards are records."""
    given, one = {"module": module}, f"{module.key}/<uuid:record_id>"
    return [
        path(module.key, home.listing, given, name=module.key),
        path(one, records.card, given, name=module.of.one),
        path(f"{one}/archive", records.archive, given, name=f"{module.of.one}-archive"),
    ]


urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    *(page for module in MODULES if isinstance(module, RecordModule) for page in _of(module)),
    path("documents", section.shared, name="documents"),
    path("folders/<uuid:item_id>", section.folder, name="folder"),
    path("archive", section.archive, name="archive"),
    *(route for route in urls.of_surface(Surface.PORTAL) if route.name in READING),
]
