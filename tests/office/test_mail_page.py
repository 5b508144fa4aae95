"""Administration, Mail: what waits and why, trying it now, and a mail that tries the server."""

import datetime as dt
from typing import Any

import pytest
from django.db import transaction

from office.conftest import SignIn
from outbox.conftest import sink
from outbox.mail_sink import Sink
from personas import Firm
from strongroom.core import clock
from strongroom.outbox import api as outbox
from strongroom.outbox.models import Mail

__all__ = ["sink"]
pytestmark = pytest.mark.django_db
PAGE = "/northgate/admin/mail"
HELO = "504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname"


@pytest.fixture
def waiting(firm: Firm) -> Mail:
    with transaction.atomic():
        outbox.post("test", key="k", account_id=firm.account.id, refs={"thing": "7"})
    return Mail.objects.get(key="k")


@pytest.fixture(autouse=True)
def rendered(firm: Firm) -> Any:
    from strongroom.notices import api as notices

    outbox.render_with(lambda _w: outbox.Message("ann@x.example", "Ann", "S", "T", "<p>T</p>"))
    yield
    outbox.render_with(notices.render)


def test_a_server_that_refuses_us_stands_on_the_page(
    firm: Firm, sign_in: SignIn, sink: Sink, waiting: Mail
) -> None:
    admin = sign_in("admin")
    sink.on_recipient = lambda _address: HELO
    assert outbox.send_waiting() == 0
    page = admin.get(PAGE).content.decode()
    assert "Mail is waiting: the server did not take it (server refuses us (504))." in page
    assert "1 mail is waiting." in " ".join(page.split())
    waiting.refresh_from_db()
    assert waiting.due_at > clock.now()
    sink.on_recipient = lambda _address: ""
    answer = admin.post(f"{PAGE}/try", follow=True)
    assert "1 mail is tried now." in answer.content.decode()
    waiting.refresh_from_db()
    assert waiting.due_at <= clock.now()
    assert outbox.send_waiting() == 1
    assert "No mail is waiting." in admin.get(PAGE).content.decode()


def test_a_test_mail_says_what_the_server_says(firm: Firm, sign_in: SignIn, sink: Sink) -> None:
    admin = sign_in("admin")
    answer = admin.post(f"{PAGE}/test", follow=True).content.decode()
    assert f"took a mail to {firm.person('admin').email}" in answer
    assert sink.taken[0]["To"].addresses[0].addr_spec == firm.person("admin").email
    sink.on_recipient = lambda _address: HELO
    answer = admin.post(f"{PAGE}/test", follow=True).content.decode()
    assert "The mail server did not take the mail: server refuses us (504)." in answer
    sink.stop()
    assert "no connection" in admin.post(f"{PAGE}/test", follow=True).content.decode()


def test_without_a_server_nothing_is_promised(
    firm: Firm, sign_in: SignIn, settings: Any, waiting: Mail
) -> None:
    settings.MAIL_URL = ""
    admin = sign_in("admin")
    page = admin.get(PAGE).content.decode()
    assert "No mail server is set up" in page
    assert "Try now" not in page
    assert "test mail" not in page
    for way in ("try", "test"):
        said = admin.post(f"{PAGE}/{way}", follow=True).content.decode()
        assert "No mail server is set up" in said
        assert "tried now" not in said


def test_other_firms_mail_is_not_counted(firm: Firm, sign_in: SignIn) -> None:
    import uuid

    with transaction.atomic():
        outbox.post("test", key="other", account_id=uuid.uuid4(), refs={})
    assert "No mail is waiting." in sign_in("admin").get(PAGE).content.decode()
    assert Mail.objects.get(key="other").due_at <= clock.now() + dt.timedelta(seconds=1)
