"""Settings that are switched on below a link's door while a stranger downloads (E-1, L40): the next request is 404."""

from __future__ import annotations

import pytest
from django.db import transaction

from crossing import crossed
from links.conftest import Lead, body
from personas import Firm, build_firm, make_file, make_folder
from strongroom.access import api as access
from strongroom.interfaces.common.answers.delivery import BLOCK

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

DATA = bytes(range(256)) * (3 * BLOCK // 256)


@pytest.fixture
def firm(db: None) -> Firm:
    """Return the two accounts, really written: threads of their own see them."""
    with transaction.atomic():
        return build_firm()


def test_e1_a_download_under_way_ends_and_nothing_more_is_served(firm: Firm, lead: Lead) -> None:
    with transaction.atomic():
        door = make_folder(firm.job.library_id, "for the customer")
        inner = make_folder(door.id, "measurements")
        file = make_file(inner.id, "survey.bin", DATA)
    way = lead(door)
    content = f"/items/{file.id}/content"

    def download() -> list[bytes]:
        """Ask while the settings are about to be: nobody waits for anybody."""
        return [body(way.get(content)), body(way.get(content, HTTP_RANGE="bytes=0-9"))]

    begun, whole = way.get(content), way.get("/archive")
    blocks, packed = iter(begun.streaming_content), iter(whole.streaming_content)
    got, zipped = next(blocks), next(packed)
    assert got == DATA[:BLOCK]
    office = firm.principal("office")
    done, meanwhile = crossed(
        lambda: access.put_settings(office, inner.id, enabled=True, confirm=True), download
    )
    assert not isinstance(done, Exception), done
    assert meanwhile == [DATA, DATA[:10]]

    rest = {"HTTP_RANGE": f"bytes={BLOCK}-", "HTTP_IF_RANGE": begun.headers["ETag"]}
    for asked in (
        {},
        {"HTTP_RANGE": "bytes=0-9"},
        rest,
        {"HTTP_IF_NONE_MATCH": begun.headers["ETag"]},
    ):
        for method in ("get", "head"):
            answer = getattr(way.browser, method)(way.path + content, **asked)
            assert answer.status_code == 404, (method, asked)
    assert way.get(f"/folders/{inner.id}").status_code == 404
    assert way.get(f"/folders/{door.id}").status_code == 200
    assert b"survey.bin" not in body(way.get("/archive"))
    # What had begun comes to its end as a whole: nobody takes a cut copy for a whole one.
    assert got + b"".join(blocks) == DATA
    assert len(zipped + b"".join(packed)) == int(whole.headers["Content-Length"])
