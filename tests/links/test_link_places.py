"""Copies of photos for customers and whoever has a link tell no place; staff get the original (A-15)."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from PIL import Image

from links.conftest import body
from personas import make_file, make_folder, share
from strongroom.access.api import Surface
from strongroom.core import clock
from strongroom.interfaces.worker import tasks
from strongroom.store import api as store
from strongroom.store.cleaned import FORM
from strongroom.store.keys import clean_key, parse_key
from strongroom.store.models import Blob, CleanCopy, Item, Rendition

pytestmark = pytest.mark.django_db
# HEIC by its first bytes, without the list of what is in it.
NO_PHOTO = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0\0\0\x10mdat" + b"\1" * 8


def photo(form="JPEG"):
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x8825] = {1: "N", 2: (51.0, 30.0, 26.0), 27: b"SOMEMETHOD"}
    Image.new("RGB", (64, 32), "green").save(out, form, exif=exif.tobytes())
    return out.getvalue()


def place(data):
    with Image.open(io.BytesIO(data)) as image:
        return dict(image.getexif().get_ifd(0x8825))


@pytest.fixture
def picture(firm):
    item = make_file(firm.job.library_id, "roof.jpg", photo())
    share(item, firm.customers["alder"])
    return item


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a15_whoever_has_the_link_gets_a_copy_without(firm, lead, form):
    item = make_file(firm.project.library_id, f"roof.{form.lower()}", photo(form))
    answer = lead(item).get("/content")
    data = body(answer)
    assert place(photo(form))
    assert not place(data)
    assert answer.headers["Content-Length"] == str(len(data))
    whole = body(firm.client("office").get(f"/northgate/items/{item.id}/content"))
    assert whole == photo(form)


def test_a15_contacts_get_it_by_page_by_api_and_in_archives(firm, picture):
    browser, api = firm.client("contact"), firm.api("contact", Surface.PORTAL)
    address = f"/northgate/portal/items/{picture.id}/content"
    page = browser.get(address)
    assert not place(body(page))
    assert not place(body(browser.get(f"{address}?inline=1")))
    assert not place(body(api.get(f"/api/v1/items/{picture.id}/content")))
    part = browser.get(address, headers={"range": "bytes=10-", "if-range": page.headers["ETag"]})
    assert part.status_code == 206
    assert b"SOMEMETHOD" not in body(part)
    archive = zipfile.ZipFile(
        io.BytesIO(body(browser.get(f"/northgate/portal/jobs/{firm.job.id}/archive")))
    )
    assert archive.testzip() is None
    assert not place(archive.read("roof.jpg"))
    office = firm.api("office").get(f"/api/v1/items/{picture.id}/content")
    assert body(office) == photo()
    assert office.headers["ETag"] != page.headers["ETag"]


def test_a15_behind_a_proxy_it_is_the_copy_that_the_proxy_sends(firm, picture, settings):
    settings.ACCEL_REDIRECT_PREFIX = "/blobs/"
    answer = firm.client("contact").get(f"/northgate/portal/items/{picture.id}/content")
    key = answer.headers["X-Accel-Redirect"].removeprefix("/blobs/")
    with store.open_blob(key) as file:
        assert not place(file.read())


def test_a15_previews_tell_no_place(firm, picture):
    for row in Rendition.objects.filter(blob=picture.current.blob):
        store.make_rendition(row.id)
    address = f"/northgate/portal/items/{picture.id}/preview?size=1600"
    data = body(firm.client("contact").get(address))
    assert not place(data)
    assert b"SOMEMETHOD" not in data


def test_a15_what_can_not_be_cleaned_is_held_back_and_said(firm, lead):
    folder = make_folder(firm.project.library_id, "Photos")
    item = make_file(folder.id, "broken.heic", NO_PHOTO)
    make_file(folder.id, "good.jpg", photo())
    way = lead(folder)
    answer = way.get(f"/items/{item.id}/content")
    assert answer.status_code == 409
    assert "could not be removed" in body(answer).decode()
    assert way.openings(firm) == []
    archive = zipfile.ZipFile(io.BytesIO(body(way.get("/archive"))))
    assert set(archive.namelist()) == {"Photos/good.jpg", "Not in this ZIP.txt"}
    assert b"Photos/broken.heic" in archive.read("Not in this ZIP.txt")
    assert body(firm.client("office").get(f"/northgate/items/{item.id}/content")) == NO_PHOTO
    assert CleanCopy.objects.get(blob=item.current.blob).reason == "no picture"


def test_a15_the_copy_is_made_with_the_previews_so_that_nobody_waits(firm, picture):
    for row in Rendition.objects.filter(blob=picture.current.blob):
        tasks.make_rendition.func(rendition_id=str(row.id))
    made = CleanCopy.objects.get(blob=picture.current.blob)
    assert made.state == CleanCopy.State.READY


def test_a15_what_tells_nothing_is_its_own_copy(firm, lead):
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    item = make_file(firm.project.library_id, "plain.png", out.getvalue())
    assert body(lead(item).get("/content")) == out.getvalue()
    assert CleanCopy.objects.get(blob=item.current.blob).state == CleanCopy.State.SAME


def test_a15_the_copy_goes_with_the_bytes(firm, picture):
    body(firm.client("contact").get(f"/northgate/portal/items/{picture.id}/content"))
    blob = picture.current.blob
    path = store.blob_path(clean_key(blob.account_id, blob.sha256, FORM))
    assert path
    assert path.exists()
    assert parse_key(clean_key(blob.account_id, blob.sha256, FORM)) == (
        blob.account_id,
        blob.sha256,
        True,
    )
    Item.objects.filter(id=picture.id).delete()
    Blob.objects.filter(id=blob.id).update(unused_since=clock.now() - dt.timedelta(days=30))
    store.prune()
    assert not Blob.objects.filter(id=blob.id).exists()
    assert not path.exists()
