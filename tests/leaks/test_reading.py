"""What is hidden leaves no trace on the pages, the phone, the portal and the API (L1 to L12)."""

from __future__ import annotations

import io
import uuid

import pytest
from django.test import Client

from leaks.conftest import LOOKERS, WORD, Scene, body, names_in, trash
from personas import PDF, PNG, Firm, make_file, share
from strongroom.access import api as access
from strongroom.documents import api as documents
from strongroom.store import api as store
from strongroom.store.models import Version

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def made_preview(item: object) -> None:
    """Have the previews made, so that only the right decides."""
    blob = Version.objects.get(item=item).blob
    for size in store.SIZES:
        store.want_rendition(blob.id, size)
    for rendition in blob.renditions.all():
        store.make_rendition(rendition.id)


def item_doors(scene: Scene, who: str, item_id: object) -> list[tuple[Client, str]]:
    """Return the addresses of one item, by every way in."""
    page, api = scene.firm.client(who), scene.firm.api(who)
    doors = [
        (page, f"/northgate/{way}items/{item_id}/{what}")
        for way in ("", "m/", "portal/")
        for what in ("content", "preview?size=256", "preview?size=1600")
    ]
    doors += [
        (page, f"/northgate/items/{item_id}/details?tab={tab}")
        for tab in ("details", "access", "versions", "activity")
    ]
    doors += [(page, f"/northgate/items/{item_id}/viewers")]
    doors += [
        (api, f"/api/v1/items/{item_id}{what}")
        for what in (
            "",
            "/content",
            "/preview?size=256",
            "/versions",
            "/versions/1/content",
            "/children",
            "/shares",
            "/access",
            "/access/viewers",
            "/access/explain",
            "/approvals",
        )
    ]
    return doors


@pytest.mark.parametrize("who", LOOKERS)
def test_l1_l6_l9_l11_l12_hidden_and_missing_answer_alike_at_every_door(
    hidden: Scene, who: str
) -> None:
    """L1, L6, L9, L11, L12."""
    photo = make_file(hidden.plans.id, f"{WORD} photo.png", PNG)
    made_preview(photo)
    hidden.control(photo)
    missing = uuid.uuid4()
    for item in (photo, *hidden.hidden):
        for (client, path), (_, other) in zip(
            item_doors(hidden, who, item.id), item_doors(hidden, who, missing), strict=True
        ):
            for method in ("get", "head"):
                here, there = getattr(client, method)(path), getattr(client, method)(other)
                assert here.status_code == there.status_code, path
                assert here.status_code in (302, 401, 403, 404, 405), path
                assert WORD not in body(here), path
                told = body(here).replace(str(item.id), "ID")
                assert len(told) == len(body(there).replace(str(missing), "ID")), path
                assert here.headers.get("ETag") == there.headers.get("ETag"), path


@pytest.mark.parametrize("who", LOOKERS)
def test_l2_l4_l8_l10_pages_are_the_same_with_and_without_what_is_hidden(
    scene: Scene, who: str
) -> None:
    """L2, L4, L8, L10: lists, searches, counts, trees, trash, activity; not a letter differs."""
    before = scene.looks(who)
    scene.hide()
    after = scene.looks(who)
    assert [name for name in before if before[name][0] != after[name][0]] == []
    for name, (_, text) in after.items():
        assert WORD not in text, name
        assert text == before[name][1], name


def test_l2_l10_the_doors_do_show_it_to_whoever_may(hidden: Scene) -> None:
    """The doors of the test before are no blank walls: an admin finds it behind most of them."""
    shown = [name for name, (_, text) in hidden.looks("admin").items() if WORD in text]
    assert len(shown) >= 12, shown


def test_l3_a_right_withdrawn_counts_in_the_next_search(scene: Scene) -> None:
    """L3: also when the list was open a moment ago."""
    paper = make_file(scene.plans.id, f"{WORD} plan.pdf")
    seen = [name for name, (_, text) in scene.looks("viewer").items() if WORD in text]
    assert len(seen) >= 6, seen
    scene.control(paper)
    assert [name for name, (_, text) in scene.looks("viewer").items() if WORD in text] == []
    access.put_settings(scene.firm.principal("admin"), paper.id, enabled=False, confirm=True)
    again = [name for name, (_, text) in scene.looks("viewer").items() if WORD in text]
    assert again == seen


@pytest.mark.parametrize("who", ["office", "clerk", "viewer"])
def test_l5_archives_leave_out_what_is_hidden(hidden: Scene, who: str) -> None:
    """L5: by the page and by the API; asked for by name, all of it is refused."""
    plans, library = hidden.plans.id, hidden.library
    page, api = hidden.firm.client(who), hidden.firm.api(who)

    def asked(*ids: uuid.UUID) -> list[object]:
        listed = {"item_ids": [str(each) for each in ids]}
        return [
            page.post(f"/northgate/libraries/{library}/archive", {"ids": list(ids)}),
            api.post("/api/v1/archives", listed, content_type="application/json"),
        ]

    for answer in asked(plans):
        assert names_in(answer) == ["Plans/quay.pdf"]
    for item in hidden.hidden:
        for answer in asked(plans, item.id):
            assert answer.status_code == 404
            assert WORD not in body(answer)


@pytest.mark.parametrize("who", ["office", "clerk"])
def test_l7_the_trash_shows_restores_and_purges_only_to_whom_it_belongs(
    hidden: Scene, who: str
) -> None:
    """L7: hidden before, hidden in the trash; deleting the folder around it tells nothing."""
    firm, library = hidden.firm, hidden.library
    page, api = firm.client(who), firm.api(who)
    trash(hidden.offer)
    for path in (f"/northgate/libraries/{library}/trash",):
        assert WORD not in body(page.get(path))
    assert WORD not in body(api.get(f"/api/v1/libraries/{library}/trash"))
    for what in ("restore", "purge"):
        form = {"ids": [hidden.offer.id], "confirm": "true"}
        answer = page.post(f"/northgate/libraries/{library}/trash/{what}", form)
        assert answer.status_code == 404
        assert WORD not in body(answer)
    asked = api.post(
        f"/api/v1/items/{hidden.offer.id}/restore", {}, content_type="application/json"
    )
    assert asked.status_code == 404
    gone = api.delete(f"/api/v1/items/{hidden.plans.id}")
    assert gone.status_code in (200, 204)
    assert WORD not in body(gone)
    form = {"ids": [hidden.plans.id], "confirm": "true"}
    purged = page.post(f"/northgate/libraries/{library}/trash/purge", form, follow=True)
    assert WORD not in body(purged)
    hidden.plans.refresh_from_db()  # D-29: only an admin purges a folder with something hidden in it
    listed = firm.api("admin").get(f"/api/v1/libraries/{library}/trash").json()["results"]
    assert {row["name"] for row in listed} == {"Plans", f"{WORD} offer.pdf"}


def test_l10_a_grant_deep_down_reveals_nothing_of_the_folders_above(hidden: Scene) -> None:
    """L10: the subcontractor sees the file, at no door the folder that it lies in."""
    deep = make_file(hidden.vault.id, "berth.pdf")
    hidden.control(deep, "sub")
    firm = hidden.firm
    assert firm.api("sub").get(f"/api/v1/items/{deep.id}").json()["parent_id"] is None
    texts = {name: text for name, (_, text) in hidden.looks("sub").items()}
    page = firm.client("sub").get(f"/northgate/items/{deep.id}/details?tab=details")
    texts["details"] = body(page)
    assert page.status_code == 200
    assert [name for name, text in texts.items() if WORD in text or "Plans" in text] == []
    assert "berth.pdf" in texts["/northgate/shared"]


def test_l12_every_door_of_the_test_is_a_door(hidden: Scene) -> None:
    """L12: for an admin each address answers, so that a refusal is the rule's and not a typing error."""
    answers = {name: status for name, (status, _) in hidden.looks("admin").items()}
    wrong = {name for name, status in answers.items() if status != 200}
    assert [name for name in wrong if "/portal/" not in name and "/shared/" not in name] == []


def test_b12_a_customer_reads_no_name_but_the_files_own(firm: Firm) -> None:
    """What a version was called when it was uploaded is the firm's."""
    item = make_file(firm.job.library_id, "plan.pdf", PDF)
    share(item, firm.customers["alder"])
    staged = store.receive(io.BytesIO(PDF + b"%2"))
    documents.add_version(
        firm.principal("office"),
        item_id=item.id,
        name="plan for Mr Alder.pdf",
        staged=staged,
        confirm=True,
    )
    versions = f"/api/v1/items/{item.id}/versions"
    [seen] = firm.api("contact", access.Surface.PORTAL).get(versions).json()["results"]
    assert seen["name"] == "plan.pdf"
    names = [row["name"] for row in firm.api("office").get(versions).json()["results"]]
    assert names == ["plan for Mr Alder.pdf", "plan.pdf"]
