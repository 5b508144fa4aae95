"""Writers at once on real PostgreSQL: no pointer goes wrong, and nothing protected is ever seen (L3, L14).

Some create, upload, protect, open again and move, each in a thread with a connection of its own. A
reader without rights looks into the protected folders all the while.
"""

from __future__ import annotations

import io
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from django.db import connection, transaction

from personas import Firm, build_firm, make_folder
from strongroom.access import api as access
from strongroom.access.api import Entry, Level, Surface
from strongroom.core.errors import StrongroomError
from strongroom.documents import api as documents
from strongroom.store import api as store
from strongroom.store.models import Item

OPERATIONS, SECONDS = 45, 20
"""Of each writer in the tests of every day; of all of them in the long run."""
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@dataclass
class Scene:
    """What the threads share; `secret` are ids of files that were put into a protected folder."""

    firm: Firm
    root: UUID
    folders: list[UUID]
    vault: UUID
    until: Callable[[int], bool]
    secret: list[UUID] = field(default_factory=list)
    done: dict[str, int] = field(default_factory=dict)
    refused: int = 0
    seen: list[str] = field(default_factory=list)
    looked: int = 0
    writing: threading.Event = field(default_factory=threading.Event)

    def count(self, kind: str) -> None:
        self.done[kind] = self.done.get(kind, 0) + 1


def upload(principal: access.Principal, folder: UUID, name: str) -> UUID:
    staged = store.receive(io.BytesIO(f"{name} {folder}".encode()))
    return documents.add_file(principal, parent_id=folder, name=name, staged=staged).id


def write(scene: Scene, number: int) -> None:
    """One writer: an admin who does what comes to mind, until it is enough."""
    choice = random.Random(number)
    admin = access.for_member(scene.firm.members["admin"].id, Surface.OFFICE)
    try:
        turn = 0
        while scene.until(turn):
            turn += 1
            _do(scene, admin, choice, f"{number}-{turn}")
    finally:
        connection.close()


def _do(scene: Scene, admin: access.Principal, choice: random.Random, name: str) -> None:
    kind = choice.choice(["folder", "file", "protect", "open", "move", "secret", "vault"])
    folder, other = choice.choice(scene.folders), choice.choice(scene.folders)
    try:
        if kind == "folder":
            made = documents.make_folder(admin, parent_id=folder, name=f"folder {name}")
            scene.folders.append(made.id)
        elif kind == "file":
            upload(admin, folder, f"file {name}.txt")
        elif kind == "protect":
            _protect(scene, admin, folder)
        elif kind == "open":
            access.put_settings(admin, folder, enabled=False, confirm=True)
        elif kind == "move":
            documents.move(admin, item_ids=[folder], parent_id=other, confirm=True)
        elif kind == "secret":
            scene.secret.append(upload(admin, scene.vault, f"secret {name}.txt"))
        else:
            # A fresh folder is protected, then filled: nothing of it may show on the way.
            made = documents.make_folder(admin, parent_id=folder, name=f"vault {name}")
            _protect(scene, admin, made.id)
            inner = documents.make_folder(admin, parent_id=made.id, name=f"inner {name}")
            scene.secret.append(upload(admin, inner.id, f"secret {name}.txt"))
        scene.count(kind)
    except StrongroomError:
        scene.refused += 1


def _protect(scene: Scene, admin: access.Principal, folder: UUID) -> None:
    entries = [Entry("member", scene.firm.members["admin"].id, Level.MANAGER)]
    access.put_settings(admin, folder, enabled=True, entries=entries, confirm=True)


def look(scene: Scene) -> None:
    """The reader: whoever may view what is open in the project, and no vault."""
    choice = random.Random(0)
    reader = access.for_member(scene.firm.members["viewer"].id, Surface.OFFICE)
    try:
        while not scene.writing.is_set():
            scene.looked += 1
            for folder in {scene.root, scene.vault, choice.choice(scene.folders)}:
                _look_into(scene, reader, folder)
            for item in scene.secret[-3:]:
                if access.check(reader, access.Action.VIEW, item).visible:
                    scene.seen.append(f"check {item}")
                try:
                    documents.content(reader, item)
                except StrongroomError:
                    continue
                scene.seen.append(f"content {item}")
    finally:
        connection.close()


def _look_into(scene: Scene, reader: access.Principal, folder: UUID) -> None:
    try:
        rows = documents.children(reader, folder, limit=200).results
    except StrongroomError:
        return
    if folder == scene.vault:
        scene.seen.append("the vault opened")
    scene.seen += [f"listed {row.name}" for row in rows if row.name.startswith("secret ")]


def run(until: Callable[[int], bool]) -> Scene:
    with transaction.atomic():  # bytes are kept inside a transaction only
        firm = build_firm()
    root = firm.project.library_id
    folders = [make_folder(root, f"top {number}").id for number in range(4)]
    folders += [make_folder(folder, "below").id for folder in folders]
    vault = make_folder(folders[4], "vault").id
    scene = Scene(firm, root, folders, vault, until)
    _protect(scene, firm.principal("admin"), vault)
    with ThreadPoolExecutor(5) as pool:
        reading = pool.submit(look, scene)
        writing = [pool.submit(write, scene, number) for number in range(4)]
        try:
            for each in writing:
                each.result()
        finally:
            scene.writing.set()
        reading.result()
    return scene


def judge(scene: Scene) -> None:
    assert list(store.verify_pointers()) == []
    assert scene.seen == []
    assert scene.looked > 3
    assert scene.done.keys() == {"folder", "file", "protect", "open", "move", "secret", "vault"}
    reader = access.for_member(scene.firm.members["viewer"].id, Surface.OFFICE)
    assert access.check_many(reader, access.Action.VIEW, scene.secret) == set()
    stored = set(Item.objects.filter(name__startswith="secret ").values_list("id", flat=True))
    assert stored == set(scene.secret)


def test_l14_writers_at_once() -> None:
    judge(run(lambda turn: turn < OPERATIONS))


@pytest.mark.soak
def test_l14_writers_at_once_for_long() -> None:
    end = time.monotonic() + SECONDS
    judge(run(lambda turn: time.monotonic() < end))
