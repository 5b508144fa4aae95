"""A-12: a contact sees their own customer's records and what is viewable there, and no other (L33)."""

import datetime as dt
import io
import uuid
import zipfile
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

import personas
import surface_world
from strongroom.access.models import Share
from strongroom.core import clock
from strongroom.directory.models import Contact, Member, Person
from strongroom.documents import api as documents
from strongroom.interfaces.portal.urls import urlpatterns
from strongroom.sharing import api as sharing
from strongroom.store import api as store
from strongroom.store.models import Item

NO_ADDRESS_OF_A_RECORD = {"home", "jobs", "quotes", "documents", "archive"}


@dataclass(frozen=True, slots=True)
class Stock:
    """What lies in one customer's libraries."""

    side: surface_world.Side
    viewable: list[Item]
    hidden: list[Item]
    folder: Item
    """A shared folder of the project with one file in it."""
    inside: Item

    @property
    def words(self) -> list[str]:
        """Names that nobody else may read."""
        rows = [*self.viewable, *self.hidden, self.folder, self.inside]
        titles = [self.side.job.title, self.side.quote.title, self.side.job.number]
        return [*(row.name for row in rows), *titles, self.side.customer.name]

    @property
    def ids(self) -> list[uuid.UUID]:
        """Every id that belongs to the customer."""
        items = [*self.viewable, *self.hidden, self.folder, self.inside]
        records = [self.side.job.id, self.side.quote.id, self.side.project.id]
        people = [self.side.customer.id, self.side.contact.id]
        return [*(row.id for row in items), *records, *self.side.library_ids, *people]


def stock(side: surface_world.Side, word: str) -> Stock:
    viewable, hidden = [], []
    for number, library_id in enumerate(side.library_ids):
        photo = surface_world.picture("teal" if word == "alpha" else "navy", (64 + number, 48))
        viewable.append(surface_world.attach(library_id, f"{word}{number}.jpg", photo))
        hidden.append(surface_world.attach(library_id, f"{word}-inner{number}.txt"))
    folder = personas.make_folder(side.project.library_id, f"{word}-plans")
    inside = surface_world.attach(folder.id, f"{word}-plan.txt")
    for item in (*viewable, folder):
        personas.share(item, side.customer)
    return Stock(side, viewable, hidden, folder, inside)


@pytest.fixture
def stocks(world) -> tuple[Stock, Stock]:
    return stock(world.first, "alpha"), stock(world.second, "omega")


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def address(world: surface_world.World, name: str, **kwargs: uuid.UUID) -> str:
    return reverse(f"portal:{name}", kwargs={"account": world.slug, **kwargs})


def every_address(world: surface_world.World, ids: list[uuid.UUID]) -> list[str]:
    """Every portal address with every id: an id of one kind at the place of another too."""
    found = []
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        parameters = list(pattern.pattern.converters)
        if not parameters:
            assert pattern.name in NO_ADDRESS_OF_A_RECORD
            continue
        assert len(parameters) == 1
        found += [address(world, pattern.name, **{parameters[0]: each}) for each in ids]
    return found


def both_ways(stocks: tuple[Stock, Stock]) -> list[tuple[Stock, Stock]]:
    return [stocks, (stocks[1], stocks[0])]


@pytest.mark.slow
def test_l33_every_address_with_every_id_of_the_other_customer(world, stocks, sign_in):
    """A-12 both ways: whatever the address and the method, another customer's id is unknown."""
    surface_world.make_previews(*stocks[0].viewable, *stocks[1].viewable)  # a warm cache (L1)
    for mine, theirs in both_ways(stocks):
        client = sign_in(mine.side.contact)
        for url in every_address(world, theirs.ids):
            for call in (client.get, client.head, client.post):
                data = {"ids": [str(row.id) for row in theirs.viewable], "action": "hide"}
                answer = call(url, data)
                assert answer.status_code in {404, 405}, url
                text = body(answer).decode(errors="replace")
                assert not [word for word in theirs.words if word in text], url


def test_l33_an_unknown_id_answers_like_the_other_customers(world, stocks, sign_in):
    """L11: hidden and missing answer alike, in status and body."""
    client, theirs = sign_in(stocks[0].side.contact), stocks[1]
    for there, missing in zip(
        every_address(world, [theirs.viewable[0].id, theirs.side.job.id]),
        every_address(world, [uuid.uuid4(), uuid.uuid4()]),
        strict=True,
    ):
        answers = client.get(there), client.get(missing)
        assert answers[0].status_code == answers[1].status_code, there
        assert body(answers[0]) == body(answers[1]), there


def test_l33_posted_ids_of_the_other_customer_are_refused(world, stocks, sign_in):
    """L16: also in a selection beside one's own, and of one's own that are not viewable."""
    mine, theirs = stocks
    client = sign_in(mine.side.contact)
    url = address(world, "archive")
    own = str(mine.viewable[0].id)
    assert client.post(url, {"ids": [own]}).status_code == 200
    for foreign in (theirs.viewable[0], theirs.folder, mine.hidden[0]):
        for ids in ([own, str(foreign.id)], [str(foreign.id), own], [str(foreign.id)]):
            assert client.post(url, {"ids": ids}).status_code == 404


def test_a12_own_records_show_what_is_viewable_and_nothing_else(world, stocks, sign_in):
    for mine, theirs in both_ways(stocks):
        client = sign_in(mine.side.contact)
        pages = [
            (address(world, "job", record_id=mine.side.job.id), mine.viewable[0], mine.hidden[0]),
            (
                address(world, "quote", record_id=mine.side.quote.id),
                mine.viewable[1],
                mine.hidden[1],
            ),
        ]
        for url, viewable, hidden in pages:
            answer = client.get(url)
            text = answer.content.decode()
            assert [row.id for row in answer.context["documents"].rows] == [viewable.id]
            assert answer.context["documents"].count_text == "1"
            assert str(hidden.id) not in text
            assert hidden.name not in text
            assert not [word for word in theirs.words if word in text]


def test_a12_the_lists_and_the_first_page_show_own_records_only(world, stocks, sign_in):
    for mine, theirs in both_ways(stocks):
        client = sign_in(mine.side.contact)
        for name in ("home", "jobs", "quotes", "documents"):
            text = client.get(address(world, name)).content.decode()
            assert not [word for word in theirs.words if word in text], name
            assert not [row.name for row in mine.hidden if row.name in text], name
        assert mine.side.job.title in client.get(address(world, "jobs")).content.decode()
        assert mine.side.quote.title in client.get(address(world, "quotes")).content.decode()


def test_a12_cards_count_viewable_documents_only(world, stocks, sign_in):
    """L4: the number shown is the number that the contact can list."""
    client = sign_in(stocks[0].side.contact)
    cards = client.get(address(world, "jobs")).context["cards"]
    assert [card.documents for card in cards] == ["1"]


def test_a12_no_name_of_staff_is_shown(world, stocks, sign_in):
    client, mine = sign_in(stocks[0].side.contact), stocks[0]
    for url in [
        address(world, "home"),
        address(world, "job", record_id=mine.side.job.id),
        address(world, "quote", record_id=mine.side.quote.id),
        address(world, "documents"),
    ]:
        text = client.get(url).content.decode()
        assert "Ada" not in text, url
        assert "Terence" not in text, url


def test_a12_documents_lists_all_that_is_shared_and_nothing_in_a_shared_folder_again(
    world, stocks, sign_in
):
    mine = stocks[0]
    answer = sign_in(mine.side.contact).get(address(world, "documents"))
    shown = {row.id for row in answer.context["documents"].rows}
    assert shown == {*(item.id for item in mine.viewable), mine.folder.id}


def test_a12_a_shared_folder_opens_and_its_parent_does_not(world, stocks, sign_in):
    mine = stocks[0]
    client = sign_in(mine.side.contact)
    answer = client.get(address(world, "folder", item_id=mine.folder.id))
    assert [row.id for row in answer.context["documents"].rows] == [mine.inside.id]
    root = address(world, "folder", item_id=mine.side.project.library_id)
    assert client.get(root).status_code == 404


def test_a12_content_and_preview_of_what_is_viewable_and_nothing_else(world, stocks, sign_in):
    """L1, L12."""
    for mine, _ in both_ways(stocks):
        surface_world.make_previews(*mine.viewable)
        client = sign_in(mine.side.contact)
        for row in mine.viewable:
            assert client.get(address(world, "item-content", item_id=row.id)).status_code == 200
            preview = address(world, "item-preview", item_id=row.id)
            assert client.get(preview, {"size": "256"}).status_code == 200
        for row in mine.hidden:
            for name in ("item-content", "item-preview"):
                assert client.get(address(world, name, item_id=row.id)).status_code == 404


def test_b12_older_versions_do_not_exist_in_the_portal(world, stocks, sign_in):
    mine = stocks[0]
    newer = store.receive([surface_world.picture("black")])
    documents.add_version(world.office, item_id=mine.viewable[0].id, name="new.jpg", staged=newer)
    url = address(world, "item-content", item_id=mine.viewable[0].id)
    client = sign_in(mine.side.contact)
    assert client.get(url).status_code == 200
    assert client.get(url, {"version": "1"}).status_code == 404


def test_a14_the_zip_of_a_record_holds_what_is_viewable(world, stocks, sign_in):
    """L5: the ZIP of everything is everything that the contact sees."""
    for mine, _ in both_ways(stocks):
        client = sign_in(mine.side.contact)
        for name, kwargs, row in [
            ("job-archive", {"record_id": mine.side.job.id}, mine.viewable[0]),
            ("quote-archive", {"record_id": mine.side.quote.id}, mine.viewable[1]),
        ]:
            answer = client.get(address(world, name, **kwargs))
            assert answer.status_code == 200
            packed = zipfile.ZipFile(io.BytesIO(body(answer)))
            assert packed.namelist() == [row.name]
            assert answer["Content-Disposition"].endswith('.zip"')


def test_a14_a_record_with_nothing_viewable_has_no_zip(world, sign_in):
    side = world.first
    surface_world.attach(side.job.library_id, "inner.txt")
    client = sign_in(side.contact)
    assert (
        "archive" not in client.get(address(world, "job", record_id=side.job.id)).content.decode()
    )
    assert client.get(address(world, "job-archive", record_id=side.job.id)).status_code == 404


def test_b11_hiding_holds_for_the_next_request(world, stocks, sign_in):
    mine = stocks[0]
    client = sign_in(mine.side.contact)
    url = address(world, "item-content", item_id=mine.viewable[0].id)
    tag = client.get(url)["ETag"]
    sharing.hide_from_portal(world.office, item_ids=[mine.viewable[0].id])
    assert client.get(url).status_code == 404
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 404
    assert client.head(url).status_code == 404


def test_l34_a_contact_moved_to_another_customer_sees_theirs_from_then_on(world, stocks, sign_in):
    mine, theirs = stocks
    client = sign_in(mine.side.contact)
    Contact.objects.filter(id=mine.side.contact.id).update(customer_id=theirs.side.customer.id)
    # F-4: the session was for the other place, and ends with it.
    assert client.get(address(world, "job", record_id=theirs.side.job.id)).status_code == 302
    mine.side.contact.refresh_from_db()
    client = sign_in(mine.side.contact)
    assert client.get(address(world, "job", record_id=mine.side.job.id)).status_code == 404
    assert client.get(address(world, "job", record_id=theirs.side.job.id)).status_code == 200


@pytest.mark.parametrize(
    "ending",
    [
        lambda contact: Contact.objects.filter(id=contact.id).update(active=False),
        lambda contact: Contact.objects.filter(id=contact.id).update(portal_access=False),
        lambda contact: Person.objects.filter(id=contact.person_id).update(is_active=False),
    ],
    ids=["contact ended", "portal access ended", "login deactivated"],
)
def test_l34_an_ended_contact_is_refused_in_the_next_request(world, stocks, sign_in, ending):
    mine = stocks[0]
    client = sign_in(mine.side.contact)
    urls = [
        address(world, "home"),
        address(world, "job", record_id=mine.side.job.id),
        address(world, "item-content", item_id=mine.viewable[0].id),
    ]
    assert [client.get(url).status_code for url in urls] == [200, 200, 200]
    ending(mine.side.contact)
    for url in urls:
        answer = client.get(url)
        assert answer.status_code in {302, 404}
        assert mine.side.job.title not in body(answer).decode(errors="replace")


def test_a12_nothing_can_be_changed_from_the_portal(world, stocks, sign_in):
    """No upload, no action: the addresses with which the other surfaces write do not exist here."""
    mine = stocks[0]
    client = sign_in(mine.side.contact)
    library_id = mine.side.job.library_id
    base = f"{address(world, 'home')}libraries/{library_id}/"
    shares = Share.objects.filter(cancelled_at=None).count()
    for action in ("show", "hide", "confidential", "rename", "delete", "tags", "restore"):
        fields = {"action": action, "ids": [str(mine.viewable[0].id)], "name": "x.jpg"}
        answer = client.post(f"{base}actions", {**fields, "confirm": "true"})
        assert answer.status_code == 404
    upload = io.BytesIO(b"from outside")
    upload.name = "outside.txt"
    assert client.post(f"{base}files", {"files": [upload]}).status_code == 404
    assert client.get(f"{base}names", {"name": [mine.hidden[0].name]}).status_code == 404
    assert documents.get(world.office, mine.viewable[0].id).name == mine.viewable[0].name
    assert documents.count_files(world.office, library_id) == (2, False)
    assert Share.objects.filter(cancelled_at=None).count() == shares


def test_a12_a_contact_is_shown_no_tags(world, stocks, sign_in):
    """6-api, item fields: tags are the firm's own words."""
    mine = stocks[0]
    documents.set_tags(world.office, item_id=mine.viewable[0].id, tags=["disputed"])
    client = sign_in(mine.side.contact)
    url = address(world, "job", record_id=mine.side.job.id)
    assert "disputed" not in client.get(url).content.decode()
    assert len(client.get(url, {"tag": "nonesuch"}).context["documents"].rows) == 1


def test_the_portal_is_never_for_members(world, sign_in):
    client = Client()
    client.force_login(Member.objects.get(id=world.office.id).person)
    assert client.get(address(world, "home")).status_code == 404


def test_the_portal_asks_strangers_to_sign_in(world):
    answer = Client().get(address(world, "home"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"/{world.slug}/portal/sign-in?next=")


def test_a_share_that_has_expired_is_gone(world, stocks, sign_in):
    """L29: one clock decides, for the list and for the bytes."""
    mine = stocks[0]
    Share.objects.filter(item_id=mine.viewable[0].id).update(expires_at=clock.now())
    client = sign_in(mine.side.contact)
    assert (
        client.get(address(world, "job", record_id=mine.side.job.id)).context["documents"].rows
        == []
    )
    url = address(world, "item-content", item_id=mine.viewable[0].id)
    assert client.get(url).status_code == 404


def test_b4_documents_lists_everything_shared_the_newest_first(stocks, world) -> None:
    """Files of jobs and quotes too, as far as their modules are on."""
    one, other = stocks
    for age, item in enumerate(reversed(one.viewable)):
        moment = clock.now() - dt.timedelta(days=age + 1)
        Item.objects.filter(id=item.id).update(created_at=moment)
    client = Client()
    client.force_login(one.side.contact.person)
    address = reverse("portal:documents", args=[world.account.slug])
    names = [row.name for row in client.get(address).context["documents"].rows]
    assert names == [one.folder.name, *(item.name for item in reversed(one.viewable))]
    assert not {item.name for item in other.viewable} & set(names)
    one.side.customer.portal_off = ["jobs"]
    one.side.customer.save()
    fewer = [row.name for row in client.get(address).context["documents"].rows]
    of_job = {item.name for item in one.viewable if item.library_id == one.side.job.library_id}
    assert of_job
    assert set(names) - set(fewer) == of_job
