"""The addresses of the register of doors outward."""

from django.urls import URLPattern, path

from strongroom.interfaces.office.register import changes, export, listing

_SHARES = "admin/shares"

urlpatterns: list[URLPattern] = [
    path(_SHARES, listing.listing, name="shares"),
    path(f"{_SHARES}/cancel", changes.cancel, name="shares-cancel"),
    path(f"{_SHARES}/export", export.export, name="shares-export"),
    path(f"{_SHARES}/<uuid:share_id>/takeover", changes.take_over, name="share-takeover"),
]
