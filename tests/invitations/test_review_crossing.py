"""Saves that cross: one e-mail typed twice at the same moment is a conflict in words, not a fault of ours."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from personas import Firm
from strongroom.administration import api as administration
from strongroom.core.errors import ConflictError
from strongroom.directory import api as directory
from strongroom.directory.models import Contact, Person
from strongroom.work import api as work

pytestmark = pytest.mark.django_db(transaction=True)
EMAIL = "ida@alder.example"


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Run the calls together and return what each came to: its result or its error."""
    start, came = threading.Barrier(len(calls)), [None] * len(calls)

    def run(number: int, call: Callable[[], object]) -> None:
        try:
            start.wait()
            came[number] = call()  # type: ignore[call-overload]
        except Exception as error:  # noqa: BLE001 - what came is what is asked for
            came[number] = error  # type: ignore[call-overload]
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


@pytest.mark.parametrize("known", [False, True])
def test_two_contacts_with_one_email_at_once(firm: Firm, known: bool) -> None:
    if known:
        directory.person_for(EMAIL, "Ida Long")
    office = firm.principal("office")

    def add() -> object:
        return work.create_contact(
            office,
            customer_id=firm.customers["alder"].id,
            name="Ida Long",
            email=EMAIL,
            portal_access=True,
            invite=True,
        )

    came = at_once(add, add, add, add)
    refused = [one for one in came if isinstance(one, BaseException)]
    assert len(refused) == 3
    assert all(isinstance(one, ConflictError) for one in refused), refused
    assert Contact.objects.filter(email=EMAIL).count() == 1


def test_a_member_and_a_contact_with_one_email_at_once(firm: Firm) -> None:
    admin, office = firm.principal("admin"), firm.principal("office")
    came = at_once(
        lambda: administration.add_member(admin, email=EMAIL, name="Ida", type="watcher"),
        lambda: work.create_contact(
            office,
            customer_id=firm.customers["alder"].id,
            name="Ida Long",
            email=EMAIL,
            portal_access=True,
        ),
    )
    assert not [one for one in came if isinstance(one, BaseException)]
    assert Person.objects.filter(email=EMAIL).count() == 1
