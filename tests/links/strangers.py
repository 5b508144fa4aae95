"""What a stranger tries at a link's addresses, and what they are told: for the tests of leaks."""

from __future__ import annotations

import uuid

from django.test import Client

from links.conftest import Way, body
from strongroom.store import api as store
from strongroom.store.models import Item, Version

UNKNOWN = "/l/AAAAAAAAAAAAAAAAAAAAAAAAAAA"
BELOW = (
    "",
    "/content",
    "/archive",
    "/items/{id}",
    "/items/{id}/content",
    "/items/{id}/preview?size=256",
    "/items/{id}/preview?size=1600",
    "/folders/{id}",
    "/folders/{id}/archive",
)


def told(answer: object) -> tuple[int, dict[str, str], bytes, list[str]]:
    """Return all that a stranger gets to know: status, headers, body, cookies."""
    return answer.status_code, dict(answer.headers), body(answer), sorted(answer.cookies)


def shut(way: Way, ids: list[uuid.UUID]) -> None:
    """Each address of the link answers as that of an unknown one, by each method."""
    for item_id in ids:
        network = f"192.0.2.{item_id.int % 250}"  # so many strays of one network are throttled
        for below in BELOW:
            for method in ("get", "head"):
                here = getattr(way.browser, method)(
                    way.path + below.format(id=item_id), REMOTE_ADDR=network
                )
                there = getattr(Client(), method)(
                    UNKNOWN + below.format(id=item_id), REMOTE_ADDR=network
                )
                assert told(here) == told(there), below
                assert here.status_code == 404


def opened(way: Way) -> Way:
    way.get()
    if way.row.has_password:
        assert way.unlock().status_code == 303
    assert way.get().status_code == 200
    return way


def previews(item: Item) -> None:
    blob = Version.objects.get(item=item).blob
    for size in store.SIZES:
        store.want_rendition(blob.id, size)
    for rendition in blob.renditions.all():
        store.make_rendition(rendition.id)
