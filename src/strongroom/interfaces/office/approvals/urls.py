"""The addresses of approvals."""

from django.urls import URLPattern, path

from strongroom.interfaces.office.approvals import requests, waiting

_ITEM = "items/<uuid:item_id>"
_APPROVAL = "approvals/<uuid:approval_id>"

urlpatterns: list[URLPattern] = [
    path(f"{_ITEM}/approvals", requests.ask, name="item-approvals"),
    path(f"{_ITEM}/approvers", requests.approvers, name="item-approvers"),
    path("approvals", waiting.listing, name="approvals"),
    path(f"{_APPROVAL}/decide", requests.decide, name="approval-decide"),
    path(f"{_APPROVAL}/withdraw", requests.withdraw, name="approval-withdraw"),
]
