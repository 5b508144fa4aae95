"""L26: nothing that opens something, and nobody's address, stands in the log of the real server.

The same run shows an invitation from end to end: REST, the worker, a mail server, the page.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import psycopg
import pytest
from served import ADMIN_EMAIL, Served, await_condition, made, served

from outbox.mail_sink import PASSWORD, USER, Sink

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore:Requiring AUTH")]
NEW = "ida@alder.example"
CHOSEN = "a boiler and a bicycle"
LINK = "k7Wq0-forged_address-of-a-link"


@pytest.fixture
def sink() -> Iterator[Sink]:
    server = Sink(sign_in=True)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def server(tmp_path: Path, sink: Sink) -> Iterator[Served]:
    url = sink.url.replace("//", f"//{USER}:{quote(PASSWORD, safe='')}@")
    with served(tmp_path / "data", MAIL_URL=url, MAIL_FROM="files@proof.example") as running:
        yield running


def invited(server: Served, sink: Sink) -> str:
    """Invite a contact by REST; return the path that the worker has mailed."""
    with server.api(server.admin_token()) as api:
        customer = made(api.post("customers", json={"name": "Alder"}))
        contact = {
            "customer_id": customer["id"],
            "name": "Ida",
            "email": NEW,
            "portal_access": True,
        }
        made(api.post("contacts", json=contact))
    await_condition(lambda: sink.taken, "the mail of the invitation")
    found = re.search(r"http://[^/]+(/invitation/[\w-]+)", sink.words()[0])
    assert found, sink.words()[0]
    return found[1]


def send_form(server: Served, path: str, **form: str) -> httpx.Response:
    with httpx.Client(base_url=server.base) as client:
        page = client.get(path)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        sent = {"csrfmiddlewaretoken": token[1] if token else "", **form}
        return client.post(path, data=sent, headers={"Referer": f"{server.base}{path}"})


def knock_everywhere(server: Served, secret: str) -> None:
    """Ask for what opens something in every way that goes wrong."""
    for path in (f"/invitation/{secret}", f"/l/{LINK}"):
        for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
            httpx.request(method, f"{server.base}{path}")
        for further in ("/", "/content", "/archive?x=1", "%0a", "/../..", "?q=1"):
            httpx.get(f"{server.base}{path}{further}")
        httpx.get(f"{server.base}{path}", headers={"Host": "a b"})
        httpx.get(f"{server.base}{path}", headers={"Cookie": "strongroom_session=\x7f"})
        httpx.post(
            f"{server.base}{path}", content=b"--", headers={"Content-Type": "multipart/form-data"}
        )


@pytest.mark.usefixtures("sink")
def test_l26_no_secret_stands_in_the_log_or_in_tasks(server: Served, sink: Sink) -> None:
    path = invited(server, sink)
    secret = path.rpartition("/")[2]
    assert httpx.get(f"{server.base}{path}").status_code == 200
    assert send_form(server, path, name="Ida", new_password="short").status_code == 422
    accepted = send_form(server, path, name="Ida", new_password=CHOSEN)
    assert accepted.status_code == 302
    assert accepted.headers["location"] == "/proof/portal/"
    assert httpx.get(f"{server.base}{path}").status_code == 404
    knock_everywhere(server, secret)
    with psycopg.connect(server.database_address()) as connection:
        tasks = connection.execute(
            "select task_name, args::text from procrastinate_jobs"
        ).fetchall()
        mails = connection.execute("select row_to_json(m)::text from outbox_mail m").fetchall()
    server.stop()
    log = server.said()
    assert "Not Found: /invitation/…" in log
    assert "/l/…" in log
    assert any(name.endswith("send_mail") for name, _ in tasks)
    hidden = (secret, LINK, NEW, CHOSEN, PASSWORD, quote(PASSWORD, safe=""))
    for text in hidden:
        assert text not in log
        assert text not in str(tasks)
        assert text not in str(mails)
    assert ADMIN_EMAIL not in str(mails)
