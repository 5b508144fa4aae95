"""Administration, User licences (C-1 to C-3): overview, adding, one licence, types, the user's area."""

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from licences.licence_world import add, keeper, photo, today
from office.conftest import SignIn
from office.forms import filled
from personas import PDF, PNG, Firm
from strongroom.access import api as access
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


def in_days(days: int) -> str:
    return (today() + dt.timedelta(days=days)).isoformat()


def rows(client: Client, query: str = "") -> list[tuple[str, str]]:
    """Return user and type of each line."""
    lines = client.get(f"{OVERVIEW}{query}").context["lines"]
    return [(line["row"].member_name, line["row"].type_name) for line in lines]


@pytest.fixture
def several(firm: Firm) -> None:
    add(firm, "tech", "Forklift", in_days(-3), number="F-1")
    add(firm, "sub", "Asbestos", in_days(20))
    add(firm, "office", "Driving", in_days(400))
    add(firm, "tech", "Toolbox", new_type_kind="equipment")


def test_c1_the_overview_shows_all_by_expiry_with_words_for_the_states(
    client: Client, several: None
) -> None:
    page = client.get(OVERVIEW)
    assert rows(client) == [
        ("Tech", "Forklift"),
        ("Sub", "Asbestos"),
        ("Office", "Driving"),
        ("Tech", "Toolbox"),
    ]
    lines = page.context["lines"]
    assert [(line["label"], line["distance"]) for line in lines] == [
        ("Overdue", "3 days ago"),
        ("Expiring", "in 3 weeks"),
        ("Active", "in 13 months"),
        ("Active", ""),
    ]
    html = page.content.decode()
    assert "Never" in html
    assert "Toolbox or equipment" in html


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?state=active", ["Asbestos", "Driving", "Toolbox"]),
        ("?state=expiring", ["Asbestos"]),
        ("?state=overdue", ["Forklift"]),
        ("?state=nonsense", ["Forklift", "Asbestos", "Driving", "Toolbox"]),
        ("?kind=equipment", ["Toolbox"]),
        ("?q=tech", ["Forklift", "Toolbox"]),
        ("?q=F-1", ["Forklift"]),
        ("?q=tech&state=overdue", ["Forklift"]),
        ("?sort=-expires", ["Toolbox", "Driving", "Asbestos", "Forklift"]),
        ("?sort=member", ["Driving", "Asbestos", "Forklift", "Toolbox"]),
        ("?sort=type", ["Asbestos", "Driving", "Forklift", "Toolbox"]),
        ("?q=nobody", []),
    ],
)
def test_c1_filters_and_orders(client: Client, several: None, query: str, found: list[str]) -> None:
    assert [kind for _, kind in rows(client, query)] == found


def test_c1_the_states_are_counted_under_the_other_filters(client: Client, several: None) -> None:
    states = client.get(f"{OVERVIEW}?q=tech&state=overdue").context["states"]
    assert [(state["label"], state["count"], state["active"]) for state in states] == [
        ("All", "2", False),
        ("Active", "1", False),
        ("Expiring", "0", False),
        ("Overdue", "1", True),
        ("Archived", "", False),
    ]
    assert states[0]["url"] == f"{OVERVIEW}?q=tech"


def test_c1_headings_turn_the_order_and_keep_the_filter(client: Client, several: None) -> None:
    columns = client.get(f"{OVERVIEW}?q=tech&sort=member").context["columns"]
    assert columns["member"]["aria"] == "ascending"
    assert columns["member"]["url"] == f"{OVERVIEW}?q=tech&sort=-member"
    assert columns["expires"] == {"label": "Expires", "aria": "", "url": f"{OVERVIEW}?q=tech"}


def test_c1_pages_follow_one_another_without_gap(client: Client, firm: Firm) -> None:
    for number in range(53):
        add(firm, "tech", f"Type {number:02}")
    first = client.get(f"{OVERVIEW}?sort=type").context
    second = client.get(first["pager"]["next_url"]).context
    names = [line["row"].type_name for one in (first, second) for line in one["lines"]]
    assert names == [f"Type {number:02}" for number in range(53)]
    assert second["pager"]["next_url"] is None


def test_c1_empty_states_offer_the_action(client: Client) -> None:
    assert "No licences yet" in client.get(OVERVIEW).content.decode()
    assert "No licence matches" in client.get(f"{OVERVIEW}?state=overdue").content.decode()


PAGES = (
    OVERVIEW,
    f"{OVERVIEW}/export",
    f"{OVERVIEW}/new",
    f"{OVERVIEW}/types",
    f"{OVERVIEW}/matrix",
    f"{OVERVIEW}/matrix/export",
)


@pytest.mark.parametrize("name", ["office", "clerk", "viewer", "sub", "watcher"])
def test_c7_who_does_not_keep_licences_has_none_of_these_pages(
    firm: Firm, sign_in: SignIn, name: str
) -> None:
    other = "tech" if name != "tech" else "sub"
    row = add(firm, other, "Forklift")
    client = sign_in(name)
    assert {client.get(address).status_code for address in PAGES} == {403}
    sent = {"member_id": str(firm.members[name].id), "create": "on", "new_type": "Mine"}
    assert client.post(f"{OVERVIEW}/new", sent).status_code == 403
    assert client.post(f"{OVERVIEW}/types", {"name": "X", "kind": "vehicle"}).status_code == 403
    one = f"/northgate/licences/{row.id}"
    for address in (one, f"{one}/edit", f"{one}/replace", f"{one}/delete", f"{one}/renew"):
        assert client.get(address).status_code == 404, address
    for address in ("archive", "unarchive", "delete"):
        assert client.post(f"{one}/{address}").status_code == 404
    assert Licence.objects.count() == 1
    assert not LicenceType.objects.exclude(name="Forklift").exists()


def test_who_keeps_licences_alone_sees_this_section_of_administration(
    client: Client, firm: Firm
) -> None:
    role = firm.members["keeper"].seats.get().role
    role.permissions = ["surface.office", "licences.manage"]
    role.save()
    page = client.get(OVERVIEW).context
    assert [tab["label"] for tab in page["tabs"]] == ["User licences"]
    assert page["frame"]["admin_url"] == OVERVIEW
    assert client.get("/northgate/admin/defaults").status_code == 403


# Adding (C-3).


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
    assert [line["row"].type_name for line in held["lines"]] == ["Forklift"]
    form = client.get(held["add_url"]).context["form"]
    assert form["member_id"].value() == str(tech.id)


def test_c2_who_keeps_users_only_sees_no_licences(firm: Firm, sign_in: SignIn) -> None:
    firm.roles["clerk"].permissions = ["surface.office", "users.manage"]
    firm.roles["clerk"].save()
    tech = firm.members["tech"]
    add(firm, "tech", "Forklift")
    page = sign_in("clerk").get(f"/northgate/admin/users/{tech.id}")
    assert page.context["held"] is None
    assert "Forklift" not in page.content.decode()


# One licence.


def test_c7_the_holder_sees_the_page_without_what_keepers_do(firm: Firm, sign_in: SignIn) -> None:
    row = add(firm, "sub", "Asbestos", in_days(20), files=[photo("card.png")])
    page = sign_in("sub").get(f"/northgate/licences/{row.id}")
    assert set(page.context["urls"]) == {"renew"}
    assert [one.name for one in page.context["documents"]["rows"]] == ["card.png"]
    assert page.context["documents"]["upload"] is None
    file_id = page.context["documents"]["rows"][0].id
    assert sign_in("sub").get(f"/northgate/items/{file_id}/content").status_code == 200
    assert sign_in("watcher").get(f"/northgate/items/{file_id}/content").status_code == 404
    assert sign_in("sub").get(f"/northgate/licences/{row.id}/edit").status_code == 403


def test_a_licence_is_edited_and_a_stale_edit_is_noticed(client: Client, firm: Firm) -> None:
    row = add(firm, "tech", "Forklift", in_days(20))
    address = f"/northgate/licences/{row.id}/edit"
    sent = filled(client, address)
    assert client.post(address, {**sent, "number": "A"}).status_code == 303
    stale = client.post(address, {**sent, "number": "B"})
    assert stale.status_code == 412
    assert stale.context["form"]["number"].value() == "B"
    assert Licence.objects.get().number == "A"
    again = {**sent, "number": "B", "seen": stale.context["form"]["seen"].value()}
    assert client.post(address, again).status_code == 303
    assert Licence.objects.get().number == "B"
    assert client.post(address, {**again, "expires_on": "", "seen": ""}).status_code == 303
    assert Licence.objects.get().expires_on is None


def test_replacing_archives_the_old_one_and_leads_from_it_to_the_new(
    client: Client, firm: Firm
) -> None:
    old = add(firm, "tech", "Forklift", in_days(-1))
    sent = {"number": "N-2", "expires_on": in_days(700)}
    files = [SimpleUploadedFile("New.pdf", PDF)]
    answer = client.post(f"/northgate/licences/{old.id}/replace", {**sent, "files": files})
    assert answer.status_code == 303
    page = client.get(f"/northgate/licences/{old.id}")
    assert page.context["urls"]["successor"] == answer["Location"]
    assert client.post(f"/northgate/licences/{old.id}/unarchive").status_code == 303
    assert "has replaced this one" in client.get(f"/northgate/licences/{old.id}").content.decode()
    assert [label for _, label in rows(client)] == ["Forklift"]
    assert client.get(f"{OVERVIEW}?state=archived").context["lines"][0]["row"].id == old.id


def test_archive_and_back(client: Client, firm: Firm) -> None:
    row = add(firm, "tech", "Forklift")
    one = f"/northgate/licences/{row.id}"
    client.post(f"{one}/archive")
    assert rows(client) == []
    assert client.get(one).context["label"] == "Archived"
    client.post(f"{one}/unarchive")
    assert rows(client) == [("Tech", "Forklift")]


def test_deleting_asks_first_and_is_final(client: Client, firm: Firm) -> None:
    row = add(firm, "tech", "Forklift", files=[photo()])
    one = f"/northgate/licences/{row.id}"
    assert "for good" in client.get(f"{one}/delete").content.decode()
    assert Licence.objects.exists()
    assert client.post(f"{one}/delete")["Location"] == OVERVIEW
    assert not Licence.objects.exists()
    assert client.get(one).status_code == 404


# Types.


def test_types_are_added_renamed_archived_and_deleted(client: Client, firm: Firm) -> None:
    types = f"{OVERVIEW}/types"
    assert client.post(types, {"name": "Van", "kind": "vehicle"}).status_code == 303
    assert client.post(types, {"name": "VAN", "kind": "vehicle"}).status_code == 303
    kept = LicenceType.objects.get()
    one = f"{types}/{kept.id}"
    sent = {**filled(client, one), "name": "Lorry"}
    assert client.post(one, sent).status_code == 303
    stale = client.post(one, {**sent, "name": "Bus"})
    assert stale.status_code == 412
    client.post(f"{one}/archive")
    assert client.get(f"{OVERVIEW}/new").context["form"].fields["type_id"].choices == [("", "")]
    client.post(f"{one}/archive", {"archived": "false"})
    assert client.post(f"{one}/delete").status_code == 303
    assert not LicenceType.objects.exists()
    assert client.get(one).status_code == 404


def test_a_type_in_use_is_not_deleted_and_a_taken_name_is_refused(
    client: Client, firm: Firm
) -> None:
    add(firm, "tech", "Forklift")
    other, _ = licences.create_type(keeper(firm), name="Van")
    kept = LicenceType.objects.get(name="Forklift")
    refused = client.post(f"{OVERVIEW}/types/{kept.id}/delete")
    assert refused.status_code == 409
    assert "1 licence has" in refused.content.decode()
    one = f"{OVERVIEW}/types/{other.id}"
    taken = client.post(one, {**filled(client, one), "name": "forklift"})
    assert taken.status_code == 409
    assert taken.context["form"]["name"].value() == "forklift"
    assert LicenceType.objects.filter(name="Van").exists()


def test_one_firm_never_meets_the_other(firm: Firm) -> None:
    row = add(firm, "tech", "Forklift")
    stranger = firm.client("stranger")
    assert stranger.get("/rival/admin/licences").context["lines"] == []
    for address in (f"licences/{row.id}", f"admin/licences/types/{row.type_id}"):
        assert stranger.get(f"/rival/{address}").status_code == 404
        assert stranger.get(f"/northgate/{address}").status_code == 404
    choices = stranger.get("/rival/admin/licences/new").context["form"].fields["member_id"].choices
    assert [name for _, name in choices] == ["", "Stranger (In-house user)"]
    assert access.for_member(firm.members["stranger"].id, access.Surface.OFFICE).is_admin
