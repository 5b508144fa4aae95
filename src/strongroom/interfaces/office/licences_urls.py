"""The addresses of licences in the office."""

from django.urls import URLPattern, path

from strongroom.interfaces.office import (
    licences,
    licences_card,
    licences_changes,
    licences_matrix,
    licences_renewals,
    licences_types,
    own_licences,
)

_ADMIN = "admin/licences"
_TYPE = f"{_ADMIN}/types/<uuid:type_id>"
_ONE = "licences/<uuid:licence_id>"
_RENEWAL = "licences/renewals/<uuid:renewal_id>"

urlpatterns: list[URLPattern] = [
    path(_ADMIN, licences.listing, name="licences"),
    path(f"{_ADMIN}/export", licences.export, name="licences-export"),
    path(f"{_ADMIN}/new", licences_changes.new, name="licence-new"),
    path(f"{_ADMIN}/matrix", licences_matrix.page, name="licences-matrix"),
    path(f"{_ADMIN}/matrix/export", licences_matrix.export, name="licences-matrix-export"),
    path(f"{_ADMIN}/types", licences_types.listing, name="licence-types"),
    path(_TYPE, licences_types.edit, name="licence-type"),
    path(f"{_TYPE}/archive", licences_types.archive, name="licence-type-archive"),
    path(f"{_TYPE}/delete", licences_types.delete, name="licence-type-delete"),
    path("licences", licences.own, name="licences-own"),
    *own_licences.urls,
    path(_ONE, licences_card.card, name="licence"),
    path(f"{_ONE}/edit", licences_changes.edit, name="licence-edit"),
    path(f"{_ONE}/replace", licences_changes.replace, name="licence-replace"),
    path(f"{_ONE}/archive", licences_changes.archive, name="licence-archive"),
    path(f"{_ONE}/unarchive", licences_changes.unarchive, name="licence-unarchive"),
    path(f"{_ONE}/delete", licences_changes.delete, name="licence-delete"),
    path(f"{_ONE}/renew", licences_renewals.submit, name="licence-renew"),
    path(f"{_RENEWAL}/verify", licences_renewals.verify, name="renewal-verify"),
    path(f"{_RENEWAL}/reject", licences_renewals.reject, name="renewal-reject"),
    path(f"{_RENEWAL}/withdraw", licences_renewals.withdraw, name="renewal-withdraw"),
]
