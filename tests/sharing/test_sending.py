"""Mailing a link to a contact (B-13, issue: mail): once, to the customer's own, never with the password."""

import threading
import uuid

import pytest
from django.db import connections

from strongroom.core.errors import ConflictError, InvalidError, ThrottledError
from strongroom.directory.models import Contact
from strongroom.outbox.models import Mail
from strongroom.sharing import api as sharing
from strongroom.sharing.models import Sending

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(firm):
    ids = [firm.files["plan.pdf"].id]
    return sharing.share_by_link(firm.principal("office"), item_ids=ids, password="seen")[0]


def _send(firm, row, **kw):
    sharing.send_link(
        firm.principal("office"), row.id, contact_id=firm.contacts["contact"].id, **kw
    )


def test_the_outbox_holds_a_reference_and_the_mail_is_made_when_it_is_sent(firm, row):
    _send(firm, row, message="As promised")
    mail = Mail.objects.get()
    assert set(mail.refs) == {"sending"}
    told = sharing.sending_to_render(Sending.objects.get().id)
    assert told is not None
    assert (told.url, told.message, told.has_password) == (row.url, "As promised", True)
    sharing.cancel_share(firm.principal("office"), row.id)
    assert sharing.sending_to_render(Sending.objects.get().id) is None


def test_sent_twice_is_mailed_once(firm, row):
    sending_id = uuid.uuid4()
    for _ in range(2):
        _send(firm, row, sending_id=sending_id)
    assert Mail.objects.count() == Sending.objects.count() == 1
    _send(firm, row)
    assert Mail.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_once_is_mailed_once(firm, row):
    sending_id, gate = uuid.uuid4(), threading.Barrier(3)

    def send() -> None:
        gate.wait()
        _send(firm, row, sending_id=sending_id)
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Mail.objects.count() == Sending.objects.count() == 1


def test_only_contacts_of_the_customer_with_an_address_and_a_short_message(firm, row):
    office = firm.principal("office")
    for contact_id in (firm.contacts["rival"].id, uuid.uuid4()):
        with pytest.raises(InvalidError) as caught:
            sharing.send_link(office, row.id, contact_id=contact_id)
        assert set(caught.value.errors) == {"contact_id"}
    with pytest.raises(InvalidError) as caught:
        _send(firm, row, message="x" * 2001)
    assert set(caught.value.errors) == {"message"}
    Contact.objects.update(email="")
    with pytest.raises(InvalidError):
        _send(firm, row)
    assert not Mail.objects.exists()


def test_what_does_not_work_is_not_mailed(firm, row):
    sharing.cancel_share(firm.principal("office"), row.id)
    with pytest.raises(ConflictError) as caught:
        _send(firm, row)
    assert caught.value.code == "not_live"


def test_l8_a_contact_who_has_left_gets_nothing(firm, row):
    _send(firm, row)
    sending = Sending.objects.get()
    Contact.objects.filter(id=firm.contacts["contact"].id).update(customer=firm.customers["birch"])
    assert sharing.sending_to_render(sending.id) is None


def test_one_person_can_mail_only_so_many_links_in_an_hour(firm, row):
    for _ in range(100):
        _send(firm, row)
    with pytest.raises(ThrottledError):
        _send(firm, row)
    sharing.send_link(firm.principal("admin"), row.id, contact_id=firm.contacts["contact"].id)
