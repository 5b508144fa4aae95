"""What the explorer does with folders and ticked items: make, drop whole folders, move, copy, star, undo."""

import json
import uuid
from typing import Any

import pytest
from django.test import Client

from office.conftest import SignIn
from office.test_explorer import control, folder_url, names, root_url
from personas import PDF, Firm, make_file, make_folder, share
from questions import answer, asked
from questions import names as names_of
from strongroom.access.api import Level
from strongroom.documents.models import Favourite
from strongroom.store.models import Item

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "documents", "Accept": "application/problem+json, */*"}


class Explorer:
    """Somebody at the explorer of the firm's project, in one folder."""

    def __init__(self, firm: Firm, client: Client, folder: Item | None = None) -> None:
        self.firm, self.client = firm, client
        root = firm.project.library_id
        self.folder_id = folder.id if folder else root
        self.page = folder_url(firm, folder) if folder else root_url(firm)
        self.base = f"/northgate/libraries/{root}"

    def do(self, what: str, **fields: Any) -> Any:
        """Press a button as htmx sends it."""
        address = f"{self.base}/{what}?page={self.page}&folder={self.folder_id}"
        return self.client.post(address, fields, headers=HTMX)

    def undo(self, answer: Any) -> Any:
        """Press *Undo* of the notice that came with an answer."""
        undo = answer.context["flashes"][-1].undo
        fields: dict[str, list[str]] = {}
        for name, value in undo.fields:
            fields.setdefault(name, []).append(value)
        return self.client.post(undo.url, fields, headers=HTMX)

    def structure(self, paths: Any, parent: Any = None) -> Any:
        """Ask for folders as the drop of a whole folder does."""
        body = {"parent_id": str(parent or self.folder_id), "paths": paths}
        return self.client.post(
            f"{self.base}/structure", json.dumps(body), content_type="application/json"
        )


@pytest.fixture
def at(firm: Firm, sign_in: SignIn) -> Any:
    """Return a function that lets a persona come to the project, or to a folder of it."""

    def come(name: str, folder: Item | None = None) -> Explorer:
        return Explorer(firm, sign_in(name), folder)

    return come


def parent_of(item: Item) -> uuid.UUID | None:
    return Item.objects.values_list("parent_id", flat=True).get(id=item.id)


def test_a_folder_is_made_and_taken_back(firm: Firm, at: Any) -> None:
    one = at("clerk")
    made = one.do("folders", name="Plans")
    assert names(made) == ["Plans", "project.pdf"]
    assert names(one.undo(made)) == ["project.pdf"]


def test_a_taken_name_is_told_at_the_field(firm: Firm, at: Any) -> None:
    """6-api: making a folder answers 409 name_taken; a hidden one with the name is not told of (L15)."""
    hidden = make_folder(firm.project.library_id, "Hidden")
    control(firm, hidden, "office")
    one = at("clerk")
    one.do("folders", name="Plans")
    refused = one.do("folders", name="plans")
    assert (refused.status_code, refused.json()["code"]) == (409, "name_taken")
    assert one.do("folders", name="Hidden").status_code == 200
    assert one.do("folders", name="a/b").json()["errors"]["name"]


def test_a_whole_folder_keeps_its_structure(firm: Firm, at: Any) -> None:
    one = at("clerk")
    paths = [["Site"], ["Site", "Level 1"], ["Site", "Level 1", "Room"], ["Site", "Level 2"]]
    places = one.structure(paths).json()["places"]
    assert [place["made"] for place in places] == [True] * 4
    rooms = Item.objects.get(id=places[2]["id"])
    assert (rooms.name, str(rooms.parent_id)) == ("Room", places[1]["id"])
    again = one.structure([["Site", "Level 1"], ["Site", "New"]]).json()["places"]
    assert again[0] == {"id": places[1]["id"], "made": False}
    assert again[1]["made"]


def test_a_dropped_folder_never_lands_in_what_one_may_not_add_to(firm: Firm, at: Any) -> None:
    """L15: a hidden folder of the name stays as it is; a file of the name, or one to look at, too."""
    root = firm.project.library_id
    hidden, looked_at = make_folder(root, "Hidden"), make_folder(root, "Only to look at")
    control(firm, hidden, "office")
    control(firm, looked_at, "clerk")
    make_file(root, "Notes", b"a file")
    one = at("clerk")
    places = one.structure([["Hidden"], ["Only to look at"], ["Notes"]]).json()["places"]
    made = [Item.objects.get(id=place["id"]).name for place in places]
    assert made == ["Hidden", "Only to look at (2)", "Notes (2)"]
    assert not {place["id"] for place in places} & {str(hidden.id), str(looked_at.id)}
    assert all(place["made"] for place in places)


def test_odd_structures_are_refused_and_leave_nothing(firm: Firm, at: Any) -> None:
    one = at("clerk")
    before = Item.objects.count()
    for paths in (
        "Plans",
        [["a"], "b"],
        [[1]],
        None,
        [["x"] * 61],
        [[str(n)] for n in range(2001)],
    ):
        assert one.structure(paths).status_code == 422, str(paths)[:40]
    assert (
        one.client.post(f"{one.base}/structure", "{", content_type="application/json").status_code
        == 422
    )
    assert one.structure([["a"]], parent=firm.job.library_id).status_code == 404
    assert one.structure([["a"]], parent=uuid.uuid4()).status_code == 404
    assert at("viewer").structure([["a"]]).status_code == 403
    assert Item.objects.count() == before


def test_moving_between_open_folders_happens_at_once_and_is_undone(firm: Firm, at: Any) -> None:
    plans = make_folder(firm.project.library_id, "Plans")
    level = make_folder(firm.project.library_id, "Level 2")
    file = firm.files["project.pdf"]
    one = at("clerk")
    moved = one.do("move", ids=[str(file.id), str(level.id)], parent_id=str(plans.id))
    assert names(moved) == ["Plans"]
    assert moved.context["flashes"][0].text == "2 items moved to Plans."
    assert names(one.undo(moved)) == ["Level 2", "Plans", "project.pdf"]


def test_e8_the_files_that_one_sees_go_where_the_folder_may_not(firm: Firm, at: Any) -> None:
    """The button of the dialog: through the same question, and taken back by *Undo*."""
    plans = make_folder(firm.project.library_id, "Plans")
    file = make_file(make_folder(plans.id, "Level 2").id, "level.txt")
    one = at("office")
    sent = {"ids": str(plans.id), "parent_id": str(firm.job.library_id)}
    refused = one.do("move", **sent)
    assert (refused.status_code, refused.json()["code"]) == (403, "other_record")
    asking = one.do("move", **sent, files="true")
    assert (
        asked(asking).words.title == "Move the files that you see to “J-1 Rewire the boiler house”?"
    )
    done = answer(one.client, asking, **sent, files="true")
    assert "1 file moved to" in done.context["flashes"][0].text
    assert "“Plans” stays here." in done.context["flashes"][0].text
    assert parent_of(file) == firm.job.library_id
    back = one.undo(done)
    assert asked(back).words.title == "Move “level.txt” back?"
    undo = dict(done.context["flashes"][-1].undo.fields)
    answer(one.client, back, **undo)
    assert parent_of(file) != firm.job.library_id


def test_d17_moving_into_a_controlled_folder_asks_first(firm: Firm, at: Any) -> None:
    """D-17, D-24: nothing happens before; the question says who loses."""
    plans = make_folder(firm.project.library_id, "Plans")
    control(firm, plans, "office", level=Level.MANAGER)
    file = firm.files["project.pdf"]
    one = at("office")
    wanted = {"ids": str(file.id), "parent_id": str(plans.id)}
    question = asked(one.do("move", **wanted))
    assert question.words.confirm_label == "Move anyway"
    assert question.words.title == "Move “project.pdf” to “Plans”?"
    assert "Viewer" in names_of(question, "lose")
    assert parent_of(file) == firm.project.library_id
    page = one.client.post(f"{one.base}/move?page={one.page}", wanted)
    assert (page.status_code, "Move anyway" in page.content.decode()) == (409, True)
    done = answer(one.client, one.do("move", **wanted))
    assert done.status_code == 200
    assert parent_of(file) == plans.id
    back = one.undo(done)
    assert asked(back).words.confirm_label == "Move back"
    assert asked(back).words.title.startswith("Move “project.pdf” back to “")


def test_e5_undo_says_that_a_share_which_was_ended_with_the_move_stays_ended(
    firm: Firm, at: Any
) -> None:
    root = firm.project.library_id
    target, file = make_folder(root, "Target"), make_file(root, "shown.pdf", PDF)
    control(firm, target, "office", level=Level.MANAGER)
    door = share(file, firm.customers["alder"])
    one = at("office")
    wanted = {"ids": str(file.id), "parent_id": str(target.id), "confirm": "true"}
    done = one.do("move", **wanted, cancel_shares=str(door.id))
    assert parent_of(file) == target.id
    back = answer(one.client, one.undo(done))
    assert parent_of(file) == root
    said = back.context["flashes"][-1].text
    assert said.endswith("The share that was cancelled with the move stays cancelled."), said


def test_d19_moving_needs_contributor_on_item_and_target(firm: Firm, at: Any) -> None:
    root = firm.project.library_id
    target, own = make_folder(root, "Target"), make_file(root, "own.pdf", PDF + b"o")
    control(firm, target, "clerk")
    one = at("clerk")
    wanted = {"ids": str(own.id), "parent_id": str(target.id), "confirm": "true"}
    assert one.do("move", **wanted).status_code == 403
    control(firm, target, "clerk", level=Level.CONTRIBUTOR)
    control(firm, own, "clerk")
    assert one.do("move", **wanted).status_code == 403
    hidden = make_folder(root, "Hidden")
    control(firm, hidden, "office")
    assert one.do("move", ids=str(own.id), parent_id=str(hidden.id)).status_code == 404
    assert parent_of(own) == root


def test_a_folder_can_t_be_moved_into_itself(firm: Firm, at: Any) -> None:
    plans = make_folder(firm.project.library_id, "Plans")
    level = make_folder(plans.id, "Level 2")
    one = at("clerk")
    for target in (plans, level):
        refused = one.do("move", ids=str(plans.id), parent_id=str(target.id))
        assert (refused.status_code, "itself" in refused.json()["detail"]) == (422, True)
    assert one.do("move", ids=str(plans.id)).status_code == 422
    assert one.do("move", ids=str(plans.id), parent_id="nowhere").status_code == 404
    assert parent_of(plans) == firm.project.library_id


def test_copies_take_the_place_s_rights_and_are_undone(firm: Firm, at: Any) -> None:
    """L13: a copy has the rights of where it comes to."""
    plans = make_folder(firm.project.library_id, "Plans")
    one = at("clerk", plans)
    file = firm.files["project.pdf"]
    done = one.do("copy", ids=str(file.id), parent_id=str(plans.id))
    assert names(done) == ["project.pdf"]
    assert parent_of(file) == firm.project.library_id
    assert names(one.undo(done)) == []
    assert at("viewer").do("copy", ids=str(file.id), parent_id=str(plans.id)).status_code == 403


def starred_in(answer: Any) -> set[str]:
    return {row.name for row in answer.context["documents"].rows if row.starred}


def test_stars_are_one_s_own_and_show_only_what_one_sees(firm: Firm, at: Any) -> None:
    plans = make_folder(firm.project.library_id, "Plans")
    one = at("viewer")
    starred = one.do("favourites", ids=[str(plans.id)], starred="true")
    assert starred_in(starred) == {"Plans"}
    assert starred_in(at("clerk").client.get(one.page)) == set()
    tree = one.client.get(one.page).context["tree"]
    assert [star.row.name for star in tree.favourites] == ["Plans"]
    assert not at("clerk").client.get(one.page).context["tree"].favourites
    control(firm, plans, "office")
    assert not one.client.get(one.page).context["tree"].favourites
    assert one.do("favourites", ids=[str(plans.id)], starred="false").status_code == 404
    assert Favourite.objects.count() == 1


def test_taking_a_star_back_touches_only_what_changed(firm: Firm, at: Any) -> None:
    plans = make_folder(firm.project.library_id, "Plans")
    level = make_folder(firm.project.library_id, "Level 2")
    one = at("viewer")
    one.do("favourites", ids=[str(plans.id)], starred="true")
    both = one.do("favourites", ids=[str(plans.id), str(level.id)], starred="true")
    one.undo(both)
    assert list(Favourite.objects.values_list("item_id", flat=True)) == [plans.id]


def test_common_actions_answer_with_the_folder_that_is_shown(firm: Firm, at: Any) -> None:
    plans = make_folder(firm.project.library_id, "Plans")
    first, second = make_file(plans.id, "a.pdf", PDF), make_file(plans.id, "b.pdf", PDF + b"b")
    one = at("office", plans)
    gone = one.do("actions", action="delete", ids=[str(first.id), str(second.id)])
    assert names(gone) == []
    assert gone.context["flashes"][0].text == "2 files moved to the trash."
    assert names(one.undo(gone)) == ["a.pdf", "b.pdf"]
    called = one.do("actions", action="rename", ids=[str(first.id)], name="first.pdf")
    assert names(called) == ["b.pdf", "first.pdf"]
    assert names(one.undo(called)) == ["a.pdf", "b.pdf"]
    taken = f"{one.base}/names?folder={plans.id}&name=A.pdf&name=project.pdf"
    assert one.client.get(taken).json() == {"clashes": ["A.pdf"]}


def test_the_place_is_found_by_its_name(firm: Firm, at: Any) -> None:
    """E-8: the dialog's search finds folders of any record that one may add to, this one's first.

    The way there hides what is hidden, and nothing is told of what one may only look at.
    """
    root = firm.project.library_id
    plans = make_folder(root, "Plans")
    make_folder(plans.id, "Level 2")
    hidden = make_folder(root, "Hidden")
    inside = make_folder(hidden.id, "Level 3")
    looked_at = make_folder(root, "Level to look at")
    control(firm, hidden, "office")
    control(firm, inside, "clerk", level=Level.CONTRIBUTOR)
    control(firm, looked_at, "clerk")
    make_folder(firm.job.library_id, "A level of the job")
    one = at("clerk")
    found = one.client.get(f"{one.base}/targets?q=LEVEL").context["found"]
    assert [(row.row.name, row.place) for row in found] == [
        ("Level 2", "Harbour Court / Plans"),
        ("Level 3", ""),
        ("A level of the job", f"{firm.job.number} {firm.job.title}"),
    ]
    tree = one.client.get(f"{one.base}/targets").content.decode()
    assert "Plans" in tree
    assert "Hidden" not in tree
