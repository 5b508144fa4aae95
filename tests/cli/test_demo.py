"""The demo firm: as issue 2 describes it, the same each time, loaded once."""

import io
from collections import Counter

import docx
import pypdfium2
import pytest
from django.test import Client
from PIL import Image

from strongroom.access import api as access
from strongroom.access.api import Surface
from strongroom.access.models import Share
from strongroom.directory.models import Account, Contact, Customer, Member, Person, Plan
from strongroom.documents import api as documents
from strongroom.interfaces.cli import demo
from strongroom.interfaces.cli.demo_logins import LOGINS, PASSWORD
from strongroom.licences.models import Licence
from strongroom.store import api as store
from strongroom.store.models import Blob, Item, Library, Version
from strongroom.work import api as work
from strongroom.work.models import CustomerRecord, Job, Project, Quote

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def loaded(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    assert demo.load()
    return Account.objects.get(slug="demo")


def _member(email, surface):
    return access.for_member(Member.objects.get(person__email=email).id, surface)


def _fingerprint() -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    rows += Item.objects.values_list("id", "name", "parent_id", "created_at", "created_by_id")
    rows += Blob.objects.values_list("id", "sha256", "size")
    rows += Job.objects.values_list("id", "number", "title", "status", "created_at", "updated_at")
    rows += Member.objects.values_list("id", "person__email", "created_at")
    rows += Share.objects.values_list("id", "item_id", "created_at")
    rows += Licence.objects.values_list("id", "number", "expires_on", "created_at", "updated_at")
    return sorted(rows, key=str)


def test_it_is_the_same_each_time_and_loaded_once(loaded):
    first = _fingerprint()
    assert not demo.load()
    assert _fingerprint() == first
    Share.objects.all().delete()
    Licence.objects.all().delete()
    for model in (Job, Quote, Project):
        model.objects.all().delete()
    Item.objects.update(current=None)
    Version.objects.all().delete()
    Item.objects.all().delete()
    Blob.objects.all().delete()
    CustomerRecord.objects.all().delete()
    Library.objects.all().delete()
    Account.objects.all().delete()
    Person.objects.all().delete()
    assert demo.load()
    assert _fingerprint() == first


def test_everybody_signs_in_where_they_belong(loaded):
    homes = {
        "admin@demo.example": "/demo/",
        "office@demo.example": "/demo/",
        "clerk@demo.example": "/demo/",
        "tech@demo.example": "/demo/m/",
        "sub@demo.example": "/demo/shared",
        "watcher@demo.example": "/demo/",
        "contact@demo.example": "/demo/portal/",
        "admin@other.example": "/other/",
    }
    assert {login.email for login in LOGINS} == set(homes)
    for email, home in homes.items():
        client = Client(headers={"host": "localhost"})  # F-6: where demo passwords count
        response = client.post("/sign-in", {"email": email, "password": PASSWORD})
        assert (email, response.get("Location")) == (email, home)


def test_the_roles_hold_what_the_issue_says(loaded):
    assert loaded.plan == Plan.ENTERPRISE
    assert _member("admin@demo.example", Surface.OFFICE).is_admin
    office = _member("office@demo.example", Surface.OFFICE)
    for code in ("documents.share", "jobs.edit", "quotes.edit", "customers.edit", "documents.edit"):
        assert office.holds(access.Permission(code))
    for code in ("users.manage", "settings.manage", "admin"):
        assert not office.holds(access.Permission(code))
    clerk = _member("clerk@demo.example", Surface.OFFICE)
    assert clerk.holds(access.Permission.JOBS_EDIT)
    assert not clerk.holds(access.Permission.DOCUMENTS_SHARE)
    assert not _member("tech@demo.example", Surface.MOBILE).view_confidential


def test_there_is_enough_to_try_everything_on(loaded):
    assert Job.objects.filter(account=loaded).count() == 30
    assert Quote.objects.filter(account=loaded).count() == 12
    assert Customer.objects.filter(account=loaded).count() == 12
    assert Project.objects.filter(account=loaded).count() == 2
    contact = access.for_contact(Contact.objects.get(person__email="contact@demo.example").id)
    assert len(work.JOBS.list(contact).results) >= 4
    assert len(work.QUOTES.list(contact).results) >= 3
    tech = _member("tech@demo.example", Surface.MOBILE)
    mine = work.JOBS.list(tech).results
    assert 5 <= len(mine) < 30
    assert {row.may_add for row in mine} == {True}
    assert len(work.JOBS.list(_member("sub@demo.example", Surface.OFFICE)).results) == 3
    watcher = _member("watcher@demo.example", Surface.OFFICE)
    assert [p.name for p in work.list_projects(watcher).results] == [
        "Larkfield House refurbishment"
    ]
    stranger = _member("admin@other.example", Surface.OFFICE)
    assert [row.title for row in work.JOBS.list(stranger).results] == ["Fire alarm service"]


def test_the_showcase_job_has_eight_attachments_three_viewable_one_confidential(loaded):
    office = _member("office@demo.example", Surface.OFFICE)
    job = work.JOBS.list(office, q="Larkfield House").results[0]
    rows = documents.attachments(office, job.library_id).results
    assert len(rows) == 8
    assert sum(row.viewable_in_portal for row in rows) == 3
    assert [row.name for row in rows if row.confidential] == ["Key safe codes.docx"]
    tech = _member("tech@demo.example", Surface.MOBILE)
    assert len(documents.attachments(tech, job.library_id).results) == 7


def test_the_files_are_real(loaded):
    kinds = Counter(Version.objects.values_list("content_type", flat=True))
    assert set(kinds) == {
        "image/jpeg",
        "image/png",
        "application/pdf",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }
    opened = Counter()
    turned = 0
    for version in Version.objects.select_related("blob"):
        key = store.storage_key(version.blob.account_id, version.blob.sha256)
        with store.open_blob(key) as file:
            data = file.read()
        if version.content_type.startswith("image/"):
            with Image.open(io.BytesIO(data)) as image:
                image.load()
                turned += image.getexif().get(0x0112) == 6
                opened["gps"] += bool(image.getexif().get_ifd(0x8825))
            opened["image"] += 1
        elif version.content_type == "application/pdf":
            text = pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range()
            assert "Hartwell & Pike" in text
            opened["pdf"] += 1
        else:
            assert docx.Document(io.BytesIO(data)).paragraphs[0].text
            opened["word"] += 1
    assert turned == opened["gps"] == 1
    assert min(opened["image"], opened["pdf"], opened["word"]) >= 5
