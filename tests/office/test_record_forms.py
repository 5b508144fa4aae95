"""Making and changing jobs and quotes: errors at the fields, what was typed kept, stale edits noticed."""

import pytest

from office.conftest import SignIn
from office.forms import filled
from personas import Firm
from questions import answer, asked
from strongroom.access.models import Seat
from strongroom.work.models import Job, Quote

pytestmark = pytest.mark.django_db


def test_a_job_is_made_with_a_number_and_who_is_assigned(firm: Firm, sign_in: SignIn) -> None:
    sent = {
        "title": "Fit sockets",
        "customer": "alder housing",
        "status": "planned",
        "scheduled_on": "2026-12-01",
        "assigned": [str(firm.members["tech"].id), str(firm.members["sub"].id)],
    }
    answer = sign_in("office").post("/northgate/jobs/new", sent)
    job = Job.objects.get(title="Fit sockets")
    assert answer.status_code == 303
    assert answer["Location"] == f"/northgate/jobs/{job.id}"
    assert job.customer_id == firm.customers["alder"].id
    assert str(job.scheduled_on) == "2026-12-01"
    assert Seat.objects.filter(library=job.library_id, role=None).count() == 2


def test_a_quote_is_made(firm: Firm, sign_in: SignIn) -> None:
    sent = {"title": "Heat pump", "customer": "Birch Retail", "status": "draft"}
    answer = sign_in("clerk").post("/northgate/quotes/new", sent)
    assert answer.status_code == 303
    assert Quote.objects.get(title="Heat pump").customer_id == firm.customers["birch"].id


def test_errors_stand_at_their_fields_and_the_text_stays(firm: Firm, sign_in: SignIn) -> None:
    sent = {"title": "", "customer": "Nobody & Sons", "status": "planned", "number": "J-77"}
    answer = sign_in("office").post("/northgate/jobs/new", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Please enter a title." in page
    assert "There is no customer of that name." in page
    assert "Nobody &amp; Sons" in page
    assert "J-77" in page
    assert not Job.objects.filter(number="J-77").exists()


def test_the_only_customer_that_matches_is_taken(firm: Firm, sign_in: SignIn) -> None:
    """What is typed need not be the whole name; of several nothing is guessed."""
    sent = {"title": "Short", "customer": "birch", "status": "draft"}
    assert sign_in("clerk").post("/northgate/quotes/new", sent).status_code == 303
    assert Quote.objects.get(title="Short").customer_id == firm.customers["birch"].id
    several = {"title": "Many", "customer": "e", "status": "draft"}
    assert sign_in("clerk").post("/northgate/quotes/new", several).status_code == 422
    assert not Quote.objects.filter(title="Many").exists()


def test_a_number_that_is_taken_is_said_in_the_form(firm: Firm, sign_in: SignIn) -> None:
    sent = {"title": "Twice", "customer": "Alder Housing", "status": "planned", "number": "J-1"}
    answer = sign_in("office").post("/northgate/jobs/new", sent)
    assert answer.status_code in {409, 422}
    assert answer.context["form"].errors
    assert not Job.objects.filter(title="Twice").exists()


def test_of_two_customers_with_one_name_none_is_guessed(firm: Firm, sign_in: SignIn) -> None:
    from personas import make_customer

    second = make_customer(firm.account, "Alder Housing")
    client = sign_in("office")
    sent = {"title": "Which", "customer": "Alder Housing", "status": "planned"}
    assert "Several customers" in client.post("/northgate/jobs/new", sent).content.decode()
    start = filled(client, f"/northgate/jobs/new?customer={second.id}")
    client.post("/northgate/jobs/new", {**start, "title": "Which", "status": "planned"})
    assert Job.objects.get(title="Which").customer_id == second.id


def test_a_job_is_changed(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("office")
    address = f"/northgate/jobs/{firm.job.id}/edit"
    sent = {**filled(client, address), "title": "Rewire it all", "status": "done"}
    assert client.post(address, sent).status_code == 303
    job = Job.objects.get(id=firm.job.id)
    assert (job.title, job.status) == ("Rewire it all", "done")
    assert Seat.objects.filter(library=job.library_id, role=None).count() == 2


def test_somebody_deactivated_stays_assigned_unless_unticked(firm: Firm, sign_in: SignIn) -> None:
    tech = firm.members["tech"]
    tech.active = False
    tech.save()
    client = sign_in("office")
    address = f"/northgate/jobs/{firm.job.id}/edit"
    assert client.post(address, {**filled(client, address), "title": "Kept"}).status_code == 303
    assert Seat.objects.filter(library=firm.job.library_id, member=tech).exists()


def test_a_stale_edit_is_noticed_and_the_text_kept(firm: Firm, sign_in: SignIn) -> None:
    office, clerk = sign_in("office"), sign_in("clerk")
    address = f"/northgate/jobs/{firm.job.id}/edit"
    mine = {**filled(office, address), "title": "My title"}
    clerk.post(address, {**filled(clerk, address), "title": "Their title"})
    answer = office.post(address, mine)
    page = answer.content.decode()
    assert answer.status_code == 412
    assert "Somebody else saved this" in page
    assert "My title" in page
    assert Job.objects.get(id=firm.job.id).title == "Their title"
    again = {**mine, "seen": answer.context["form"]["seen"].value()}
    assert office.post(address, again).status_code == 303
    assert Job.objects.get(id=firm.job.id).title == "My title"


def test_another_customer_asks_before_documents_leave_a_portal(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("office")
    address = f"/northgate/jobs/{firm.job.id}/edit"
    sent = {**filled(client, address), "customer": "Birch Retail"}
    question = client.post(address, {**sent, "title": "Kept as typed"})
    assert asked(question).words.confirm_label == "Save anyway"
    assert Job.objects.get(id=firm.job.id).customer_id == firm.customers["alder"].id
    back = answer(client, question, confirm="no")
    assert back.status_code == 200
    assert 'value="Kept as typed"' in back.content.decode()
    assert 'value="Birch Retail"' in back.content.decode()
    assert Job.objects.get(id=firm.job.id).customer_id == firm.customers["alder"].id
    assert answer(client, question).status_code == 303
    assert Job.objects.get(id=firm.job.id).customer_id == firm.customers["birch"].id


def test_who_may_only_look_can_neither_make_nor_change(firm: Firm, sign_in: SignIn) -> None:
    viewer = sign_in("viewer")
    address = f"/northgate/jobs/{firm.job.id}/edit"
    sent = {"title": "No", "customer": "Alder Housing", "status": "done"}
    assert viewer.get("/northgate/jobs/new").status_code == 403
    assert viewer.post("/northgate/jobs/new", sent).status_code == 403
    assert viewer.get(address).status_code == 403
    assert viewer.post(address, sent).status_code == 403
    assert Job.objects.get(id=firm.job.id).title == "Rewire the boiler house"
    assert not Job.objects.filter(title="No").exists()


def test_customers_are_offered_as_one_types(firm: Firm, sign_in: SignIn) -> None:
    answer = sign_in("office").get("/northgate/customers/options?customer=ald")
    assert answer.content.decode().strip() == '<option value="Alder Housing"></option>'


def test_a_short_name_is_found_among_many_that_contain_it(firm: Firm, sign_in: SignIn) -> None:
    from personas import make_customer

    for number in range(205):
        make_customer(firm.account, f"A{number} Zed")
    zed = make_customer(firm.account, "Zed")
    sent = {"title": "Short", "customer": "zed", "status": "planned"}
    assert sign_in("office").post("/northgate/jobs/new", sent).status_code == 303
    assert Job.objects.get(title="Short").customer_id == zed.id


def test_who_edits_by_a_role_in_one_library_leaves_the_assignments(
    firm: Firm, sign_in: SignIn
) -> None:
    from strongroom.access.models import Role

    role = Role.objects.create(account=firm.account, name="Editor", permissions=["jobs.edit"])
    Seat.objects.create(member=firm.members["viewer"], role=role, library=firm.job.library)
    viewer = sign_in("viewer")
    address = f"/northgate/jobs/{firm.job.id}/edit"
    sent = {**filled(viewer, address), "title": "Edited by the viewer"}
    assert "assigned" not in sent
    assert viewer.post(address, sent).status_code == 303
    assert Job.objects.get(id=firm.job.id).title == "Edited by the viewer"
    assert Seat.objects.filter(library=firm.job.library_id, role=None).count() == 2
