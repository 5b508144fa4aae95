"""A form as a page shows it: where it stands, its fields in order, what belongs beside and below it.

Drawn by `templates/form.html` in the frame of its surface; the form alone by
`templates/components/form.html`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.forms import BoundField

from strongroom.interfaces.kit.forms import PageForm
from strongroom.interfaces.kit.frame import Tab
from strongroom.interfaces.kit.page import Parent

TEMPLATE: Final = "form.html"
"""What draws the page; given `page` and its form as `form`."""


@dataclass(frozen=True, slots=True)
class FormFrame:
    """The frame that a form stands in, and how forms look and behave there."""

    template: str
    css: str = ""
    row: str = "sr-form-actions"
    """The class of the row of buttons."""
    button: str = "btn btn-primary"
    kept: bool = True
    """What is filled in is kept by the firm: leaving it with changes asks first, and script sends it."""


OFFICE: Final = FormFrame("frames/office.html", "card sr-sheet", "sr-sheet-actions")
MOBILE: Final = FormFrame("frames/mobile.html", row="", button="btn btn-primary sr-wide")
PLAIN: Final = FormFrame("frames/plain.html", kept=False)
"""One narrow card for whoever wants to come in: passwords are sent by the browser, which keeps them."""


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
    form: PageForm
    frame: FormFrame = OFFICE
    nav: str = ""
    """The entry of the menu that it belongs to."""
    crumbs: Sequence[Parent] = ()
    subheading: str = ""
    tabs: Sequence[Tab] = ()
    section: str = ""
    """The heading of the form, where the page has another."""
    parts: Sequence[FormPart] = ()
    """What the form doesn't offer this time is left out; without parts: every field, one by one."""
    lead: str | Drawn = ""
    warning: str = ""
    note: str = ""
    foot: str = ""
    """A sentence below the buttons."""
    problem: str = ""
    """What forbade something else that was to be done to the record."""
    submit: str = "Save"
    icon: str = ""
    """Of the button that sends it."""
    upper: str = ""
    """The form's id; its button then stands at the upper right of the page."""
    url: str = ""
    """Where it is sent to, if the page stands elsewhere."""
    hidden: Sequence[tuple[str, str]] = ()
    wide: bool = False
    css: str = ""
    behaviour: str = ""
    """The script of the form (frontend/behaviours)."""
    gathers: bool = False
    """Its script gathers files: the page stays, and errors are put at their fields."""
    buttons: Sequence[Button] = ()
    below: Drawn | None = None
    back_url: str = ""
    """Where *Cancel* leads, if not one up."""
    back_label: str = "Cancel"
    """Empty: the frame has a way back."""

    @property
    def cancel_url(self) -> str:
        """Where *Cancel* leads."""
        return self.back_url or (self.crumbs[-1].url if self.crumbs else "")

    @property
    def up(self) -> Parent | None:
        """The page above."""
        return self.crumbs[-1] if self.crumbs else None

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
