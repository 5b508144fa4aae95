"""The addresses of the details drawer and of the approvals."""

from django.urls import URLPattern, path

from strongroom.interfaces.office import approvals, panel_access, panel_show, panel_versions

_ITEM = "items/<uuid:item_id>"
_VERSION = f"{_ITEM}/versions/<int:number>"
_APPROVAL = "approvals/<uuid:approval_id>"

urlpatterns: list[URLPattern] = [
    path(f"{_ITEM}/details", panel_show.details, name="item-details"),
    path(f"{_ITEM}/access", panel_access.put, name="item-access"),
    path(f"{_ITEM}/access/restore", panel_access.restore, name="item-access-restore"),
    path(f"{_ITEM}/access/people", panel_access.people, name="item-access-people"),
    path(f"{_ITEM}/access/preview", panel_access.preview, name="item-access-preview"),
    path(f"{_ITEM}/viewers", panel_access.viewers, name="item-viewers"),
    path(f"{_ITEM}/versions", panel_versions.upload, name="item-versions"),
    path(f"{_VERSION}/restore", panel_versions.restore, name="item-version-restore"),
    path(f"{_VERSION}/delete", panel_versions.delete, name="item-version-delete"),
    path(f"{_ITEM}/approvals", approvals.ask, name="item-approvals"),
    path(f"{_ITEM}/approvers", approvals.approvers, name="item-approvers"),
    path("approvals", approvals.listing, name="approvals"),
    path(f"{_APPROVAL}/decide", approvals.decide, name="approval-decide"),
    path(f"{_APPROVAL}/withdraw", approvals.withdraw, name="approval-withdraw"),
]
