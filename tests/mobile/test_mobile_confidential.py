"""A-11: who lacks the switch never learns on the phone that a confidential attachment exists."""

import io
import uuid
import zipfile
from dataclasses import dataclass

import pytest
from django.test import Client
from django.test.utils import override_settings

import personas
import surface_world
from strongroom.access.api import Principal, Surface, for_member
from strongroom.directory.models import Member
from strongroom.documents import api as documents
from strongroom.interfaces.common.documents.document_list import May
from strongroom.store.models import Item

SECRET = "wages-secret.jpg"
PLAIN = "meter.jpg"


@dataclass(frozen=True, slots=True)
class Phone:
    """A technician's browser, and a job with one plain and one confidential photo."""

    client: Client
    member: Member
    job: str
    base: str
    library: str
    plain: Item
    secret: Item
    office: Principal

    def item(self, row: Item, what: str) -> str:
        """The address of an item's content or preview."""
        return f"{self.base}items/{row.id}/{what}"


@pytest.fixture
def phone(world, sign_in) -> Phone:
    library_id = world.first.job.library_id
    secret = surface_world.attach(
        library_id, SECRET, surface_world.picture("red"), confidential=True, tags=["hush"]
    )
    plain = surface_world.attach(library_id, PLAIN, surface_world.picture())
    surface_world.make_previews(secret, plain)
    base = f"/{world.slug}/m/"
    return Phone(
        client=sign_in(world.tech),
        member=world.tech,
        job=f"{base}jobs/{world.first.job.id}",
        base=base,
        library=f"{base}libraries/{library_id}/",
        plain=plain,
        secret=secret,
        office=world.office,
    )


def switch_on(phone: Phone) -> None:
    Member.objects.filter(id=phone.member.id).update(view_confidential=True)


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def upload_url(phone: Phone) -> str:
    """Where the page's own form sends files without script."""
    return phone.client.get(phone.job).context["documents"].urls.upload


def same_but_for(response, other) -> bool:
    """Whether two answers are alike in status, headers and body (L11)."""
    dropped = {"Date", "Expires"}
    heads = [
        {name: value for name, value in answer.items() if name not in dropped}
        for answer in (response, other)
    ]
    return (
        response.status_code == other.status_code
        and heads[0] == heads[1]
        and body(response) == body(other)
    )


def test_a11_the_list_and_its_count_leave_it_out(phone):
    text = phone.client.get(phone.job).content.decode()
    assert "meter" in text
    assert "wages-secret" not in text
    assert str(phone.secret.id) not in text
    context = phone.client.get(phone.job).context["documents"]
    assert context.count_text == "1"
    assert [row.id for row in context.rows] == [phone.plain.id]


def test_a11_with_the_switch_it_is_there_like_any_other(phone):
    switch_on(phone)
    context = phone.client.get(phone.job).context["documents"]
    assert context.count_text == "2"
    assert {row.id for row in context.rows} == {phone.plain.id, phone.secret.id}
    assert phone.client.get(phone.item(phone.secret, "content")).status_code == 200
    assert phone.client.get(phone.item(phone.secret, "preview?size=256")).status_code == 200


def test_a11_the_switch_counts_in_the_next_request_both_ways(phone):
    switch_on(phone)
    assert phone.client.get(phone.item(phone.secret, "content")).status_code == 200
    Member.objects.filter(id=phone.member.id).update(view_confidential=False)
    assert phone.client.get(phone.item(phone.secret, "content")).status_code == 404


@pytest.mark.parametrize("query", ["wages", "secret", "wages-secret.jpg"])
def test_a11_search_in_the_list_finds_nothing_and_says_nothing(phone, query):
    found = phone.client.get(phone.job, {"q": query})
    missing = phone.client.get(phone.job, {"q": "nonesuch"})
    assert found.context["documents"].rows == []
    shown = found.content.decode().replace(query, "nonesuch")
    assert "nonesuch" in shown
    assert len(found.context["documents"].rows) == len(missing.context["documents"].rows)


def test_a11_its_tags_are_not_offered(phone):
    context = phone.client.get(phone.job).context["documents"]
    assert "hush" not in context.filter.tags
    assert phone.client.get(phone.job, {"tag": "hush"}).context["documents"].rows == []


def test_a11_the_fragment_for_htmx_leaves_it_out_too(phone):
    answer = phone.client.get(
        phone.job, headers={"HX-Request": "true", "HX-Target": "documents"}
    ).content.decode()
    assert "meter" in answer
    assert "<html" not in answer
    assert "wages-secret" not in answer


@pytest.mark.parametrize(
    "what",
    [
        "content",
        "content?inline=1",
        "content?version=1",
        "content?version=2",
        "preview",
        "preview?size=256",
        "preview?size=1600",
    ],
)
@pytest.mark.parametrize("method", ["get", "head"])
def test_a11_its_addresses_answer_as_if_it_did_not_exist(phone, what, method):
    unknown = f"{phone.base}items/{uuid.uuid4()}/{what}"
    call = getattr(phone.client, method)
    hidden, missing = call(phone.item(phone.secret, what)), call(unknown)
    assert hidden.status_code == 404
    assert same_but_for(hidden, missing)
    ranged = call(phone.item(phone.secret, what), headers={"Range": "bytes=0-3"})
    assert ranged.status_code == 404


def test_a11_a_cached_preview_is_not_confirmed(phone):
    """L9: an ETag that was seen before tells nothing afterwards."""
    switch_on(phone)
    seen = phone.client.get(phone.item(phone.secret, "preview?size=256"))
    tag = seen["ETag"]
    Member.objects.filter(id=phone.member.id).update(view_confidential=False)
    again = phone.client.get(
        phone.item(phone.secret, "preview?size=256"), headers={"If-None-Match": tag}
    )
    assert again.status_code == 404


def test_a11_the_archive_refuses_it_and_leaves_it_out_of_folders(phone, world):
    folder = personas.make_folder(world.first.job.library_id, "Photos")
    inside = surface_world.attach(folder.id, "inside.txt")
    surface_world.attach(folder.id, "hidden.txt", confidential=True)
    refused = phone.client.post(
        f"{phone.library}archive", {"ids": [str(phone.plain.id), str(phone.secret.id)]}
    )
    assert refused.status_code == 404
    packed = phone.client.post(f"{phone.library}archive", {"ids": [str(folder.id)]})
    names = zipfile.ZipFile(io.BytesIO(body(packed))).namelist()
    assert any(name.endswith(inside.name) for name in names)
    assert not any("hidden" in name for name in names)


@pytest.mark.parametrize(
    "action", ["show", "hide", "confidential", "not_confidential", "rename", "delete", "restore"]
)
def test_a11_no_action_tells_it_from_a_missing_one(phone, action):
    """L11, L16: the same answer as for an id that never was, and nothing is changed."""
    fields = {"action": action, "name": "new.txt", "confirm": "true"}
    url = f"{phone.library}actions"
    hidden = phone.client.post(url, {**fields, "ids": [str(phone.secret.id)]})
    missing = phone.client.post(url, {**fields, "ids": [str(uuid.uuid4())]})
    assert hidden.status_code == 404
    assert same_but_for(hidden, missing)
    row = documents.get(phone.office, phone.secret.id)
    assert (row.name, row.confidential) == (SECRET, True)


def test_a11_the_names_check_says_nothing_of_it(phone):
    """A-3: a clash with something hidden tells nothing."""
    answer = phone.client.get(f"{phone.library}names", {"name": [SECRET, PLAIN]}).json()
    assert answer == {"clashes": [PLAIN]}


def test_a11_a_file_of_the_same_name_tells_nothing(phone):
    """L15: it is stored under the name that was given, and the hidden one stays as it was."""
    before = documents.get(phone.office, phone.secret.id)
    upload = io.BytesIO(surface_world.picture("blue"))
    upload.name = SECRET
    answer = phone.client.post(upload_url(phone), {"files": [upload]}, follow=True)
    assert answer.status_code == 200
    rows = answer.context["documents"].rows
    assert [row.name for row in rows] == [PLAIN, SECRET]
    assert phone.secret.id not in {row.id for row in rows}
    after = documents.get(phone.office, phone.secret.id)
    assert (after.sha256, after.version) == (before.sha256, before.version)


def test_a11_a_new_version_never_lands_on_the_hidden_one(phone):
    """L15: who asks for a version of a name that is hidden from them gets a file of their own."""
    upload = io.BytesIO(surface_world.picture("blue"))
    upload.name = SECRET
    sent = phone.client.post(upload_url(phone), {"files": [upload], "on_clash": "version"})
    assert sent.status_code == 303
    assert documents.get(phone.office, phone.secret.id).version == 1
    assert len(documents.versions(phone.office, phone.secret.id)) == 1


def test_a11_the_office_is_not_restricted(phone):
    """A-11, last sentence: the mark is shown there, and hides nothing."""
    office = for_member(phone.office.id, Surface.OFFICE)
    assert documents.get(office, phone.secret.id).confidential is True


def test_a11_holds_for_admins_on_the_phone_too(phone, sign_in):
    admin = Member.objects.get(id=phone.office.id)
    text = sign_in(admin).get(phone.job).content.decode()
    assert "meter" in text
    assert "wages-secret" not in text


def test_a11_pages_show_the_same_with_only_a_hidden_file(phone, world):
    """L4: a job whose only attachment is hidden looks like an empty one."""
    library_id = world.first.quote.library_id
    surface_world.attach(library_id, "only.txt", confidential=True)
    url = f"{phone.base}quotes/{world.first.quote.id}"
    context = phone.client.get(url).context["documents"]
    assert (context.rows, context.count_text) == ([], "0")
    assert context.may == May()


@override_settings(UPLOAD_LIMIT=10)
def test_a3_a_file_that_is_too_large_says_so_on_the_phone(phone):
    upload = io.BytesIO(b"more than ten bytes")
    upload.name = "long.txt"
    answer = phone.client.post(upload_url(phone), {"files": [upload]}, follow=True)
    assert "long.txt was not attached" in answer.content.decode()
