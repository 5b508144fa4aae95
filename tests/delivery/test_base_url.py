"""Each form of BASE_URL before a real server: pages and forms work as browsers ask for them; health always answers."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from django.conf import settings as configured
from django.db import connection

from delivery.test_nginx import free_port
from failures.served import await_condition

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

Serve = Callable[[str], str]
WRONG_PASSWORD = 422


def database_address() -> str:
    found = connection.settings_dict
    who = f"{found['USER']}:{quote(found['PASSWORD'])}"
    return f"postgresql://{who}@/{found['NAME']}?host={found['OPTIONS']['host']}"


@contextmanager
def serving(data: Path, base_url: str) -> Iterator[str]:
    """Run the web server with a BASE_URL; give the address where it listens."""
    port = free_port()
    env = {
        **{name: value for name, value in os.environ.items() if name != "STRONGROOM_DEMO"},
        "DATABASE_URL": database_address(),
        "DATABASE_POOL": "2",
        "WEB_PROCESSES": "1",
        "STRONGROOM_DATA": str(data),
        "SECRET_KEY": configured.SECRET_KEY,
        "DJANGO_SETTINGS_MODULE": "strongroom.config.settings",
        "BASE_URL": base_url,
    }
    command = [sys.executable, "-P", "-m", "strongroom.interfaces.cli.web", "127.0.0.1", str(port)]
    with subprocess.Popen(command, env=env) as process:
        try:
            here = f"http://127.0.0.1:{port}"
            await_condition(lambda: healthy(here, process), "the web server")
            yield here
        finally:
            process.terminate()
            process.wait(30)


def healthy(here: str, process: subprocess.Popen[bytes], host: str = "10.0.0.7:9") -> bool:
    """Ask as one who looks after the process does, by whatever name."""
    assert process.poll() is None
    try:
        answer = httpx.get(f"{here}/healthz", headers={"Host": host}, timeout=30)
    except httpx.TransportError:
        return False
    assert answer.status_code == 200, answer.text
    return True


@pytest.mark.parametrize(
    ("base_url", "host", "origin"),
    [
        ("http://[::1]:8296", "[::1]:8296", "http://[::1]:8296"),
        ("HTTPS://Files.Firm.Example", "files.firm.example", "https://files.firm.example"),
        ("https://files.firm.example:443/", "files.firm.example", "https://files.firm.example"),
        (
            "https://files.firm.example:8443",
            "files.firm.example",
            "https://files.firm.example:8443",
        ),
        (
            "https://bücher.example",
            "xn--bcher-kva.example",
            "https://xn--bcher-kva.example",
        ),
    ],
)
def test_forms_are_taken_and_cookies_are_safe(
    data_folder: Path, base_url: str, host: str, origin: str
) -> None:
    """As a proxy passes it on: TLS ends before it, the Host header stays."""
    with serving(data_folder, base_url) as here, httpx.Client(base_url=here, timeout=60) as client:
        headers = {"Host": host}
        page = client.get("/sign-in", headers=headers)
        assert page.status_code == 200, page.text
        cookie = page.headers["Set-Cookie"]
        assert ("Secure" in cookie) == origin.startswith("https://")
        assert cookie.startswith("__Host-") == origin.startswith("https://")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        assert token
        form = {"csrfmiddlewaretoken": token[1], "email": "a@b.example", "password": "x"}
        sent = {**headers, "Cookie": cookie.partition(";")[0]}
        client.cookies.clear()
        answer = client.post("/sign-in", data=form, headers={**sent, "Origin": origin})
        assert answer.status_code == WRONG_PASSWORD, answer.text
        forged = client.post("/sign-in", data=form, headers={**sent, "Origin": "https://x.example"})
        assert forged.status_code == 403
        assert client.get("/sign-in", headers={"Host": "x.example"}).status_code == 400
        worker = client.get("/healthz/worker", headers={"Host": "x.example"})
        assert (worker.status_code, worker.text) == (503, "no worker\n")


def check(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "strongroom", *words],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("command", ["check", "serve", "verify", "worker"])
def test_a_wrong_address_ends_every_command_with_its_sentence(tmp_path: Path, command: str) -> None:
    done = check(command, "--data", str(tmp_path / "data"), BASE_URL="files.firm.example")
    assert done.returncode == 1
    assert done.stdout == ""
    sentence = "E003 BASE_URL must begin with http:// or https://, like https://files.example.com."
    assert done.stderr == f"{sentence} It is “files.firm.example”.\n"
    assert not (tmp_path / "data").exists(), "nothing was begun"


def test_check_says_that_all_is_right(tmp_path: Path) -> None:
    done = check("check", "--data", str(tmp_path / "data"), BASE_URL="HTTPS://Files.Example:443")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "The settings are right. People reach it at https://files.example/\n"
    assert not (tmp_path / "data").exists()
    wrong = check("check", "--json", BASE_URL="x", LOG_LEVEL="loud")
    assert wrong.returncode == 1
    assert '"ok": false' in wrong.stdout
