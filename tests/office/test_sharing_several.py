"""One link to several documents, the drawer's tab, marks in lists, budgets (B-15)."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from office.conftest import SignIn
from office.panels import words
from office.sharing_dialog import HTMX, Sharing
from personas import Firm, make_file, make_folder
from questions import asked
from strongroom.access import api as access
from strongroom.access.models import Link, Share
from strongroom.sharing import api as sharing

pytestmark = pytest.mark.django_db


def test_b15_one_link_to_several_documents(firm: Firm, plan: Sharing) -> None:
    ids = [str(firm.files[name].id) for name in ("plan.pdf", "photo.png")]
    form = plan.client.post("/northgate/shares/new", {"ids": ids, "place": "dialog"}, headers=HTMX)
    assert "One link to 2 items" in words(form)
    assert "photo.png" in words(form)
    link_id = str(form.context["share"].typed.link_id)
    sent = {"ids": ids, "place": "dialog", "save": "true", "link_id": link_id}
    wrong = plan.client.post(
        "/northgate/shares/new", {**sent, "expires_on": "2020-01-01"}, headers=HTMX
    )
    assert "That day is over." in wrong.context["share"].errors["expires_on"]
    for _ in range(2):
        made = plan.client.post("/northgate/shares/new", sent, headers=HTMX)
        assert "plan.pdf and 1 more document" in words(made)
    assert Link.objects.count() == 1
    assert Share.objects.filter(type="link").count() == 2
    page = plan.client.post("/northgate/shares/new", {"ids": ids})
    assert "<html" in page.content.decode()
    plain = plan.client.post("/northgate/shares/new", {"ids": ids, "save": "true"})
    assert plain.status_code == 303
    assert plan.client.post("/northgate/shares/new", {}).status_code == 422
    question = asked(plan.press(plan.shares()[0], "cancel"))
    assert "it still opens 1 other document" in question.detail


def test_e2_what_stays_closed_below_one_of_them_is_told(firm: Firm, plan: Sharing) -> None:
    folder = make_folder(firm.project.library_id, "Plans")
    inner = make_file(folder.id, "board.pdf")
    access.put_settings(firm.principal("admin"), inner.id, enabled=True, confirm=True)
    ids = [str(folder.id), str(firm.files["project.pdf"].id)]
    admin = firm.client("admin")
    form = admin.get("/northgate/shares/new", {"ids": ids}, headers=HTMX)
    assert "1 item below has settings of its own and stays closed." in words(form)
    access.put_settings(
        firm.principal("admin"),
        inner.id,
        enabled=True,
        entries=[access.Entry("member", firm.members["admin"].id, access.Level.MANAGER)],
        confirm=True,
    )
    form = plan.client.get("/northgate/shares/new", {"ids": ids}, headers=HTMX)
    assert "of its own" not in words(form)


def test_b15_several_with_something_confidential_are_asked_about(firm: Firm, plan: Sharing) -> None:
    ids = [str(firm.files[name].id) for name in ("plan.pdf", "secret.pdf")]
    sent = {"ids": ids, "place": "dialog", "save": "true"}
    question = asked(plan.client.post("/northgate/shares/new", sent, headers=HTMX))
    assert question.words.title == "Share 2 documents?"
    assert not Link.objects.exists()
    sure = {**sent, "confirm": "true"}
    assert plan.client.post("/northgate/shares/new", sure, headers=HTMX).status_code == 200
    assert Share.objects.filter(type="link").count() == 2


def test_the_drawer_has_the_same_in_its_tab(firm: Firm, plan: Sharing, sign_in: SignIn) -> None:
    details = f"/northgate/items/{plan.item.id}/details"
    tab = plan.client.get(details, {"tab": "shares"}, headers=HTMX)
    assert tab.context["drawn"].tab == "shares"
    assert tab.context["share"].place == "drawer"
    answer = plan.link(place="drawer")
    assert "drawer-share-address-title" in answer.content.decode()
    plain = plan.client.post(plan.address, {"place": "drawer", "was": "off", "link": "on"})
    assert plain.headers["Location"].startswith(f"{details}?tab=shares&link=")
    viewer = sign_in("viewer").get(details, {"tab": "shares"}, headers=HTMX)
    assert viewer.context["drawn"].tab == "details"
    assert "shares" not in [one.key for one in viewer.context["drawn"].tabs]


def test_a_list_marks_what_a_link_opens(firm: Firm, plan: Sharing, sign_in: SignIn) -> None:
    page = f"/northgate/jobs/{firm.job.id}"

    def marked(client: Client) -> list[str]:
        return [row.name for row in client.get(page).context["documents"].rows if row.linked]

    assert marked(plan.client) == []
    plan.link()
    assert marked(plan.client) == ["plan.pdf"]
    assert plan.client.get(page).content.decode().count("Open by a link") == 2
    assert "Open by a link" not in sign_in("sub").get(page).content.decode()
    sharing.cancel_share(firm.principal("office"), plan.shares()[0].id)
    assert marked(plan.client) == []
    sharing.share_by_link(firm.principal("admin"), item_ids=[firm.job.library_id], confirm=True)
    assert "photo.png" in marked(plan.client)


# Budgets.


def test_the_dialog_takes_as_many_statements_with_100_shares(firm: Firm, plan: Sharing) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert plan.open().status_code == 200
        return len(captured)

    plan.link()
    plan.save(visible="on")
    plan.open()
    few = statements()
    for number in range(98):
        sharing.share_by_link(
            firm.principal("office"), item_ids=[plan.item.id], password=f"word {number}"
        )
    plan.open()
    many = statements()
    assert many <= few + 3
    assert many <= 40
    assert len(plan.shown().lines) == 100


def test_a_list_takes_as_many_statements_with_links(firm: Firm, plan: Sharing) -> None:
    page = f"/northgate/jobs/{firm.job.id}"
    plan.client.get(page)
    with CaptureQueriesContext(connection) as before:
        plan.client.get(page)
    root = access.require(firm.principal("admin"), access.Action.VIEW, firm.job.library_id)
    sharing.share_by_link(firm.principal("admin"), item_ids=[root.id], confirm=True)
    plan.link()
    plan.client.get(page)
    with CaptureQueriesContext(connection) as after:
        plan.client.get(page)
    assert len(after) == len(before)
