"""The details drawer of one item, as a browser with script talks to it."""

from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.test import Client

from personas import Firm
from strongroom.access import api as access
from strongroom.store.models import Item

HTMX = {"HX-Request": "true", "HX-Target": "panel", "Accept": "application/problem+json, */*;q=0.9"}


@dataclass
class Drawer:
    """One item, one persona."""

    firm: Firm
    client: Client
    item: Item
    who: str = "office"
    answers: list[Any] = field(default_factory=list)

    def url(self, part: str) -> str:
        return f"/northgate/items/{self.item.id}/{part}"

    def get(self, tab: str = "details", **query: str) -> Any:
        return self.client.get(self.url("details"), {"tab": tab, **query}, headers=HTMX)

    def text(self, tab: str = "details", **query: str) -> str:
        answer = self.get(tab, **query)
        assert answer.status_code == 200
        return words(answer)

    def context(self, tab: str = "access") -> Any:
        return self.get(tab).context["drawn"].shown

    def post(self, part: str, sent: dict[str, Any], *, confirm: bool = False) -> Any:
        """Send a form of the tab with what it was drawn from."""
        seen = {"seen": self.context().seen} if part.startswith("access") else {}
        more = {"confirm": "true"} if confirm else {}
        return self.client.post(self.url(part), {**seen, **sent, **more}, headers=HTMX)

    def put(self, *entries: str, confirm: bool = True) -> Any:
        return self.post("access", {"put": list(entries)}, confirm=confirm)

    def switch(self, on: bool, *, confirm: bool = True) -> Any:
        return self.post("access", {"enabled": "true" if on else "false"}, confirm=confirm)

    def settings(self) -> access.AccessSettings:
        return access.get_settings(self.firm.principal("admin"), self.item.id)

    def levels(self) -> dict[str, str]:
        """Return the entries by name."""
        return {entry.name: access.Level(entry.level).label for entry in self.settings().entries}


def member(firm: Firm, name: str) -> str:
    return f"member:{firm.members[name].id}"


def role(firm: Firm, name: str) -> str:
    return f"role:{firm.roles[name].id}"


def words(answer: Any) -> str:
    """Return the text of a page, with single spaces and no markup."""
    import re

    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())
