"""The register of doors in Administration: what is listed for whom, the filter, cancelling, taking over."""

import datetime as dt
import uuid
from collections.abc import Sequence

import pytest
from django.test import Client

from office.conftest import SignIn
from office.test_budgets import queries
from personas import Firm, add_many_files, make_file, make_member, share
from questions import asked
from strongroom.access.models import Role, Seat, Share
from strongroom.audit.models import Event
from strongroom.core import clock
from strongroom.interfaces.kit.table import Detailed, Row
from strongroom.sharing import api as sharing
from strongroom.sharing.api import Opened
from strongroom.store.models import Item

pytestmark = pytest.mark.django_db
PAGE = "/northgate/admin/shares"
PART = {"HX-Request": "true", "HX-Target": "register"}


def link(firm: Firm, name: str, who: str = "office", **fields: object) -> uuid.UUID:
    made = sharing.share_by_link(
        firm.principal(who), item_ids=[firm.files[name].id], confirm=True, **fields
    )
    return made[0].id


def rows(answer: object) -> Sequence[Row]:
    """Return the lines of the register."""
    return answer.context["listing"].table.rows  # type: ignore[attr-defined,no-any-return]


def listed(client: Client, query: str = "") -> list[str]:
    """Return the documents in the list, in order."""
    return [row.name for row in rows(client.get(f"{PAGE}{query}"))]


def test_the_register_shows_each_door_with_document_place_and_state(
    firm: Firm, sign_in: SignIn
) -> None:
    link(firm, "plan.pdf", password="pier 7")
    page = sign_in("office").get(PAGE)
    text = page.content.decode()
    names = {row.name for row in rows(page)}
    assert {"plan.pdf", "viewable.pdf", "rival.pdf"} <= names
    assert "J-1 Rewire the boiler house" in text
    assert "Alder Housing" in text
    assert "Password: yes" in text
    assert f"/northgate/items/{firm.files['plan.pdf'].id}/details?tab=shares" in text
    # What opens the door does not stand here.
    assert "pier 7" not in text
    assert "/l/" not in text
    assert not Event.objects.filter(verb="share.looked").exists()


def test_b2_who_may_share_nothing_has_no_register(firm: Firm, sign_in: SignIn) -> None:
    for name in ("clerk", "viewer", "sub", "watcher"):
        client = sign_in(name)
        for address in (PAGE, f"{PAGE}/export"):
            assert client.get(address).status_code == 403
        assert PAGE not in client.get("/northgate/jobs").content.decode()
    assert Event.objects.filter(verb="share.refused").count() == 8
    office = sign_in("office").get("/northgate/jobs").content.decode()
    assert f'href="{PAGE}"' in office


def test_who_may_share_in_one_project_sees_its_doors_only(firm: Firm, sign_in: SignIn) -> None:
    role = Role.objects.create(
        account=firm.account, name="Sharing here", permissions=["documents.view", "documents.share"]
    )
    member = make_member(firm.account, "local", firm.roles["viewer"])
    firm.members["local"] = member
    Seat.objects.create(member=member, role=role, library=firm.project.library)
    link(firm, "project.pdf")
    link(firm, "plan.pdf")
    client = sign_in("local")
    assert listed(client) == ["project.pdf"]
    plan = Share.objects.get(item=firm.files["plan.pdf"])
    sent = {"ids": str(plan.id), "confirm": "true"}
    assert client.post(f"{PAGE}/cancel", sent).status_code == 403
    assert not Share.objects.filter(cancelled_at__isnull=False).exists()


def test_l28_shares_of_another_firm_or_nobody_do_not_exist(firm: Firm, sign_in: SignIn) -> None:
    foreign = share(firm.files["foreign.pdf"], firm.customers["foreign"])
    client = sign_in("admin")
    assert "foreign.pdf" not in client.get(f"{PAGE}?state=all").content.decode()
    for share_id in (foreign.id, uuid.uuid4()):
        sent = {"ids": str(share_id), "confirm": "true"}
        assert client.post(f"{PAGE}/cancel", sent).status_code == 404
        assert client.post(f"{PAGE}/{share_id}/takeover").status_code == 404
    foreign.refresh_from_db()
    assert foreign.cancelled_at is None


def test_the_filter_narrows_by_each_choice(firm: Firm, sign_in: SignIn) -> None:
    client, now = sign_in("admin"), clock.now()
    tomorrow = clock.today(firm.account.time_zone) + dt.timedelta(days=1)
    secured = link(firm, "plan.pdf", password="pier 7")
    ending = link(firm, "photo.png", "admin", expires_on=tomorrow)
    Share.objects.filter(id=secured).update(created_at=now - dt.timedelta(days=100))
    sharing.record_opening(
        firm.principal("contact"),
        firm.files["viewable.pdf"].id,
        what=Opened.VIEWED,
        device="Phone",
        network="192.0.2.7",
    )
    portal = {"viewable.pdf", "secret-viewable.pdf", "rival.pdf"}
    wanted = {
        "": portal | {"plan.pdf", "photo.png"},
        "?type=portal": portal,
        "?type=link": {"plan.pdf", "photo.png"},
        "?age=90": {"plan.pdf"},
        "?age=365": set(),
        "?password=none": {"photo.png"},
        "?expiry=none&type=link": {"plan.pdf"},
        "?opened=never&type=portal": portal - {"viewable.pdf"},
        f"?maker={firm.members['admin'].id}": {"photo.png"},
        f"?customer={firm.customers['birch'].id}": {"rival.pdf"},
        "?q=PHOTO": {"photo.png"},
        "?type=nonsense&age=7&maker=x": portal | {"plan.pdf", "photo.png"},
    }
    assert {query: set(listed(client, query)) for query in wanted} == wanted
    sharing.cancel_share(firm.principal("admin"), ending)
    assert "photo.png" not in listed(client)
    assert "photo.png" in listed(client, "?state=all")
    assert "By Admin" in client.get(f"{PAGE}?state=all").content.decode()


def test_choices_of_people_are_looked_up_when_unfolded(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("admin")
    link(firm, "plan.pdf")
    assert 'name="maker"' not in client.get(PAGE).content.decode()
    more = client.get(f"{PAGE}?more=1").content.decode()
    assert f'<option value="{firm.members["office"].id}"' in more
    assert f'<option value="{firm.customers["birch"].id}"' in more


def test_several_are_cancelled_after_a_question_and_all_or_none(
    firm: Firm, sign_in: SignIn
) -> None:
    client = sign_in("office")
    ids = [
        str(link(firm, "plan.pdf")),
        str(link(firm, "photo.png")),
        str(Share.objects.get(item=firm.files["viewable.pdf"]).id),
    ]
    question = client.post(f"{PAGE}/cancel?type=link", {"ids": ids})
    assert "3 doors close for good: 2 links and 1 portal share." in question.content.decode()
    assert not Share.objects.filter(cancelled_at__isnull=False).exists()
    dialog = client.post(f"{PAGE}/cancel", {"ids": ids}, headers=PART)
    assert [value for _, value in asked(dialog).fields] == ids
    assert asked(dialog).words.confirm_label == "Cancel shares"

    sharing.cancel_share(firm.principal("admin"), uuid.UUID(ids[0]))
    answer = client.post(f"{PAGE}/cancel?type=link", {"ids": ids, "confirm": "true"})
    assert answer["Location"] == f"{PAGE}?type=link"
    said = client.get(answer["Location"]).content.decode()
    assert "2 shares are cancelled. One was cancelled already." in said
    assert Share.objects.filter(id__in=ids, cancelled_at=None).count() == 0
    assert Event.objects.filter(verb="share.cancelled").count() == 3

    missing = [str(Share.objects.get(item=firm.files["rival.pdf"]).id), str(uuid.uuid4())]
    sent = {"ids": missing, "confirm": "true"}
    assert client.post(f"{PAGE}/cancel", sent).status_code == 404
    assert Share.objects.filter(id=missing[0], cancelled_at=None).exists()


def test_a_stale_page_says_by_whom_it_was_cancelled(firm: Firm, sign_in: SignIn) -> None:
    share_id = link(firm, "plan.pdf")
    sharing.cancel_share(firm.principal("admin"), share_id)
    client = sign_in("office")
    answer = client.post(f"{PAGE}/cancel", {"ids": str(share_id)}, headers=PART)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "This share was cancelled already, by Admin. Nothing was changed." in text
    assert "plan.pdf" not in [row.name for row in rows(answer)]
    nothing = client.post(f"{PAGE}/cancel", {}, headers=PART).content.decode()
    assert "Please tick the shares" in nothing


def test_l22_a_suspended_link_is_taken_over(firm: Firm, sign_in: SignIn) -> None:
    share_id = link(firm, "plan.pdf")
    member = firm.members["office"]
    type(member).objects.filter(id=member.id).update(active=False)
    client = sign_in("admin")
    page = client.get(PAGE).content.decode()
    assert "Suspended" in page
    assert f"{PAGE}/{share_id}/takeover" in page
    answer = client.post(f"{PAGE}/{share_id}/takeover", headers=PART)
    assert "You answer for the link to plan.pdf now." in answer.content.decode()
    assert Share.objects.get(id=share_id).keeper_id == firm.members["admin"].id
    again = client.post(f"{PAGE}/{share_id}/takeover", headers=PART).content.decode()
    assert "not suspended any more" in again


def test_an_admin_sees_doors_that_sleep_in_the_trash(firm: Firm, sign_in: SignIn) -> None:
    share_id = link(firm, "plan.pdf")
    Item.objects.filter(id=firm.files["plan.pdf"].id).update(trashed_at=clock.now())
    client = sign_in("admin")
    line = next(row for row in rows(client.get(PAGE)) if row.key == str(share_id))
    assert line.cells[-1].text == "Asleep"
    named = line.cells[0]
    assert isinstance(named, Detailed)
    assert (named.url, named.place) == ("", None)
    assert "plan.pdf" not in listed(sign_in("office"))
    assert (
        client.post(f"{PAGE}/cancel", {"ids": str(share_id), "confirm": "true"}).status_code == 303
    )
    assert Share.objects.get(id=share_id).cancelled_at is not None


def test_the_register_is_empty_until_something_is_shared(firm: Firm, sign_in: SignIn) -> None:
    Share.objects.all().delete()
    client = sign_in("admin")
    assert "Nothing is shared outside" in client.get(PAGE).content.decode()
    assert "Nothing matches" in client.get(f"{PAGE}?type=link").content.decode()


def test_pages_cost_the_same_and_lead_on(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("admin")
    link(firm, "plan.pdf")
    few = queries(client, f"{PAGE}?type=link")
    add_many_files(firm.other_job.library_id, 120, prefix="photo" * 40)
    items = list(
        Item.objects.filter(library=firm.other_job.library_id, is_file=True).order_by("id")
    )
    for item in items:
        sharing.share_by_link(firm.principal("office"), item_ids=[item.id])
    assert queries(client, f"{PAGE}?type=link") == few
    assert few <= 20
    seen: list[str] = []
    address = f"{PAGE}?type=link"
    while address:
        page = client.get(address)
        seen += [row.key for row in rows(page)]
        pager = page.context["listing"].pager
        address = pager.next_url if pager else ""
    assert len(seen) == len(set(seen)) == 121


def test_an_item_that_is_purged_takes_its_doors_along(firm: Firm, sign_in: SignIn) -> None:
    item = make_file(firm.job.library_id, "gone.pdf")
    firm.files["gone.pdf"] = item
    share_id = link(firm, "gone.pdf")
    Item.objects.filter(id=item.id).update(current=None)
    Item.objects.filter(id=item.id).delete()
    client = sign_in("admin")
    assert client.post(f"{PAGE}/cancel", {"ids": str(share_id)}, headers=PART).status_code == 404
