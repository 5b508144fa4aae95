"""L26: after a link has lived a whole life, neither log nor database tells its address or password."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from served import Served, await_condition, made, served

from outbox.mail_sink import Sink
from strongroom.embedded.binaries import wheel_binaries

pytestmark = pytest.mark.slow

PASSWORD = "Wrought iron 1887"
WRONG = "Cast iron 1888"


@pytest.fixture(scope="module")
def sink() -> Iterator[Sink]:
    one = Sink()
    one.start()
    yield one
    one.stop()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sink: Sink) -> Iterator[Served]:
    data = tmp_path_factory.mktemp("secrets") / "data"
    mail = {"MAIL_URL": sink.url, "MAIL_FROM": "firm@proof.example"}
    with served(data, LOG_LEVEL="DEBUG", BASE_URL="http://strongroom.example", **mail) as one:
        yield one


def _dump(server: Served) -> str:
    """Return the whole database as text, tasks and outbox included."""
    done = subprocess.run(
        [wheel_binaries().program("pg_dump"), "--inserts", "-d", server.database_address()],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "access_link" in done.stdout
    return done.stdout


def test_l26_no_address_and_no_password_is_in_logs_or_in_a_dump(server: Served, sink: Sink) -> None:
    token = server.admin_token()
    with server.api(token) as api:
        customer = made(api.post("customers", json={"name": "Alder Housing"}))
        contact = made(
            api.post(
                "contacts",
                json={
                    "customer_id": customer["id"],
                    "name": "Carol",
                    "email": "carol@alder.example",
                },
            )
        )
        job = made(api.post("jobs", json={"title": "Roof", "customer_id": customer["id"]}))
        file = made(
            api.post(
                f"items/{job['library_id']}/files",
                params={"name": "offer.txt"},
                content=b"one roof",
                headers={"Content-Type": "application/octet-stream"},
            )
        )
        share = made(
            api.post(f"items/{file['id']}/shares", json={"type": "link", "password": PASSWORD})
        )
        made_by_mistake = made(api.post(f"items/{file['id']}/shares", json={"type": "link"}))
        sent = api.post(f"shares/{share['id']}/send", json={"contact_id": contact["id"]})
        assert sent.status_code < 300, sent.text
    addresses = [one["url"].rpartition("/")[2] for one in (share, made_by_mistake)]
    at = server.log.stat().st_size
    secret, open_one = (f"{server.base}/l/{address}" for address in addresses)
    with httpx.Client(follow_redirects=True, timeout=60) as visitor:
        assert "offer.txt" not in visitor.get(secret).text
        assert visitor.post(secret, data={"password": WRONG}).status_code == 422
        page = visitor.post(secret, data={"password": PASSWORD})
        assert "offer.txt" in page.text
        assert visitor.get(f"{secret}/content").text == "one roof"
        assert visitor.get(open_one).status_code == 200
        for path in ("/wrong", "/items/1/content", "?password=" + quote(PASSWORD)):
            visitor.get(secret + path)
    with server.api(token) as api:
        assert api.delete(f"shares/{made_by_mistake['id']}").status_code == 204
    assert httpx.get(open_one, timeout=60).status_code == 404
    await_condition(lambda: sink.taken, "the mail with the link")
    plain, html = sink.words()
    assert addresses[0] in plain
    assert PASSWORD not in plain + html

    log, dump = server.said(), _dump(server)
    assert server.said(at), "nothing was logged at all"
    for secret_text in (*addresses, PASSWORD, WRONG, quote(PASSWORD)):
        assert secret_text not in log
        assert secret_text not in dump
    assert not re.search(r"/l/[\w-]{20,}", log)


def test_l26_the_data_folder_keeps_its_keys_to_itself(server: Served) -> None:
    keys = Path(server.data, "keys")
    assert oct(keys.stat().st_mode & 0o777) == oct(0o700)
    for key in keys.iterdir():
        assert oct(key.stat().st_mode & 0o077) == oct(0), key
