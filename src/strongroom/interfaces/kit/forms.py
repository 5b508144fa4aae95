"""Saving a form through an operation: its errors stand at their fields, what was typed is kept."""

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.http import QueryDict

from strongroom.core.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    PreconditionFailedError,
    ThrottledError,
)
from strongroom.core.strict import read_moment

T = TypeVar("T")

STALE = (
    "Somebody else saved this while you were editing. What you typed is kept here. "
    "Save again to put it in place of theirs."
)


class PageForm(forms.Form):
    """A form that knows what the page with its errors answers."""

    use_required_attribute = False
    answer: int = InvalidError.status
    """422, or the status of the operation's own error."""
    retry_after: int = 0
    """Seconds until it may be tried again, where it was tried too often."""

    def point_out(self) -> None:
        """Let the first field to correct have the focus where no script puts it there."""
        wrong = next((one.name for one in self.visible_fields() if one.errors), "")
        if wrong:
            self.focus_on(wrong)

    def focus_on(self, name: str) -> None:
        """Let the page begin at this field."""
        for field_name, field in self.fields.items():
            field.widget.attrs.pop("autofocus", None)
            if field_name == name:
                field.widget.attrs["autofocus"] = True


class RecordForm(PageForm):
    """A form that knows in which state its record was read (`seen`), to notice a stale edit."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)


def stamp(moment: dt.datetime | None) -> str:
    """Return the text of `seen` for a record last changed at `moment`."""
    return moment.isoformat() if moment else ""


def fingerprint(*values: object) -> str:
    """Return the text of `seen` for a record that keeps no time of its last change."""
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def unchanged(form: RecordForm, seen: str) -> bool:
    """Whether the record is still as it was when the form was opened; if not, say so in the form."""
    if form.cleaned_data.get("seen") == seen:
        return True
    form.add_error(None, STALE)
    form.answer = PreconditionFailedError.status
    renew(form, seen)
    return False


def seen_of(form: RecordForm) -> dt.datetime:
    """Return the moment in `seen`. PreconditionFailedError for none, or nonsense: it may be stale."""
    try:
        return read_moment(form.cleaned_data.get("seen") or "")
    except ValueError:
        raise PreconditionFailedError from None


def save(form: PageForm, operation: Callable[[], T], *, at: str | None = None) -> T | None:
    """Run the operation; an error of the person's making goes into the form, and None comes back.

    `at`: the field for what names none, in place of the form as a whole.
    """
    try:
        return operation()
    except InvalidError as error:
        for name, sentence in (error.errors or {"": error.detail}).items():
            form.add_error(_field(form, name) or at, sentence)
    except PreconditionFailedError as error:
        form.add_error(None, STALE)
        form.answer = error.status
    except (ConflictError, ForbiddenError) as error:
        form.add_error(at, error.detail)
        form.answer = error.status
    except ThrottledError as error:
        form.add_error(at, error.detail)
        form.answer, form.retry_after = error.status, error.retry_after
    return None


def renew(form: forms.Form, seen: str) -> None:
    """After a stale edit: let the next attempt of the same form count as seen."""
    data = form.data.copy() if isinstance(form.data, QueryDict) else dict(form.data)
    data["seen"] = seen
    form.data = data


_ALIASES = {"customer_id": "customer", "role_ids": "roles", "scheduled_on": "scheduled_on"}


def _field(form: forms.Form, name: str) -> str | None:
    """Return the form's field for a field of the operation; None: the form as a whole."""
    for candidate in (name, _ALIASES.get(name, "")):
        if candidate in form.fields:
            return candidate
    return None
