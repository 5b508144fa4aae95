"""Moving: D-17 asks, D-18 says what settings do, D-19 who may; pointers are right after all of it."""

import uuid

import pytest
from settings_of import control, verbs

from personas import Firm, make_file, make_folder, share
from strongroom.access.models import Level, Policy
from strongroom.audit.models import Event
from strongroom.core.errors import (
    ConfirmationRequiredError,
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
)
from strongroom.documents import api as documents
from strongroom.sharing import api as sharing
from strongroom.store import api as store
from strongroom.store.models import Folder, Item


def places(*items: Item) -> list[uuid.UUID | None]:
    found = dict(
        Item.objects.filter(id__in=[item.id for item in items]).values_list("id", "parent_id")
    )
    return [found[item.id] for item in items]


def require_whole() -> None:
    assert list(store.verify_pointers()) == []


def test_moving_among_open_folders_asks_nothing(firm: Firm) -> None:
    office, root = firm.principal("office"), firm.job.library_id
    folder, plan, photo = (
        make_folder(root, "Plans"),
        firm.files["plan.pdf"],
        firm.files["photo.png"],
    )
    make_file(folder.id, "PLAN.pdf")
    rows = documents.move(office, item_ids=[plan.id, photo.id], parent_id=folder.id)
    assert [(row.name, row.parent_id) for row in rows] == [
        ("plan (2).pdf", folder.id),
        ("photo.png", folder.id),
    ]
    assert verbs(plan.id) == ["item.moved"]
    assert Event.objects.get(item_id=plan.id).data["after"] == str(folder.id)
    documents.move(office, item_ids=[plan.id], parent_id=folder.id)
    assert verbs(plan.id) == ["item.moved"]  # it is there already
    require_whole()


def test_d17_out_of_a_controlled_folder_asks_and_tells_who_gains(firm: Firm) -> None:
    office, root = firm.principal("office"), firm.job.library_id
    folder = control(make_folder(root, "Plans"), {firm.members["office"]: Level.MANAGER})
    inside = make_file(folder.id, "a.txt")
    with pytest.raises(ConfirmationRequiredError) as error:
        documents.move(office, item_ids=[inside.id], parent_id=root)
    changes = error.value.extra["changes"]
    assert {"Clerk", "Viewer", "Tech", "Sub"} <= {entry["name"] for entry in changes["gain"]}
    assert changes["lose"] == []
    assert "Office" not in {entry["name"] for entry in changes["gain"]}
    assert places(inside) == [folder.id]
    assert verbs(inside.id) == []
    (row,) = documents.move(office, item_ids=[inside.id], parent_id=root, confirm=True)
    assert (row.parent_id, row.access_controlled) == (root, False)
    assert documents.get(firm.principal("clerk"), inside.id)
    require_whole()


def test_d17_into_a_controlled_folder_asks_and_tells_who_loses(firm: Firm) -> None:
    office, plan = firm.principal("office"), firm.files["plan.pdf"]
    folder = control(
        make_folder(firm.job.library_id, "Plans"), {firm.members["office"]: Level.CONTRIBUTOR}
    )
    inner = make_folder(folder.id, "Level 2")
    with pytest.raises(ConfirmationRequiredError) as error:
        documents.move(office, item_ids=[plan.id], parent_id=inner.id)
    lose = error.value.extra["changes"]["lose"]
    assert {"Clerk", "Viewer", "Tech", "Sub"} <= {entry["name"] for entry in lose}
    assert {"Office", "Admin"}.isdisjoint(entry["name"] for entry in lose)
    (row,) = documents.move(office, item_ids=[plan.id], parent_id=inner.id, confirm=True)
    assert (row.access_controlled, row.access_inherited) == (True, True)
    with pytest.raises(NotFoundError):
        documents.get(firm.principal("clerk"), plan.id)
    require_whole()


def test_d17_within_the_same_settings_changes_nothing_and_asks_nothing(firm: Firm) -> None:
    office = firm.principal("office")
    folder = control(
        make_folder(firm.job.library_id, "Plans"), {firm.members["office"]: Level.CONTRIBUTOR}
    )
    inner, inside = make_folder(folder.id, "Level 2"), make_file(folder.id, "a.txt")
    assert documents.move(office, item_ids=[inside.id], parent_id=inner.id)


def test_d18_own_settings_stay_on_the_item_and_below(firm: Firm) -> None:
    """Own folder > own file and plain file, into a controlled folder and out again."""
    admin, office = firm.principal("admin"), firm.members["office"]
    root = firm.job.library_id
    target = control(make_folder(root, "Target"), {firm.members["clerk"]: Level.VIEWER})
    own = control(make_folder(root, "Own"), {office: Level.VIEWER})
    sub_own = control(make_file(own.id, "sub own.txt"), {firm.members["sub"]: Level.VIEWER})
    plain_folder = make_folder(root, "Plain")
    sub_controlled = control(make_folder(plain_folder.id, "Sub"), {office: Level.VIEWER})
    deep = make_file(sub_controlled.id, "deep.txt")
    with pytest.raises(ConfirmationRequiredError, match="keeps its own"):
        documents.move(admin, item_ids=[own.id], parent_id=target.id)
    documents.move(admin, item_ids=[own.id, plain_folder.id], parent_id=target.id, confirm=True)
    pointers = dict(Folder.objects.values_list("item_id", "policy"))
    assert pointers[own.id] == own.id
    assert pointers[plain_folder.id] == target.id
    assert pointers[sub_controlled.id] == sub_controlled.id
    assert documents.get(firm.principal("sub"), sub_own.id)
    assert documents.get(firm.principal("office"), deep.id)
    with pytest.raises(NotFoundError):
        documents.get(firm.principal("clerk"), deep.id)
    assert documents.get(firm.principal("clerk"), plain_folder.id)
    require_whole()


def test_d19_contributor_on_both(firm: Firm) -> None:
    root, clerk = firm.job.library_id, firm.members["clerk"]
    asker = firm.principal("clerk")
    for level, allowed in ((Level.VIEWER, False), (Level.CONTRIBUTOR, True)):
        target = control(make_folder(root, f"to {level}"), {clerk: level})
        source = control(make_folder(root, f"from {level}"), {clerk: level})
        inside, plain = make_file(source.id, "a.txt"), make_file(root, "b.txt")
        for item, place in ((plain.id, target.id), (inside.id, root)):
            if allowed:
                documents.move(asker, item_ids=[item], parent_id=place, confirm=True)
            else:
                with pytest.raises(ForbiddenError):
                    documents.move(asker, item_ids=[item], parent_id=place, confirm=True)
    hidden = control(make_folder(root, "hidden"))
    with pytest.raises(NotFoundError):
        documents.move(asker, item_ids=[plain.id], parent_id=hidden.id, confirm=True)
    require_whole()


def test_l16_all_or_nothing(firm: Firm) -> None:
    clerk, plan = firm.principal("clerk"), firm.files["plan.pdf"]
    folder = make_folder(firm.job.library_id, "Plans")
    hidden = control(make_file(firm.job.library_id, "hidden.pdf"))
    with pytest.raises(NotFoundError):
        documents.move(clerk, item_ids=[plan.id, hidden.id], parent_id=folder.id, confirm=True)
    assert places(plan, hidden) == [firm.job.library_id, firm.job.library_id]


def test_no_circles_no_files_as_targets_no_roots(firm: Firm) -> None:
    admin, root = firm.principal("admin"), firm.job.library_id
    outer = make_folder(root, "Outer")
    inner = make_folder(outer.id, "Inner")
    deepest = make_folder(inner.id, "Deepest")
    for target in (outer, inner, deepest):
        with pytest.raises(InvalidError):
            documents.move(admin, item_ids=[outer.id], parent_id=target.id)
    with pytest.raises(InvalidError):
        documents.move(admin, item_ids=[outer.id], parent_id=firm.files["plan.pdf"].id)
    with pytest.raises((InvalidError, ForbiddenError)):
        documents.move(admin, item_ids=[root], parent_id=firm.other_job.library_id, confirm=True)
    require_whole()


def test_l14_to_another_record_asks_and_takes_everything_along(firm: Firm) -> None:
    office, there = firm.principal("office"), firm.rival_job.library_id
    folder = make_folder(firm.job.library_id, "Plans")
    with pytest.raises(ForbiddenError) as refused:  # E-8: only by an admin of what it leaves
        documents.move(office, item_ids=[folder.id], parent_id=there, confirm=True)
    assert refused.value.code == "other_record"
    office = firm.principal("admin")
    own = control(make_file(folder.id, "own.txt"), {firm.members["office"]: Level.MANAGER})
    shared = make_file(folder.id, "shared.txt")
    share(shared, firm.customers["alder"])
    contact = firm.principal("contact")
    assert documents.get(contact, shared.id)
    with pytest.raises(ConfirmationRequiredError) as error:
        documents.move(office, item_ids=[folder.id], parent_id=there)
    assert "another record" in error.value.detail
    (row,) = documents.move(office, item_ids=[folder.id], parent_id=there, confirm=True)
    assert row.library_id == there
    assert set(
        Item.objects.filter(id__in=[own.id, shared.id]).values_list("library_id", flat=True)
    ) == {there}
    assert Policy.objects.get(item=own).library_id == there
    for who in ("contact", "rival"):  # the share was for alder, in alder's record
        with pytest.raises(NotFoundError):
            documents.get(firm.principal(who), shared.id)
    assert documents.get(office, shared.id).viewable_in_portal is False
    with pytest.raises(NotFoundError):
        documents.get(firm.principal("tech"), shared.id)
    require_whole()


def test_e8_the_files_that_one_sees_and_may_delete_cross_and_come_back(firm: Firm) -> None:
    """Whoever may not take a folder to another record takes its files; the rest stays, untold."""
    office, there = firm.principal("office"), firm.other_job.library_id
    plans = make_folder(firm.job.library_id, "Plans")
    level = make_folder(plans.id, "Level 2")
    first, second = make_file(plans.id, "a.txt"), make_file(level.id, "A.txt")
    hidden = control(make_file(level.id, "hidden.txt"), {firm.members["clerk"]: Level.MANAGER})
    seen = control(make_file(plans.id, "seen.txt"), {firm.members["office"]: Level.CONTRIBUTOR})
    gone = make_file(plans.id, "gone.txt")
    documents.trash(office, item_ids=[gone.id])
    with pytest.raises(ConfirmationRequiredError) as error:
        documents.move_files(office, item_ids=[plans.id], parent_id=there)
    assert "hidden" not in str(error.value.extra)
    rows = documents.move_files(office, item_ids=[plans.id], parent_id=there, confirm=True)
    assert sorted(row.name for row in rows) == ["A (2).txt", "a.txt"]
    assert places(first, second) == [there, there]
    assert places(hidden, seen, gone, level) == [level.id, plans.id, plans.id, plans.id]
    with pytest.raises(InvalidError):
        documents.move_files(office, item_ids=[plans.id], parent_id=there, confirm=True)
    documents.move_back(office, item_ids=[row.id for row in rows], confirm=True)
    assert places(first, second) == [plans.id, level.id]
    documents.move(firm.principal("admin"), item_ids=[first.id], parent_id=there, confirm=True)
    with pytest.raises(ConflictError) as refused:
        documents.move_back(office, item_ids=[first.id], confirm=True)
    assert refused.value.code == "not_moved"
    with pytest.raises(NotFoundError):
        documents.move_files(office, item_ids=[hidden.id], parent_id=there)
    require_whole()


def test_another_account_is_no_target(firm: Firm) -> None:
    admin, plan = firm.principal("admin"), firm.files["plan.pdf"]
    with pytest.raises(NotFoundError):
        documents.move(
            admin, item_ids=[plan.id], parent_id=firm.foreign_job.library_id, confirm=True
        )
    with pytest.raises(NotFoundError):
        documents.move(
            firm.principal("stranger"),
            item_ids=[plan.id],
            parent_id=firm.foreign_job.library_id,
            confirm=True,
        )


def test_into_and_out_of_what_customers_see_asks(firm: Firm) -> None:
    office, plan = firm.principal("office"), firm.files["plan.pdf"]
    folder = make_folder(firm.job.library_id, "For the customer")
    share(folder, firm.customers["alder"])
    with pytest.raises(ConfirmationRequiredError) as error:
        documents.move(office, item_ids=[plan.id], parent_id=folder.id)
    assert "portal" in error.value.detail
    assert "Contact" in {entry["name"] for entry in error.value.extra["changes"]["gain"]}
    (row,) = documents.move(office, item_ids=[plan.id], parent_id=folder.id, confirm=True)
    assert row.viewable_in_portal
    with pytest.raises(ConfirmationRequiredError):
        documents.move(office, item_ids=[plan.id], parent_id=firm.job.library_id)


def test_into_and_out_of_a_folder_with_a_link_asks_and_names_the_link(firm: Firm) -> None:
    office, plan = firm.principal("office"), firm.files["plan.pdf"]
    folder = make_folder(firm.job.library_id, "For the architect")
    inner = make_folder(folder.id, "Level 2")
    [door] = sharing.share_by_link(office, item_ids=[folder.id])
    with pytest.raises(ConfirmationRequiredError, match="through links") as error:
        documents.move(office, item_ids=[plan.id], parent_id=inner.id)
    assert error.value.extra["changes"]["gain"] == [
        {"type": "link", "id": str(door.link_id), "name": "Link by Office", "level": "viewer"}
    ]
    (row,) = documents.move(office, item_ids=[plan.id], parent_id=inner.id, confirm=True)
    assert not row.viewable_in_portal
    documents.move(office, item_ids=[plan.id], parent_id=folder.id)  # seen through it all the same
    with pytest.raises(ConfirmationRequiredError, match="through links") as error:
        documents.move(office, item_ids=[plan.id], parent_id=firm.job.library_id)
    assert [entry["type"] for entry in error.value.extra["changes"]["lose"]] == ["link"]
    share(folder, firm.customers["alder"])
    with pytest.raises(ConfirmationRequiredError, match="in the portal and through links"):
        documents.move(office, item_ids=[plan.id], parent_id=firm.job.library_id)
    for one in sharing.shares_of(office, folder.id):
        sharing.cancel_share(office, one.id)
    documents.move(office, item_ids=[plan.id], parent_id=firm.job.library_id)


def test_between_two_folders_of_one_link_nothing_changes(firm: Firm) -> None:
    office, root = firm.principal("office"), firm.job.library_id
    here, there, elsewhere = (make_folder(root, name) for name in ("A", "B", "C"))
    sharing.share_by_link(office, item_ids=[here.id, there.id])
    sharing.share_by_link(office, item_ids=[elsewhere.id])
    inside = make_file(here.id, "a.txt")
    documents.move(office, item_ids=[inside.id], parent_id=there.id)
    with pytest.raises(ConfirmationRequiredError) as error:
        documents.move(office, item_ids=[inside.id], parent_id=elsewhere.id)
    changes = error.value.extra["changes"]
    assert (len(changes["gain"]), len(changes["lose"])) == (1, 1)


def test_an_own_link_comes_along_and_asks_nothing(firm: Firm) -> None:
    office, plan = firm.principal("office"), firm.files["plan.pdf"]
    [door] = sharing.share_by_link(office, item_ids=[plan.id])
    folder = make_folder(firm.job.library_id, "Plans")
    documents.move(office, item_ids=[plan.id], parent_id=folder.id)
    bearer = sharing.knock(door.url.rpartition("/")[2]).principal
    assert documents.get(bearer, plan.id).parent_id is None


def test_b10_portal_shares_are_cancelled_by_a_move_to_another_customer_and_stay_so(
    firm: Firm,
) -> None:
    """A share inside a moved folder too; one for the same customer in another record goes on."""
    office, there = firm.principal("admin"), firm.rival_job.library_id
    folder = make_folder(firm.job.library_id, "Plans")
    inner = make_folder(folder.id, "Level 2")
    shared, plain = make_file(inner.id, "shared.txt"), make_file(inner.id, "plain.txt")
    doors = [share(item, firm.customers["alder"]) for item in (inner, shared)]
    documents.move(office, item_ids=[folder.id], parent_id=firm.other_job.library_id, confirm=True)
    assert documents.get(firm.principal("contact"), plain.id)
    with pytest.raises(ConfirmationRequiredError) as error:
        documents.move(office, item_ids=[folder.id], parent_id=there)
    assert "another record" in error.value.detail
    assert documents.get(firm.principal("contact"), plain.id)
    documents.move(office, item_ids=[folder.id], parent_id=there, confirm=True)
    for door in doors:
        door.refresh_from_db()
        assert door.cancelled_at is not None
        assert door.cancelled_by_id == firm.members["admin"].id
    assert verbs(shared.id) == ["share.cancelled"]
    assert Event.objects.get(item_id=shared.id).data["reason"] == "moved"
    documents.move(office, item_ids=[folder.id], parent_id=firm.job.library_id, confirm=True)
    for who in ("contact", "rival"):
        with pytest.raises(NotFoundError):
            documents.get(firm.principal(who), shared.id)
    assert not documents.get(office, shared.id).viewable_in_portal
    require_whole()


def test_a_hidden_clash_at_the_target_tells_nothing(firm: Firm) -> None:
    clerk, plan = firm.principal("clerk"), firm.files["plan.pdf"]
    folder = make_folder(firm.job.library_id, "Plans")
    control(make_file(folder.id, "plan.pdf"))
    (row,) = documents.move(clerk, item_ids=[plan.id], parent_id=folder.id)
    assert row.name == "plan.pdf"
