"""Every form of a record and of the firm is one kind of page: drawn, saved, refused and found stale alike."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from licences.licence_world import add, today
from office.conftest import SignIn
from office.forms import filled
from personas import Firm
from strongroom.interfaces.kit.form_page import FormPage
from strongroom.work.models import Project

pytestmark = pytest.mark.django_db
NOTHING_NEEDED = {"licences/replace", "settings/portal"}
TYPED = {
    "settings/defaults": ("emails", "ann@example.com"),
    "settings/sharing": ("link_default_days", "21"),
    "settings/portal": ("documents", "True"),
}
"""Where it isn't the title, name or number that is typed."""
GATHERS_FILES = {"licences/new", "licences/replace", "licences/renew"}


@pytest.fixture
def addresses(firm: Firm) -> dict[str, str]:
    """The page of every form of a record."""
    soon = (today() + dt.timedelta(days=20)).isoformat()
    licence = add(firm, "tech", "Forklift", soon)
    customer = firm.customers["alder"].id
    pages = {
        "jobs/new": "jobs/new",
        "jobs/edit": f"jobs/{firm.job.id}/edit",
        "quotes/new": "quotes/new",
        "customers/new": "customers/new",
        "customers/edit": f"customers/{customer}/edit",
        "contacts/new": f"customers/{customer}/contacts/new",
        "contacts/edit": f"contacts/{firm.contacts['contact'].id}/edit",
        "projects/new": "projects/new",
        "projects/edit": f"projects/{Project.objects.order_by('id')[0].id}/edit",
        "users/new": "admin/users/new",
        "users/edit": f"admin/users/{firm.members['tech'].id}/edit",
        "roles/new": "admin/roles/new",
        "roles/edit": f"admin/roles/{firm.roles['office'].id}",
        "licences/new": "admin/licences/new",
        "licences/edit": f"licences/{licence.id}/edit",
        "licences/replace": f"licences/{licence.id}/replace",
        "licences/renew": f"licences/{licence.id}/renew",
        "types/edit": f"admin/licences/types/{licence.type_id}",
        "settings/firm": "admin/firm",
        "settings/defaults": "admin/defaults",
        "settings/sharing": "admin/sharing",
        "settings/portal": "admin/portal",
    }
    return {name: f"/northgate/{page}" for name, page in pages.items()}


@pytest.fixture
def admin(sign_in: SignIn) -> Client:
    return sign_in("admin")


def emptied(client: Client, address: str) -> dict[str, Any]:
    return dict.fromkeys(filled(client, address), "")


def test_each_is_drawn_from_one_value(admin: Client, addresses: dict[str, str]) -> None:
    for name, address in addresses.items():
        page = admin.get(address)
        shown = page.context["page"]
        assert isinstance(shown, FormPage), name
        text = page.content.decode()
        if shown.cancel_url:
            assert f'href="{shown.cancel_url}"' in text, name
        assert bool(shown.cancel_url) is not name.startswith("settings/"), name
        assert "data-guarded" in text, name
        assert "data-unsaved" not in text, name
        assert f"<h1>{shown.heading}</h1>" in "".join(text.split("\n")), name
        for field in shown.form.visible_fields():
            optional = field.name == "reason"  # only once somebody lacks a licence
            assert optional or f'name="{field.html_name}"' in text, (name, field.name)


def test_errors_stand_at_their_fields(admin: Client, addresses: dict[str, str]) -> None:
    for name, address in addresses.items():
        if name in NOTHING_NEEDED:
            continue
        answer = admin.post(address, {"seen": "", **emptied(admin, address)})
        assert answer.status_code == 422, name
        text = answer.content.decode()
        assert "Please look at the marked fields." in text, name
        assert 'class="sr-field-error"' in text, name
        assert "data-unsaved" in text, name


def test_script_puts_the_page_in_place_where_no_files_would_be_lost(
    admin: Client, addresses: dict[str, str]
) -> None:
    """`lib/answers.js` then puts the focus on the first error; with files it places the problem."""
    for name, address in addresses.items():
        page = admin.get(address)
        sent_by_script = "data-page-form" in page.content.decode()
        assert sent_by_script is (name not in GATHERS_FILES), name


def test_a_stale_edit_is_noticed_and_what_was_typed_stays(
    admin: Client, addresses: dict[str, str]
) -> None:
    for name, address in addresses.items():
        if not name.endswith("/edit") and not name.startswith("settings/"):
            continue
        before = filled(admin, address)
        stale = {**before, "seen": "2020-01-01T00:00:00+00:00"}
        names = ("title", "name", "number")
        field = next(one for one in names if one in stale or one == "number")
        field, typed = TYPED.get(name, (field, "Typed meanwhile"))
        answer = admin.post(address, {**stale, field: typed})
        assert answer.status_code == 412, name
        form = answer.context["form"]
        assert str(form[field].value()) == typed, name
        assert form["seen"].value() == before["seen"], name


@pytest.mark.parametrize("seen", ["garbage", "2020-01-01T00:00:00", "9" * 40, "", None])
def test_an_edit_that_does_not_say_what_it_was_made_from_counts_as_stale(
    admin: Client, addresses: dict[str, str], seen: str | None
) -> None:
    """Nobody's change is lost to a form whose `seen` is damaged or left out."""
    for name, address in addresses.items():
        if not name.endswith("/edit") and not name.startswith("settings/"):
            continue
        before = filled(admin, address)
        sent = {**before, "seen": seen}
        answer = admin.post(
            address, {key: value for key, value in sent.items() if value is not None}
        )
        assert answer.status_code == 412, name
        assert answer.context["form"]["seen"].value() == before["seen"], name
