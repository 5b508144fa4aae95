"""E-15: who could see a paper on three days, from history rows alone."""

import datetime as dt
import uuid

from django.db import connection
from then import Then

from personas import Firm, make_file, make_folder, share
from strongroom.access import api
from strongroom.access.api import Entry, Level
from strongroom.access.models import Seat
from strongroom.directory.models import Member
from strongroom.documents import api as documents
from strongroom.store.models import Item


def now() -> dt.datetime:
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        return cursor.fetchone()[0]


def audience(firm: Firm, item_id: uuid.UUID) -> set[str]:
    """Return who can see it now, as the decision tells it."""
    return {str(each.principal.id) for each in api.who_can(firm.principal("admin"), item_id)}


def ids(firm: Firm, *names: str) -> set[str]:
    return {str((firm.contacts.get(name) or firm.members[name]).id) for name in names}


def protect(firm: Firm, folder: Item) -> None:
    entries = [
        Entry("member", firm.members["admin"].id, Level.MANAGER),
        Entry("member", firm.members["clerk"].id, Level.VIEWER),
        Entry("role", firm.roles["office"].id, Level.VIEWER),
    ]
    admin = firm.principal("admin")
    api.put_settings(admin, folder.id, enabled=True, entries=entries, confirm=True)


def test_e15_who_could_see_it_on_three_days(firm: Firm) -> None:
    """E-15: each answer is what the decision said then, though all has changed since."""
    admin = firm.principal("admin")
    folder = make_folder(firm.job.library_id, "Drawings")
    paper = make_file(folder.id, "drawing.pdf").id
    told = []

    def remember() -> None:
        told.append((now(), audience(firm, paper)))

    remember()
    assert told[0][1] == ids(firm, "admin", "office", "clerk", "viewer", "tech", "sub")

    protect(firm, folder)
    share(folder, firm.customers["alder"])
    Member.objects.filter(id=firm.members["viewer"].id).update(active=False)
    remember()
    assert told[1][1] == ids(firm, "admin", "office", "clerk", "contact")

    documents.move(admin, item_ids=[paper], parent_id=firm.job.library_id, confirm=True)
    Seat.objects.filter(member=firm.members["tech"], library=firm.job.library).delete()
    firm.roles["clerk"].permissions = ["surface.office"]
    firm.roles["clerk"].save()
    firm.contacts["contact"].portal_access = False
    firm.contacts["contact"].save()
    remember()
    assert told[2][1] == ids(firm, "admin", "office", "sub")

    documents.trash(admin, item_ids=[paper])
    Item.objects.filter(id=paper).delete()
    Seat.objects.all().delete()
    for moment, seeing in told:
        assert Then(firm.account.id, moment).audience(paper) == seeing
    assert Then(firm.account.id, told[0][0] - dt.timedelta(days=1)).rows("member") == {}


def test_e15_the_trash_hides_and_the_question_of_before_remains(firm: Firm) -> None:
    """E-15: a folder in the trash counts for what is in it, without a row for each."""
    folder = make_folder(firm.job.library_id, "Drawings")
    paper = make_file(folder.id, "drawing.pdf").id
    before = now()
    documents.trash(firm.principal("admin"), item_ids=[folder.id])
    assert Then(firm.account.id, before).audience(paper)
    assert Then(firm.account.id, now()).audience(paper) == set()
