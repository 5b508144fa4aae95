"""Approvals of versions: D-15, D-22 and the current version."""

import io

import pytest

from personas import PDF, Firm, make_file, make_folder, share
from strongroom.access import api as access
from strongroom.access.api import Entry, Level, Surface
from strongroom.approvals import api as approvals
from strongroom.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from strongroom.documents import api as documents
from strongroom.sharing import api as sharing
from strongroom.store import api as store
from strongroom.store.models import Item

pytestmark = pytest.mark.django_db


def upload(firm: Firm, words: bytes, name: str = "clerk") -> documents.ItemRow:
    staged = store.receive(io.BytesIO(words))
    return documents.add_version(
        firm.principal(name), item_id=firm.files["plan.pdf"].id, name="plan.pdf", staged=staged
    )


def ask(firm: Firm, *names: str, by: str = "clerk") -> approvals.ApprovalRow:
    approval_id = approvals.ask(
        firm.principal(by),
        item_id=firm.files["plan.pdf"].id,
        approver_ids=[firm.members[name].id for name in names],
        message="Please look at sheet 2.",
    )
    return approvals.get(firm.principal(by), approval_id)


def answer(firm: Firm, name: str, approval: approvals.ApprovalRow, decision: str) -> None:
    surface = Surface.MOBILE if name == "tech" else Surface.OFFICE
    principal = firm.principal(name, surface)
    approvals.decide(principal, approval_id=approval.id, decision=decision, comment=f"by {name}")


def plan(firm: Firm) -> documents.ItemRow:
    return documents.get(firm.principal("admin"), firm.files["plan.pdf"].id)


def test_d22_all_must_approve_and_the_approved_version_stays_current(firm: Firm) -> None:
    approval = ask(firm, "office", "viewer")
    assert plan(firm).approval == "pending"
    answer(firm, "office", approval, "approved")
    assert plan(firm).approval == "pending"
    answer(firm, "viewer", approval, "approved")
    assert plan(firm).approval == "approved"
    row = upload(firm, b"a second state")
    assert (row.version, row.approval) == (1, None), "what was approved stays current"
    second = ask(firm, "office")
    answer(firm, "office", second, "approved")
    assert (plan(firm).version, plan(firm).approval) == (2, "approved")


def test_d22_the_first_rejection_rejects(firm: Firm) -> None:
    approval = ask(firm, "office", "viewer")
    answer(firm, "viewer", approval, "rejected")
    assert plan(firm).approval == "rejected"
    with pytest.raises(ConflictError):
        answer(firm, "office", approval, "approved")
    assert [row.id for row in approvals.waiting_for_me(firm.principal("office")).results] == []


def test_d22_a_new_version_withdraws_a_pending_request(firm: Firm) -> None:
    approval = ask(firm, "office")
    assert approvals.waiting_for_me(firm.principal("office")).results == [
        approvals.get(firm.principal("office"), approval.id)
    ]
    row = upload(firm, b"changed meanwhile")
    assert (row.version, row.approval) == (2, None)
    assert approvals.get(firm.principal("clerk"), approval.id).state == "withdrawn"
    assert approvals.waiting_for_me(firm.principal("office")).results == []


def test_d22_subcontractors_review_without_seeing_others_comments(firm: Firm) -> None:
    approval = ask(firm, "office", "sub")
    answer(firm, "office", approval, "approved")
    seen = approvals.get(firm.principal("sub"), approval.id)
    assert [each.approver_id for each in seen.answers] == [firm.members["sub"].id]
    answer(firm, "sub", approval, "approved")
    assert plan(firm).approval == "approved"


def test_d22_who_may_ask_be_asked_answer_and_withdraw(firm: Firm) -> None:
    with pytest.raises(ForbiddenError):
        ask(firm, "office", by="viewer")
    for blind in ("watcher", "stranger", "gone"):
        with pytest.raises(InvalidError):
            ask(firm, blind)
    approval = ask(firm, "office")
    with pytest.raises(ConflictError) as caught:
        ask(firm, "viewer")
    assert caught.value.code == "pending_approval"
    with pytest.raises(ForbiddenError):
        answer(firm, "viewer", approval, "approved")
    with pytest.raises(NotFoundError):
        answer(firm, "stranger", approval, "approved")
    with pytest.raises(ForbiddenError):
        approvals.withdraw(firm.principal("viewer"), approval_id=approval.id)
    approvals.withdraw(firm.principal("clerk"), approval_id=approval.id)
    assert plan(firm).approval is None


def test_d15_pending_approval_keeps_access_settings_as_they_are(firm: Firm) -> None:
    office, item_id = firm.principal("office"), firm.files["plan.pdf"].id
    approval = ask(firm, "admin")
    with pytest.raises(ConflictError) as caught:
        access.put_settings(office, item_id, enabled=True, confirm=True)
    assert caught.value.code == "pending_approval"
    folder = documents.make_folder(office, parent_id=firm.job.library_id, name="Controlled")
    access.put_settings(office, folder.id, enabled=True, confirm=True)
    with pytest.raises(ConflictError):
        documents.move(office, item_ids=[item_id], parent_id=folder.id, confirm=True)
    approvals.withdraw(firm.principal("clerk"), approval_id=approval.id)
    documents.move(office, item_ids=[item_id], parent_id=folder.id, confirm=True)
    with pytest.raises(NotFoundError):
        documents.get(firm.principal("clerk"), item_id)


def test_d15_a_file_that_waits_is_moved_under_no_door_and_out_of_none(firm: Firm) -> None:
    """One by one and among others; moving inside the same door, or without one, is free."""
    office, root = firm.principal("office"), firm.job.library_id
    item_id = firm.files["plan.pdf"].id
    door, open_place = make_folder(root, "Door"), make_folder(root, "Open")
    inside, loose = make_folder(door.id, "Inside"), make_file(root, "loose.txt")
    share(door, firm.customers["alder"])
    [link] = sharing.share_by_link(office, item_ids=[inside.id])
    approval = ask(firm, "admin")

    def move(to: Item, *others: Item) -> None:
        ids = [*(each.id for each in others), item_id]
        documents.move(office, item_ids=ids, parent_id=to.id, confirm=True)

    def refused(to: Item, *others: Item) -> None:
        with pytest.raises(ConflictError) as caught:
            move(to, *others)
        assert caught.value.code == "pending_approval"

    move(open_place)
    refused(door)
    refused(door, loose)
    assert Item.objects.get(id=loose.id).parent_id == root
    approvals.withdraw(firm.principal("clerk"), approval_id=approval.id)
    move(door)
    approval = ask(firm, "admin")
    refused(open_place)
    refused(inside)
    move(make_folder(door.id, "Beside"))
    documents.trash(office, item_ids=[item_id])
    documents.restore(office, item_ids=[item_id], confirm=True)
    documents.trash(office, item_ids=[item_id])
    [wider] = sharing.share_by_link(office, item_ids=[door.id])
    with pytest.raises(ConflictError) as caught:
        documents.restore(office, item_ids=[item_id], confirm=True)
    assert caught.value.code == "pending_approval"
    sharing.cancel_shares(office, share_ids=[wider.id])
    documents.restore(office, item_ids=[item_id], confirm=True)
    assert link.id


def test_an_approver_who_lost_sight_no_longer_answers(firm: Firm) -> None:
    """D-22, L6: access is asked again when it matters."""
    item_id = firm.files["project.pdf"].id
    office = firm.principal("office")
    folder = documents.make_folder(office, parent_id=firm.project.library_id, name="Plans")
    documents.move(office, item_ids=[item_id], parent_id=folder.id, confirm=True)
    approval_id = approvals.ask(office, item_id=item_id, approver_ids=[firm.members["viewer"].id])
    entries = [Entry("member", firm.members["clerk"].id, Level.VIEWER)]
    access.put_settings(office, folder.id, enabled=True, entries=entries, confirm=True)
    viewer = firm.principal("viewer")
    assert approvals.waiting_for_me(viewer).results == []
    with pytest.raises(NotFoundError):
        approvals.decide(viewer, approval_id=approval_id, decision="approved")


def test_d21_versions_can_be_restored_and_deleted(firm: Firm) -> None:
    upload(firm, b"two")
    upload(firm, b"three")
    clerk, item_id = firm.principal("clerk"), firm.files["plan.pdf"].id
    row = documents.restore_version(clerk, item_id=item_id, number=1)
    assert (row.version, row.size) == (4, len(PDF))
    row = documents.delete_version(clerk, item_id=item_id, number=4)
    assert row.version == 3
    assert upload(firm, b"five").version == 5, "a deleted number is not given again"
    with pytest.raises(ForbiddenError):
        documents.delete_version(firm.principal("viewer"), item_id=item_id, number=1)
    with pytest.raises(NotFoundError):
        documents.restore_version(clerk, item_id=item_id, number=4)
    for number in (1, 2, 3):
        documents.delete_version(clerk, item_id=item_id, number=number)
    with pytest.raises(ConflictError):
        documents.delete_version(clerk, item_id=item_id, number=5)
