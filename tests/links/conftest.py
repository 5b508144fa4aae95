"""Links of the firm of the personas, and strangers' browsers that follow them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from personas import Firm
from strongroom.sharing import api as sharing
from strongroom.sharing.api import ShareRow

PASSWORD = "correct-horse 7"


@dataclass
class Way:
    """A link, and the browser that stands before it."""

    row: ShareRow
    browser: Client

    @property
    def token(self) -> str:
        assert self.row.url
        return self.row.url.rpartition("/")[2]

    @property
    def path(self) -> str:
        return f"/l/{self.token}"

    def get(self, below: str = "", **kw: Any) -> Any:
        return self.browser.get(self.path + below, **kw)

    def unlock(self, password: str = PASSWORD) -> Any:
        return self.browser.post(self.path, {"password": password})

    def openings(self, firm: Firm) -> list[tuple[str, str, str]]:
        page = sharing.openings_of(firm.principal("office"), self.row.id)
        return [(one.what, one.item_name, one.device) for one in page.results]


Lead = Callable[..., Way]


@pytest.fixture
def lead(firm: Firm) -> Lead:
    """Make a link to files of the firm, by name or as items; a fresh browser comes with it."""

    def make(*items: Any, **kw: Any) -> Way:
        ids = [firm.files[one].id if isinstance(one, str) else one.id for one in items]
        [row, *_] = sharing.share_by_link(firm.principal("office"), item_ids=ids, **kw)
        return Way(row, Client())

    return make


def body(answer: Any) -> bytes:
    if answer.streaming:
        return b"".join(answer.streaming_content)
    return bytes(answer.content)
