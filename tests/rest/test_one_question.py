"""Several changes in one request are one consequence with one seal: asked once, done all or none (E-11)."""

from typing import Any

import pytest
from django.test import Client
from helpers import BASE, patch

from personas import Firm, make_file, make_folder, share
from strongroom.access import api as access
from strongroom.access.api import Surface
from strongroom.access.models import Seat, Share
from strongroom.administration import api as administration
from strongroom.documents import api as documents
from strongroom.sharing import api as sharing
from strongroom.store.models import Item
from strongroom.work import api as work

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(firm: Firm) -> Client:
    return firm.api("office")


def changes_of(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 409, answer.content
    assert answer.json()["code"] == "confirmation_required"
    return answer.json()["changes"]  # type: ignore[no-any-return]


def let_share(firm: Firm, name: str) -> None:
    role = administration.create_role(
        firm.principal("admin"), name="Sharer", permissions=["documents.share"]
    )
    Seat.objects.create(member=firm.members[name], role_id=role.id)


class TestItem:
    """Place, mark, name and tags."""

    @pytest.fixture
    def folder(self, firm: Firm) -> Item:
        folder = make_folder(firm.job.library_id, "Handover")
        share(folder, firm.customers["alder"])
        return folder

    @pytest.fixture
    def file(self, firm: Firm) -> Item:
        return make_file(firm.job.library_id, "wages.pdf")

    def test_one_seal_applies_all(
        self, firm: Firm, office: Client, folder: Item, file: Item
    ) -> None:
        whole = {
            "parent_id": str(folder.id),
            "confidential": True,
            "name": "pay.pdf",
            "tags": ["pay"],
        }
        changes = changes_of(patch(office, f"/items/{file.id}", whole))
        assert [door["type"] for door in changes["doors"]["opens"]] == ["portal"]
        file.refresh_from_db()
        assert (file.parent_id, file.confidential, file.name) == (
            firm.job.library_id,
            False,
            "wages.pdf",
        )
        done = patch(office, f"/items/{file.id}", {**whole, "confirm": changes["seal"]})
        assert done.status_code == 200, done.content
        told = done.json()
        assert (told["name"], told["confidential"], told["tags"]) == ("pay.pdf", True, ["pay"])
        assert told["parent_id"] == str(folder.id)

    def test_between_two_shared_folders_it_asks_for_the_mark(
        self, firm: Firm, office: Client, folder: Item
    ) -> None:
        """What stays open is told of the whole change: the move alone asks nothing."""
        other = make_folder(firm.job.library_id, "Photos")
        share(other, firm.customers["alder"])
        file = make_file(other.id, "wages.pdf")
        whole = {"parent_id": str(folder.id), "confidential": True}
        asked = patch(office, f"/items/{file.id}", whole)
        changes = changes_of(asked)
        assert [door["type"] for door in changes["doors"]["stays"]] == ["portal"]
        assert "Customers can see “wages.pdf” in the portal" in asked.json()["detail"]
        [door] = changes["doors"]["stays"]
        ended = {**whole, "confirm": changes["seal"], "cancel_shares": [door["share_id"]]}
        assert patch(office, f"/items/{file.id}", ended).status_code == 200
        assert not Share.objects.filter(id=door["share_id"], cancelled_at=None).exists()

    def test_a_stale_seal_asks_again_and_undoes_all(
        self, firm: Firm, office: Client, folder: Item, file: Item
    ) -> None:
        whole = {"parent_id": str(folder.id), "confidential": True, "name": "pay.pdf"}
        seal = changes_of(patch(office, f"/items/{file.id}", whole))["seal"]
        sharing.share_by_link(firm.principal("office"), item_ids=[folder.id])
        again = changes_of(patch(office, f"/items/{file.id}", {**whole, "confirm": seal}))
        assert again["outdated"]
        file.refresh_from_db()
        assert (file.parent_id, file.confidential) == (firm.job.library_id, False)
        done = patch(office, f"/items/{file.id}", {**whole, "confirm": again["seal"]})
        assert done.status_code == 200

    def test_nothing_is_asked_where_neither_asks(
        self, firm: Firm, office: Client, file: Item
    ) -> None:
        inner = make_folder(firm.job.library_id, "Inner")
        whole = {"parent_id": str(inner.id), "confidential": True}
        assert patch(office, f"/items/{file.id}", whole).status_code == 200

    def test_a_name_that_is_taken_undoes_the_move(
        self, firm: Firm, office: Client, folder: Item, file: Item
    ) -> None:
        make_file(folder.id, "pay.pdf")
        whole = {"parent_id": str(folder.id), "confidential": True, "name": "pay.pdf"}
        refused = patch(office, f"/items/{file.id}", {**whole, "confirm": True})
        assert refused.json()["code"] == "name_taken"
        file.refresh_from_db()
        assert (file.parent_id, file.confidential) == (firm.job.library_id, False)

    def test_each_part_alone_is_as_before(
        self, firm: Firm, office: Client, folder: Item, file: Item
    ) -> None:
        path = f"/items/{file.id}"
        here = {"parent_id": str(firm.job.library_id), "confidential": True}
        assert patch(office, path, here).status_code == 200, "it is there already"
        moved = {"parent_id": str(folder.id)}
        seal = changes_of(patch(office, path, moved))["seal"]
        assert patch(office, path, {**moved, "confirm": seal}).status_code == 200
        assert patch(office, path, {"confidential": False}).status_code == 200
        marked = {"confidential": True}
        seal = changes_of(patch(office, path, marked))["seal"]
        assert patch(office, path, {**marked, "confirm": seal}).status_code == 200

    def test_a11_on_the_phone_the_mark_hides_it_from_oneself(self, firm: Firm, file: Item) -> None:
        inner = make_folder(firm.job.library_id, "Inner")
        phone = firm.principal("office", Surface.MOBILE)
        row = documents.update_item(
            phone, item_id=file.id, parent_id=inner.id, confidential=True, name="pay.pdf"
        )
        assert row
        assert (row.name, row.parent_id, row.confidential) == ("pay.pdf", inner.id, True)

    def test_a_folder_has_no_mark(self, firm: Firm, office: Client, folder: Item) -> None:
        inner = make_folder(firm.job.library_id, "Inner")
        whole = {"parent_id": str(folder.id), "confidential": True, "confirm": True}
        assert patch(office, f"/items/{inner.id}", whole).status_code == 422
        inner.refresh_from_db()
        assert inner.parent_id == firm.job.library_id


class TestMember:
    """Type, roles and whether the member is active."""

    @pytest.fixture
    def keeper(self, firm: Firm) -> str:
        """Who keeps a link that works, and is to lose both the right to share and the place."""
        let_share(firm, "clerk")
        sharing.share_by_link(firm.principal("clerk"), item_ids=[firm.files["plan.pdf"].id])
        return f"/members/{firm.members['clerk'].id}"

    def test_one_seal_applies_all(self, firm: Firm, keeper: str) -> None:
        admin = firm.api("admin")
        whole = {"role_ids": [], "active": False}
        changes = changes_of(patch(admin, keeper, whole))
        assert [door["type"] for door in changes["doors"]["closes"]] == ["link"]
        member = firm.members["clerk"]
        member.refresh_from_db()
        assert (member.active, Seat.objects.filter(member=member, library=None).count()) == (
            True,
            2,
        )
        done = patch(admin, keeper, {**whole, "confirm": changes["seal"]})
        assert (done.status_code, done.json()["active"], done.json()["role_ids"]) == (
            200,
            False,
            [],
        )

    def test_back_with_other_roles_is_one_question_too(self, firm: Firm, keeper: str) -> None:
        admin = firm.api("admin")
        roles = admin.get(f"{BASE}{keeper}").json()["role_ids"]
        assert patch(admin, keeper, {"role_ids": [], "active": False, "confirm": True}).json()
        whole = {"role_ids": roles, "active": True}
        changes = changes_of(patch(admin, keeper, whole))
        assert [door["type"] for door in changes["doors"]["opens"]] == ["link"]
        done = patch(admin, keeper, {**whole, "confirm": changes["seal"]})
        assert (done.status_code, done.json()["active"]) == (200, True)

    def test_a_stale_seal_asks_again_and_undoes_all(self, firm: Firm, keeper: str) -> None:
        admin = firm.api("admin")
        whole = {"role_ids": [], "active": False}
        seal = changes_of(patch(admin, keeper, whole))["seal"]
        sharing.share_by_link(firm.principal("clerk"), item_ids=[firm.files["photo.png"].id])
        assert changes_of(patch(admin, keeper, {**whole, "confirm": seal}))["outdated"]
        firm.members["clerk"].refresh_from_db()
        assert firm.members["clerk"].active

    def test_each_part_alone_is_as_before(self, firm: Firm, keeper: str) -> None:
        admin = firm.api("admin")
        for part in ({"role_ids": []}, {"active": False}):
            if part == {"role_ids": []}:
                seal = changes_of(patch(admin, keeper, part))["seal"]
                assert patch(admin, keeper, {**part, "confirm": seal}).status_code == 200
            else:
                assert patch(admin, keeper, part).status_code == 200, "its link sleeps already"


class TestRecord:
    """The customer of a job together with who is assigned to it."""

    @pytest.fixture
    def job(self, firm: Firm) -> str:
        """The technician keeps a link on the job that works while they are assigned."""
        let_share(firm, "tech")
        tech = firm.members["tech"]
        sharing.share_by_link(
            access.for_member(tech.id, Surface.MOBILE), item_ids=[firm.files["plan.pdf"].id]
        )
        return f"/jobs/{firm.job.id}"

    def whole(self, firm: Firm) -> dict[str, Any]:
        return {
            "customer_id": str(firm.customers["birch"].id),
            "assigned": [],
            "title": "Handed over",
        }

    def test_one_seal_applies_all(self, firm: Firm, office: Client, job: str) -> None:
        asked = patch(office, job, self.whole(firm))
        changes = changes_of(asked)
        assert "With another customer" in asked.json()["detail"]
        assert {door["type"] for door in changes["doors"]["closes"]} == {"portal", "link"}
        row = work.JOBS.get(firm.principal("office"), firm.job.id)
        assert (len(row.assigned), row.customer_id) == (2, firm.customers["alder"].id)
        assert row.title != "Handed over"
        done = patch(office, job, {**self.whole(firm), "confirm": changes["seal"]})
        assert done.status_code == 200, done.content
        told = done.json()
        assert (told["assigned"], told["title"]) == ([], "Handed over")
        assert told["customer_id"] == str(firm.customers["birch"].id)

    def test_a_seal_of_one_part_or_a_stale_one_asks_again(
        self, firm: Firm, office: Client, job: str
    ) -> None:
        """The second part no longer takes any confirmation."""
        whole = self.whole(firm)
        part = changes_of(patch(office, job, {"customer_id": whole["customer_id"]}))["seal"]
        assert changes_of(patch(office, job, {**whole, "confirm": part}))["outdated"]
        seal = changes_of(patch(office, job, whole))["seal"]
        sharing.share_by_link(
            access.for_member(firm.members["tech"].id, Surface.MOBILE),
            item_ids=[firm.files["photo.png"].id],
        )
        assert changes_of(patch(office, job, {**whole, "confirm": seal}))["outdated"]
        row = work.JOBS.get(firm.principal("office"), firm.job.id)
        assert (len(row.assigned), row.customer_id) == (2, firm.customers["alder"].id)

    def test_each_part_alone_is_as_before(self, firm: Firm, office: Client, job: str) -> None:
        for part in ({"assigned": []}, {"customer_id": str(firm.customers["birch"].id)}):
            seal = changes_of(patch(office, job, part))["seal"]
            assert patch(office, job, {**part, "confirm": seal}).status_code == 200
