"""A form as a page shows it: where it stands, its fields in order, what belongs beside and below it.

Drawn by `templates/office/form.html`; the form alone by `templates/components/form.html`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.forms import BoundField

from strongroom.interfaces.kit.forms import RecordForm
from strongroom.interfaces.kit.page import Parent


@dataclass(frozen=True, slots=True)
class Together:
    """Fields that stand in one row where there is room."""

    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What has a template of its own, which knows the form and this value."""

    template: str
    value: object = None
    """A function is called when it is drawn."""


FormPart = str | Together | Drawn
"""One field by its name, several, or what no field can show."""


@dataclass(frozen=True, slots=True)
class Button:
    """What is done to the record besides saving it: a way to a page, or sent at once."""

    label: str
    icon: str
    url: str
    sends: bool = False
    hidden: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A part as the template takes it: fields, or a template of its own."""

    fields: Sequence[BoundField] = ()
    row: bool = False
    drawn: Drawn | None = None


@dataclass(frozen=True, slots=True)
class FormPage:
    """A page that is a form."""

    title: str
    heading: str
    form: RecordForm
    nav: str = ""
    """The entry of the menu that it belongs to."""
    crumbs: Sequence[Parent] = ()
    subheading: str = ""
    parts: Sequence[FormPart] = ()
    """What the form doesn't offer this time is left out; without parts: every field, one by one."""
    lead: str = ""
    note: str = ""
    problem: str = ""
    """What forbade something else that was to be done to the record."""
    submit: str = "Save"
    url: str = ""
    """Where it is sent to, if the page stands elsewhere."""
    wide: bool = False
    files: bool = False
    """Files are gathered: with script the page stays, and errors are put at their fields."""
    buttons: Sequence[Button] = ()
    below: Drawn | None = None
    back_url: str = ""
    """Where *Cancel* leads, if not one up."""

    @property
    def cancel_url(self) -> str:
        """Where *Cancel* leads."""
        return self.back_url or (self.crumbs[-1].url if self.crumbs else "")

    @property
    def status(self) -> int:
        """What the page answers: not 200 when something in the form is to be corrected."""
        return self.form.answer if self.form.errors else 200

    def pieces(self) -> Iterator[Piece]:
        """Return the parts that there are in this form."""
        for part in self.parts or [field.name for field in self.form.visible_fields()]:
            if isinstance(part, Drawn):
                yield Piece(drawn=part)
                continue
            row = isinstance(part, Together)
            names = part.names if isinstance(part, Together) else [part]
            fields = [self.form[name] for name in names if name in self.form.fields]
            if fields:
                yield Piece(fields, row)
