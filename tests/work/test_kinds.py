"""Each kind of record is described once, and its operations go by its words."""

import inspect

import pytest

from strongroom.interfaces.common.words.icons import ICONS
from strongroom.store.models import LibraryKind
from strongroom.work.api import CUSTOMERS, JOBS, PROJECTS, QUOTES

KINDS = (JOBS, QUOTES, PROJECTS, CUSTOMERS)


def test_all_kinds_are_described_but_licences_which_are_no_work():
    assert {kind.library for kind in KINDS} == set(LibraryKind) - {LibraryKind.LICENCE}
    assert set(ICONS) == set(LibraryKind)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.one)
def test_operations_take_the_id_by_its_name(kind):
    for operation in (kind.getting, kind.updating):
        assert kind.id_name in inspect.signature(operation).parameters
    assert {"q", "cursor", "limit"} <= inspect.signature(kind.listing).parameters.keys()
    assert kind.one == kind.library.value
