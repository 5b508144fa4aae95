"""The addresses of sharing documents."""

from django.urls import URLPattern, path

from strongroom.interfaces.office.sharing import openings, qr_code, several, shares

_SHARES = "items/<uuid:item_id>/shares"
_SHARE = f"{_SHARES}/<uuid:share_id>"

urlpatterns: list[URLPattern] = [
    path(_SHARES, shares.shares, name="item-shares"),
    path(f"{_SHARE}/cancel", shares.cancel, name="item-share-cancel"),
    path(f"{_SHARE}/takeover", shares.take_over, name="item-share-takeover"),
    path(f"{_SHARE}/send", shares.send, name="item-share-send"),
    path(f"{_SHARE}/qr.svg", qr_code.qr, name="item-share-qr"),
    path(f"{_SHARE}/openings", openings.openings, name="item-share-openings"),
    path("shares/new", several.new, name="shares-new"),
]
