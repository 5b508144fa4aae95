"""The sentences for reasons (D-23) and for events."""

import datetime as dt
import re
import uuid
from dataclasses import replace
from pathlib import Path
from string import Formatter

import pytest
from django.utils import timezone

from strongroom.access.api import Action, Explanation, Kind, Principal, Reason, Surface
from strongroom.activity.api import EventRow
from strongroom.core import clock
from strongroom.interfaces.common.words import events, reasons

SOURCE = Path(events.__file__).resolve().parents[2]
VIEWING = frozenset({Action.VIEW, Action.DOWNLOAD})
ASSIGNED = VIEWING | {Action.ADD}
EDITING = ASSIGNED | {Action.EDIT, Action.MOVE, Action.DELETE}
MANAGING = EDITING | {Action.SET_ACCESS}
ANN = Principal(Kind.MEMBER, uuid.uuid4(), uuid.uuid4(), Surface.OFFICE, name="Ann")


def why(reason: Reason, actions: frozenset[Action] = VIEWING, **more: object) -> Explanation:
    return Explanation(ANN, actions, reason, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("answer", "place", "said"),
    [
        (why(Reason.ADMIN), "", "Everything, as administrator"),
        (why(Reason.ROLE, EDITING, role_names=("Clerk",)), "", "Views and edits, as Clerk"),
        (
            why(Reason.ROLE, MANAGING, role_names=("Clerk", "Foreman", "Surveyor")),
            "",
            "Views, edits and sets access, as Clerk, Foreman and Surveyor",
        ),
        (why(Reason.ASSIGNED, ASSIGNED), "", "Views and adds, as assigned to this job"),
        (why(Reason.HOLDER), "", "Views, as the holder of this licence"),
        (
            why(Reason.ROLE_GRANT, role_names=("Electrician",)),
            "Plans / Level 2",
            "Viewer, as Electrician, from folder Plans / Level 2",
        ),
        (why(Reason.GRANT, MANAGING), "", "Manager, listed by name"),
    ],
)
def test_d23_a_reason_is_one_sentence(answer: Explanation, place: str, said: str) -> None:
    assert reasons.sentence(answer, place=place, record="job") == said


def test_d23_a_door_outward_says_who_opened_it_and_when() -> None:
    shared = why(
        Reason.PORTAL_SHARE,
        shared_by="Ann",
        shared_at=dt.datetime(2026, 5, 2, 23, 30, tzinfo=dt.UTC),
    )
    with timezone.override("Europe/London"):
        with clock.standing_at(dt.datetime(2026, 11, 22, tzinfo=dt.UTC)):
            assert reasons.sentence(shared) == "Portal, shared by Ann on 3 May"
        with clock.standing_at(dt.datetime(2027, 1, 2, tzinfo=dt.UTC)):
            assert reasons.sentence(shared) == "Portal, shared by Ann on 3 May 2026"


@pytest.mark.parametrize("reason", list(Reason))
def test_each_reason_has_its_own_words(reason: Reason) -> None:
    said = reasons.sentence(why(reason, shared_by="Ann", role_names=("Clerk",)), record="project")
    assert said
    assert (said == "Can't see it") == (reason == Reason.UNKNOWN)


def event(verb: str, **more: object) -> EventRow:
    values: dict[str, object] = {
        "id": 1,
        "at": clock.now(),
        "actor_kind": "member",
        "actor_id": ANN.id,
        "actor_name": "Ann",
        "surface": "office",
        "library_id": None,
        "item_id": None,
        "subject_id": None,
        "subject_name": "",
        "data": {},
    }
    return EventRow(verb=verb, **{**values, **more})  # type: ignore[arg-type]


def test_each_verb_about_items_has_a_sentence() -> None:
    verb = re.compile(r"\"((?:file|folder|item|version|access|approval|share)\.[a-z_]+)\"")
    written = {
        found
        for package in ("documents", "access", "approvals", "sharing")
        for path in (SOURCE / package).glob("*.py")
        if path.name != "models.py"
        for found in verb.findall(path.read_text())
    }
    tables = {"access.policy", "access.role"}  # names of relations, not of events
    assert written - tables - set(events.SENTENCES) == set()


def test_a_sentence_without_its_facts_stays_whole() -> None:
    renamed = event("item.renamed", data={"before": "a.pdf", "after": "b{x}.pdf"})
    assert events.sentence(renamed) == "Ann renamed it: “a.pdf” is now “b{x}.pdf”"
    assert events.sentence(event("item.renamed")) == "Ann renamed it"
    for verb, text in events.SENTENCES.items():
        names = [name for _, name, _, _ in Formatter().parse(text) if name]
        said = events.sentence(event(verb, data=dict.fromkeys(names, 7)))
        assert "{" not in said


def test_a_change_of_access_names_whom_it_meets() -> None:
    facts = {"type": "member", "level": "manager", "before": "viewer"}
    changed = event("access.entry_changed", data=facts, subject_id=uuid.uuid4())
    assert events.whom(changed) == "somebody who is gone"
    changed = replace(changed, subject_name="Ben")
    assert events.sentence(changed) == "Ann changed Ben from Viewer to Manager"
    own = replace(changed, verb="access.entry_removed", subject_id=ANN.id)
    assert events.sentence(own) == "Ann removed themselves from the access settings"


def test_a_link_is_told_from_a_share_in_the_portal() -> None:
    made = event("share.created", data={"type": "link"})
    assert events.sentence(made) == "Ann made a link to it"
    opened = event("share.created", data={"type": "portal"})
    assert events.sentence(opened) == "Ann opened it to a customer"


def test_who_is_gone_is_somebody() -> None:
    assert events.sentence(event("item.tagged", actor_name="")) == "Somebody changed its tags"
    system = event("item.purged", actor_name="", actor_kind="system")
    assert events.sentence(system) == "Strongroom deleted it for good"
    assert events.sentence(event("thing.done")) == "Ann did something: thing done"
