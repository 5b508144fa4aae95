"""The customer of a form: typed, completed from a list, found again by its name."""

import uuid
from collections.abc import Iterator
from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from strongroom.access.api import Principal
from strongroom.core.ids import parse_id
from strongroom.core.paging import MAX_LIMIT
from strongroom.interfaces.kit.form_page import Drawn
from strongroom.interfaces.kit.forms import RecordForm
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.work import api as work
from strongroom.work.api import JobRow, ProjectRow

CUSTOMER = Drawn("office/records/customer_field.html")
_OFFERED = 50


class PicksCustomer(RecordForm):
    """A form with a field `customer`; of two with one name, the one chosen before counts."""

    chosen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, desk: Desk, row: JobRow | ProjectRow | None = None, **kwargs: Any
    ) -> None:
        """Know who asks, and the record as it is."""
        super().__init__(*args, **kwargs)
        self._principal = desk.principal
        self._row = row
        self.options_url = desk.url("customer-options")
        self.customer_id: uuid.UUID | None = None

    def clean(self) -> dict[str, Any]:
        """Find the customer by the name typed; an unchanged one stays, also for who can't see it."""
        cleaned = super().clean() or self.cleaned_data
        typed = cleaned.get("customer")
        if typed:
            self.customer_id = self._find(typed, parse_id(cleaned.get("chosen") or ""))
        return cleaned

    def _find(self, typed: str, chosen: uuid.UUID | None) -> uuid.UUID | None:
        """Return the one customer of that name, or put an error at the field."""
        if self._row and typed == self._row.customer_name and chosen == self._row.customer_id:
            return chosen
        try:
            return _find_customer(self._principal, typed, chosen)
        except forms.ValidationError as error:
            self.add_error("customer", error)
            return None


def wished(desk: Desk) -> dict[str, str]:
    """Return the customer that the address names, if the member may see it; of no account once sent."""
    customer_id = parse_id(desk.request.GET.get("customer", ""))
    if customer_id is None or desk.request.method == "POST":
        return {}
    row = work.get_customer(desk.principal, customer_id)
    return {"customer": row.name, "chosen": str(row.id)}


@require_safe
@at_desk
def options(desk: Desk) -> HttpResponseBase:
    """Return options for the customer field as the person types."""
    typed = desk.request.GET.get("customer", "").strip()[:200]
    page = work.list_customers(desk.principal, q=typed, limit=_OFFERED)
    names = [row.name for row in page.results]
    return render(desk.request, "office/records/customer_options.html", {"names": names})


def _find_customer(principal: Principal, typed: str, chosen: uuid.UUID | None) -> uuid.UUID:
    """Return the one customer of that name, of several the one chosen before; else the only match.

    Raises ValidationError with the sentence for the field.
    """
    matches = list(_customers(principal, typed))
    same = [row.id for row in matches if row.name.casefold() == typed.casefold()]
    if not same and len(matches) == 1:
        return matches[0].id
    if chosen in same:
        return chosen
    if len(same) == 1:
        return same[0]
    raise forms.ValidationError(
        "Several customers have this name. Open the right one and choose New from there."
        if same
        else "There is no customer of that name. Choose one from the list."
    )


def _customers(principal: Principal, typed: str) -> Iterator[work.CustomerRow]:
    """Go through all customers whose name contains what was typed: short names are in many."""
    cursor: str | None = None
    while True:
        page = work.list_customers(principal, q=typed, cursor=cursor, limit=MAX_LIMIT)
        yield from page.results
        cursor = page.next
        if cursor is None:
            return
