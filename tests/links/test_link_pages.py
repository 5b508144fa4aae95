"""What stands behind an address: B-7, B-11, B-12, B-15, B-18 by HTTP."""

from __future__ import annotations

import io
import re
import uuid
import zipfile

import pytest
from django.test import Client

from links.conftest import PASSWORD, body
from personas import PDF, PNG, make_file, make_folder
from strongroom.sharing import api as sharing
from strongroom.store import api as store
from strongroom.store.models import Item, Version

pytestmark = pytest.mark.django_db
WAYS = ("", "/content", "/archive", "/items/{}", "/items/{}/content", "/items/{}/preview?size=256")


def made_previews(item: Item) -> None:
    blob = Version.objects.get(item=item).blob
    for size in store.SIZES:
        store.want_rendition(blob.id, size)
    for rendition in blob.renditions.all():
        store.make_rendition(rendition.id)


def test_b5_b12_one_document_with_name_size_and_download_and_nothing_around_it(firm, lead):
    way = lead("plan.pdf")
    page = way.get()
    text = page.content.decode()
    assert page.status_code == 200
    assert "plan.pdf" in text
    assert firm.account.name in text
    assert f'href="{way.path}/items/{firm.files["plan.pdf"].id}/content"' in text
    for other in ("viewable", "J-1", "Rewire", "Alder", "Office"):
        assert other not in text, other
    got = way.get("/content")
    assert body(got) == PDF
    assert got.headers["Content-Disposition"] == 'attachment; filename="plan.pdf"'


def test_b12_whatever_the_link_does_not_reach_is_not_there(firm, lead):
    way = lead("plan.pdf")
    nothing = way.get(f"/items/{uuid.uuid4()}/content")
    for name, item in firm.files.items():
        if name == "plan.pdf":
            continue
        for below in WAYS[3:]:
            answer = way.get(below.format(item.id))
            assert (answer.status_code, answer.content) == (404, nothing.content), (name, below)
    for below in (f"/folders/{firm.job.library_id}", f"/folders/{firm.job.library_id}/archive"):
        assert way.get(below).content == nothing.content


def test_b12_older_versions_do_not_exist(firm, lead):
    way = lead("plan.pdf")
    answer = way.get(f"/items/{firm.files['plan.pdf'].id}/content?version=7")
    assert body(answer) == PDF


def test_b15_a_folder_its_subfolders_pages_and_archives(firm, lead):
    plans = make_folder(firm.project.library_id, "Plans")
    floor = make_folder(plans.id, "First floor")
    deep = make_file(floor.id, "deep.pdf", PDF + b"deep")
    make_file(plans.id, "roof.png", PNG)
    way = lead(plans)
    text = way.get().content.decode()
    for shown in ("Plans", ">First floor<", ">roof.png<", f"/folders/{floor.id}"):
        assert shown in text
    assert f'href="{way.path}/folders/{plans.id}/archive"' in text
    for hidden in ("Harbour Court", "project.pdf"):
        assert hidden not in text
    inner = way.get(f"/folders/{floor.id}").content.decode()
    assert ">deep.pdf<" in inner
    assert re.search(rf'href="{way.path}/folders/{plans.id}"\s*>Plans</a>', inner)
    assert body(way.get(f"/items/{deep.id}/content")) == PDF + b"deep"
    packed = way.get("/archive")
    assert packed.headers["Content-Disposition"] == 'attachment; filename="Plans.zip"'
    names = zipfile.ZipFile(io.BytesIO(body(packed))).namelist()
    assert sorted(names) == ["Plans/First floor/deep.pdf", "Plans/roof.png"]
    part = way.get(f"/folders/{floor.id}/archive")
    assert zipfile.ZipFile(io.BytesIO(body(part))).namelist() == ["First floor/deep.pdf"]
    assert way.get("/content").status_code == 404
    for wrong in (f"/items/{floor.id}", f"/folders/{deep.id}", f"/folders/{deep.id}/archive"):
        assert way.get(wrong).status_code == 404, wrong


def test_b15_a_long_folder_is_paged(firm, lead):
    plans = make_folder(firm.project.library_id, "Plans")
    for number in range(51):
        make_folder(plans.id, f"Room {number:03}")
    way = lead(plans)
    text = way.get().content.decode()
    assert "Room 049" in text
    assert "Room 050" not in text
    [following] = re.findall(r'href="([^"]*cursor=[^"]*)"', text)
    second = way.browser.get(following).content.decode()
    assert "Room 050" in second
    assert "Room 049" not in second
    assert "First page" in second


def test_b15_several_documents_are_a_list_and_each_is_closed_by_itself(firm, lead):
    way = lead("plan.pdf", "photo.png")
    text = way.get().content.decode()
    assert ">plan.pdf<" in text
    assert f'href="{way.path}/archive"' in text
    assert "All documents" in way.get(f"/items/{firm.files['photo.png'].id}").content.decode()
    names = zipfile.ZipFile(io.BytesIO(body(way.get("/archive")))).namelist()
    assert sorted(names) == ["photo.png", "plan.pdf"]
    assert way.get("/content").status_code == 404
    sharing.cancel_share(firm.principal("office"), way.row.id)
    assert way.get(f"/items/{firm.files['plan.pdf'].id}").status_code == 404
    assert "photo.png" in way.get().content.decode()
    assert body(way.get("/content")) == PNG


def test_previews_wait_calmly_and_show_when_they_are_made(firm, lead):
    way = lead("photo.png")
    photo = firm.files["photo.png"]
    Version.objects.get(item=photo).blob.renditions.all().delete()
    store.want_rendition(Version.objects.get(item=photo).blob_id, 1600)
    text = way.get().content.decode()
    assert "The preview is being made" in text
    assert "Look again" in text
    assert way.get(f"/items/{photo.id}/preview?size=1600").status_code == 409
    made_previews(photo)
    text = way.get().content.decode()
    assert "The preview is being made" not in text
    assert f"/items/{photo.id}/preview?size=1600" in text
    picture = way.get(f"/items/{photo.id}/preview?size=1600")
    assert picture.headers["Content-Type"] == "image/webp"
    assert way.get(f"/items/{photo.id}/preview?size=9").status_code == 422


def test_b7_the_page_asks_first_and_opens_with_the_password(firm, lead):
    way = lead("plan.pdf", password=PASSWORD)
    asked = way.get()
    assert asked.status_code == 200
    assert "plan" not in asked.content.decode()
    assert "password" in asked.content.decode()
    wrong = way.unlock("guess")
    assert wrong.status_code == 422
    assert "That is not the password" in wrong.content.decode()
    assert 'aria-invalid="true"' in wrong.content.decode()
    empty = way.unlock("")
    assert (empty.status_code, b"Please enter the password" in empty.content) == (422, True)
    right = way.unlock()
    assert (right.status_code, right.headers["Location"]) == (303, way.path)
    assert "plan.pdf" in way.get().content.decode()
    assert body(way.get("/content")) == PDF


def test_b7_unlocking_works_for_a_browser_that_comes_with_nothing(lead):
    """The form may be sent by one that has kept no cookie of the question."""
    way = lead("plan.pdf", password=PASSWORD)
    answer = Client(enforce_csrf_checks=True).post(way.path, {"password": PASSWORD})
    assert answer.status_code == 303
    assert {name.rpartition("_")[0] for name in answer.cookies} == {
        "strongroom",
        "strongroom_unlock",
    }


@pytest.mark.parametrize("typed", ["x" * 10_000, "nul\0nul", "\ud7ff", " ", "—" * 999])
def test_b7_hostile_passwords_are_wrong_and_nothing_more(lead, typed):
    assert lead("plan.pdf", password=PASSWORD).unlock(typed).status_code == 422


def test_a_link_without_a_password_takes_a_post_for_a_look(lead):
    way = lead("plan.pdf")
    assert way.unlock("anything").headers["Location"] == way.path


def test_throttled_with_a_time_to_come_back(lead):
    way = lead("plan.pdf", password=PASSWORD)
    answers = [way.unlock(f"guess {number}") for number in range(11)]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert "too many tries" in answers[-1].content.decode()
    assert (
        Client(REMOTE_ADDR="198.51.100.9").post(way.path, {"password": PASSWORD}).status_code == 303
    )


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"origin": "http://testserver"}, 303),
        ({"sec-fetch-site": "same-origin", "origin": "http://testserver"}, 303),
        ({"sec-fetch-site": "none"}, 303),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "https://elsewhere.example"}, 403),
        ({"origin": "null"}, 403),
    ],
)
def test_a_form_of_another_site_is_refused(lead, headers, status):
    way = lead("plan.pdf", password=PASSWORD)
    answer = way.browser.post(way.path, {"password": PASSWORD}, headers=headers)
    assert answer.status_code == status


def test_headers_and_cookies(lead, settings):
    settings.SESSION_COOKIE_SECURE = True
    way = lead("plan.pdf", password=PASSWORD)
    answers = [way.get(), way.unlock("guess"), way.unlock(), way.get(), way.get("/content")]
    for answer in answers:
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "no-store" in answer.headers["Cache-Control"]
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        for name, cookie in answer.cookies.items():
            assert name.startswith("strongroom_"), name
            assert "csrf" not in name
            assert "session" not in name
            assert (cookie["path"], cookie["samesite"]) == ("/l/", "Lax")
            assert cookie["httponly"]
            assert cookie["secure"]
    assert '<meta name="robots" content="noindex' in answers[0].content.decode()
    assert '<meta name="robots" content="noindex' in answers[3].content.decode()
    named = answers[0].cookies["strongroom_visit"].value
    assert "strongroom_visit" not in answers[3].cookies, "the name stays for the whole session"
    assert way.browser.cookies["strongroom_visit"].value == named


def test_the_page_loads_nothing_from_elsewhere(lead):
    text = lead("plan.pdf").get().content.decode()
    assert not [
        url for url in re.findall(r'(?:src|href)="([^"]+)"', text) if not url.startswith(("/", "#"))
    ]
    assert "og:" not in text


def test_range_etag_and_head_as_elsewhere(lead):
    way = lead("plan.pdf")
    whole = way.get("/content")
    head = way.browser.head(f"{way.path}/content")
    assert head.headers["Content-Length"] == str(len(PDF))
    assert head.headers["ETag"] == whole.headers["ETag"]
    part = way.get("/content", headers={"range": "bytes=1-3"})
    assert (part.status_code, body(part)) == (206, PDF[1:4])
    again = way.get("/content", headers={"if-none-match": whole.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "/l/",
        "/l/x/",
        "/l/x/content/",
        "/l/%00",
        "/l/" + "a" * 5000,
        "/l/%C3%A4%E2%82%AC",
        "/l/%FF%FE",
        "/l//content",
        "/l/a/b/c/d",
        "/l/x%0Ay",
        "/l/..%2F..",
        "/l/m/",
        "/l/portal/sign-in",
        "/l/x/items/1/content",
    ],
)
def test_b18_odd_addresses_are_nothing_too(db, path):
    browser = Client()
    unknown = browser.get("/l/AAAAAAAAAAAAAAAAAAAAAAAAAAA")
    answer = browser.get(path)
    assert (answer.status_code, answer.content) == (404, unknown.content)
    assert browser.post(path).status_code in (404, 405)


def test_wrong_methods(lead):
    way = lead("plan.pdf")
    for below in WAYS[1:]:
        assert way.browser.post(way.path + below.format(uuid.uuid4())).status_code == 405
    assert way.browser.delete(way.path).status_code == 405


def test_no_firm_can_take_the_address():
    from strongroom.core.errors import InvalidError
    from strongroom.directory.accounts import checked_slug

    for slug in ("l", "api", "static", "invitation", "sign-in", "healthz"):
        with pytest.raises(InvalidError):
            checked_slug(slug)
