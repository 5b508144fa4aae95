"""Approvals in the drawer and on their page (D-15, D-22)."""

import datetime as dt
from typing import Any

import pytest

from office.conftest import SignIn
from office.panels import HTMX, Drawer, words
from personas import Firm
from strongroom.approvals import api as approvals
from strongroom.core import clock

pytestmark = pytest.mark.django_db
PAGE = "/northgate/approvals"


@pytest.fixture
def file(firm: Firm, sign_in: SignIn) -> Drawer:
    return Drawer(firm, sign_in("office"), firm.files["plan.pdf"])


def ask(file: Drawer, *names: str, **more: str) -> Any:
    ids = [str(file.firm.members[name].id) for name in names]
    return file.client.post(file.url("approvals"), {"approver": ids, **more}, headers=HTMX)


def row(file: Drawer) -> approvals.ApprovalRow:
    return approvals.of_item(file.firm.principal("office"), file.item.id)[0]


def decide(file: Drawer, client: Any, decision: str, **more: str) -> Any:
    address = f"{PAGE}/{row(file).id}/decide"
    return client.post(address, {"decision": decision, **more}, headers=HTMX)


def test_d22_asking_and_approving(file: Drawer, sign_in: SignIn) -> None:
    answer = ask(file, "clerk", "sub", message="Please look at the rooms")
    assert "Approval asked for." in words(answer)
    assert "Approval pending" in words(answer)
    assert answer["HX-Trigger"] == "strongroom:item-changed"
    decide(file, sign_in("clerk"), "approved", comment="Fine")
    assert row(file).state == "pending"
    done = decide(file, sign_in("sub"), "approved")
    assert "You have approved plan.pdf, version 1." in words(done)
    page = file.text("approvals")
    assert "Approved" in page
    assert "Fine" in page
    assert "Approved" in file.text("versions")


def test_d22_only_who_sees_the_file_can_be_asked(file: Drawer) -> None:
    found = file.client.get(file.url("approvers"), {"q": ""}, headers=HTMX)
    names = {one.name for one in found.context["people"]}
    assert {"Admin", "Clerk", "Sub", "Tech"} <= names
    assert "Watcher" not in names
    answer = ask(file, "watcher")
    assert "can't see this file" in words(answer)
    found = file.client.get(file.url("approvers"), {"q": "CLE"}, headers=HTMX)
    assert [one.name for one in found.context["people"]] == ["Clerk"]


def test_d22_errors_stand_at_their_fields_and_what_was_typed_stays(file: Drawer) -> None:
    yesterday = (clock.now() - dt.timedelta(days=2)).date().isoformat()
    answer = ask(file, "clerk", message="Rooms", due_on=yesterday)
    page = answer.content.decode()
    assert "This day has passed already" in page
    assert 'aria-describedby="panel-due-error"' in page
    assert ">Rooms</textarea>" in page
    assert "checked" in page
    assert "Please choose at least one approver." in words(ask(file))
    assert "Enter a day" in words(ask(file, "clerk", due_on="tomorrow"))
    assert "Choose approvers from the list." in words(
        file.client.post(file.url("approvals"), {"approver": "x"}, headers=HTMX)
    )
    assert approvals.of_item(file.firm.principal("office"), file.item.id) == []


def test_d22_a_second_request_is_refused(file: Drawer) -> None:
    ask(file, "clerk")
    assert "pending already" in words(ask(file, "clerk"))


def test_d22_rejecting_and_a_late_answer(file: Drawer, sign_in: SignIn) -> None:
    ask(file, "clerk", "admin")
    decide(file, sign_in("clerk"), "rejected", comment="Wrong scale")
    assert row(file).state == "rejected"
    late = decide(file, sign_in("admin"), "approved")
    assert "closed already" in words(late)


def test_d22_withdrawing(file: Drawer) -> None:
    ask(file, "clerk")
    answer = file.client.post(f"{PAGE}/{row(file).id}/withdraw", headers=HTMX)
    assert "The request for plan.pdf is withdrawn." in words(answer)
    assert row(file).state == "withdrawn"


def test_d22_a_subcontractor_reads_only_their_own_answer(file: Drawer, sign_in: SignIn) -> None:
    ask(file, "clerk", "sub")
    decide(file, sign_in("clerk"), "approved", comment="For the firm only")
    sub = Drawer(file.firm, sign_in("sub"), file.item)
    page = sub.text("approvals")
    assert "For the firm only" not in page
    assert "Clerk" not in page
    assert "Ask for approval" not in page
    assert "For the firm only" not in words(sub.client.get(PAGE))


def test_the_page_lists_what_waits_and_what_was_asked(file: Drawer, sign_in: SignIn) -> None:
    ask(file, "clerk")
    clerk = sign_in("clerk")
    page = words(clerk.get(PAGE))
    assert "Waits for me 1" in page
    assert "plan.pdf" in page
    assert "Nothing waits for you" in words(file.client.get(PAGE))
    assert "plan.pdf" in words(file.client.get(PAGE, {"tab": "asked"}))


def test_the_badge_equals_the_list(file: Drawer, sign_in: SignIn) -> None:
    ask(file, "clerk")
    clerk = sign_in("clerk")
    answer = clerk.get("/northgate/jobs")
    assert answer.context["frame"].approvals_waiting == 1
    assert len(clerk.get(PAGE).context["approvals"].requests) == 1
    # What one can't see any more neither counts nor is listed.
    file.firm.members["clerk"].seats.all().delete()
    principal = file.firm.principal("admin")
    assert approvals.waiting_count(principal) == 0
    ask_again = approvals.waiting_count(file.firm.principal("sub"))
    assert ask_again == len(approvals.waiting_for_me(file.firm.principal("sub")).results)


def test_deciding_on_the_page_answers_the_list(file: Drawer, sign_in: SignIn) -> None:
    ask(file, "clerk")
    clerk = sign_in("clerk")
    headers = {**HTMX, "HX-Target": "approvals"}
    address = f"{PAGE}/{row(file).id}/decide"
    answer = clerk.post(address, {"decision": "approved"}, headers=headers)
    assert 'id="approvals"' in answer.content.decode()
    assert "Nothing waits for you" in words(answer)
    assert 'data-waiting="0"' in answer.content.decode()


def test_without_script_deciding_leads_back(file: Drawer, sign_in: SignIn) -> None:
    ask(file, "clerk")
    clerk = sign_in("clerk")
    address = f"{PAGE}/{row(file).id}/decide"
    assert clerk.post(address, {"decision": "perhaps"}).status_code == 303
    done = clerk.post(address, {"decision": "approved", "page": "https://elsewhere.example/"})
    assert done["Location"] == PAGE
    assert row(file).state == "approved"


def test_l28_requests_of_others_do_not_exist(file: Drawer, sign_in: SignIn) -> None:
    ask(file, "clerk")
    address = f"{PAGE}/{row(file).id}/decide"
    assert sign_in("watcher").post(address, {"decision": "approved"}).status_code == 404
    assert sign_in("viewer").post(address, {"decision": "approved"}).status_code == 403
