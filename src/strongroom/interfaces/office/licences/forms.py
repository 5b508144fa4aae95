"""The forms of licences: add (C-3), edit, replace, and the renewal that a holder hands in (C-10)."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django import forms

from strongroom.core.ids import new_id, parse_id
from strongroom.interfaces.kit.form_page import Drawn, Together
from strongroom.interfaces.kit.forms import RecordForm
from strongroom.interfaces.office.desk import Desk
from strongroom.interfaces.office.licences.words import KINDS
from strongroom.licences import api as licences
from strongroom.licences.api import LicenceRow


def _day(label: str, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        help_text=help_text,
        error_messages={"invalid": "Please enter a date."},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


@dataclass(frozen=True, slots=True)
class Files:
    """What the field for files says."""

    most: int = licences.MOST_FILES
    needed: bool = False


FACTS = Together(("number", "issued_on", "expires_on"))
EVIDENCE = Drawn("office/licences/files.html", Files())


class _Facts(RecordForm):
    """What every licence has: a number and its days, each of them optional; and chosen files."""

    number = forms.CharField(
        label="Number",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    issued_on = _day("Issued")
    expires_on = _day("Expires", "Leave it empty for what never expires.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give chosen files a place for what is wrong with them; the view reads them itself."""
        super().__init__(*args, **kwargs)
        self.fields["files"] = forms.Field(label="Evidence", required=False)

    def facts(self) -> dict[str, Any]:
        """Return the number and the days as the operations take them."""
        return {name: self.cleaned_data[name] for name in ("number", "issued_on", "expires_on")}

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


class AddForm(_Facts):
    """A new licence: whose, of which type or of a new one, what it says, its evidence."""

    licence_id = forms.CharField(required=False, widget=forms.HiddenInput)
    member_id = forms.ChoiceField(
        label="User",
        error_messages={
            "required": "Please choose a user.",
            "invalid_choice": "Please choose one of your users.",
        },
    )
    type_id = forms.ChoiceField(
        label="Licence type",
        required=False,
        error_messages={"invalid_choice": "Please choose a licence type from the list."},
    )
    create = forms.BooleanField(label="Create a new licence type", required=False)
    new_type = forms.CharField(
        label="Name of the new type",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label="Kind", choices=KINDS, required=False, initial=KINDS[0][0])
    beside = forms.BooleanField(label="Keep both: add this one beside it", required=False)

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        """Offer the firm's users and types; the id makes two Saves of one form one licence."""
        super().__init__(*args, **kwargs)
        members = licences.member_choices(desk.principal)
        self._choices(
            "member_id",
            [("", ""), *((str(one.id), f"{one.name} ({one.type_label})") for one in members)],
        )
        types = licences.list_types(desk.principal)
        self._choices("type_id", [("", ""), *((str(one.id), one.name) for one in types)])
        self.initial.setdefault("licence_id", str(new_id()))

    def clean(self) -> dict[str, Any]:
        """Ask for a type from the list, or for the name of a new one."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("create"):
            if not cleaned.get("new_type") and "new_type" not in self.errors:
                self.add_error("new_type", "Please enter a name for the new licence type.")
        elif not cleaned.get("type_id") and "type_id" not in self.errors:
            self.add_error("type_id", "Please choose a licence type, or create a new one.")
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return what `add_licence` takes, without the files."""
        data = self.cleaned_data
        values = {
            "member_id": uuid.UUID(data["member_id"]),
            "licence_id": parse_id(data["licence_id"]),
            **self.facts(),
        }
        if data["create"]:
            kind = data["kind"] or KINDS[0][0]
            return {**values, "new_type": data["new_type"], "new_type_kind": kind}
        return {**values, "type_id": uuid.UUID(data["type_id"])}


class EditForm(_Facts):
    """What can be put right of a licence; whose it is stays."""

    type_id = forms.ChoiceField(
        label="Licence type",
        error_messages={
            "required": "Please choose a licence type.",
            "invalid_choice": "Please choose a licence type from the list.",
        },
    )

    def __init__(self, *args: Any, desk: Desk, row: LicenceRow, **kwargs: Any) -> None:
        """Offer the types, and the licence's own even where it is archived."""
        super().__init__(*args, **kwargs)
        del self.fields["files"]
        names = {str(one.id): one.name for one in licences.list_types(desk.principal)}
        names.setdefault(str(row.type_id), row.type_name)
        self._choices("type_id", list(names.items()))

    def values(self) -> dict[str, Any]:
        """Return what `update_licence` takes."""
        return {"type_id": uuid.UUID(self.cleaned_data["type_id"]), **self.facts()}


class ReplaceForm(_Facts):
    """The licence that follows another one: its number, days and evidence."""


class RenewForm(_Facts):
    """What a holder hands in: new days, evidence, and a few words to whoever verifies it."""

    renewal_id = forms.CharField(required=False, widget=forms.HiddenInput)
    note = forms.CharField(
        label="Note",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, row: LicenceRow, **kwargs: Any) -> None:
        """Ask for a new expiry where the licence has one; the id makes two Saves one renewal."""
        super().__init__(*args, **kwargs)
        self.fields["expires_on"].label = "New expiry"
        self.fields["expires_on"].required = row.expires_on is not None
        self.fields["expires_on"].error_messages["required"] = "Please enter the new expiry date."
        if row.expires_on is not None:
            self.fields["expires_on"].help_text = ""
        self.fields["files"].label = "Photo or document"
        self.initial.setdefault("renewal_id", str(new_id()))

    def values(self) -> dict[str, Any]:
        """Return what `submit_renewal` takes, without the files."""
        data = self.cleaned_data
        return {
            "note": data["note"],
            "renewal_id": parse_id(data["renewal_id"]),
            **self.facts(),
        }


def initial_of(row: LicenceRow) -> dict[str, str | dt.date | None]:
    """Return what the form of an existing licence starts with."""
    return {
        "type_id": str(row.type_id),
        "number": row.number,
        "issued_on": row.issued_on,
        "expires_on": row.expires_on,
    }
