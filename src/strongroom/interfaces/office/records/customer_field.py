"""The customer of a form: typed, completed from a list, found again by its name."""

import uuid
from collections.abc import Iterator

from django import forms

from strongroom.access.api import Principal
from strongroom.core.paging import MAX_LIMIT
from strongroom.work import api as work


def find_customer(principal: Principal, typed: str, chosen: uuid.UUID | None) -> uuid.UUID:
    """Return the one customer of that name; of several, the one chosen before.

    Raises ValidationError with the sentence for the field.
    """
    same = [
        row.id for row in _customers(principal, typed) if row.name.casefold() == typed.casefold()
    ]
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
