"""What the question shows of a consequence, and how its answer is read (E-5, E-11)."""

import datetime as dt
import re
import uuid
from html import unescape
from typing import Any

import pytest
from django.test import RequestFactory

from strongroom.core.confirmation import Confirmation, confirmation
from strongroom.core.errors import ConfirmationRequiredError, InvalidError
from strongroom.interfaces.common.answers.errors import answer
from strongroom.interfaces.common.questions import question
from strongroom.interfaces.common.questions.consequence import MOST_NAMED, told
from strongroom.interfaces.common.questions.doors import MOST_DOORS
from strongroom.interfaces.common.questions.question import words as words_of

SEAL = "0123456789abcdef0123456789abcdef"
HTMX = {"HX-Request": "true", "Accept": "application/problem+json, */*;q=0.9"}


def person(name: str, before: str | None, after: str | None, **more: Any) -> dict[str, Any]:
    row = {"type": "member", "id": name, "name": name, "you": False, "items": 3}
    return {**row, "from": before, "to": after, **more}


def door(name: str, kind: str = "portal", **more: Any) -> dict[str, Any]:
    row = {
        "share_id": str(uuid.uuid5(uuid.NAMESPACE_DNS, name)),
        "type": kind,
        "item": {"id": "1", "name": name},
        "for": "Larkfield Housing",
        "by": "Daniel Okafor",
        "since": "2026-03-03T14:05:00+00:00",
    }
    return {**row, **more}


CHANGES: dict[str, Any] = {
    "seal": SEAL,
    "people": [
        person("Priya", "viewer", None),
        person("Mara", None, "contributor", items=1),
        person("Tom", "manager", "viewer"),
        person("Ada", "manager", None, you=True, items=12),
        person("Elsie", "viewer", None, type="contact", items=1),
    ],
    "doors": {
        "opens": [door("Plans", "link")],
        "closes": [door("Photos", may_keep=True), door("Notes", may_keep=False)],
        "stays": [door("Site", may_cancel=True), door("Old", "link", may_cancel=True)],
    },
    "items": 97_000,
    "keeps": [{"id": "1", "name": "Payroll"}],
    "gain": [],
    "lose": [],
    "level": [],
}


def words(response: Any) -> str:
    """Return the text of an answer, with single spaces and no markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def ask(changes: dict[str, Any], sent: dict[str, Any] | None = None, **headers: str) -> Any:
    request = RequestFactory().post("/x?a=1", sent or {}, headers=headers)
    return answer(request, ConfirmationRequiredError("Something changes.", changes=changes))


def test_e11_the_parts_stand_in_their_order() -> None:
    """E-11: you, then who loses, gains, changes, then doors, then what keeps its own settings."""
    for headers in ({}, HTMX):
        text = words(ask(CHANGES, **headers))
        order = [
            "Something changes.",
            "You will no longer see this (12 items).",
            "2 people lose access Priya was viewer, 3 items Elsie",
            "1 person gains access Mara as contributor",
            "1 person has another level Tom viewer instead of manager, 3 items",
            "1 door to the outside opens Link: Plans",
            "2 doors to the outside no longer reach all of this",
            "2 doors to the outside stay open unless you cancel them Cancel all of these too",
            "1 item keeps settings of its own Payroll",
            "This concerns 97,000 items.",
        ]
        places = [text.find(part) for part in order]
        assert -1 not in places, (order[places.index(-1)], text)
        assert places == sorted(places)
        assert "for Larkfield Housing, by Daniel Okafor, since 3 March 2026 14:05" in text


def test_e11_what_is_empty_is_not_there() -> None:
    assert not told({})
    assert not told({"items": 1, "people": [], "doors": {"opens": [], "closes": []}, "keeps": []})
    response = ask({}, **HTMX)
    assert "sr-question-body" not in response.content.decode()
    assert 'value="true"' in response.content.decode()


def test_e11_people_and_doors_are_never_a_wall() -> None:
    many = {
        "people": [person(f"P{number}", "viewer", None) for number in range(57)],
        "doors": {"stays": [door(f"D{number}") for number in range(1000)]},
        "keeps": [{"id": "1", "name": f"K{number}"} for number in range(30)],
    }
    shown = told(many)
    assert (len(shown.people[0].lines), shown.people[0].further) == (MOST_NAMED, 37)
    assert (len(shown.doors[0].doors), shown.doors[0].further) == (MOST_DOORS, 1000 - MOST_DOORS)
    assert shown.keeps
    assert shown.keeps.further == 10
    text = words(ask(many))
    assert "57 people lose access" in text
    assert "and 37 more" in text
    assert "1,000 doors to the outside stay open" in text


def test_e5_ticks_are_for_who_may() -> None:
    """E-5: *Cancel this share too* and *Keep open*, with the share's id; ticked ones stay ticked."""
    kept, stays = CHANGES["doors"]["closes"][0], CHANGES["doors"]["stays"][0]
    page = ask(CHANGES, {"cancel_shares": stays["share_id"]}).content.decode()
    assert page.count('name="keep_open"') == 1
    assert page.count('name="cancel_shares"') == 2
    assert f'value="{kept["share_id"]}"' in page
    assert page.count("checked") == 1
    assert page.index(stays["share_id"]) < page.index("checked") < page.index("Old")


def test_e5_a_door_that_lets_nobody_in_is_not_said_to_be_open() -> None:
    """E-5, E-6, L22: it stays, and may be ended too; why nobody gets in stands with it."""
    paused = {"state": "suspended", "why_not": "suspended", "keeper": "Anna"}
    stays = [
        door("Open", may_cancel=True, why_not=None),
        door("Old", "link", may_cancel=True, suspended_why="maker_may_not", **paused),
        door("Left", "link", may_cancel=True, suspended_why="maker_inactive", **paused),
        door("Plans", may_cancel=True, why_not="no_contact"),
    ]
    asking = ask({"doors": {"stays": stays}})
    text = words(asking)
    assert "1 door to the outside stays open unless you cancel it" in text
    nobody = "3 doors to the outside let nobody in at the moment, and stay unless you cancel them"
    assert nobody in text
    assert "Suspended: Anna may not share this any more. It opens again once they may." in text
    assert "Suspended: Anna has left." in text
    assert (
        "Nobody can see this yet: no contact of Larkfield Housing can enter the portal yet." in text
    )
    assert asking.content.decode().count('name="cancel_shares"') == 4


def test_e11_somebody_to_whom_several_things_happen_stands_once() -> None:
    """With the records of each; what is the same for all of a group stands with the group."""

    def row(name: str, before: str | None, after: str | None, *records: str) -> dict[str, Any]:
        told = {"count": len(records) + 1, "names": list(records)}
        return {**person(name, before, after), "id": name, "records": told}

    changes = {
        "people": [
            row("Tom", "manager", None, "J-1 Roof"),
            row("Tom", "manager", "viewer", "J-2 Wall"),
            row("Ann", "viewer", None, "J-3 Floor"),
            row("Bea", "viewer", None, "J-3 Floor"),
        ],
        "records": {"count": 5, "names": ["J-1 Roof", "J-2 Wall", "J-3 Floor"]},
    }
    text = words(ask(changes))
    assert "2 people lose access Ann was viewer, 2 records Bea was viewer, 2 records" in text
    assert "In J-3 Floor and 1 more" in text
    assert "1 person loses some and has another level in others Tom loses 2 records" in text
    assert "another level in 2 records (viewer instead of manager): J-2 Wall and 1 more" in text
    assert text.count("Tom") == 1
    assert "5 records" not in text


def test_who_loses_a_part_of_the_portal_that_holds_nothing_yet_is_named_without_a_number() -> None:
    none = {"count": 0, "names": []}
    lost = {**person("Ruth", "viewer", None), "id": "r", "records": none}
    text = words(ask({"people": [lost], "records": none}))
    assert "1 person loses access" in text
    assert "Ruth" in text
    assert "0 records" not in text


def test_e11_a_role_that_only_gives_is_simply_saved() -> None:
    request = RequestFactory().post("/x")
    words_of(request, title="Save the role Office?", confirm_label="Save anyway")
    gains = {**person("Ann", None, "viewer"), "records": {"count": 1, "names": ["J-1 Roof"]}}
    changes = {"people": [gains], "records": {"count": 1, "names": ["J-1 Roof"]}}
    page = answer(request, ConfirmationRequiredError("Something.", changes=changes))
    assert "Save anyway" not in words(page)
    loses = {**gains, "from": "viewer", "to": None}
    changes = {**changes, "people": [gains, loses]}
    page = answer(request, ConfirmationRequiredError("Something.", changes=changes))
    assert "Save anyway" in words(page)


def test_e5_what_may_be_kept_open_is_not_said_to_be_lost_without_condition() -> None:
    contact = {**person("Elsie", "viewer", None), "type": "contact"}
    closing = door("Plans", "portal", may_keep=True)
    assert "Elsie 3 items, unless kept open" in words(
        ask({"people": [contact], "doors": {"closes": [closing]}})
    )
    closing = door("Plans", "portal", may_keep=False)
    assert "unless kept open" not in words(
        ask({"people": [contact], "doors": {"closes": [closing]}})
    )


def test_d17_what_moves_is_called_as_it_was_before_a_clash_of_names() -> None:
    item = uuid.uuid4()
    request = RequestFactory().post("/x")
    words_of(request, title="Move?", names={item: "01 Contract"}, about="01 Contract")
    moved = {"id": str(item), "name": "01 Contract (2)"}
    changes = {
        "items": 3,
        "people": [],
        "keeps": [moved],
        "doors": {"opens": [{**door("x"), "item": moved}]},
    }
    text = words(answer(request, ConfirmationRequiredError("It moves.", changes=changes)))
    assert "01 Contract (2)" not in text
    assert "This concerns “01 Contract” and 2 items in it." in text


def test_e12_what_the_asker_may_not_know_of_a_door_is_left_out() -> None:
    bare = {"share_id": "1", "type": "link", "item": None, "for": "Whoever has it"}
    text = words(ask({"doors": {"stays": [bare]}}))
    assert "1 door to the outside stays open Link for whoever has it" in text
    assert "None" not in text
    assert "since" not in text


def test_lists_alone_are_shown_too() -> None:
    """What programs read as `gain`, `lose` and `level`, where nobody has compared people yet."""
    lists = {
        "gain": [{"type": "link", "name": "Whoever has the link"}],
        "lose": [{"type": "member", "name": "Priya", "level": "viewer"}, "Mara"],
        "level": [{"type": "member", "name": "Tom", "level": "viewer"}],
        "items": 1001,
    }
    text = words(ask(lists))
    assert "2 people lose access Priya Mara Gains access Whoever has the link" in text
    assert "1 person has another level Tom now viewer" in text
    assert "This concerns more than 1,000 items." in text


def test_a_question_out_of_date_says_so() -> None:
    for headers in ({}, HTMX):
        text = words(ask({**CHANGES, "outdated": True}, **headers))
        assert "This has changed since you looked. Please check again." in text


def test_the_same_request_is_sent_again_with_the_seal() -> None:
    """Repeated fields stay; an earlier answer and the token do not."""
    sent = {
        "ids": ["1", "2"],
        "name": "x",
        "confirm": "old",
        "keep_open": [],
        "csrfmiddlewaretoken": "t",
    }
    page = ask(CHANGES, sent).content.decode()
    assert 'action="/x?a=1"' in page
    assert page.count('name="ids"') == 2
    assert re.search(rf'name="confirm"\s+value="{SEAL}"', page)
    assert 'value="old"' not in page
    dialog = ask(CHANGES, sent, **HTMX)
    assert dialog[question.HEADER] == "dialog"
    assert dialog.status_code == 200  # the browser's console would call any other a failure
    assert 'name="ids"' not in dialog.content.decode()


def test_a_file_is_asked_for_once_more() -> None:
    """A page without script can't fill in a file; it says which one is wanted."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    page = ask({}, {"file": SimpleUploadedFile("plan.pdf", b"x")}).content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert "Choose plan.pdf once more" in page


def test_a_program_gets_the_same_changes_as_a_document() -> None:
    response = ask(CHANGES, Accept="application/json")
    assert response["Content-Type"] == "application/problem+json"
    assert SEAL in response.content.decode()


def test_cancel_leads_back_where_one_was() -> None:
    request = RequestFactory().post("/x", headers={"Referer": "http://testserver/list?q=1"})
    error = ConfirmationRequiredError("So?", changes={})
    assert 'href="/list?q=1"' in answer(request, error).content.decode()
    request = RequestFactory().post("/x", headers={"Referer": "https://elsewhere.example/"})
    assert "elsewhere" not in answer(request, error).content.decode()
    question.words(request, title="Save this job?", keeps_input=True, confirm_label="Save anyway")
    page = answer(request, error).content.decode()
    assert "<h1>" in page
    assert "Save this job?" in words(answer(request, error))
    assert 'value="no"' in page
    assert "Save anyway" in page


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("", Confirmation()),
        ("no", Confirmation()),
        ("false", Confirmation()),
        ("true", Confirmation(given=True)),
        (SEAL, Confirmation(given=True, seal=SEAL)),
    ],
)
def test_the_answer_of_a_form(said: str, expected: Confirmation) -> None:
    assert question.answer_of(RequestFactory().post("/x", {"confirm": said})) == expected


def test_ticks_of_a_form_are_ids_and_not_too_many(settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
    share = uuid.uuid4()
    request = RequestFactory().post("/x", {"confirm": SEAL, "keep_open": [str(share)]})
    assert question.answer_of(request).keep_open == {share}
    for name, values in (("cancel_shares", ["x"]), ("keep_open", [str(share)] * 1001)):
        with pytest.raises(InvalidError) as refused:
            question.answer_of(RequestFactory().post("/x", {name: values}))
        assert set(refused.value.errors) == {name}
    with pytest.raises(InvalidError):
        question.answer_of(RequestFactory().post("/x", {"confirm": "x" * 201}))


def test_an_answer_that_is_none_does_not_pass_for_one() -> None:
    assert not Confirmation()
    assert not confirmation(False)
    assert Confirmation(given=True)
    assert not Confirmation(seal=SEAL).accepts(SEAL)


def test_dates_come_as_they_are_or_as_text() -> None:
    moment = dt.datetime(2026, 3, 3, 14, 5, tzinfo=dt.UTC)
    for since in (moment, moment.isoformat(), None):
        shown = told({"doors": {"opens": [door("Plans", since=since)]}}).doors[0].doors[0]
        assert shown.since == (moment if since else None)


def test_e11_the_doors_of_one_item_are_said_to_reach_it_or_not() -> None:
    text = words(ask({**CHANGES, "items": 1}, **HTMX))
    assert "2 doors to the outside no longer reach this" in text


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("draft", "Nobody sees it any more: the quote is a draft."),
        (
            "module_off",
            "Nobody sees it any more: this part of the portal is switched off for Alder.",
        ),
    ],
)
def test_e6_a_portal_share_that_goes_out_of_sight_says_why(why: str, said: str) -> None:
    gone = {"type": "portal", "share_id": "7", "for": "Alder", "suspends": True, "why_not": why}
    text = words(ask({"doors": {"opens": [], "closes": [gone], "stays": []}}, **HTMX))
    assert "1 door to the outside closes" in text
    assert said in text
