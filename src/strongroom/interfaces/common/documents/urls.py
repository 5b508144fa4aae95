"""The addresses of the document views that every surface mounts."""

from collections.abc import Callable

from django.http.response import HttpResponseBase
from django.urls import URLPattern, path

from strongroom.access.api import Surface
from strongroom.interfaces.common.documents.views import (
    item_content,
    item_preview,
    library_actions,
    library_archive,
    library_favourites,
    library_files,
    library_names,
)


def of_surface(surface: Surface) -> list[URLPattern]:
    """Return the addresses of one surface; its urlconf has the kwarg `account` (a slug)."""

    def at(route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
        return path(route, view, {"surface": surface}, name=name)

    return [
        at("items/<uuid:item_id>/content", item_content, "item-content"),
        at("items/<uuid:item_id>/preview", item_preview, "item-preview"),
        at("libraries/<uuid:library_id>/actions", library_actions, "documents-actions"),
        at("libraries/<uuid:library_id>/archive", library_archive, "documents-archive"),
        at("libraries/<uuid:library_id>/favourites", library_favourites, "documents-favourites"),
        at("libraries/<uuid:library_id>/names", library_names, "documents-names"),
        at("libraries/<uuid:library_id>/files", library_files, "documents-files"),
    ]
