"""However a link ends, by HTTP: L5, L9, L21 to L24, L29 and B-18."""

from __future__ import annotations

import datetime as dt
import zipfile
from functools import partial
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from links.conftest import PASSWORD, Lead, Way, body, lead
from links.strangers import UNKNOWN, opened, previews, shut, told
from personas import PDF, Firm, make_file, make_folder
from strongroom.access.models import Seat, Share
from strongroom.core import clock
from strongroom.directory.models import Member
from strongroom.documents import api as documents
from strongroom.sharing import api as sharing

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
__all__ = ["lead"]


def end_cancelled(firm: Firm, way: Way) -> None:
    sharing.cancel_share(firm.principal("office"), way.row.id)


def end_expired(firm: Firm, way: Way) -> None:
    Share.objects.filter(id=way.row.id).update(expires_at=clock.now())


def end_trashed(firm: Firm, way: Way) -> None:
    documents.trash(firm.principal("admin"), item_ids=[way.row.item_id])


def end_purged(firm: Firm, way: Way) -> None:
    documents.trash(firm.principal("admin"), item_ids=[way.row.item_id])
    documents.purge(firm.principal("admin"), item_ids=[way.row.item_id])


def end_deactivated(firm: Firm, way: Way) -> None:
    Member.objects.filter(id=firm.members["office"].id).update(active=False)


def end_role_lost(firm: Firm, way: Way) -> None:
    Seat.objects.filter(member=firm.members["office"]).update(role=firm.roles["viewer"])


ENDS = [end_cancelled, end_expired, end_trashed, end_purged, end_deactivated, end_role_lost]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("password", ["", PASSWORD])
def test_l9_l21_l22_l24_b18_however_a_link_ends_it_looks_as_if_it_never_was(
    firm: Firm, lead: Lead, end, password: str
) -> None:
    """L9, L21, L22, L24: at once, for the visitor who has unlocked it, with a warm cache, by each address."""
    photo = firm.files["photo.png"]
    previews(photo)
    way = opened(lead("photo.png", password=password))
    warm = way.get(f"/items/{photo.id}/preview?size=256")
    tag = {"if-none-match": warm.headers["ETag"]}
    assert way.get(f"/items/{photo.id}/preview?size=256", headers=tag).status_code == 304
    end(firm, way)
    shut(way, [photo.id])
    again = way.get(f"/items/{photo.id}/preview?size=256", headers=tag)
    assert (again.status_code, "ETag" in again.headers) == (404, False)
    part = way.get("/content", headers={"range": "bytes=0-1"})
    assert (part.status_code, "Content-Range" in part.headers) == (404, False)
    posted, unknown = way.unlock(), Client().post(UNKNOWN, {"password": PASSWORD})
    assert told(posted) == told(unknown)


def test_l21_a_new_file_of_the_same_name_is_not_served(firm: Firm, lead: Lead) -> None:
    """L21: deleted, purged, made again: gone."""
    way = opened(lead("plan.pdf"))
    end_purged(firm, way)
    again = make_file(firm.job.library_id, "plan.pdf", PDF + b"the next one")
    shut(way, [again.id])


def test_l21_renamed_and_moved_the_link_stays_with_its_file(firm: Firm, lead: Lead) -> None:
    way, office = opened(lead("plan.pdf")), firm.principal("office")
    documents.rename(office, item_id=way.row.item_id, name="Plan of today.pdf")
    make_file(firm.job.library_id, "plan.pdf", PDF + b"another")
    assert "Plan of today.pdf" in way.get().content.decode()
    assert body(way.get("/content")) == PDF


def test_l5_l12_a_folder_taken_to_the_trash_closes_the_links_below(firm: Firm, lead: Lead) -> None:
    plans = make_folder(firm.project.library_id, "Plans")
    file = make_file(plans.id, "wall.pdf", PDF)
    way = opened(lead(file))
    documents.trash(firm.principal("admin"), item_ids=[plans.id])
    shut(way, [file.id, plans.id])


def test_l5_an_archive_holds_what_the_link_reaches_alone(firm: Firm, lead: Lead) -> None:
    """L5: nothing trashed in it, no folder's name above it, no hostile path."""
    above = make_folder(firm.project.library_id, "Kestrel above")
    plans = make_folder(above.id, "Plans")
    make_file(plans.id, "..\\evil.pdf", PDF)
    gone = make_file(plans.id, "Kestrel gone.pdf", PDF)
    documents.trash(firm.principal("admin"), item_ids=[gone.id])
    make_file(above.id, "Kestrel beside.pdf", PDF)
    names = zipfile.ZipFile(BytesIO(body(lead(plans).get("/archive")))).namelist()
    assert len(names) == 1
    assert names[0].startswith("Plans/")
    assert ".." not in names[0].split("/")
    assert "\\" not in names[0]


def test_l23_every_door_that_opens_is_a_row_that_can_be_cancelled(firm: Firm, lead: Lead) -> None:
    way = lead("plan.pdf", "photo.png")
    office = firm.principal("office")
    rows = sharing.shares_of(office, firm.files["plan.pdf"].id)
    rows += sharing.shares_of(office, firm.files["photo.png"].id)
    assert sharing.cancel_shares(office, [row.id for row in rows if row.link_id]) == 2
    shut(way, [firm.files["plan.pdf"].id])


@pytest.mark.parametrize("zone", ["Europe/London", "Pacific/Auckland", "America/New_York"])
def test_l29_every_address_ends_with_the_day_in_the_firms_zone(
    firm: Firm, lead: Lead, monkeypatch, zone: str
) -> None:
    """L29: one clock for all of them, to the second; on the days when clocks change, too."""
    firm.account.time_zone = zone
    firm.account.save()
    photo = firm.files["photo.png"]
    previews(photo)
    there = clock.now().astimezone(ZoneInfo(zone)).date()
    for day in (there, dt.date(there.year + 1, 3, 28), dt.date(there.year + 1, 10, 31)):
        way = lead("photo.png", expires_on=day)
        end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), ZoneInfo(zone))
        with monkeypatch.context() as at:
            at.setattr(clock, "now", partial(end.__sub__, dt.timedelta(seconds=1)))
            for below in ("", "/content", f"/items/{photo.id}/preview?size=256", "/archive"):
                answer = way.get(below)
                body(answer)
                assert answer.status_code == 200, below
            at.setattr(clock, "now", partial(end.__add__, dt.timedelta()))
            shut(way, [photo.id])
