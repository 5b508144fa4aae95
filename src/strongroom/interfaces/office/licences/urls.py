"""The addresses of licences in the office."""

from django.urls import URLPattern, path

from strongroom.interfaces.office.licences import (
    calendars,
    card,
    changes,
    matrix,
    overview,
    renewals,
    types,
)

_ADMIN = "admin/licences"
_TYPE = f"{_ADMIN}/types/<uuid:type_id>"
_ONE = "licences/<uuid:licence_id>"
_RENEWAL = "licences/renewals/<uuid:renewal_id>"

urlpatterns: list[URLPattern] = [
    path(_ADMIN, overview.listing, name="licences"),
    path(f"{_ADMIN}/export", overview.export, name="licences-export"),
    path(f"{_ADMIN}/new", changes.new, name="licence-new"),
    path(f"{_ADMIN}/matrix", matrix.page, name="licences-matrix"),
    path(f"{_ADMIN}/matrix/export", matrix.export, name="licences-matrix-export"),
    path(f"{_ADMIN}/types", types.listing, name="licence-types"),
    path(_TYPE, types.edit, name="licence-type"),
    path(f"{_TYPE}/archive", types.archive, name="licence-type-archive"),
    path(f"{_TYPE}/delete", types.delete, name="licence-type-delete"),
    path("licences", overview.own, name="licences-own"),
    *calendars.urls,
    path(_ONE, card.card, name="licence"),
    path(f"{_ONE}/edit", changes.edit, name="licence-edit"),
    path(f"{_ONE}/replace", changes.replace, name="licence-replace"),
    path(f"{_ONE}/archive", changes.archive, name="licence-archive"),
    path(f"{_ONE}/unarchive", changes.unarchive, name="licence-unarchive"),
    path(f"{_ONE}/delete", changes.delete, name="licence-delete"),
    path(f"{_ONE}/renew", renewals.submit, name="licence-renew"),
    path(f"{_RENEWAL}/verify", renewals.verify, name="renewal-verify"),
    path(f"{_RENEWAL}/reject", renewals.reject, name="renewal-reject"),
    path(f"{_RENEWAL}/withdraw", renewals.withdraw, name="renewal-withdraw"),
]
