"""Administration, User licences (C-1): the overview, and who has these pages."""

import datetime as dt

import pytest
from django.test import Client

from licences.licence_world import add, keeper, today
from office.conftest import SignIn
from personas import Firm
from strongroom.interfaces.kit.paging import Order
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
    lines = [line.cells for line in page.context["listing"].table.rows]
    assert [(state.text, expiry.notes[0].text) for *_, expiry, state in lines] == [
        ("Overdue", "3 days ago"),
        ("Expiring", "in 3 weeks"),
        ("Active", "in 13 months"),
        ("Active", "Never"),
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
    states = client.get(f"{OVERVIEW}?q=tech&state=overdue").context["listing"].states
    assert [(state.label, state.count, state.active) for state in states] == [
        ("All", "2", False),
        ("Active", "1", False),
        ("Expiring", "0", False),
        ("Overdue", "1", True),
        ("Archived", None, False),
    ]
    assert states[0].url == f"{OVERVIEW}?q=tech"


def test_c1_headings_turn_the_order_and_keep_the_filter(client: Client, several: None) -> None:
    listing = client.get(f"{OVERVIEW}?q=tech&sort=member").context["listing"]
    orders = {column.title: column.order for column in listing.table.columns}
    assert orders["User"].way == "ascending"
    assert orders["User"].url == f"{OVERVIEW}?q=tech&sort=-member"
    assert orders["Expires"] == Order(f"{OVERVIEW}?q=tech", "")


def test_c1_pages_follow_one_another_without_gap(client: Client, firm: Firm) -> None:
    for number in range(53):
        add(firm, "tech", f"Type {number:02}")
    first = client.get(f"{OVERVIEW}?sort=type").context["listing"]
    second = client.get(first.pager.next_url).context["listing"]
    names = [line.cells[1].text for one in (first, second) for line in one.table.rows]
    assert names == [f"Type {number:02}" for number in range(53)]
    assert second.pager.next_url == ""


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
    assert [tab.label for tab in page["tabs"]] == ["User licences"]
    assert page["frame"].admin_url == OVERVIEW
    assert client.get("/northgate/admin/defaults").status_code == 403
