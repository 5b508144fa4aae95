"""One licence: its page, edit, replace, archive, delete; and the licence types."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from licences.licence_world import add, keeper, photo, today
from office.conftest import SignIn
from office.forms import filled
from personas import PDF, Firm
from strongroom.licences import api as licences
from strongroom.licences.models import Licence, LicenceType

pytestmark = pytest.mark.django_db
OVERVIEW = "/northgate/admin/licences"


@pytest.fixture
def client(firm: Firm) -> Client:
    """A browser of somebody who keeps licences, and no users."""
    keeper(firm)
    return firm.client("keeper")


def in_days(days: int) -> str:
    return (today() + dt.timedelta(days=days)).isoformat()


def rows(client: Client, query: str = "") -> list[tuple[str, str]]:
    """Return user and type of each line."""
    lines = client.get(f"{OVERVIEW}{query}").context["listing"].table.rows
    return [(line.cells[0].text, line.cells[1].text) for line in lines]


def test_c7_the_holder_sees_the_page_without_what_keepers_do(firm: Firm, sign_in: SignIn) -> None:
    row = add(firm, "sub", "Asbestos", in_days(20), files=[photo("card.png")])
    page = sign_in("sub").get(f"/northgate/licences/{row.id}")
    assert set(page.context["urls"]) == {"renew"}
    assert [one.name for one in page.context["documents"].rows] == ["card.png"]
    assert page.context["documents"].upload is None
    file_id = page.context["documents"].rows[0].id
    assert sign_in("sub").get(f"/northgate/items/{file_id}/content").status_code == 200
    assert sign_in("watcher").get(f"/northgate/items/{file_id}/content").status_code == 404
    assert sign_in("sub").get(f"/northgate/licences/{row.id}/edit").status_code == 403


def test_c7_evidence_has_nothing_of_customers(firm: Firm, sign_in: SignIn) -> None:
    row = add(firm, "sub", "Asbestos", in_days(20), files=[photo("card.png")])
    admin = sign_in("admin")
    page = admin.get(f"/northgate/licences/{row.id}")
    listed = page.context["documents"]
    assert (listed.columns.portal, listed.columns.confidential) == (False, True)
    assert (listed.may.share, listed.may.link) == (False, True)
    text = page.content.decode()
    assert "Customer view" not in text
    assert "customer portal" not in text
    part = admin.get(f"/northgate/licences/{row.id}", headers={"HX-Request": "true"}).content
    assert b"Customer view" not in part
    of_file = admin.get(f"/northgate/items/{listed.rows[0].id}/details").content.decode()
    assert "Viewable in portal" not in of_file
    job = admin.get(f"/northgate/jobs/{firm.job.id}").content.decode()
    assert "Customer view" in job


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
    last = {**filled(client, address), "expires_on": ""}
    assert client.post(address, last).status_code == 303
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
    [archived] = client.get(f"{OVERVIEW}?state=archived").context["listing"].table.rows
    assert archived.cells[0].url == f"/northgate/licences/{old.id}"


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
    twice = client.post(types, {"name": "VAN", "kind": "vehicle"})
    assert twice.status_code == 422
    assert "Van is in the list already." in twice.content.decode()
    assert twice.context["form"]["name"].value() == "VAN"
    kept = LicenceType.objects.get()
    one = f"{types}/{kept.id}"
    sent = {**filled(client, one), "name": "Lorry"}
    assert client.post(one, sent).status_code == 303
    stale = client.post(one, {**sent, "name": "Bus"})
    assert stale.status_code == 412
    client.post(f"{one}/archive")
    assert client.get(f"{OVERVIEW}/new").context["form"].fields["type_id"].choices == [("", "")]
    client.post(types, {"name": "lorry", "kind": "vehicle"})
    assert not LicenceType.objects.get().archived
    client.post(f"{one}/archive")
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
    assert stranger.get("/rival/admin/licences").context["listing"].table.rows == []
    for address in (f"licences/{row.id}", f"admin/licences/types/{row.type_id}"):
        assert stranger.get(f"/rival/{address}").status_code == 404
        assert stranger.get(f"/northgate/{address}").status_code == 404
    choices = stranger.get("/rival/admin/licences/new").context["form"].fields["member_id"].choices
    assert [name for _, name in choices] == ["", "Stranger (In-house user)"]
