"""A project with something hidden in it, and every door through which somebody might look."""

from __future__ import annotations

import datetime as dt
import io
import re
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.test import Client

from personas import PDF, Firm, make_file, make_folder
from strongroom.access import api as access
from strongroom.access.api import Entry, Level
from strongroom.access.models import Seat
from strongroom.core import clock
from strongroom.store.models import Item

WORD = "Kestrel"
"""In the name of each hidden item, and nowhere else."""
LOOKERS = ["office", "clerk", "viewer", "tech", "sub", "watcher", "contact"]
_CHANGING = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": ?"[^"]*"|nonce="[^"]*"|nonce-[\w+/=-]+'
    r'|data-csrf="[^"]*"|csrf-token" content="[^"]*"'
)


@dataclass
class Scene:
    """`plans` is open and holds: `quay` (open), `offer` and the folder `vault` (hidden), `tender` in it.

    All hidden things are for admins only, save `deep` in the vault, which the watcher's neighbour
    `sub` may view by a grant.
    """

    firm: Firm
    plans: Item
    quay: Item
    offer: Item | None = None
    vault: Item | None = None
    tender: Item | None = None
    deep: Item | None = None
    moment: dt.datetime = field(default_factory=clock.now)
    """When everybody looks."""

    @property
    def library(self) -> uuid.UUID:
        return self.firm.project.library_id

    @property
    def hidden(self) -> list[Item]:
        return [item for item in (self.offer, self.vault, self.tender) if item]

    def hide(self) -> None:
        """Put the hidden things there."""
        self.offer = make_file(self.plans.id, f"{WORD} offer.pdf", PDF + b"offer")
        self.vault = make_folder(self.plans.id, f"{WORD} vault")
        self.control(self.offer)
        self.control(self.vault)
        self.tender = make_file(self.vault.id, f"{WORD} tender.pdf", PDF + b"tender")

    def control(self, item: Item, *names: str) -> None:
        entries = [Entry("member", self.firm.members[name].id, Level.VIEWER) for name in names]
        access.put_settings(
            self.firm.principal("admin"), item.id, enabled=True, entries=entries, confirm=True
        )

    def doors(self, who: str) -> Iterator[tuple[str, Client, str]]:
        """Yield what shows lists to a persona: a name, a client, an address."""
        page, q = self.firm.client(who), WORD[:4].lower()
        project, library, plans = self.firm.project.id, self.library, self.plans.id
        paths = [
            f"/northgate/projects/{project}/documents",
            f"/northgate/projects/{project}/documents?q={q}",
            f"/northgate/projects/{project}/folders/{plans}",
            f"/northgate/projects/{project}/folders/{plans}?q={q}",
            f"/northgate/projects/{project}/folders/{plans}?order=-size",
            f"/northgate/libraries/{library}/tree",
            f"/northgate/libraries/{library}/tree?folder={plans}",
            f"/northgate/libraries/{library}/targets?q={q}",
            f"/northgate/libraries/{library}/names?name={q}",
            f"/northgate/libraries/{library}/trash",
            "/northgate/documents",
            "/northgate/documents/favourites",
            "/northgate/documents/recent",
            "/northgate/documents/new",
            "/northgate/shared",
            f"/northgate/shared/folders/{plans}",
            f"/northgate/items/{plans}/details?tab=details",
            f"/northgate/items/{plans}/details?tab=access",
            f"/northgate/items/{plans}/details?tab=activity",
            "/northgate/projects",
            "/northgate/m/documents",
            "/northgate/m/documents/shared",
            "/northgate/m/documents/favourites",
            "/northgate/m/documents/recent",
            "/northgate/m/documents/new",
            f"/northgate/m/documents/folders/{library}",
            f"/northgate/m/documents/folders/{plans}",
            f"/northgate/m/documents/folders/{plans}?q={q}",
            "/northgate/portal/documents",
            f"/northgate/portal/documents?q={q}",
            f"/northgate/portal/folders/{plans}",
        ]
        for path in paths:
            yield path, page, path
        api = self.firm.api(who)
        for path in (
            f"/items/{library}/children",
            f"/items/{plans}",
            f"/items/{plans}/children",
            f"/items/{plans}/children?q={q}",
            f"/items/{plans}/children?limit=1",
            f"/libraries/{library}/trash",
            "/shared-items",
            "/favourites",
            "/recent",
            "/recent?by=others",
            "/projects",
        ):
            yield path, api, f"/api/v1{path}"

    def looks(self, who: str) -> dict[str, tuple[int, str]]:
        """Open each door once: status and body, without what differs each time anyway."""
        seen = {}
        with clock.standing_at(self.moment):  # "a minute ago" is the same in all looks
            for name, client, path in self.doors(who):
                answer = client.get(path)
                seen[name] = (answer.status_code, _CHANGING.sub("", body(answer)))
        return seen


def body(answer: object) -> str:
    if getattr(answer, "streaming", False):
        return b"".join(answer.streaming_content).decode(errors="replace")
    return answer.content.decode(errors="replace")


def names_in(answer: object) -> list[str]:
    """Return the names in a ZIP that was answered."""
    data = b"".join(answer.streaming_content)
    return zipfile.ZipFile(io.BytesIO(data)).namelist()


@pytest.fixture
def scene(firm: Firm) -> Scene:
    plans = make_folder(firm.project.library_id, "Plans")
    Seat.objects.get_or_create(
        member=firm.members["watcher"],
        library_id=firm.project.library_id,
        role=firm.roles["viewer"],
    )
    return Scene(firm, plans, make_file(plans.id, "quay.pdf", PDF + b"quay"))


@pytest.fixture
def hidden(scene: Scene) -> Scene:
    scene.hide()
    return scene


def trash(item: Item) -> None:
    Item.objects.filter(id=item.id).update(trashed_at=clock.now())
