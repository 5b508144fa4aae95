"""Links: B-5 to B-12, B-18, and the leaks L21 to L25, L27 to L29, L32."""

import datetime as dt
import threading
import uuid
from zoneinfo import ZoneInfo

import pytest
from django.db import connections

from personas import make_file, make_folder
from strongroom.access import api as access
from strongroom.access.api import Action
from strongroom.access.models import Link, Share
from strongroom.audit.models import Event
from strongroom.core import clock, crypto
from strongroom.core.errors import (
    ConfirmationRequiredError,
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    ThrottledError,
)
from strongroom.directory.models import Member
from strongroom.documents import api as documents
from strongroom.sharing import api as sharing
from strongroom.sharing.api import ShareState, WrongPasswordError

pytestmark = pytest.mark.django_db


def _link(firm, *names, by="office", **kw):
    ids = [firm.files[name].id for name in names]
    return sharing.share_by_link(firm.principal(by), item_ids=ids, **kw)


def _token(row) -> str:
    return row.url.rpartition("/")[2]


def _bearer(row) -> access.Principal:
    door = sharing.knock(_token(row))
    assert door.principal is not None
    return door.principal


def _shut(row) -> None:
    with pytest.raises(NotFoundError):
        sharing.knock(_token(row))


def test_b5_b12_a_link_opens_its_file_and_nothing_around_it(firm):
    [row] = _link(firm, "plan.pdf")
    bearer = _bearer(row)
    plan = firm.files["plan.pdf"]
    got = documents.get(bearer, plan.id)
    assert (got.name, got.parent_id) == ("plan.pdf", None)
    assert access.check(bearer, Action.DOWNLOAD, plan.id).allowed
    for name, other in firm.files.items():
        if name != "plan.pdf":
            assert not access.check(bearer, Action.VIEW, other.id).visible, name
    for action in set(Action) - {Action.VIEW, Action.DOWNLOAD}:
        assert not access.check(bearer, action, plan.id).allowed
    with pytest.raises(NotFoundError):
        documents.children(bearer, plan.parent_id)
    assert [one.id for one in documents.shared_items(bearer).results] == [plan.id]


def test_b15_a_folder_link_opens_what_lies_under_it_at_any_depth_now_and_later(firm):
    root = firm.project.library_id
    folder = make_folder(root, "Plans")
    inner = make_folder(folder.id, "Level 2")
    deep = make_file(inner.id, "deep.pdf")
    beside = make_file(root, "beside.pdf")
    [row] = sharing.share_by_link(firm.principal("admin"), item_ids=[folder.id])
    bearer = _bearer(row)
    later = make_file(folder.id, "later.pdf")
    names = [one.name for one in documents.children(bearer, folder.id).results]
    assert names == ["Level 2", "later.pdf"]
    assert [one.name for one in documents.children(bearer, inner.id).results] == ["deep.pdf"]
    assert access.check(bearer, Action.VIEW, later.id).allowed
    assert access.check(bearer, Action.VIEW, deep.id).allowed
    assert not access.check(bearer, Action.VIEW, beside.id).visible
    with pytest.raises(NotFoundError):
        documents.children(bearer, root)
    assert [one.name for one in documents.path(bearer, deep.id)] == ["Plans", "Level 2", "deep.pdf"]


def test_b15_one_link_to_several_documents_each_closed_by_itself(firm):
    plan, photo = _link(firm, "plan.pdf", "photo.png")
    assert plan.link_id == photo.link_id
    assert plan.url == photo.url
    assert plan.companions == 1
    assert len(documents.shared_items(_bearer(plan)).results) == 2
    sharing.cancel_share(firm.principal("office"), plan.id)
    bearer = _bearer(photo)
    assert [one.name for one in documents.shared_items(bearer).results] == ["photo.png"]
    sharing.cancel_share(firm.principal("office"), photo.id)
    _shut(photo)


def test_l26_neither_address_nor_password_is_in_the_row(firm):
    [row] = _link(firm, "plan.pdf", password="Correct horse")
    link = Link.objects.get(id=row.link_id)
    kept = f"{link.token_hash} {link.token} {link.password}"
    assert _token(row) not in kept
    assert "horse" not in kept
    assert len(_token(row)) * 6 >= 128
    told = sharing.share_row(firm.principal("office"), row.id)
    assert (told.url, told.password, told.has_password) == (None, None, True)
    assert "horse" not in str([event.data for event in Event.objects.all()])


def test_b7_b8_a_password_is_asked_before_anything_is_told(firm):
    [row] = _link(firm, "plan.pdf", password="Grün 12")
    token = _token(row)
    door = sharing.knock(token)
    assert door.locked
    assert door.principal is None
    for wrong in ("", "grün 12", "Grün 12 ", "x" * 10_000):
        with pytest.raises(WrongPasswordError):
            sharing.unlock(token, password=wrong, visitor="v1", network="n1")
    decomposed = "Gru\u0308n 12"
    value = sharing.unlock(token, password=decomposed, visitor="v1", network="n1")
    assert sharing.knock(token, unlock=value, visitor="v1").principal is not None
    assert sharing.shares_of(firm.principal("office"), row.item_id, look=True)[0].password == (
        "Grün 12"
    )


def test_l24_an_unlock_is_bound_to_link_password_and_session_and_ends(firm):
    [row] = _link(firm, "plan.pdf", password="one")
    [other] = _link(firm, "photo.png", password="one")
    value = sharing.unlock(_token(row), password="one", visitor="v1", network="n")
    assert not sharing.knock(_token(row), unlock=value, visitor="v1").locked
    assert sharing.knock(_token(row), unlock=value, visitor="v2").locked
    assert sharing.knock(_token(row), unlock=value, visitor="").locked
    assert sharing.knock(_token(other), unlock=value, visitor="v1").locked
    moment, _, mac = value.partition(".")
    for forged in (
        "",
        ".",
        f"{int(moment) + 60}.{mac}",
        f"{moment}.{'0' * 64}",
        f"{moment}.",
        "².",
    ):
        assert sharing.knock(_token(row), unlock=forged, visitor="v1").locked, forged
    with clock.standing_at(clock.now() + dt.timedelta(hours=13)):
        assert sharing.knock(_token(row), unlock=value, visitor="v1").locked
    Link.objects.filter(id=row.link_id).update(password=Link.objects.get(id=other.link_id).password)
    assert sharing.knock(_token(row), unlock=value, visitor="v1").locked
    sharing.cancel_share(firm.principal("office"), row.id)
    with pytest.raises(NotFoundError):
        sharing.knock(_token(row), unlock=value, visitor="v1")


@pytest.mark.parametrize(
    ("zone", "last", "first"),
    [
        ("Europe/London", "2026-10-25T23:59:59+00:00", "2026-10-26T00:00:00+00:00"),
        ("Pacific/Auckland", "2026-10-25T10:59:59+00:00", "2026-10-25T11:00:00+00:00"),
        ("America/St_Johns", "2026-10-26T02:29:59+00:00", "2026-10-26T02:30:00+00:00"),
    ],
)
def test_b6_l29_a_link_works_through_the_end_of_its_day_in_the_firms_zone(firm, zone, last, first):
    firm.account.time_zone = zone
    firm.account.save()
    day = dt.date(2026, 10, 25)  # the clocks go back in Europe
    with clock.standing_at(dt.datetime(2026, 10, 24, 23, tzinfo=dt.UTC)):
        [row] = _link(firm, "plan.pdf", expires_on=day)
    assert row.expires_at == dt.datetime.fromisoformat(first)
    with clock.standing_at(dt.datetime.fromisoformat(last)):
        bearer = _bearer(row)
        assert access.check(bearer, Action.VIEW, row.item_id).allowed
    with clock.standing_at(dt.datetime.fromisoformat(first)):
        _shut(row)
        # even one who came in a moment before
        assert not access.check(bearer, Action.VIEW, row.item_id).visible
        assert documents.shared_items(bearer).results == []
        [told] = sharing.shares_of(firm.principal("office"), row.item_id, look=True)
        assert told.state == ShareState.EXPIRED
        assert told.url is None


def test_b6_a_day_that_is_over_is_refused_and_nothing_is_made(firm):
    with clock.standing_at(dt.datetime(2026, 6, 1, 23, 30, tzinfo=dt.UTC)):  # 2 June in London
        for day in (dt.date(2026, 6, 1), dt.date.min):
            with pytest.raises(InvalidError) as caught:
                _link(firm, "plan.pdf", expires_on=day)
            assert set(caught.value.errors) == {"expires_on"}
        _link(firm, "plan.pdf", expires_on=dt.date(2026, 6, 2))
    assert Share.objects.filter(type="link").count() == 1


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Europe/London", "America/Adak"])
def test_b6_a_day_however_far_away_is_taken(firm, zone):
    firm.account.time_zone = zone
    firm.account.save()
    for day in (dt.date(2044, 2, 29), dt.date(9999, 12, 30), dt.date(9999, 12, 31)):
        [row] = _link(firm, "plan.pdf", expires_on=day)
        ends = Share.objects.get(id=row.id).expires_at
        assert (ends - dt.timedelta(seconds=1)).astimezone(ZoneInfo(zone)).date() == day
        assert access.check(_bearer(row), Action.VIEW, row.item_id).allowed
        page = firm.client("office").get(f"/northgate/items/{row.item_id}/shares")
        assert f"{day.day} {day:%B %Y}" in page.content.decode()
        assert firm.client("admin").get("/northgate/admin/shares").status_code == 200
        shares = firm.api("office").get(f"/api/v1/items/{row.item_id}/shares")
        assert shares.status_code == 200


def test_bad_passwords_are_refused(firm):
    for wrong in ("x" * 10_000, "x" * 129, "a\0b", "a\nb", "   "):
        with pytest.raises(InvalidError) as caught:
            _link(firm, "plan.pdf", password=wrong)
        assert set(caught.value.errors) == {"password"}
    assert not Link.objects.exists()


def test_b10_cancelling_is_final_and_twice_is_told(firm):
    [row] = _link(firm, "plan.pdf")
    bearer = _bearer(row)
    office = firm.principal("office")
    sharing.cancel_share(office, row.id)
    _shut(row)
    assert not access.check(bearer, Action.VIEW, row.item_id).visible  # B-11: the open page too
    with pytest.raises(ConflictError) as caught:
        sharing.cancel_share(office, row.id)
    assert caught.value.code == "already_cancelled"
    [again] = _link(firm, "plan.pdf")
    assert again.url != row.url
    _shut(row)
    assert [one.state for one in sharing.shares_of(office, row.item_id)] == [
        ShareState.LIVE,
        ShareState.CANCELLED,
    ]


def test_a_double_save_makes_one_link(firm):
    link_id = uuid.uuid4()
    first = _link(firm, "plan.pdf", "photo.png", link_id=link_id)
    again = _link(firm, "plan.pdf", "photo.png", link_id=link_id)
    assert [one.id for one in again] == [one.id for one in first]
    assert again[0].url == first[0].url
    assert Event.objects.filter(verb="share.created").count() == 2
    for by, names in (("office", ["plan.pdf"]), ("admin", ["plan.pdf", "photo.png"])):
        with pytest.raises(ConflictError):
            _link(firm, *names, by=by, link_id=link_id)


@pytest.mark.django_db(transaction=True)
def test_two_saves_at_once_make_one_link(firm):
    link_id, made, gate = uuid.uuid4(), [], threading.Barrier(4)

    def save() -> None:
        gate.wait()
        made.extend(_link(firm, "plan.pdf", link_id=link_id))
        connections.close_all()

    threads = [threading.Thread(target=save) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    assert len({(row.id, row.url) for row in made}) == 1
    assert Share.objects.filter(type="link").count() == 1


@pytest.mark.parametrize("by", ["viewer", "tech", "sub", "watcher", "contact", "stranger"])
def test_b2_l27_whoever_may_not_share_makes_lists_and_cancels_nothing(firm, by):
    [row] = _link(firm, "plan.pdf")
    principal = firm.principal(by)
    sees = access.check(principal, Action.VIEW, row.item_id).visible
    refusal = ForbiddenError if sees else NotFoundError
    for call in (
        lambda: _link(firm, "plan.pdf", by=by),
        lambda: sharing.shares_of(principal, row.item_id, look=True),
        lambda: sharing.cancel_share(principal, row.id),
        lambda: sharing.cancel_shares(principal, [row.id]),
        lambda: sharing.take_over(principal, row.id),
        lambda: sharing.openings_of(principal, row.id),
        lambda: sharing.send_link(principal, row.id, contact_id=firm.contacts["contact"].id),
    ):
        before = Event.objects.filter(verb="share.refused").count()
        with pytest.raises(refusal):
            call()
        refused = Event.objects.filter(verb="share.refused").count() - before
        assert refused == (1 if sees else 0)
    assert _bearer(row)


def test_a13_something_confidential_goes_out_after_a_confirmation_only(firm):
    with pytest.raises(ConfirmationRequiredError) as caught:
        _link(firm, "secret.pdf")
    changes = caught.value.extra["changes"]
    [door] = changes["doors"]["opens"]
    assert (door["type"], door["for"], door["by"]) == ("link", "Whoever has the link", "Office")
    assert (door["item"]["name"], door["share_id"], door["since"]) == ("secret.pdf", None, None)
    assert changes["confidential"] == [str(firm.files["secret.pdf"].id)]
    assert [one["type"] for one in changes["gain"]] == ["link"]
    assert not Link.objects.exists()
    [row] = _link(firm, "secret.pdf", confirm=True)
    assert _bearer(row)


def test_e11_a_share_is_confirmed_with_its_seal_and_asked_again_when_more_goes_out(firm):
    """The link that the question is about is another row each time, and the same question."""
    folder = make_folder(firm.job.library_id, "Papers")
    make_file(folder.id, "codes.txt", confidential=True)
    office = firm.principal("office")

    def ask(**sent):
        with pytest.raises(ConfirmationRequiredError) as caught:
            sharing.share_by_link(office, item_ids=[folder.id], **sent)
        return caught.value.extra["changes"]

    seal = ask()["seal"]
    assert ask()["seal"] == seal
    make_file(folder.id, "more codes.txt", confidential=True)
    again = ask(confirm=seal)
    assert (again["outdated"], len(again["confidential"])) == (True, 2)
    assert sharing.share_by_link(office, item_ids=[folder.id], confirm=again["seal"])


def test_a13_taking_over_what_opens_something_confidential_asks(firm):
    """E-2, E-7: nobody got in meanwhile, and whoever answers for it from now on is told."""
    [row] = _link(firm, "secret.pdf", confirm=True)
    firm.members["office"].active = False
    firm.members["office"].save()
    admin = firm.principal("admin")
    with pytest.raises(ConfirmationRequiredError) as caught:
        sharing.take_over(admin, row.id)
    changes = caught.value.extra["changes"]
    assert [door["share_id"] for door in changes["doors"]["opens"]] == [str(row.id)]
    assert sharing.share_row(admin, row.id).state == ShareState.SUSPENDED
    assert sharing.take_over(admin, row.id, confirm=changes["seal"]).state == ShareState.LIVE


def test_l22_a_link_sleeps_while_its_maker_is_away_and_can_be_taken_over(firm):
    [row] = _link(firm, "plan.pdf")
    admin = firm.principal("admin")
    with pytest.raises(ConflictError) as caught:
        sharing.take_over(admin, row.id)
    assert caught.value.code == "not_suspended"

    Member.objects.filter(id=firm.members["office"].id).update(active=False)
    _shut(row)
    told = sharing.share_row(admin, row.id)
    assert (told.state, told.suspended_why) == (ShareState.SUSPENDED, "maker_inactive")
    Member.objects.filter(id=firm.members["office"].id).update(active=True)
    assert _bearer(row)

    role = firm.roles["office"]
    role.permissions = [code for code in role.permissions if code != "documents.share"]
    role.save()
    _shut(row)
    assert sharing.share_row(admin, row.id).suspended_why == "maker_may_not"
    taken = sharing.take_over(admin, row.id)
    assert (taken.state, taken.created_by_name, taken.keeper_name) == (
        ShareState.LIVE,
        "Office",
        firm.members["admin"].person.name,
    )
    assert _bearer(row)
    assert Event.objects.filter(verb="share.taken_over", subject_id=row.id).count() == 1


def test_l22_a_link_is_suspended_when_settings_take_the_item_from_its_maker(firm):
    item = firm.files["plan.pdf"]
    [row] = _link(firm, "plan.pdf")
    access.put_settings(firm.principal("admin"), item.id, enabled=True, confirm=True)
    _shut(row)
    assert sharing.share_row(firm.principal("admin"), row.id).state == ShareState.SUSPENDED


def test_l21_a_link_sleeps_in_the_trash_and_dies_with_the_purge(firm):
    office, item = firm.principal("office"), firm.files["plan.pdf"]
    [row] = _link(firm, "plan.pdf")
    documents.rename(office, item_id=item.id, name="renamed.pdf")
    assert documents.get(_bearer(row), item.id).name == "renamed.pdf"
    documents.trash(office, item_ids=[item.id])
    _shut(row)
    make_file(item.parent_id, "renamed.pdf", b"another")
    _shut(row)
    assert sharing.share_row(office, row.id).state == ShareState.ASLEEP
    with pytest.raises(ConfirmationRequiredError) as asked:  # the link opens again (E-11)
        documents.restore(office, item_ids=[item.id])
    [door] = asked.value.extra["changes"]["doors"]["opens"]
    documents.restore(office, item_ids=[item.id], confirm=True)
    assert door["share_id"] == str(row.id)
    assert door["since"].endswith("Z")
    assert _bearer(row)
    documents.trash(office, item_ids=[item.id])
    documents.purge(firm.principal("admin"), item_ids=[item.id])
    _shut(row)
    assert not Share.objects.filter(id=row.id).exists()


def test_l28_a_sleeping_share_can_be_cancelled_and_stays_so(firm):
    office, item = firm.principal("office"), firm.files["plan.pdf"]
    [row] = _link(firm, "plan.pdf")
    documents.trash(office, item_ids=[item.id])
    sharing.cancel_share(office, row.id)
    documents.restore(office, item_ids=[item.id])
    _shut(row)


def test_l32_wrong_passwords_are_throttled_for_one_network_and_link_only(firm):
    [row] = _link(firm, "plan.pdf", password="right")
    [other] = _link(firm, "photo.png", password="right")
    for _ in range(10):
        with pytest.raises(WrongPasswordError):
            sharing.unlock(_token(row), password="wrong", visitor="v", network="attacker")
    with pytest.raises(ThrottledError):
        sharing.unlock(_token(row), password="right", visitor="v", network="attacker")
    assert sharing.unlock(_token(row), password="right", visitor="v", network="visitor")
    assert sharing.unlock(_token(other), password="right", visitor="v", network="attacker")


def test_b18_strays_are_throttled_and_real_addresses_go_on_working(firm):
    [row] = _link(firm, "plan.pdf")
    for number in range(60):
        with pytest.raises(NotFoundError):
            sharing.knock(f"guess{number}", network="attacker")
    with pytest.raises(ThrottledError):
        sharing.knock("guess", network="attacker")
    assert sharing.knock(_token(row), network="attacker").principal


def test_b9a_a_look_at_passwords_is_recorded_once_a_person_and_day(firm):
    office, admin = firm.principal("office"), firm.principal("admin")
    [row] = _link(firm, "plan.pdf", password="seen")
    _link(firm, "photo.png")

    def looks() -> int:
        return Event.objects.filter(verb="share.looked").count()

    sharing.shares_of(office, row.item_id)
    assert looks() == 0
    for _ in range(2):
        sharing.shares_of(office, row.item_id, look=True)
        sharing.shares_of(office, firm.files["photo.png"].id, look=True)
    assert looks() == 1
    sharing.shares_of(admin, row.item_id, look=True)
    assert looks() == 2
    with clock.standing_at(clock.now() + dt.timedelta(days=1)):
        sharing.shares_of(office, row.item_id, look=True)
    assert looks() == 3


def test_limits_of_the_firm_are_kept(firm):
    admin = firm.principal("admin")
    sharing.put_limits(admin, link_max_days=30, link_password_required=True)
    with clock.standing_at(dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)):
        with pytest.raises(InvalidError) as caught:
            _link(firm, "plan.pdf", password="x")
        assert set(caught.value.errors) == {"expires_on"}
        with pytest.raises(InvalidError) as caught:
            _link(firm, "plan.pdf", expires_on=dt.date(2026, 6, 20))
        assert set(caught.value.errors) == {"password"}
        with pytest.raises(InvalidError):
            _link(firm, "plan.pdf", expires_on=dt.date(2026, 7, 2), password="x")
        _link(firm, "plan.pdf", expires_on=dt.date(2026, 7, 1), password="x")
    sharing.put_limits(
        admin,
        link_max_days=None,
        link_password_required=False,
        link_kinds=["project"],
        share_confidential=False,
    )
    with pytest.raises(ForbiddenError):
        _link(firm, "plan.pdf")
    with pytest.raises(ForbiddenError):
        sharing.share_in_portal(admin, item_ids=[firm.files["secret.pdf"].id], confirm=True)
    for name, wrong in (("link_max_days", 0), ("link_default_days", 9999), ("networks", "x")):
        with pytest.raises(InvalidError) as caught:
            sharing.put_limits(admin, **{name: wrong})
        assert set(caught.value.errors) == {name}
    with pytest.raises(ForbiddenError):
        sharing.put_limits(firm.principal("office"), link_max_days=5)


def test_d23_who_can_see_names_the_link_and_its_maker(firm):
    _link(firm, "plan.pdf")
    told = access.who_can(firm.principal("office"), firm.files["plan.pdf"].id)
    [door] = [one for one in told if one.principal.kind == access.Kind.LINK]
    assert door.reason == access.Reason.LINK_SHARE
    assert door.shared_by == "Office"


def test_a_lost_key_closes_what_needs_it_and_breaks_no_page(firm, settings):
    [locked] = _link(firm, "plan.pdf", password="one")
    [free] = _link(firm, "plan.pdf")
    settings.SEALING_KEYS = [crypto.new_key()]
    rows = sharing.shares_of(firm.principal("office"), locked.item_id, look=True)
    assert [(row.url, row.password) for row in rows] == [(None, None), (None, None)]
    with pytest.raises(WrongPasswordError):
        sharing.unlock(_token(locked), password="one", visitor="v", network="n")
    assert _bearer(free)
    sharing.cancel_share(firm.principal("office"), locked.id)


def test_a13_marking_as_confidential_what_a_link_opens_asks_first(firm):
    office, item = firm.principal("office"), firm.files["plan.pdf"]
    _link(firm, "plan.pdf")
    with pytest.raises(ConfirmationRequiredError) as caught:
        documents.set_confidential(office, item_ids=[item.id], value=True)
    [door] = caught.value.extra["changes"]["doors"]["stays"]
    assert (door["type"], door["item"]["id"]) == ("link", str(item.id))
    documents.set_confidential(office, item_ids=[item.id], value=True, confirm=True)
    assert documents.get(office, item.id).confidential
