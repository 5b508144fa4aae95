"""The addresses of links, below `/l/`. Whatever is not one of them is nothing, too."""

from django.urls import path, re_path

from strongroom.interfaces.links import downloads, pages, unlocking

app_name = "links"

urlpatterns = [
    path("<str:token>", unlocking.door, name="door"),
    path("<str:token>/content", downloads.content, name="content"),
    path("<str:token>/archive", downloads.archive, name="archive"),
    path("<str:token>/items/<uuid:item_id>", pages.document, name="document"),
    path("<str:token>/items/<uuid:item_id>/content", downloads.item_content, name="item-content"),
    path("<str:token>/items/<uuid:item_id>/preview", downloads.item_preview, name="item-preview"),
    path("<str:token>/folders/<uuid:item_id>", pages.folder, name="folder"),
    path(
        "<str:token>/folders/<uuid:item_id>/archive",
        downloads.folder_archive,
        name="folder-archive",
    ),
    re_path(r"(?P<token>[\s\S]*)", pages.nowhere, name="nowhere"),
]
