"""Renewals from the phone (C-10): the old date counts until somebody verifies; history is kept."""

import uuid

import pytest

from licences.licence_world import add, at, day, keeper, photo
from personas import Firm
from strongroom.access.api import Surface
from strongroom.audit.models import Event
from strongroom.core import clock
from strongroom.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from strongroom.documents import api as documents
from strongroom.licences import api as licences
from strongroom.licences.models import Renewal

pytestmark = pytest.mark.django_db


def hand_in(
    firm: Firm, licence_id: uuid.UUID, who: str = "tech", **fields: object
) -> licences.RenewalRow:
    wanted = {"expires_on": day("2031-01-31"), "files": [photo()], **fields}
    return licences.submit_renewal(
        firm.principal(who, Surface.MOBILE),
        licence_id=licence_id,
        **wanted,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("who", ["tech", "sub", "watcher"])
def test_c10_the_old_date_counts_until_it_is_verified(firm: Firm, who: str) -> None:
    row = add(firm, who, expires="2027-03-10", number="old", issued_on=day("2022-03-10"))
    files = [photo("card.png"), photo("card.png")]
    made = hand_in(firm, row.id, who, number="new", issued_on=day("2026-01-31"), files=files)
    mine = firm.principal(who, Surface.MOBILE)
    before = licences.get_licence(mine, row.id)
    assert (before.expires_on, before.number, before.verification) == (
        day("2027-03-10"),
        "old",
        "pending",
    )
    inside = documents.children(mine, made.folder_id).results
    assert [file.name for file in inside] == ["card (2).png", "card.png"]
    assert {file.created_by for file in inside} == {firm.members[who].id}
    assert {file.id for file in inside} == {file.id for file in licences.evidence(mine, row.id)}
    assert licences.licence_counts(keeper(firm)).pending == 1
    (waiting,) = licences.pending_renewals(keeper(firm)).results
    assert waiting.id == made.id

    done = licences.verify_renewal(keeper(firm), renewal_id=made.id)
    assert (done.state, done.decided_by_name) == ("verified", "Keeper")
    after = licences.get_licence(mine, row.id)
    assert (after.expires_on, after.number, after.issued_on, after.verification) == (
        day("2031-01-31"),
        "new",
        day("2026-01-31"),
        "verified",
    )
    assert licences.pending_renewals(keeper(firm)).results == []
    (kept,) = licences.renewals_of(mine, row.id)
    assert kept.previous_expires_on == day("2027-03-10")
    verbs = set(Event.objects.filter(subject_id=row.id).values_list("verb", flat=True))
    assert {"licence.renewal_submitted", "licence.renewal_verified", "licence.changed"} <= verbs


def test_c10_rejected_with_a_reason_that_the_holder_reads(firm: Firm) -> None:
    row = add(firm, "tech", expires="2027-03-10")
    made = hand_in(firm, row.id)
    for reason in ("", "  ", "x" * 2001, "a\0"):
        with pytest.raises(InvalidError) as raised:
            licences.reject_renewal(keeper(firm), renewal_id=made.id, reason=reason)
        assert list(raised.value.errors) == ["reason"]
    licences.reject_renewal(keeper(firm), renewal_id=made.id, reason="The photo is blurred.")
    (kept,) = licences.renewals_of(firm.principal("tech"), row.id)
    assert (kept.state, kept.reason) == ("rejected", "The photo is blurred.")
    after = licences.get_licence(firm.principal("tech"), row.id)
    assert (after.expires_on, after.verification) == (day("2027-03-10"), "rejected")
    for again in (
        lambda: licences.verify_renewal(keeper(firm), renewal_id=made.id),
        lambda: licences.reject_renewal(keeper(firm), renewal_id=made.id, reason="No."),
        lambda: licences.withdraw_renewal(firm.principal("tech"), renewal_id=made.id),
    ):
        with pytest.raises(ConflictError) as conflict:
            again()
        assert conflict.value.code == "already_decided"
    assert hand_in(firm, row.id).state == "pending"
    assert len(licences.renewals_of(keeper(firm), row.id)) == 2


def test_one_waits_at_a_time_and_can_be_taken_back(firm: Firm) -> None:
    row = add(firm, "tech", expires="2027-03-10")
    wanted = uuid.uuid4()
    made = hand_in(firm, row.id, renewal_id=wanted)
    assert hand_in(firm, row.id, renewal_id=wanted) == made
    with pytest.raises(ConflictError) as raised:
        hand_in(firm, row.id)
    assert raised.value.code == "renewal_pending"
    back = licences.withdraw_renewal(firm.principal("tech"), renewal_id=made.id)
    assert back.state == "withdrawn"
    assert licences.get_licence(keeper(firm), row.id).verification == "none"
    assert hand_in(firm, row.id).state == "pending"


def test_nobody_hands_in_or_decides_for_another(firm: Firm) -> None:
    row = add(firm, "tech", expires="2027-03-10")
    made = hand_in(firm, row.id)
    for who in ("sub", "office", "contact", "stranger"):
        principal = firm.principal(who)
        for act in (
            lambda p=principal: licences.submit_renewal(
                p, licence_id=row.id, expires_on=day("2031-01-01"), files=[photo()]
            ),
            lambda p=principal: licences.withdraw_renewal(p, renewal_id=made.id),
            lambda p=principal: licences.verify_renewal(p, renewal_id=made.id),
            lambda p=principal: licences.reject_renewal(p, renewal_id=made.id, reason="No."),
            lambda p=principal: licences.get_renewal(p, made.id),
        ):
            with pytest.raises(NotFoundError):
                act()
        assert licences.pending_renewals(principal).results == []
    for decide in (
        lambda: licences.verify_renewal(firm.principal("tech"), renewal_id=made.id),
        lambda: licences.reject_renewal(firm.principal("tech"), renewal_id=made.id, reason="No."),
    ):
        with pytest.raises(ForbiddenError):
            decide()
    assert Renewal.objects.get().state == "pending"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"files": []}, "files"),
        ({"expires_on": None}, "expires_on"),
        ({"expires_on": day("2026-03-09")}, "expires_on"),
        ({"expires_on": day("9999-12-31")}, "expires_on"),
        ({"issued_on": day("2031-02-01")}, "expires_on"),
        ({"number": "1" * 61}, "number"),
        ({"note": "x" * 2001}, "note"),
    ],
)
def test_bad_input_is_told_by_field(firm: Firm, fields: dict[str, object], field: str) -> None:
    with clock.standing_at(at("2026-03-10T12:00")):
        row = add(firm, "tech", expires="2027-03-10")
        with pytest.raises(InvalidError) as raised:
            hand_in(firm, row.id, **fields)
    assert field in raised.value.errors
    assert not Renewal.objects.exists()
    assert licences.evidence(keeper(firm), row.id) == []


def test_an_archived_licence_is_not_renewed(firm: Firm) -> None:
    row = add(firm, "tech", expires="2027-03-10")
    made = hand_in(firm, row.id)
    licences.archive_licence(keeper(firm), licence_id=row.id)
    for act in (
        lambda: hand_in(firm, row.id),
        lambda: licences.verify_renewal(keeper(firm), renewal_id=made.id),
    ):
        with pytest.raises(ConflictError) as raised:
            act()
        assert raised.value.code == "licence_archived"


def test_pending_ones_come_in_pages_oldest_first(firm: Firm) -> None:
    made = []
    for number in range(5):
        row = add(firm, "tech", f"Type {number}", expires="2027-03-10")
        with clock.standing_at(at(f"2026-03-1{number}T12:00")):
            made.append(hand_in(firm, row.id).id)
    found, cursor = [], None
    while True:
        page = licences.pending_renewals(keeper(firm), cursor=cursor, limit=2)
        found += [row.id for row in page.results]
        cursor = page.next
        if cursor is None:
            break
    assert found == made
    with pytest.raises(InvalidError):
        licences.pending_renewals(keeper(firm), cursor="WzEsMl0")
