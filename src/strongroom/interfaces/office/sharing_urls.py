"""The addresses of sharing documents."""

from django.urls import URLPattern, path

from strongroom.interfaces.office import sharing, sharing_several, sharing_uses

_SHARES = "items/<uuid:item_id>/shares"
_SHARE = f"{_SHARES}/<uuid:share_id>"

urlpatterns: list[URLPattern] = [
    path(_SHARES, sharing.shares, name="item-shares"),
    path(f"{_SHARE}/cancel", sharing.cancel, name="item-share-cancel"),
    path(f"{_SHARE}/takeover", sharing.take_over, name="item-share-takeover"),
    path(f"{_SHARE}/send", sharing.send, name="item-share-send"),
    path(f"{_SHARE}/qr.svg", sharing_uses.qr, name="item-share-qr"),
    path(f"{_SHARE}/openings", sharing_uses.openings, name="item-share-openings"),
    path("shares/new", sharing_several.new, name="shares-new"),
]
