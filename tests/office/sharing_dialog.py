"""The Document sharing dialog of one item, as a browser with script talks to it."""

from dataclasses import dataclass
from typing import Any

from django.test import Client

from personas import Firm
from strongroom.access.models import Share
from strongroom.interfaces.office.sharing.document_sharing import DocumentSharing
from strongroom.store.models import Item

HTMX = {"HX-Request": "true", "Accept": "application/problem+json, */*;q=0.9"}


@dataclass
class Sharing:
    """One item, one persona, and the dialog as script asks for it."""

    firm: Firm
    client: Client
    item: Item

    @property
    def address(self) -> str:
        return f"/northgate/items/{self.item.id}/shares"

    def open(self, **query: str) -> Any:
        return self.client.get(self.address, {"place": "dialog", **query}, headers=HTMX)

    def shown(self, **query: str) -> DocumentSharing:
        return self.open(**query).context["share"]

    def save(self, *, script: bool = True, **sent: Any) -> Any:
        """Send the form as it was drawn, with these changes; None leaves a tick out."""
        drawn = self.shown()
        form = {
            "place": "dialog" if script else "page",
            "link_id": str(drawn.typed.link_id),
            "was": "on" if drawn.visible else "off",
            "visible": "on" if drawn.visible else None,
            **sent,
        }
        given = {name: value for name, value in form.items() if value is not None}
        return self.client.post(self.address, given, headers=HTMX if script else {})

    def link(self, **sent: Any) -> Any:
        return self.save(link="on", **sent)

    def press(self, share: Any, action: str, **sent: str) -> Any:
        address = f"{self.address}/{share.id}/{action}"
        return self.client.post(address, {"place": "dialog", **sent}, headers=HTMX)

    def shares(self) -> list[Share]:
        return list(Share.objects.filter(item=self.item).order_by("-created_at", "-id"))
