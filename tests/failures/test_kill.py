"""Kill -9 of each process in the middle of uploads: what was acknowledged is whole, nothing else shows."""

import contextlib
import os
import time
from collections.abc import Iterator

import psycopg
import pytest
from served import Served, await_condition, children, served
from traffic import Traffic, sha256

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("kill") / "data") as one:
        yield one


@pytest.fixture(scope="module")
def token(server: Served) -> str:
    return server.admin_token()


@pytest.fixture
def traffic(server: Served, token: str, request: pytest.FixtureRequest) -> Iterator[Traffic]:
    """Uploads under way, some of them held half-way."""
    label = request.node.name
    one = Traffic(server, token, server.make_job(token, label), label)
    one.start()
    yield one
    one.stop()


def await_more(traffic: Traffic) -> None:
    before = len(traffic.acknowledged)
    await_condition(lambda: len(traffic.acknowledged) > before + 8, "uploads after the kill")


def require_whole(server: Served, traffic: Traffic) -> None:
    """Every acknowledged file is there and whole by its bytes; whatever else shows is whole too."""
    assert not traffic.faults
    with server.api(traffic.token) as api:
        rows = children(api, traffic.library_id)
        shown = {row["name"]: row for row in rows}
        assert len(shown) == len(rows)
        assert traffic.acknowledged.keys() <= shown.keys()
        for name, row in shown.items():
            # An answer can get lost on its way; the bytes never.
            data = api.get(f"items/{row['id']}/content").content
            assert sha256(data) == traffic.tried[name] == row["sha256"], name
            assert len(data) == row["size"]


@pytest.mark.parametrize("which", ["web", "worker", "database"])
def test_kill_of_one_process(server: Served, traffic: Traffic, which: str) -> None:
    process = getattr(server, which)()
    server.kill(process)
    traffic.release()
    assert getattr(server, which)().pid != process.pid, "it was not started again"
    server.await_serving()
    await_more(traffic)
    traffic.stop()
    for upload in list(traffic.unfinished):
        traffic.resume(upload)
    require_whole(server, traffic)
    server.run("verify")


def test_kill_of_everything(server: Served, traffic: Traffic) -> None:
    server.kill(server.supervisor)
    traffic.stop()
    assert traffic.unfinished, "no resumable upload was under way"
    server.start()
    require_whole(server, traffic)
    given_up, *resumed = traffic.unfinished
    for upload in resumed:
        traffic.resume(upload)
    require_whole(server, traffic)
    server.run("verify")
    assert given_up.name not in traffic.acknowledged
    _require_leftovers_removed(server)
    require_whole(server, traffic)
    server.run("verify")


def _require_leftovers_removed(server: Served) -> None:
    """After its time has passed, nothing of what was cut off takes room."""
    blobs = server.data / "blobs"
    assert server.staged(), "the kills left nothing, so this proves nothing"
    _let_days_pass(server)
    for _ in range(2):  # bytes without a row are marked first, and removed by the next run
        server.run("prune", "--grace-hours", "0")
    assert server.staged() == []
    with database(server) as connection:
        (kept,) = connection.execute("select count(*) from store_blob").fetchone() or (None,)
        (uploads,) = connection.execute("select count(*) from store_staged_upload").fetchone() or (
            0,
        )
    assert sum(len(names) for _folder, _folders, names in os.walk(blobs)) == kept
    assert uploads == 0


def _let_days_pass(server: Served) -> None:
    """Make everything older by two days and more, as if nobody had come back to it."""
    then = time.time() - 3 * 24 * 3600
    for folder in (server.data / "staging", server.data / "blobs"):
        for path in folder.rglob("*"):
            os.utime(path, (then, then))
    with database(server) as connection:
        connection.execute("update store_staged_upload set expires_at = now()")


@contextlib.contextmanager
def database(server: Served) -> Iterator[psycopg.Connection]:
    with psycopg.connect(server.database_address()) as connection:
        yield connection
