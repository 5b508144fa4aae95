"""The details drawer of an item: its tabs, and how each answer is drawn (as a part, or as a page)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.http import HttpResponse

from strongroom.access.api import Action, ItemFacts, check
from strongroom.core.errors import NotFoundError
from strongroom.directory.models import MemberType
from strongroom.documents import api as documents
from strongroom.documents.api import ItemRow
from strongroom.interfaces.kit import flash
from strongroom.interfaces.kit.page import is_fragment
from strongroom.interfaces.kit.paging import address
from strongroom.interfaces.office.desk import Desk
from strongroom.store.models import LibraryKind

CHANGED = "strongroom:item-changed"
"""The event by which lists on the page learn that they show something old."""


@dataclass(frozen=True, slots=True)
class PanelTab:
    """A tab of the drawer."""

    key: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """The tabs of the drawer, and what the open one shows."""

    tabs: Sequence[PanelTab]
    tab: str
    shown: object

    @property
    def template(self) -> str:
        """What draws `shown`."""
        return f"office/drawer/{self.tab}.html"


@dataclass
class Panel:
    """One item in the drawer, for one request."""

    desk: Desk
    item_id: uuid.UUID
    flashes: list[flash.Flash] = field(default_factory=list)
    problem: str = ""
    """What was refused, said in the tab itself."""
    status: int = 200
    """Of the answer as a page; a part of a page is always 200, or htmx would not show it."""
    changed: bool = False
    final: bool = False
    """The one who made the change can't take it back."""

    @cached_property
    def row(self) -> ItemRow:
        """The item, or NotFoundError."""
        return documents.get(self.desk.principal, self.item_id)

    @cached_property
    def facts(self) -> ItemFacts:
        """What the decision knows of it."""
        facts = check(self.desk.principal, Action.VIEW, self.item_id).facts
        if facts is None:
            raise NotFoundError
        return facts

    @property
    def in_house(self) -> bool:
        """Whether the one who looks belongs to the firm: others learn nothing of who else sees it."""
        return self.desk.principal.member_type == MemberType.IN_HOUSE

    @property
    def of_customer(self) -> bool:
        """Whether a customer's portal can show it at all; no evidence of a licence is for customers."""
        return self.facts.library.kind != LibraryKind.LICENCE

    def may(self, action: Action) -> bool:
        """Whether the viewer may do this with the item."""
        return action in self.row.may

    def url(self, name: str, **kwargs: uuid.UUID | str | int) -> str:
        """Return an address of this item."""
        return self.desk.url(name, item_id=self.item_id, **kwargs)

    def tab_url(self, tab: str, **query: str) -> str:
        """Return the address of a tab."""
        return address(self.url("item-details"), {"tab": tab, **query})

    def content_url(self, version: int) -> str:
        """Return where the bytes of a version are."""
        return address(self.url("item-content"), {"version": str(version)})

    def say(self, text: str, *, undo: flash.Undo | None = None) -> None:
        """Add a notice."""
        self.flashes.append(flash.Flash(text, undo=undo))
        self.changed = True

    def undo(self, url: str, *fields: tuple[str, str]) -> flash.Undo:
        """Return the form that takes a change back, answered with the drawer."""
        return flash.Undo(url, fields, "#panel")

    def draw(self, drawn: Drawn) -> HttpResponse:
        """Render the drawer for htmx, or the same on a page of its own."""
        if not is_fragment(self.desk.request):
            flash.keep(self.desk.request, self.flashes)
            return self.desk.show(
                "office/drawer/page.html", status=self.status, panel=self, drawn=drawn
            )
        answer = self.desk.fragment(
            "office/drawer/panel.html", flashes=self.flashes, panel=self, drawn=drawn
        )
        if self.changed:
            answer.headers["HX-Trigger"] = CHANGED
        return answer

    def done(self, tab: str) -> HttpResponse | None:
        """Lead a browser without script back to the tab; None for htmx, which gets the tab drawn."""
        if is_fragment(self.desk.request) or self.problem:
            return None
        flash.keep(self.desk.request, self.flashes)
        return self.desk.go(self.tab_url(tab))
