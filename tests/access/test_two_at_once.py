"""Two people at once on real PostgreSQL: whoever comes second is asked about what the first has done (E-3, E-7).

Each pair in both orders; see `crossing`. Whichever wins, nothing is opened that nobody was asked about.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from crossing import crossed
from personas import Firm, build_firm, make_file, make_folder
from storing import together
from strongroom.access import api as access
from strongroom.access.models import Share
from strongroom.core.errors import (
    ConfirmationRequiredError,
    ConflictError,
    ForbiddenError,
    InvalidError,
)
from strongroom.documents import api as documents
from strongroom.sharing import api as sharing
from strongroom.store import api as store
from strongroom.store.models import Item

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

Do = Callable[[], Any]
DOORS = ("portal", "link")


@pytest.fixture
def firm(db: None) -> Firm:
    """Return the two accounts, really written: threads of their own see them."""
    with transaction.atomic():
        return build_firm()


class Site:
    """A folder that is about to be shared, and what is about to come into it."""

    def __init__(self, firm: Firm, *, confidential: bool) -> None:
        self.firm = firm
        with transaction.atomic():
            root = firm.job.library_id
            self.target = make_folder(root, "for the customer").id
            self.other = make_folder(root, "of our own").id
            self.moved = make_folder(self.other, "measurements").id
            self.file = make_file(self.moved, "sheet.pdf", confidential=confidential).id

    def door(self, kind: str, confirm: Any = False) -> Do:
        """Share the target, by the office."""
        office = self.firm.principal("office")
        verb = sharing.share_in_portal if kind == "portal" else sharing.share_by_link
        return lambda: verb(office, item_ids=[self.target], confirm=confirm)

    def prepare(self, verb: str) -> None:
        """Bring about what the verb needs."""
        office = self.firm.principal("office")
        if verb in {"restore", "settings off"}:
            documents.move(office, item_ids=[self.moved], parent_id=self.target, confirm=True)
        if verb == "restore":
            admin = self.firm.principal("admin")
            documents.trash(admin, item_ids=[self.moved])
        if verb == "settings off":
            access.put_settings(office, self.moved, enabled=True, confirm=True)

    def bring(self, verb: str, who: str = "office", confirm: Any = False) -> Do:
        """Let the folder come under the target."""
        asker = self.firm.principal(who)
        ids = [self.moved]
        verbs: dict[str, Do] = {
            "move": lambda: documents.move(
                asker, item_ids=ids, parent_id=self.target, confirm=confirm
            ),
            "copy": lambda: documents.copy(
                asker, item_ids=ids, parent_id=self.target, confirm=confirm
            ),
            "restore": lambda: documents.restore(asker, item_ids=ids, confirm=confirm),
            "settings off": lambda: access.put_settings(
                asker, self.moved, enabled=False, confirm=confirm
            ),
        }
        return verbs[verb]

    def opened(self) -> set[str]:
        """Return the names of the files that anybody outside reaches."""
        contact = self.firm.principal("contact")
        names = set()
        for item in Item.objects.filter(name="sheet.pdf"):
            if access.check(contact, access.Action.VIEW, item.id).visible:
                names.add(item.name)
        return names


VERBS = ("move", "copy", "restore", "settings off")


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("verb", VERBS)
def test_e3_what_comes_under_a_door_that_is_just_made_is_asked_about(
    firm: Firm, verb: str, door: str
) -> None:
    site = Site(firm, confidential=False)
    site.prepare(verb)
    made, came = crossed(site.door(door), site.bring(verb))
    assert not isinstance(made, Exception), made
    assert isinstance(came, ConfirmationRequiredError), came
    [opens] = came.extra["changes"]["doors"]["opens"]
    assert (opens["type"], opens["item"]["id"]) == (door, str(site.target))
    assert site.opened() == set()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("verb", ["move", "copy"])
def test_e3_whoever_may_not_share_is_refused_by_a_door_that_is_just_made(
    firm: Firm, verb: str, door: str
) -> None:
    site = Site(firm, confidential=False)
    made, came = crossed(site.door(door), site.bring(verb, "clerk", confirm=True))
    assert not isinstance(made, Exception), made
    assert isinstance(came, ForbiddenError), came
    assert came.code == "opens_outward"
    assert site.opened() == set()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("verb", VERBS)
def test_a13_whoever_makes_a_door_is_asked_about_what_has_just_come(
    firm: Firm, verb: str, door: str
) -> None:
    """What is confidential, that is; sharing a folder is sharing the rest that is in it (E-11)."""
    site = Site(firm, confidential=True)
    site.prepare(verb)
    always = verb == "settings off"  # D-13
    came, made = crossed(site.bring(verb, confirm=always), site.door(door))
    assert not isinstance(came, Exception), came
    assert isinstance(made, ConfirmationRequiredError), made
    assert len(made.extra["changes"]["confidential"]) == 1
    assert not Share.objects.filter(item_id=site.target).exists()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("door_first", [True, False])
def test_e7_where_the_firm_shares_nothing_confidential_one_of_the_two_is_refused(
    firm: Firm, door: str, door_first: bool
) -> None:
    sharing.put_limits(firm.principal("admin"), share_confidential=False)
    site = Site(firm, confidential=True)
    bring, make = site.bring("move", confirm=True), site.door(door, confirm=True)
    pair = (make, bring) if door_first else (bring, make)
    first, second = crossed(*pair)
    assert not isinstance(first, Exception), first
    assert isinstance(second, ForbiddenError), second
    assert site.opened() == set()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("door_first", [True, False])
def test_a13_marking_and_sharing_at_once_ask_one_of_the_two(
    firm: Firm, door: str, door_first: bool
) -> None:
    site = Site(firm, confidential=False)
    site.bring("move")()
    office = firm.principal("office")

    def mark() -> Any:
        return documents.set_confidential(office, item_ids=[site.file], value=True)

    pair = (site.door(door), mark) if door_first else (mark, site.door(door))
    first, second = crossed(*pair)
    assert not isinstance(first, Exception), first
    assert isinstance(second, ConfirmationRequiredError), second


def test_e3_doors_and_moves_that_really_race(firm: Firm) -> None:
    """In no order of a free race is a folder open of which neither was asked (A-13, E-3)."""
    for number in range(8):
        site = Site(firm, confidential=True)
        Item.objects.filter(id=site.target).update(name=f"for the customer {number}")
        asked: list[str] = []

        def told(name: str, call: Do, asked: list[str] = asked) -> Do:
            def run() -> None:
                try:
                    call()
                except (ConfirmationRequiredError, ForbiddenError):
                    asked.append(name)

            return run

        door = "portal" if number % 2 else "link"
        together(told("door", site.door(door)), told("move", site.bring("move", confirm=False)))
        shared = Share.objects.filter(item_id=site.target).exists()
        moved = Item.objects.get(id=site.moved).parent_id == site.target
        assert len(asked) == 1, asked
        assert shared != moved


def test_two_folders_moved_into_each_other_make_no_circle(firm: Firm) -> None:
    site = Site(firm, confidential=False)
    office, one, two = firm.principal("office"), site.target, site.other
    first, second = crossed(
        lambda: documents.move(office, item_ids=[one], parent_id=two),
        lambda: documents.move(office, item_ids=[two], parent_id=one),
    )
    assert not isinstance(first, Exception), first
    assert isinstance(second, InvalidError), second
    assert second.errors == {"parent_id": "A folder can't be moved into itself."}
    assert list(store.verify_pointers()) == []


def test_two_folders_of_two_records_moved_into_each_other_make_no_circle(firm: Firm) -> None:
    """The second has looked at records that are others by now; it is told so, or that it can't be."""
    admin = firm.principal("admin")
    one = make_folder(firm.job.library_id, "one").id
    two = make_folder(firm.other_job.library_id, "two").id
    first, second = crossed(
        lambda: documents.move(admin, item_ids=[one], parent_id=two, confirm=True),
        lambda: documents.move(admin, item_ids=[two], parent_id=one, confirm=True),
    )
    assert not isinstance(first, Exception), first
    assert isinstance(second, ConflictError), second
    assert "at the same moment" in str(second.detail)
    assert list(store.verify_pointers()) == []


def test_folders_moved_into_each_other_that_really_race(firm: Firm) -> None:
    admin = firm.principal("admin")
    for number in range(6):
        with transaction.atomic():
            one = make_folder(firm.job.library_id, f"one {number}").id
            there = firm.other_job.library_id if number % 2 else firm.job.library_id
            two = make_folder(there, f"two {number}").id
        refused: list[Exception] = []

        def move(item: Any, into: Any, refused: list[Exception] = refused) -> None:
            try:
                documents.move(admin, item_ids=[item], parent_id=into, confirm=True)
            except (ConflictError, InvalidError) as error:
                refused.append(error)

        together(lambda: move(one, two), lambda: move(two, one))  # noqa: B023 - ends in the loop
        assert len(refused) == 1, refused
        assert list(store.verify_pointers()) == []
