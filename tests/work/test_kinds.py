"""Each kind of record is described once, and refuses what it doesn't have."""

import datetime as dt
import inspect
from typing import Any

import pytest

from personas import Firm
from strongroom.access.api import ASSIGNS, MODULE_OF, closure
from strongroom.access.kinds import ASSIGNED_KINDS
from strongroom.core.errors import InvalidError
from strongroom.interfaces.common.words.icons import ICONS
from strongroom.store.models import Library, LibraryKind
from strongroom.work.api import JOBS, KINDS, NUMBERED, QUOTES
from strongroom.work.models import NumberedRecord, Quote

DAY = dt.date(2026, 3, 1)


def test_all_kinds_are_described_but_licences_which_are_no_work():
    assert {kind.library for kind in KINDS} == set(LibraryKind) - {LibraryKind.LICENCE}
    assert set(ICONS) == set(LibraryKind)
    assert max(map(len, LibraryKind)) <= Library._meta.get_field("kind").max_length
    assert [kind.model for kind in NUMBERED] == NumberedRecord.__subclasses__()


def test_numbered_kinds_are_those_that_people_are_assigned_to():
    """D-3: and their permissions, statuses and module in the portal (A-12) are there."""
    assert [(kind.library, kind.many) for kind in NUMBERED] == [
        (each.kind, each.many) for each in ASSIGNED_KINDS
    ]
    for kind in NUMBERED:
        assert kind.edit == ASSIGNS[kind.library]
        assert kind.view in closure([kind.edit])
        assert kind.first_status in dict(kind.statuses)
        assert kind.hidden_status in {None, *dict(kind.statuses)}
        assert MODULE_OF[kind.library] == kind.many


def test_no_two_kinds_share_what_tells_them_apart():
    for told in ("one", "many", "model", "letter", "library"):
        assert len({getattr(kind, told) for kind in NUMBERED}) == len(NUMBERED)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.one)
def test_operations_take_the_principal_and_then_the_id(kind):
    for operation in (kind.get, kind.update):
        _, record_id, *others = inspect.signature(operation).parameters.values()
        assert record_id.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
        assert record_id.name.endswith("_id")
        assert all(other.kind is inspect.Parameter.KEYWORD_ONLY for other in others)
    assert {"q", "cursor", "limit"} <= inspect.signature(kind.list).parameters.keys()
    assert kind.one == kind.library.value


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "given"), [("scheduled_on", DAY), ("scheduled_on", None), ("reason", "In a hurry")]
)
def test_c9_a_quote_refuses_the_day_and_the_reason_that_it_has_not(
    firm: Firm, field: str, given: Any
) -> None:
    office = firm.principal("office")
    before, count = QUOTES.get(office, firm.quote.id), Quote.objects.count()
    with pytest.raises(InvalidError) as caught:
        QUOTES.update(office, firm.quote.id, title="Other", **{field: given})
    assert list(caught.value.errors) == [field]
    if given is not None:
        customer_id = firm.customers["alder"].id
        with pytest.raises(InvalidError) as caught:
            QUOTES.create(office, title="New", customer_id=customer_id, **{field: given})
        assert list(caught.value.errors) == [field]
    assert (QUOTES.get(office, firm.quote.id), Quote.objects.count()) == (before, count)


@pytest.mark.django_db
def test_a_job_has_them(firm: Firm) -> None:
    office = firm.principal("office")
    row = JOBS.update(office, firm.job.id, scheduled_on=DAY, reason="In a hurry")
    assert row.scheduled_on == DAY
    assert JOBS.update(office, firm.job.id, title="Other").scheduled_on == DAY
    assert JOBS.update(office, firm.job.id, scheduled_on=None).scheduled_on is None
