"""A real `strongroom serve` on a data folder of its own, for tests that break it and for `bench/`.

Nothing here reaches into the server: it is driven by its command line, HTTP and signals.
"""

import json
import logging
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psutil
import psycopg

T = TypeVar("T")
logging.getLogger("httpx").setLevel(logging.WARNING)
PATIENCE = 60.0
"""Seconds after which a condition that did not come true is a failure (a busy machine is slow)."""
LOOK = 0.02


def await_condition(question: Callable[[], T], what: str, patience: float = PATIENCE) -> T:
    """Return the first true answer; AssertionError naming `what` when there was none in time."""
    end = time.monotonic() + patience
    while not (answer := question()):
        assert time.monotonic() < end, f"waited in vain for: {what}"
        time.sleep(LOOK)
    return answer


class Served:
    """One installation: started, killed, started again; its data folder stays."""

    def __init__(self, data: Path, **settings: str) -> None:
        """`settings` are environment variables of the server and of the commands."""
        self.data = data
        self.env = {
            **{k: v for k, v in os.environ.items() if k not in UNWANTED},
            **settings,
        }
        self.log = data.with_name(f"{data.name}.log")
        self.prefix: list[str] = []
        """Words before the command, for limits of the process."""
        self.base = ""
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it on a free port and return when it serves."""
        command = [*self.prefix, sys.executable, "-P", "-m", "strongroom", "serve", "--port", "0"]
        at = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--data", str(self.data), "--end-with-parent"],
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.base = await_condition(lambda: self._announced(at), "the address")
        self.await_serving()

    def _announced(self, at: int) -> str:
        assert self._process is not None
        assert self._process.poll() is None, f"serve ended:\n{self.said(at)[-3000:]}"
        _, _, rest = self.said(at).partition("Strongroom is ready: ")
        address, ended, _ = rest.partition("/\n")  # the line may be half written
        return address if ended else ""

    def said(self, at: int = 0) -> str:
        """Return what it printed and logged from byte `at` on."""
        return self.log.read_bytes()[at:].decode(errors="replace")

    def await_serving(self) -> None:
        """Return when `/healthz` answers 200."""
        await_condition(self.serves, "a server that answers")

    def serves(self) -> bool:
        """Tell whether `/healthz` answers 200."""
        try:
            return httpx.get(f"{self.base}/healthz", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def stop(self) -> None:
        """Stop it as Ctrl-C does, and wait."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(PATIENCE)
            self._process = None

    @property
    def supervisor(self) -> psutil.Process:
        """The process that was started here."""
        assert self._process is not None
        return psutil.Process(self._process.pid)

    def service(self, mark: str) -> psutil.Process:
        """Return the supervisor's child whose command line holds `mark`, waiting for it."""

        def look() -> psutil.Process | None:
            for child in self.supervisor.children():
                try:
                    if mark in " ".join(child.cmdline()):
                        return child
                except psutil.Error:
                    continue
            return None

        return await_condition(look, f"a process {mark!r}")

    def web(self) -> psutil.Process:
        """Return the web server's process."""
        return self.service("strongroom.interfaces.cli.web")

    def worker(self) -> psutil.Process:
        """Return the process of the background tasks."""
        return self.service("strongroom worker")

    def database(self) -> psutil.Process:
        """Return PostgreSQL's first process."""
        return self.service("/postgres -D")

    def kill(self, process: psutil.Process) -> None:
        """End it with SIGKILL and wait until it is gone, with its children."""
        family = [process, *process.children(recursive=True)]
        process.kill()
        _gone, alive = psutil.wait_procs(family, timeout=PATIENCE)
        assert not alive, f"children outlived it: {alive}"
        if self._process is not None and self._process.pid == process.pid:
            self._process.wait()
            self._process = None

    def database_address(self) -> str:
        """Return the address that the server noted for commands on this machine."""
        return Path(self.data, "postgres", "connection").read_text().strip()

    def await_database(self) -> None:
        """Return when PostgreSQL takes connections, without asking the web server."""

        def look() -> bool:
            try:
                psycopg.connect(self.database_address()).close()
            except psycopg.OperationalError:
                return False
            return True

        await_condition(look, "PostgreSQL")

    def run(self, *words: str, check: bool = True, **settings: str) -> str:
        """Run `strongroom WORDS` on the folder and return its standard output."""
        done = subprocess.run(
            [sys.executable, "-P", "-m", "strongroom", *words, "--data", str(self.data)],
            env={**self.env, **settings},
            capture_output=True,
            text=True,
            check=False,
        )
        assert not check or done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        return done.stdout

    def at(self, place: str) -> str:
        """Return the whole address of a path (httpx would put it below the client's base)."""
        return str(httpx.URL(self.base).join(place))

    def staged(self) -> list[Path]:
        """Return what lies in the staging folder, which is made at its first use."""
        folder = self.data / "staging"
        return list(folder.iterdir()) if folder.exists() else []

    def api(self, token: str) -> httpx.Client:
        """Return a client of the REST API that carries the token."""
        headers = {"Authorization": f"Bearer {token}"}
        # A kept connection may be closed by the server just as the next request is sent; a client
        # can't repeat a write, so each request has a connection of its own.
        limits = httpx.Limits(max_keepalive_connections=0)
        return httpx.Client(
            base_url=f"{self.base}/api/v1/", headers=headers, timeout=PATIENCE, limits=limits
        )

    @contextmanager
    def browser(self) -> Iterator[httpx.Client]:
        """Give a client that has signed in by the page, with cookies, and follows redirects."""
        with httpx.Client(base_url=self.base, follow_redirects=True, timeout=PATIENCE) as client:
            page = client.get("/sign-in")
            found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
            assert found, page.text
            form = {
                "csrfmiddlewaretoken": found[1],
                "email": ADMIN_EMAIL,
                "password": ADMIN_PASSWORD,
            }
            headers = {"Referer": f"{self.base}/sign-in"}
            answer = client.post("/sign-in", data=form, headers=headers)
            assert answer.status_code == 200, answer.text
            assert "/sign-in" not in answer.url.path, "not signed in"
            yield client

    def admin_token(self) -> str:
        """Make an account and a member by the command line; return an office token of the member."""
        self.run("createadmin", OWNER_EMAIL, "--account", ACCOUNT)
        password = self.data.with_name("password")
        password.write_text(ADMIN_PASSWORD)
        words = ["--role", "Administrator", "--password-file", str(password)]
        self.run("member", ADMIN_EMAIL, "--name", "Ada Proof", *words)
        return self.run("token", ADMIN_EMAIL, "--surface", "office").strip()

    def make_job(self, token: str, title: str = "Boiler house") -> str:
        """Make a customer and a job by REST; return the job's library id."""
        with self.api(token) as api:
            customer = made(api.post("customers", json={"name": f"Customer of {title}"}))
            job = made(api.post("jobs", json={"title": title, "customer_id": customer["id"]}))
        return str(job["library_id"])


UNWANTED = {"DATABASE_URL", "STRONGROOM_DATA", "STRONGROOM_DEMO", "BASE_URL"}
ADMIN_EMAIL = "admin@proof.example"
ADMIN_PASSWORD = "an old lock, a new key"
OWNER_EMAIL = "owner@proof.example"
ACCOUNT = "proof"


def made(response: httpx.Response) -> dict[str, Any]:
    """Return the body of a 201 (or 200) answer."""
    assert response.status_code in {200, 201}, f"{response.status_code}: {response.text}"
    body = json.loads(response.text)
    assert isinstance(body, dict)
    return body


def children(api: httpx.Client, library_id: str) -> list[dict[str, Any]]:
    """Return all rows of a folder, page by page."""
    rows: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        params = {"limit": "200", **({"cursor": cursor} if cursor else {})}
        page = made(api.get(f"items/{library_id}/children", params=params))
        rows += page["results"]
        cursor = page["next"]
    return rows


@contextmanager
def served(data: Path, **settings: str) -> Iterator[Served]:
    """Serve for the length of the block."""
    server = Served(data, **settings)
    server.start()
    try:
        yield server
    finally:
        server.stop()
