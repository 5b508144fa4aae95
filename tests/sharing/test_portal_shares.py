"""Portal shares: A-7, A-8, A-13, B-2, B-4, B-9 to B-11, and the leaks L16, L23, L27, L28, L33."""

import threading
import uuid

import pytest
from django.db import connections

from personas import make_file, make_folder, make_job, share
from strongroom.access import api as access
from strongroom.access.api import Action, Surface
from strongroom.access.models import Grant, Policy, Share
from strongroom.audit.models import Event
from strongroom.core.errors import (
    ConfirmationRequiredError,
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
)
from strongroom.sharing import api as sharing
from strongroom.store.models import Folder, Item
from strongroom.work import api as work

pytestmark = pytest.mark.django_db


def _sees(firm, name, item) -> bool:
    return access.check(firm.principal(name), Action.VIEW, item.id).visible


def _share(firm, *names, by="office", **kw):
    ids = [firm.files[name].id for name in names]
    return sharing.share_in_portal(firm.principal(by), item_ids=ids, **kw)


def test_a7_a8_viewable_is_a_share_row_with_an_event_and_hiding_cancels_it(firm):
    plan, photo = firm.files["plan.pdf"], firm.files["photo.png"]
    assert not _sees(firm, "contact", plan)
    made = _share(firm, "plan.pdf", "photo.png")
    assert [row.item_id for row in made] == [plan.id, photo.id]
    assert _sees(firm, "contact", plan)
    assert not _sees(firm, "rival", plan)
    assert Event.objects.filter(verb="share.created", subject_id=made[0].id).count() == 1

    sharing.hide_from_portal(firm.principal("office"), item_ids=[plan.id])
    assert not _sees(firm, "contact", plan)
    assert _sees(firm, "contact", photo)
    row = sharing.shares_of(firm.principal("office"), plan.id)[0]
    assert row.cancelled_at is not None
    assert row.cancelled_by_name == "Office"
    assert Event.objects.filter(verb="share.cancelled", item_id=plan.id).count() == 1


def test_a8_twice_is_once(firm):
    first = _share(firm, "plan.pdf")
    again = _share(firm, "plan.pdf", "plan.pdf")
    assert [row.id for row in again] == [first[0].id]
    assert Event.objects.filter(verb="share.created").count() == 1
    office = firm.principal("office")
    assert sharing.hide_from_portal(office, item_ids=[firm.files["plan.pdf"].id])
    assert sharing.hide_from_portal(office, item_ids=[firm.files["plan.pdf"].id]) == []


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_share(firm):
    gate, errors = threading.Barrier(4), []

    def press():
        gate.wait()
        try:
            _share(firm, "plan.pdf", "photo.png")
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            errors.append(error)
        connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert Share.objects.filter(item=firm.files["plan.pdf"], cancelled_at=None).count() == 1
    assert Event.objects.filter(verb="share.created").count() == 2


@pytest.mark.parametrize("name", ["clerk", "viewer", "tech", "sub"])
def test_b2_without_the_permission_it_is_refused_with_an_event_that_stays(firm, name):
    plan = firm.files["plan.pdf"]
    principal = firm.principal(name)
    for attempt in (
        lambda: sharing.share_in_portal(principal, item_ids=[plan.id]),
        lambda: sharing.hide_from_portal(principal, item_ids=[plan.id]),
        lambda: sharing.shares_of(principal, plan.id),
    ):
        with pytest.raises(ForbiddenError):
            attempt()
    assert Event.objects.filter(verb="share.refused", item_id=plan.id).count() == 3
    assert {e.actor_id for e in Event.objects.filter(verb="share.refused")} == {principal.id}
    assert not Share.objects.filter(item=plan).exists()


@pytest.mark.parametrize("name", ["contact", "rival", "stranger", "watcher"])
def test_b2_l27_what_one_cant_see_does_not_exist_and_leaves_no_event(firm, name):
    plan = firm.files["plan.pdf"]
    with pytest.raises(NotFoundError):
        sharing.share_in_portal(firm.principal(name), item_ids=[plan.id])
    with pytest.raises(NotFoundError):
        sharing.shares_of(firm.principal(name), plan.id)
    assert not Event.objects.filter(verb__startswith="share.").exists()


def test_b2_a_contact_cant_share_or_hide_what_they_see(firm):
    viewable = firm.files["viewable.pdf"]
    for call in (sharing.share_in_portal, sharing.hide_from_portal):
        with pytest.raises(ForbiddenError):
            call(firm.principal("contact"), item_ids=[viewable.id])
    assert _sees(firm, "contact", viewable)


@pytest.mark.parametrize("bad", ["foreign.pdf", "trashed.pdf"])
def test_l16_all_or_nothing(firm, bad):
    with pytest.raises(NotFoundError):
        _share(firm, "plan.pdf", bad)
    with pytest.raises(NotFoundError):
        sharing.share_in_portal(
            firm.principal("office"), item_ids=[firm.files["plan.pdf"].id, uuid.uuid4()]
        )
    assert not Share.objects.filter(item=firm.files["plan.pdf"]).exists()


def test_a13_confidential_asks_first_and_names_the_customer(firm):
    with pytest.raises(ConfirmationRequiredError) as caught:
        _share(firm, "plan.pdf", "secret.pdf")
    changes = caught.value.extra["changes"]
    assert {door["for"] for door in changes["doors"]["opens"]} == {"Alder Housing"}
    assert {one["type"] for one in changes["people"]} == {"contact"}
    assert changes["gain"]
    assert changes["confidential"] == [str(firm.files["secret.pdf"].id)]
    assert not Share.objects.filter(item=firm.files["plan.pdf"]).exists()
    assert len(_share(firm, "plan.pdf", "secret.pdf", confirm=True)) == 2
    assert _sees(firm, "contact", firm.files["secret.pdf"])


def test_a13_a_folder_with_something_confidential_asks_first(firm):
    folder = make_folder(firm.job.library_id, "Papers")
    make_file(make_folder(folder.id, "Inner").id, "codes.txt", confidential=True)
    office = firm.principal("office")
    with pytest.raises(ConfirmationRequiredError):
        sharing.share_in_portal(office, item_ids=[folder.id])
    assert sharing.share_in_portal(office, item_ids=[folder.id], confirm=True)


def test_l27_e1_a_folder_takes_nothing_out_that_has_settings_of_its_own(firm):
    """E-1, E-2: whoever shares the folder needs nothing more, and opens nothing more."""
    folder = make_folder(firm.job.library_id, "Papers")
    inner = make_folder(folder.id, "Board only")
    hidden = make_file(inner.id, "minutes.pdf")
    Policy.objects.create(item=inner, library_id=firm.job.library_id)
    Item.objects.filter(id=inner.id).update(own_policy=inner.id)
    Folder.objects.filter(item=inner).update(policy=inner.id)
    sharing.share_in_portal(firm.principal("office"), item_ids=[folder.id])
    assert _sees(firm, "contact", folder)
    assert not _sees(firm, "contact", hidden)
    Grant.objects.create(policy_id=inner.id, member=firm.members["office"], level=1)
    assert not _sees(firm, "contact", hidden)
    sharing.share_in_portal(firm.principal("office"), item_ids=[inner.id])
    assert _sees(firm, "contact", hidden)


def test_hiding_what_a_shared_folder_shows_is_refused(firm):
    folder = make_folder(firm.job.library_id, "Papers")
    inside = make_file(folder.id, "letter.txt")
    office = firm.principal("office")
    sharing.share_in_portal(office, item_ids=[folder.id])
    assert _sees(firm, "contact", inside)
    with pytest.raises(ConflictError) as caught:
        sharing.hide_from_portal(office, item_ids=[inside.id])
    assert caught.value.code == "shared_by_folder"
    sharing.hide_from_portal(office, item_ids=[folder.id])
    assert not _sees(firm, "contact", inside)


def test_b4_a_project_without_a_customer_has_no_portal(firm):
    project = work.create_project(firm.principal("office"), name="Own yard")
    item = make_file(project.library_id, "plan.pdf")
    with pytest.raises(InvalidError):
        sharing.share_in_portal(firm.principal("office"), item_ids=[item.id])
    shared = sharing.share_in_portal(
        firm.principal("office"), item_ids=[firm.files["project.pdf"].id]
    )
    assert shared[0].customer_id == firm.customers["alder"].id


def test_b9_the_history_is_newest_first_with_its_fields(firm):
    office, plan = firm.principal("office"), firm.files["plan.pdf"]
    assert sharing.shares_of(office, plan.id) == []
    first = _share(firm, "plan.pdf")[0]
    sharing.cancel_share(firm.principal("admin"), first.id)
    second = _share(firm, "plan.pdf")[0]
    newest, oldest = sharing.shares_of(office, plan.id)
    assert (newest.id, oldest.id) == (second.id, first.id)
    assert (newest.type, newest.created_by_name, newest.url, newest.password) == (
        "portal",
        "Office",
        None,
        None,
    )
    assert newest.live
    assert (oldest.cancelled_by_name, oldest.live) == ("Admin", False)
    assert not newest.suspended
    assert newest.openings == 0
    assert newest.customer_name == "Alder Housing"


def test_b10_b11_cancelling_is_final_and_at_once(firm):
    share_row = _share(firm, "plan.pdf")[0]
    contact, office = firm.principal("contact"), firm.principal("office")
    sharing.cancel_share(office, share_row.id)
    assert not access.check(contact, Action.VIEW, firm.files["plan.pdf"].id).visible
    with pytest.raises(ConflictError) as caught:
        sharing.cancel_share(office, share_row.id)
    assert caught.value.code == "already_cancelled"
    again = _share(firm, "plan.pdf")[0]
    assert again.id != share_row.id
    assert Share.objects.get(id=share_row.id).cancelled_at is not None


def test_l28_cancelling_a_foreign_or_unknown_share_is_not_found(firm):
    mine = _share(firm, "plan.pdf")[0]
    foreign = share(firm.files["foreign.pdf"], firm.customers["foreign"])
    with pytest.raises(NotFoundError):
        sharing.cancel_share(firm.principal("stranger"), mine.id)
    with pytest.raises(NotFoundError):
        sharing.cancel_share(firm.principal("admin"), foreign.id)
    with pytest.raises(NotFoundError):
        sharing.cancel_share(firm.principal("admin"), uuid.uuid4())
    for name in ("clerk", "tech", "contact"):
        with pytest.raises(ForbiddenError):
            sharing.cancel_share(firm.principal(name), mine.id)
    with pytest.raises(NotFoundError):
        sharing.cancel_share(firm.principal("rival"), mine.id)
    assert not Share.objects.exclude(cancelled_at=None).exists()


def test_l33_a_share_for_one_customer_shows_nothing_to_another(firm):
    _share(firm, "plan.pdf")
    sharing.share_in_portal(firm.principal("office"), item_ids=[firm.files["rival.pdf"].id])
    assert not _sees(firm, "rival", firm.files["plan.pdf"])
    assert not _sees(firm, "contact", firm.files["rival.pdf"])


def test_a11_on_the_phone_a_confidential_file_cant_be_shared_by_who_may_not_know_it(firm):
    office = firm.principal("office", Surface.MOBILE)
    with pytest.raises(NotFoundError):
        sharing.share_in_portal(office, item_ids=[firm.files["secret.pdf"].id], confirm=True)


def test_b2_on_the_phone_whoever_hides_confidential_files_shares_a_plain_one(firm):
    """E-7 closes folders to them, not what they see."""
    office = firm.principal("office", Surface.MOBILE)
    assert office.hides_confidential
    assert sharing.share_in_portal(office, item_ids=[firm.files["plan.pdf"].id])
    assert sharing.share_by_link(office, item_ids=[firm.files["plan.pdf"].id])


def test_a_share_of_a_job_that_changed_its_customer_is_dead_and_stays_dead(firm):
    job = make_job(firm.account, "J-9", "Fence", firm.customers["alder"])
    item = make_file(job.library_id, "fence.pdf")
    office = firm.principal("office")
    sharing.share_in_portal(office, item_ids=[item.id])
    birch, alder = firm.customers["birch"], firm.customers["alder"]
    with pytest.raises(ConfirmationRequiredError) as caught:
        work.JOBS.update(office, job.id, customer_id=birch.id)
    changes = caught.value.extra["changes"]  # E-10
    assert [one["name"] for one in changes["lose"]] == ["Contact"]
    assert [door["for"] for door in changes["doors"]["closes"]] == ["Alder Housing"]
    assert _sees(firm, "contact", item)
    work.JOBS.update(office, job.id, customer_id=birch.id, confirm=True)
    assert not _sees(firm, "contact", item)
    assert not _sees(firm, "rival", item)
    work.JOBS.update(office, job.id, customer_id=alder.id)
    assert not _sees(firm, "contact", item)
    history = sharing.shares_of(office, item.id)
    assert [row.cancelled_by_name for row in history] == ["Office"]


@pytest.mark.parametrize("count", [0, 1001])
def test_a_call_without_items_or_with_too_many_is_invalid(firm, count):
    with pytest.raises(InvalidError):
        sharing.share_in_portal(
            firm.principal("office"), item_ids=[uuid.uuid4() for _ in range(count)]
        )
