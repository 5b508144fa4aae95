"""The lists and cards of jobs and quotes at the office (A-1, A-2)."""

import uuid

import pytest

from office.conftest import SignIn
from personas import Firm
from strongroom.work.models import Job

pytestmark = pytest.mark.django_db


def test_a1_the_top_menu_leads_to_jobs_and_quotes(firm: Firm, sign_in: SignIn) -> None:
    page = sign_in("office").get("/northgate/jobs").content.decode()
    assert 'href="/northgate/jobs"' in page
    assert 'href="/northgate/quotes"' in page


def test_a1_the_account_begins_with_the_dashboard_and_the_jobs_are_next(
    firm: Firm, sign_in: SignIn
) -> None:
    nav = sign_in("office").get("/northgate/").context["frame"].nav
    assert [(link.label, link.url, link.active) for link in nav[:2]] == [
        ("Dashboard", "/northgate/", True),
        ("Jobs", "/northgate/jobs", False),
    ]


def test_a1_the_list_shows_jobs_with_customer_and_status(firm: Firm, sign_in: SignIn) -> None:
    page = sign_in("office").get("/northgate/jobs").content.decode()
    assert "Rewire the boiler house" in page
    assert "Alder Housing" in page
    assert "Planned" in page
    assert "Foreign job" not in page


def test_a1_the_list_is_searched(firm: Firm, sign_in: SignIn) -> None:
    page = sign_in("office").get("/northgate/jobs?q=boiler").content.decode()
    assert "Rewire the boiler house" in page
    assert "Emergency lighting" not in page


def test_a1_the_list_is_filtered_by_status(firm: Firm, sign_in: SignIn) -> None:
    Job.objects.filter(id=firm.other_job.id).update(status="done")
    page = sign_in("office").get("/northgate/jobs?status=done").content.decode()
    assert "Emergency lighting" in page
    assert "Rewire the boiler house" not in page


def test_a1_a_filter_that_finds_nothing_says_so(firm: Firm, sign_in: SignIn) -> None:
    page = sign_in("office").get("/northgate/jobs?q=zzz").content.decode()
    assert "Nothing matches" in page
    assert 'href="/northgate/jobs"' in page


def test_l49_an_address_that_no_list_made_leads_to_the_first_page(
    firm: Firm, sign_in: SignIn
) -> None:
    answer = sign_in("office").get("/northgate/jobs?q=boiler&cursor=odd")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "start from the first page" in page
    assert 'href="/northgate/jobs?q=boiler"' in page


def test_a1_an_empty_list_says_what_belongs_there(firm: Firm, sign_in: SignIn) -> None:
    page = sign_in("stranger").get("/rival/quotes").content.decode()
    assert "No quotes yet" in page
    assert 'href="/rival/quotes/new"' in page


def test_a1_the_list_is_narrowed_to_a_customer(firm: Firm, sign_in: SignIn) -> None:
    birch = firm.customers["birch"].id
    page = sign_in("office").get(f"/northgate/jobs?customer={birch}").content.decode()
    assert "Shop fit-out" in page
    assert "Rewire the boiler house" not in page


@pytest.mark.parametrize("path", ["jobs?customer=nonsense", f"jobs?customer={uuid.UUID(int=1)}"])
def test_a1_an_unknown_customer_is_not_found(firm: Firm, sign_in: SignIn, path: str) -> None:
    assert sign_in("office").get(f"/northgate/{path}").status_code == 404


def test_a1_the_list_has_pages(firm: Firm, sign_in: SignIn) -> None:
    from personas import make_job

    for number in range(10, 70):
        make_job(firm.account, f"J-{number}", f"Job {number}", firm.customers["alder"])
    client = sign_in("office")
    first = client.get("/northgate/jobs")
    following = first.context["listing"].pager.next_url
    second = client.get(following)
    shown = [row.cells[1].url for row in first.context["listing"].table.rows]
    others = [row.cells[1].url for row in second.context["listing"].table.rows]
    assert len(shown) == 50
    assert len(others) == 13
    assert not set(shown) & set(others)
    assert second.context["listing"].pager.first_url == "/northgate/jobs"
    assert second.context["listing"].pager.next_url == ""


def test_a1_a_job_leads_to_its_card(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("office")
    address = f"/northgate/jobs/{firm.job.id}"
    assert f'href="{address}"' in client.get("/northgate/jobs").content.decode()
    page = client.get(address).content.decode()
    assert "Rewire the boiler house" in page
    assert "plan.pdf" in page


def test_a2_the_card_counts_what_the_viewer_may_see(firm: Firm, sign_in: SignIn) -> None:
    answer = sign_in("office").get(f"/northgate/jobs/{firm.job.id}")
    tab = next(tab for tab in answer.context["tabs"] if tab.active)
    assert tab.label == "Attachments"
    assert tab.count == "5"  # the one in the trash is not counted


def test_a2_details_are_the_other_tab(firm: Firm, sign_in: SignIn) -> None:
    answer = sign_in("office").get(f"/northgate/jobs/{firm.job.id}?tab=details")
    page = answer.content.decode()
    assert "Assigned to" in page
    assert "Tech" in page
    assert 'id="documents"' not in page
    assert answer.context["tabs"][0].count == "5"


def test_a1_a_quote_has_a_card_too(firm: Firm, sign_in: SignIn) -> None:
    page = sign_in("office").get(f"/northgate/quotes/{firm.quote.id}").content.decode()
    assert "Solar panels" in page
    assert "Scheduled" not in page


def test_a1_a_foreign_job_does_not_exist(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("office")
    assert client.get(f"/northgate/jobs/{firm.foreign_job.id}").status_code == 404
    assert client.get(f"/northgate/jobs/{uuid.UUID(int=1)}").status_code == 404


def test_l40_a_technician_is_refused_at_the_office(firm: Firm, sign_in: SignIn) -> None:
    assert sign_in("tech").get("/northgate/jobs").status_code == 403


def test_l40_somebody_of_another_firm_finds_nothing(firm: Firm, sign_in: SignIn) -> None:
    assert sign_in("stranger").get("/northgate/jobs").status_code == 404
    assert sign_in("contact").get("/northgate/jobs").status_code == 404
    assert sign_in("gone").get("/northgate/jobs").status_code == 404


def test_l40_nobody_is_sent_to_sign_in(firm: Firm, client: object) -> None:
    from django.test import Client

    answer = Client().get("/northgate/jobs?q=x")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in?next=")


def test_a1_a_subcontractor_sees_the_jobs_they_are_assigned_to(firm: Firm, sign_in: SignIn) -> None:
    page = sign_in("sub").get("/northgate/jobs").content.decode()
    assert "Rewire the boiler house" in page
    assert "Emergency lighting" not in page


def test_only_what_may_be_done_is_offered(firm: Firm, sign_in: SignIn) -> None:
    viewer = sign_in("viewer")
    listing = viewer.get("/northgate/jobs").content.decode()
    assert "/northgate/jobs/new" not in listing
    assert "/northgate/admin/users" not in listing
    card = viewer.get(f"/northgate/jobs/{firm.job.id}").content.decode()
    assert "/edit" not in card
    assert "/trash" not in card
    assert "Select files to attach" not in card


def test_times_are_shown_in_the_zone_of_the_account(firm: Firm, sign_in: SignIn) -> None:
    import datetime as dt

    firm.account.time_zone = "Asia/Tokyo"
    firm.account.save()
    Job.objects.filter(id=firm.job.id).update(
        updated_at=dt.datetime(2020, 1, 31, 20, 30, tzinfo=dt.UTC)
    )
    page = sign_in("office").get(f"/northgate/jobs/{firm.job.id}?tab=details").content.decode()
    assert "1 February 2020, 05:30" in page


@pytest.mark.parametrize(
    "path",
    [
        "jobs?q=%00",
        "jobs?status=%00",
        "jobs/{job}?q=%00",
        "jobs/{job}?tag=%00",
        "customers?q=%00",
        "customers/options?customer=%00",
        "admin/users?q=%00",
        "libraries/{library}/names?name=%00",
    ],
)
def test_a_search_that_no_database_can_hold_is_harmless(
    firm: Firm, sign_in: SignIn, path: str
) -> None:
    address = path.format(job=firm.job.id, library=firm.job.library_id)
    assert sign_in("admin").get(f"/northgate/{address}").status_code == 200


@pytest.mark.parametrize("path", ["jobs", "customers", "admin/users", "jobs/{job}"])
def test_a_made_up_cursor_is_refused(firm: Firm, sign_in: SignIn, path: str) -> None:
    client = sign_in("admin")
    address = f"/northgate/{path.format(job=firm.job.id)}"
    for cursor in ("x", "WzFd", "eyJhIjoxfQ", "WyJhIiwiYiIsImMiLCJkIl0", "WyJhIiwiYiJd"):
        assert client.get(address, {"cursor": cursor}).status_code == 422, cursor


def test_long_names_are_paged_too(firm: Firm, sign_in: SignIn) -> None:
    from personas import make_customer

    for number in range(60):
        make_customer(firm.account, f"{chr(1071) * 190}{number}")
    client = sign_in("office")
    first = client.get("/northgate/customers")
    assert client.get(first.context["listing"].pager.next_url).status_code == 200
