"""Archives behind a link: dated, named, whole or continued where they broke off (A-14, L5, L30)."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
import zlib

import pytest

from links.conftest import body
from personas import PDF, make_file, make_folder
from storing import stage
from strongroom.core import clock
from strongroom.directory.models import Account
from strongroom.documents import api as documents
from strongroom.store.models import Blob, Item, Version

pytestmark = pytest.mark.django_db
WORDS = b"some words\n"


@pytest.fixture
def plans(firm):
    plans = make_folder(firm.project.library_id, "Plans: west?")
    make_file(plans.id, "one.pdf", PDF)
    make_file(plans.id, "two.txt", WORDS)
    make_folder(plans.id, "Empty")
    return plans


def read(answer):
    return zipfile.ZipFile(io.BytesIO(body(answer)))


def test_a14_it_is_named_after_the_folder_and_holds_empty_ones(firm, lead, plans):
    answer = lead(plans).get("/archive")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="Plans_ west_.zip"'
    assert sorted(read(answer).namelist()) == [
        "Plans_ west_/Empty/",
        "Plans_ west_/one.pdf",
        "Plans_ west_/two.txt",
    ]


def test_a14_entries_have_the_versions_date_in_the_firms_zone(firm, lead, plans):
    Account.objects.filter(id=firm.account.id).update(time_zone="Australia/Sydney")
    made = dt.datetime(2026, 6, 30, 20, 0, 4, tzinfo=dt.UTC)
    Version.objects.filter(item__name="one.pdf").update(created_at=made)
    Item.objects.filter(name="one.pdf").update(updated_at=clock.now())
    info = next(i for i in read(lead(plans).get("/archive")).infolist() if "one" in i.filename)
    assert info.date_time == (2026, 7, 1, 6, 0, 4)


def test_a14_a_sum_that_is_not_known_is_taken_when_it_is_needed(firm, lead, plans):
    Blob.objects.update(crc32=None)
    answer = lead(plans).get("/archive")
    assert read(answer).testzip() is None
    blob = Blob.objects.get(versions__item__name="two.txt")
    assert blob.crc32 == zlib.crc32(WORDS)


def test_l30_it_is_continued_while_it_holds_the_same(firm, lead, plans):
    way = lead(plans)
    first = way.get("/archive")
    etag, whole = first.headers["ETag"], body(first)
    asks = {"range": "bytes=50-", "if-range": etag}
    part = way.get("/archive", headers=asks)
    assert part.status_code == 206
    assert part.headers["Content-Range"] == f"bytes 50-{len(whole) - 1}/{len(whole)}"
    assert part.headers["Content-Length"] == str(len(whole) - 50)
    assert body(part) == whole[50:]
    assert way.get("/archive", headers={"range": "bytes=50-"}).status_code == 200
    beyond = way.get("/archive", headers={"range": "bytes=999999-", "if-range": etag})
    assert (beyond.status_code, beyond.content) == (416, b"")
    assert way.get("/archive", headers={"if-none-match": etag}).status_code == 304
    head = way.browser.head(f"{way.path}/archive")
    assert (head.content, head.headers["Content-Length"]) == (b"", str(len(whole)))
    documents.add_version(
        firm.principal("office"),
        item_id=Item.objects.get(name="two.txt").id,
        name="two.txt",
        staged=stage(WORDS[::-1]),
    )
    again = way.get("/archive", headers=asks)
    assert again.status_code == 200
    assert read(again).testzip() is None


def test_l30_what_is_hidden_meanwhile_is_in_no_later_part(firm, lead, plans):
    way = lead(plans)
    first = way.get("/archive")
    body(first)
    Item.objects.filter(name="two.txt").update(trashed_at=clock.now())
    etag = first.headers["ETag"]
    again = way.get("/archive", headers={"range": "bytes=50-", "if-range": etag})
    assert again.status_code == 200
    assert WORDS not in body(again)
