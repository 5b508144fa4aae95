"""Documents on the phone: shared items, projects and folders (D-5, D-6, D-20), confidential ones (A-11)."""

from dataclasses import dataclass

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext

import personas
import surface_world
from strongroom.access.api import Entry, Level, Permission, Surface, for_member, put_settings
from strongroom.access.models import Role, Seat
from strongroom.directory.models import Member
from strongroom.documents import api as documents
from strongroom.store.models import Item

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class Site:
    """A project with Plans / Level 2 / ground.jpg, and a confidential wages.jpg beside that picture."""

    world: surface_world.World
    base: str
    root: str
    plans: Item
    level: Item
    ground: Item
    wages: Item
    sub: Member
    watcher: Member
    foreman: Member
    """In-house, may view and edit the projects' documents, without the switch of A-10."""

    def folder(self, item: Item) -> str:
        return f"{self.base}documents/folders/{item.id}"

    def open_to(self, item: Item, member: Member, level: Level = Level.VIEWER) -> None:
        entry = Entry("member", member.id, level)
        put_settings(self.world.office, item.id, enabled=True, entries=[entry], confirm=True)


@pytest.fixture
def site(world: surface_world.World) -> Site:
    library = world.first.project.library_id
    plans = personas.make_folder(library, "Plans")
    level = personas.make_folder(plans.id, "Level 2")
    picture = surface_world.picture
    watching = Role.objects.create(account=world.account, name="Watching", permissions=[])
    watcher = personas.make_member(world.account, "wanda", kind="watcher")
    Seat.objects.create(member=watcher, role=watching, library_id=library)
    base = f"/{world.slug}/m/"
    return Site(
        world=world,
        base=base,
        root=f"{base}documents/folders/{library}",
        plans=plans,
        level=level,
        ground=surface_world.attach(level.id, "ground.jpg", picture()),
        wages=surface_world.attach(level.id, "wages.jpg", picture("red"), confidential=True),
        sub=personas.make_member(world.account, "susan", kind="subcontractor"),
        watcher=watcher,
        foreman=surface_world.member(
            world.account, "frank", Permission.SURFACE_MOBILE, Permission.DOCUMENTS_EDIT
        ),
    )


def names(client: Client, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200
    rows = answer.context["documents"].rows
    return [row.name for row in rows]


def test_the_bottom_bar_leads_to_documents(site: Site, sign_in) -> None:
    for member in (site.sub, site.watcher, site.foreman, site.world.tech):
        frame = sign_in(member).get(f"{site.base}jobs").context["frame"]
        labels = [link.label for link in frame.nav]
        assert "Documents" in labels
        assert labels[-1] == "Me"


def test_d20_a_subcontractor_finds_what_is_shared_and_opens_it(site: Site, sign_in) -> None:
    site.open_to(site.plans, site.sub, Level.MANAGER)
    client = sign_in(site.sub)
    assert names(client, f"{site.base}documents") == ["Plans"]
    page = client.get(f"{site.base}documents")
    ways = [way.label for way in page.context["ways"]]
    assert ways == ["Shared", "Favourites", "Recent"]
    assert "House of First" in page.content.decode()
    level = client.get(site.folder(site.level))
    assert [crumb.label for crumb in level.context["crumbs"]] == ["Documents", "Plans"]
    assert level.context["documents"].upload is None
    assert client.get(f"{site.base}items/{site.ground.id}/content").status_code == 200
    assert client.get(site.root).status_code == 404


def test_d5_whatever_the_grant_a_subcontractor_changes_nothing(site: Site, sign_in) -> None:
    site.open_to(site.plans, site.sub, Level.MANAGER)
    client = sign_in(site.sub)
    urls = client.get(site.folder(site.level)).context["documents"].urls
    form = {"action": "delete", "ids": site.ground.id}
    assert client.post(urls.actions, form).status_code == 403
    assert client.post(urls.upload).status_code == 403
    assert Item.objects.get(id=site.ground.id).trashed_at is None


def test_d6_a_watcher_sees_the_open_items_of_their_projects_and_no_controlled_one(
    site: Site, sign_in
) -> None:
    client = sign_in(site.watcher)
    page = client.get(f"{site.base}documents")
    assert [each["row"].name for each in page.context["rows"]] == [site.world.first.project.name]
    assert names(client, site.root) == ["Plans"]
    assert client.get(site.root).context["documents"].upload is None
    site.open_to(site.plans, site.watcher)
    assert names(client, site.root) == []
    assert client.get(site.folder(site.plans)).status_code == 404
    assert names(client, f"{site.base}documents/shared") == []


def test_in_house_users_go_through_projects_and_folders_and_add_files(site: Site, sign_in) -> None:
    client = sign_in(site.foreman)
    page = client.get(f"{site.base}documents")
    ways = [way.label for way in page.context["ways"]]
    assert ways == ["All files", "Shared", "Favourites", "Recent"]
    address = page.context["rows"][0]["url"]
    assert address == site.root
    assert f'href="{site.folder(site.plans)}"' in client.get(address).content.decode()
    listed = client.get(site.folder(site.level)).context["documents"]
    assert listed.upload.parent_id == site.level.id
    assert listed.camera
    picture = surface_world.picture("green")
    sent = {"files": personas_file("new.jpg", picture)}
    assert client.post(listed.urls.upload, sent)["Location"] == site.folder(site.level)
    assert "new.jpg" in names(client, site.folder(site.level))


def personas_file(name: str, data: bytes):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, data)


def test_a11_confidential_files_do_not_exist_there_without_the_switch(site: Site, sign_in) -> None:
    site.open_to(site.wages, site.foreman)
    site.open_to(site.ground, site.foreman)
    client = sign_in(site.foreman)
    shared = f"{site.base}documents/shared"
    assert names(client, shared) == ["ground.jpg"]
    assert names(client, site.folder(site.level)) == ["ground.jpg"]
    for what in ("content", "preview?size=256"):
        assert client.get(f"{site.base}items/{site.wages.id}/{what}").status_code == 404
    archive = {"ids": [site.wages.id]}
    assert client.post(f"{site.base}documents/archive", archive).status_code == 404
    assert "wages" not in client.get(shared).content.decode()
    Member.objects.filter(id=site.foreman.id).update(view_confidential=True)
    assert names(client, shared) == ["ground.jpg", "wages.jpg"]
    assert names(client, site.folder(site.level)) == ["ground.jpg", "wages.jpg"]


def test_a11_binds_admins_there_too(site: Site, sign_in) -> None:
    ada = Member.objects.get(id=site.world.office.id)
    client = sign_in(ada)
    assert names(client, site.folder(site.level)) == ["ground.jpg"]


def test_htmx_gets_the_list_alone_and_the_view_is_kept(site: Site, sign_in) -> None:
    client = sign_in(site.foreman)
    headers = {"HX-Request": "true", "HX-Target": "documents"}
    for address in (site.folder(site.level), f"{site.base}documents/shared"):
        text = client.get(address, headers=headers).content.decode()
        assert text.lstrip().startswith('<section id="documents"')
    kept = client.get(f"{site.folder(site.level)}?view=grid")
    assert kept["Location"] == site.folder(site.level)
    assert client.get(site.folder(site.level)).context["documents"].view == "grid"
    shared = client.get(f"{site.base}documents/shared?view=list")
    assert shared["Location"] == f"{site.base}documents/shared"


def test_projects_are_searched_and_a_file_or_stranger_has_no_folder_page(
    site: Site, sign_in
) -> None:
    client = sign_in(site.foreman)
    found = client.get(f"{site.base}documents?q=SECOND").context["rows"]
    assert [each["row"].name for each in found] == [site.world.second.project.name]
    assert "Nothing matches" in client.get(f"{site.base}documents?q=zzz").content.decode()
    assert client.get(site.folder(site.ground)).status_code == 404
    assert sign_in(site.world.tech).get(site.root).status_code == 404


def test_pages_take_the_same_few_queries_however_long(site: Site, sign_in) -> None:
    client = sign_in(site.foreman)
    pages = {
        f"{site.base}documents": 9,
        f"{site.base}documents/shared": 16,
        f"{site.base}documents/favourites": 15,
        f"{site.base}documents/recent": 15,
        f"{site.base}documents/new": 15,
        site.folder(site.level): 22,
    }

    def queries(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    def keep(items: "QuerySet[Item]") -> None:
        foreman, ids = for_member(site.foreman.id, Surface.MOBILE), [item.id for item in items]
        documents.set_favourite(foreman, item_ids=ids, starred=True)
        for item_id in ids:
            documents.note_opened(foreman, item_id)

    site.open_to(site.ground, site.foreman)
    keep(Item.objects.filter(id=site.ground.id))
    few = {address: queries(address) for address in pages}
    personas.add_many_files(site.level.id, 60)
    for number in range(40):
        other = personas.make_folder(site.level.id, f"Folder {number:02}")
        site.open_to(other, site.foreman)
    keep(Item.objects.filter(parent_id=site.level.id, confidential=False))
    assert {address: queries(address) for address in pages} == few
    assert all(few[address] <= most for address, most in pages.items()), few
