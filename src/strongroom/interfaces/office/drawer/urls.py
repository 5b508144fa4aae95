"""The addresses of the details drawer."""

from django.urls import URLPattern, path

from strongroom.interfaces.office.drawer import access, details, versions

_ITEM = "items/<uuid:item_id>"
_VERSION = f"{_ITEM}/versions/<int:number>"

urlpatterns: list[URLPattern] = [
    path(f"{_ITEM}/details", details.details, name="item-details"),
    path(f"{_ITEM}/access", access.put, name="item-access"),
    path(f"{_ITEM}/access/restore", access.restore, name="item-access-restore"),
    path(f"{_ITEM}/access/people", access.people, name="item-access-people"),
    path(f"{_ITEM}/access/preview", access.preview, name="item-access-preview"),
    path(f"{_ITEM}/viewers", access.viewers, name="item-viewers"),
    path(f"{_ITEM}/versions", versions.upload, name="item-versions"),
    path(f"{_VERSION}/restore", versions.restore, name="item-version-restore"),
    path(f"{_VERSION}/delete", versions.delete, name="item-version-delete"),
]
