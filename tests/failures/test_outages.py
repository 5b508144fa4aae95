"""The database or the disk fails under way: a clear answer, no trace, and all is well afterwards."""

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest
from served import Served, await_condition, children, made, served
from traffic import content, sha256

pytestmark = pytest.mark.slow

MEGABYTE = 1024**2
DISK = 288 * MEGABYTE
"""The embedded cluster takes some 60 MB of it, growing by its log to 100."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("outage") / "data") as one:
        yield one


@pytest.fixture(scope="module")
def token(server: Served) -> str:
    return server.admin_token()


@pytest.fixture
def library(server: Served, token: str, request: pytest.FixtureRequest) -> str:
    return server.make_job(token, request.node.name)


@contextmanager
def no_database(server: Served) -> Iterator[None]:
    """Kill PostgreSQL, and keep the supervisor from starting it again during the block."""
    supervisor, database = server.supervisor, server.database()
    supervisor.suspend()
    try:
        family = [database, *database.children(recursive=True)]
        database.kill()
        _gone, alive = psutil.wait_procs(family[1:], timeout=30)
        assert not alive
        yield
    finally:
        supervisor.resume()


@contextmanager
def frozen_database(server: Served) -> Iterator[None]:
    """Stop PostgreSQL with all its processes (SIGSTOP): connections stay open, nothing answers."""
    database = server.database()
    family = [database, *database.children(recursive=True)]
    for process in family:
        process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for process in family:
            process.send_signal(signal.SIGCONT)


def require_clear_refusal(response: httpx.Response) -> None:
    """503 with a sentence, when to come back, and nothing of the inside."""
    assert response.status_code == 503, response.text
    assert response.headers["Retry-After"]
    assert response.headers["Cache-Control"] == "no-store"
    assert "not available" in response.text
    for word in ("Traceback", "psycopg", "OperationalError", "PoolTimeout", ".s.PGSQL", "postgres"):
        assert word not in response.text


def require_all_well(server: Served, token: str, library: str, known: dict[str, str]) -> None:
    """Exactly the known files (name to SHA-256) are there, whole."""
    with server.api(token) as api:
        rows = {row["name"]: row for row in children(api, library)}
        assert rows.keys() == known.keys()
        for name, row in rows.items():
            assert sha256(api.get(f"items/{row['id']}/content").content) == known[name]
    server.run("verify")


def at_once(*calls: Callable[[], httpx.Response]) -> list[httpx.Response]:
    """Make requests at the same time; return their answers in order."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(call) for call in calls]]


def test_database_killed_during_pages_and_uploads(server: Served, token: str, library: str) -> None:
    before = content("before", 100_000)
    files = f"items/{library}/files"
    with server.api(token) as api, server.browser() as browser:
        home = browser.get("/").url.path
        made(api.post(files, params={"name": "before"}, content=before))
        with no_database(server):
            answers = at_once(
                lambda: api.get(f"items/{library}/children"),
                lambda: api.post(files, params={"name": "lost"}, content=before),
                lambda: browser.get(home, headers={"Accept": "text/html"}),
                lambda: browser.get(home, headers={"HX-Request": "true"}),
                lambda: httpx.get(f"{server.base}/healthz", timeout=60),
            )
            health = answers.pop()
            for answer in answers:
                require_clear_refusal(answer)
            types = [answer.headers["Content-Type"].partition(";")[0] for answer in answers]
            assert types == ["application/problem+json"] * 2 + ["text/html"] * 2
            assert health.status_code == 503
        server.await_serving()
        assert browser.get(home).status_code == 200, "still signed in"
    assert "database not available" in server.said(), "the operator is told"
    require_all_well(server, token, library, {"before": sha256(before)})


def test_database_killed_between_requests(server: Served, token: str, library: str) -> None:
    """Once it is back nobody meets a connection of the time before."""
    with server.api(token) as api:

        def look() -> httpx.Response:
            return api.get(f"items/{library}/children")

        at_once(*[look] * 3)  # some connections are open now
        server.kill(server.database())
        server.await_database()
        assert [look().status_code for _ in range(20)] == [200] * 20


def test_database_killed_in_the_middle_of_an_upload(
    server: Served, token: str, library: str
) -> None:
    """The body ends while the database is away: refused clearly, nothing kept, and sent again it works."""
    data = content("middle", 2 * MEGABYTE)
    half, away = threading.Event(), threading.Event()

    def body() -> Iterator[bytes]:
        yield data[:MEGABYTE]
        half.set()
        assert away.wait(60)
        yield data[MEGABYTE:]

    answers: list[httpx.Response] = []

    def upload() -> None:
        with server.api(token) as api:
            headers = {"Content-Length": str(len(data))}
            path = f"items/{library}/files"
            answers.append(
                api.post(path, params={"name": "middle"}, content=body(), headers=headers)
            )

    thread = threading.Thread(target=upload)
    thread.start()
    assert half.wait(60)
    with no_database(server):
        away.set()
        thread.join(60)
        (answer,) = answers
        require_clear_refusal(answer)
    server.await_serving()
    await_condition(lambda: not server.staged(), "an empty staging folder")
    require_all_well(server, token, library, {})
    with server.api(token) as api:
        made(api.post(f"items/{library}/files", params={"name": "middle"}, content=data))
    require_all_well(server, token, library, {"middle": sha256(data)})


def test_database_frozen(server: Served, token: str, library: str) -> None:
    """A database that hangs: who can't be served within the pool's patience is told; no write is lost."""
    answers: list[httpx.Response] = []

    def post(number: int) -> None:
        with server.api(token) as api:
            answers.append(api.post("customers", json={"name": f"Frozen {number}"}))

    threads = [threading.Thread(target=post, args=(number,)) for number in range(24)]
    with frozen_database(server):
        for thread in threads:
            thread.start()
        await_condition(lambda: answers, "an answer while the database hangs")
    for thread in threads:
        thread.join(60)
    server.await_serving()
    made_ids = {answer.json()["id"] for answer in answers if answer.status_code == 201}
    for answer in answers:
        if answer.status_code != 201:
            require_clear_refusal(answer)
    assert len(answers) == len(threads)
    assert len(made_ids) < len(threads)
    with server.api(token) as api:
        rows = made(api.get("customers", params={"q": "Frozen", "limit": "200"}))["results"]
        assert {row["id"] for row in rows} >= made_ids
    require_all_well(server, token, library, {})


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """Mount a small disk for root; otherwise tell that it could not be (False)."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=0755", "tmpfs", str(folder)]
    mounted = os.geteuid() == 0 and subprocess.run(command, check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)


SMALL_FILES = ["sh", "-c", f'ulimit -f {24 * MEGABYTE // 512} && exec "$@"', "sh"]


def test_full_disk(tmp_path: Path) -> None:
    """Uploads fill the disk: they are refused, and what was stored before stays whole and readable.

    Root mounts a small disk. Others make the system refuse a single large file instead, which
    fails the same write in another way.
    """
    folder = tmp_path / "small disk"
    folder.mkdir()
    with small_disk(folder) as mounted:
        server = Served(folder / "data")
        server.log = tmp_path / "log"
        server.prefix = [] if mounted else SMALL_FILES
        server.start()
        try:
            token = server.admin_token()
            library = server.make_job(token)
            kept = _fill(server, token, library, 8 if mounted else 40)
            assert kept or not mounted
            server.await_serving()
            if mounted:
                _require_life_without_a_byte(server, token, folder)
            require_all_well(server, token, library, kept)
            assert server.staged() == []
        finally:
            server.stop()


def _fill(server: Served, token: str, library: str, megabytes: int) -> dict[str, str]:
    """Send files until one is refused as the storage is full; return those that were taken."""
    kept: dict[str, str] = {}
    with server.api(token) as api:
        for number in range(DISK // MEGABYTE // megabytes + 1):
            name, data = f"file {number}", content(f"file {number}", megabytes * MEGABYTE)
            path = f"items/{library}/files"
            answer = api.post(path, params={"name": name}, content=data)
            if answer.status_code != 201:
                assert (answer.status_code, answer.json()["code"]) == (507, "storage_full")
                assert "full" in answer.json()["detail"]
                break
            kept[name] = sha256(data)
        else:
            raise AssertionError("the disk never got full")
        small = api.post("customers", json={"name": "The database still has room"})
        assert small.status_code == 201, small.text
    return kept


def _require_life_without_a_byte(server: Served, token: str, folder: Path) -> None:
    """Something else takes the very last bytes: refusals are clear, and it recovers by itself."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(65536)):
                pass
        except OSError:
            pass
    try:
        with server.api(token) as api:
            for _ in range(5):
                answer = api.post("customers", json={"name": "No room at all"})
                assert answer.status_code in {201, 503, 507}, answer.text
                assert "Traceback" not in answer.text
    finally:
        ballast.unlink()
    server.await_serving()
