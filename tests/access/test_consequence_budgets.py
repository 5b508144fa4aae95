"""A question costs the same number of statements, however many items, people, contacts and doors (E-13)."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from personas import Firm, add_many_files, make_contact, make_folder, make_member, share
from strongroom.access import api as access
from strongroom.core.errors import ConfirmationRequiredError
from strongroom.sharing import api as sharing


def asked(firm: Firm, item_id: uuid.UUID) -> tuple[int, dict[str, Any]]:
    """Return how many statements the question takes, and what it tells."""
    office = firm.principal("office")
    with (
        CaptureQueriesContext(connection) as captured,
        pytest.raises(ConfirmationRequiredError) as question,
    ):
        access.put_settings(office, item_id, enabled=True)
    return len(captured), question.value.extra["changes"]


@pytest.mark.django_db
def test_as_many_statements_for_many_doors_contacts_members_and_items(firm: Firm) -> None:
    root, alder = firm.project.library_id, firm.customers["alder"]
    small = make_folder(root, "Small")
    share(make_folder(small.id, "One"), alder)
    sharing.share_by_link(firm.principal("office"), item_ids=[small.id])
    few, told = asked(firm, small.id)
    assert len(told["doors"]["closes"]) == 0
    assert len(told["doors"]["stays"]) == 2

    large = make_folder(root, "Large")
    for number in range(30):
        inner = make_folder(large.id, f"Folder {number}")
        add_many_files(inner.id, 5)
        share(inner, alder)
        sharing.share_by_link(firm.principal("office"), item_ids=[inner.id])
        make_contact(alder, f"guest{number}")
        make_member(firm.account, f"colleague{number}", firm.roles["viewer"])
    many, told = asked(firm, large.id)
    assert len(told["doors"]["stays"]) == 60
    assert len(told["people"]) > 30
    assert told["items"] == 30 * 6 + 1
    assert many == few
