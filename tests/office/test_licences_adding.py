"""Adding licences: the form with its types and files (C-3), and the area of a user (C-2)."""

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from licences.licence_world import add, keeper
from office.conftest import SignIn
from office.forms import filled
from personas import PDF, PNG, Firm
from strongroom.licences import api as licences
from strongroom.licences.models import Licence, LicenceType
from strongroom.store.models import Item

pytestmark = pytest.mark.django_db
OVERVIEW = "/northgate/admin/licences"
HTMX = {"HX-Request": "true", "Accept": "application/problem+json, */*;q=0.9"}


@pytest.fixture
def client(firm: Firm) -> Client:
    """A browser of somebody who keeps licences, and no users."""
    keeper(firm)
    return firm.client("keeper")


@pytest.fixture
def staging(settings: Any, tmp_path: Path) -> Path:
    """The staging folder, for this test alone."""
    settings.STAGING_DIR = tmp_path / "staging"
    settings.STAGING_DIR.mkdir()
    return Path(settings.STAGING_DIR)


def new(firm: Firm, **more: Any) -> dict[str, Any]:
    """Return what the form sends."""
    return {"member_id": str(firm.members["tech"].id), "kind": "qualification", **more}


def test_c3_a_licence_of_a_type_from_the_list_with_several_files(
    client: Client, firm: Firm, staging: Path
) -> None:
    kind, _ = licences.create_type(keeper(firm), name="Forklift")
    sent = new(
        firm,
        type_id=str(kind.id),
        number="F 12",
        issued_on="2026-01-05",
        expires_on="2028-01-04",
        files=[SimpleUploadedFile("Front.png", PNG), SimpleUploadedFile("Paper.pdf", PDF)],
    )
    answer = client.post(f"{OVERVIEW}/new", sent)
    row = Licence.objects.get()
    assert answer["Location"] == f"/northgate/licences/{row.id}"
    assert (row.number, row.expires_on) == ("F 12", dt.date(2028, 1, 4))
    kept = Item.objects.filter(library_id=row.library_id, is_file=True)
    assert sorted(kept.values_list("name", flat=True)) == ["Front.png", "Paper.pdf"]
    card = client.get(answer["Location"]).content.decode()
    assert "Front.png" in card
    assert not list(staging.iterdir())


def test_c3_a_new_type_on_the_spot_reuses_one_of_the_same_name(client: Client, firm: Firm) -> None:
    for name in ("Van", "vAN"):
        sent = new(firm, create="on", new_type=name, kind="vehicle")
        assert client.post(f"{OVERVIEW}/new", sent).status_code == 303
    assert LicenceType.objects.get().name == "Van"
    assert set(Licence.objects.values_list("type__kind", "expires_on")) == {("vehicle", None)}


def test_c3_save_pressed_twice_makes_one(client: Client, firm: Firm) -> None:
    address = f"{OVERVIEW}/new"
    sent = {**filled(client, address), **new(firm, create="on", new_type="Forklift")}
    first, second = client.post(address, sent), client.post(address, sent)
    assert first["Location"] == second["Location"]
    assert Licence.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"member_id": ""}, "member_id", "choose a user"),
        ({"member_id": str(uuid.uuid4())}, "member_id", "one of your users"),
        ({"create": ""}, "type_id", "choose a licence type"),
        ({"new_type": ""}, "new_type", "enter a name"),
        ({"expires_on": "31.31.2026"}, "expires_on", "enter a date"),
        ({"issued_on": "2027-02-28", "expires_on": "2027-02-27"}, "expires_on", "before it was"),
        ({"expires_on": "9999-12-31"}, "expires_on", "check the year"),
        ({"expires_on": "2027-02-29"}, "expires_on", "enter a date"),
        ({"number": "x" * 61}, "number", "60"),
        ({"files": [SimpleUploadedFile("empty.pdf", b"")]}, "files", "empty"),
    ],
)
def test_c3_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(
    client: Client, staging: Path, firm: Firm, *, wrong: dict[str, Any], field: str, words: str
) -> None:
    sent = {**new(firm, create="on", new_type="Forklift", number="F-9"), **wrong}
    answer = client.post(f"{OVERVIEW}/new", sent)
    assert answer.status_code == 422
    assert words in " ".join(answer.context["form"].errors[field])
    assert answer.context["form"]["number"].value() == sent["number"]
    in_place = client.post(f"{OVERVIEW}/new", sent, headers=HTMX)
    assert in_place.status_code == 422
    assert words in in_place.json()["errors"][field]
    assert not Licence.objects.exists()
    assert not list(staging.iterdir())


def test_c3_the_page_with_script_is_led_on_by_a_header(client: Client, firm: Firm) -> None:
    sent = new(firm, create="on", new_type="Forklift")
    answer = client.post(f"{OVERVIEW}/new", sent, headers=HTMX)
    row = Licence.objects.get()
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == f"/northgate/licences/{row.id}"


def test_c3_without_script_the_page_says_that_files_are_to_be_chosen_again(
    client: Client, firm: Firm
) -> None:
    sent = new(firm, files=[SimpleUploadedFile("Paper.pdf", PDF)])
    page = client.post(f"{OVERVIEW}/new", sent).content.decode()
    assert "Please choose the files again" in page


def test_c2_the_user_has_a_licences_area_with_add(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("admin")
    add(firm, "tech", "Forklift")
    add(firm, "sub", "Asbestos")
    tech = firm.members["tech"]
    held = client.get(f"/northgate/admin/users/{tech.id}").context["held"]
    assert [line.cells[0].text for line in held.table.rows] == ["Forklift"]
    form = client.get(held.add_url).context["form"]
    assert form["member_id"].value() == str(tech.id)


def test_c2_who_keeps_users_only_sees_no_licences(firm: Firm, sign_in: SignIn) -> None:
    firm.roles["clerk"].permissions = ["surface.office", "users.manage"]
    firm.roles["clerk"].save()
    tech = firm.members["tech"]
    add(firm, "tech", "Forklift")
    page = sign_in("clerk").get(f"/northgate/admin/users/{tech.id}")
    assert page.context["held"] is None
    assert "Forklift" not in page.content.decode()
