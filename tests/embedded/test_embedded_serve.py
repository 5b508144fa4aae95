"""`strongroom serve` as a whole: what is killed comes back, and nothing outlives it."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from waiting import until

from strongroom.embedded.lock import recorded_address

pytestmark = pytest.mark.slow

STRONGROOM = [sys.executable, "-P", "-m", "strongroom"]


class Serving:
    """A running `strongroom serve` and what a test wants to know of it."""

    def __init__(self, data: Path, env: dict[str, str], log: Path) -> None:
        self.data = data
        with log.open("wb") as errors:
            self.popen = subprocess.Popen(
                [*STRONGROOM, "serve", "--data", str(data), "--port", "0"],
                env=env,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        assert self.popen.stdout is not None
        lines = iter(self.popen.stdout.readline, "")
        ready = next((line for line in lines if "is ready" in line), None)
        assert ready, log.read_text()
        self.port = int(ready.rstrip("/\n").rpartition(":")[2])

    def status(self, path: str) -> int:
        """The status of a GET, 0 where nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    def child(self, *words: str) -> psutil.Process | None:
        """The direct child whose command line has all these words."""
        for process in psutil.Process(self.popen.pid).children():
            try:
                line = process.cmdline()
            except psutil.NoSuchProcess:
                continue
            if all(any(word in part for part in line) for word in words) and "child.py" not in str(
                line
            ):
                return process
        return None

    def everything(self) -> list[psutil.Process]:
        """All processes below."""
        return psutil.Process(self.popen.pid).children(recursive=True)


Serve = Callable[[Path], Serving]


@pytest.fixture
def serve(clean_env, tmp_path) -> Iterator[Serve]:
    """Serve a folder; stopped at the end if the test has not."""
    running: list[Serving] = []

    def begin(data: Path) -> Serving:
        running.append(Serving(data, clean_env, tmp_path / f"log-{len(running)}"))
        return running[-1]

    yield begin
    for one in running:
        one.popen.terminate()
        one.popen.wait(120)


def run(env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*STRONGROOM, *words], env=env, capture_output=True, text=True, timeout=300, check=False
    )


def all_gone(processes: list[psutil.Process]) -> bool:
    return not [one for one in processes if one.is_running() and one.status() != "zombie"]


def test_it_serves_and_stops_cleanly_and_starts_again(serve, tmp_path):
    first = serve(tmp_path / "data")
    assert first.status("/healthz") == 200
    until(lambda: first.status("/healthz/worker") == 200, "the worker's first report")
    processes = first.everything()
    assert len(processes) > 5
    first.popen.send_signal(signal.SIGTERM)
    assert first.popen.wait(120) == 0
    assert all_gone(processes)

    second = serve(tmp_path / "data")
    assert second.status("/healthz") == 200
    second.popen.send_signal(signal.SIGINT)
    assert second.popen.wait(120) == 0


def test_what_is_killed_comes_back_and_committed_rows_are_there(serve, tmp_path):
    serving = serve(tmp_path / "data")
    address = recorded_address(tmp_path / "data")
    with psycopg.connect(address) as connection:
        connection.execute("create table kept as select generate_series(1, 20000) as n")

    for words in (["cli.web"], ["strongroom", "worker"], ["postgres", "-D"]):
        before = serving.child(*words)
        assert before, words
        before.kill()

        def is_back(
            words: list[str] = words, before: psutil.Process = before
        ) -> psutil.Process | None:
            now = serving.child(*words)
            return now if now and now.pid != before.pid else None

        until(is_back, f"{words} to be started again")
        until(lambda: serving.status("/healthz") == 200, "an answer")

    with psycopg.connect(address) as connection:
        assert connection.execute("select count(*) from kept").fetchone() == (20_000,)


def test_a_killed_worker_process_of_the_web_server_is_replaced(serve, tmp_path):
    serving = serve(tmp_path / "data")
    web = serving.child("cli.web")
    assert web
    before = web.children()
    before[0].kill()
    known = {one.pid for one in before}
    until(lambda: any(one.pid not in known for one in web.children()), "another one")
    until(lambda: serving.status("/healthz") == 200, "an answer")


def test_health_says_no_while_the_database_is_away(serve, tmp_path):
    serving = serve(tmp_path / "data")
    database = serving.child("postgres", "-D")
    assert database
    # Stopped, not killed: the supervisor has no reason to act, and nobody answers.
    os.kill(database.pid, signal.SIGSTOP)
    backends = database.children()
    for backend in backends:
        os.kill(backend.pid, signal.SIGTERM if "idle" in "".join(backend.cmdline()) else 0)
    until(lambda: serving.status("/healthz") == 503, "the refusal")
    os.kill(database.pid, signal.SIGCONT)
    until(lambda: serving.status("/healthz") == 200, "an answer")


def test_kill_9_of_the_supervisor_takes_everything_with_it(serve, tmp_path):
    serving = serve(tmp_path / "data")
    processes = serving.everything()
    serving.popen.kill()
    serving.popen.wait()
    until(lambda: all_gone(processes), "server, worker and database to end")
    again = serve(tmp_path / "data")
    assert again.status("/healthz") == 200


def test_a_second_one_on_the_folder_says_why_not(serve, tmp_path, clean_env):
    serving = serve(tmp_path / "data")
    done = run(clean_env, "serve", "--data", str(tmp_path / "data"), "--port", "0")
    assert done.returncode == 1
    assert "already running" in done.stderr
    assert "Traceback" not in done.stderr
    assert serving.status("/healthz") == 200


def test_commands_print_the_address_of_the_server_that_runs(serve, tmp_path, clean_env):
    """Not that of a second one which did not start, nor one that this server never had."""
    serving, place = serve(tmp_path / "data"), ("--data", str(tmp_path / "data"))
    run(clean_env, "serve", *place, "--port", "0")
    here = f"http://127.0.0.1:{serving.port}/"
    made = run(clean_env, "createadmin", "ann@x.example", "--account", "Northgate", *place)
    assert f"sign in at {here}sign-in" in made.stdout, made.stderr
    reset = run(clean_env, "login", "reset", "ann@x.example", *place)
    assert f"{here}invitation/" in reset.stdout, reset.stderr
    own = {**clean_env, "BASE_URL": "https://files.example.com"}
    again = run(own, "createadmin", "bob@x.example", "--account", "northgate", *place)
    assert "https://files.example.com/sign-in" in again.stdout, again.stderr


def test_a_port_in_use_is_said_before_anything_starts(tmp_path, clean_env):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = str(holder.getsockname()[1])
        done = run(clean_env, "serve", "--data", str(tmp_path / "data"), "--port", port)
    assert done.returncode == 1
    assert f"port {port}" in done.stderr
    assert "PORT=" in done.stderr
    assert not (tmp_path / "data").exists()


def test_commands_share_the_running_database_and_start_one_otherwise(serve, tmp_path, clean_env):
    data = str(tmp_path / "data")
    alone = run(clean_env, "migrate", "--data", data)
    assert (alone.returncode, alone.stdout) == (0, "The database is up to date.\n")
    serving = serve(tmp_path / "data")
    beside = run(clean_env, "migrate", "--data", data, "--json")
    assert (beside.returncode, beside.stdout) == (0, '{"applied": []}\n')
    assert serving.status("/healthz") == 200


def test_a_database_that_does_not_answer_is_a_sentence(tmp_path, clean_env):
    env = {**clean_env, "DATABASE_URL": f"postgresql://x@/x?host={tmp_path}"}
    done = run(env, "migrate", "--data", str(tmp_path / "data"))
    assert done.returncode == 1
    assert "The database does not answer" in done.stderr
    assert "Traceback" not in done.stderr


def test_wrong_usage_is_status_2_and_help_needs_no_django(clean_env):
    assert run(clean_env, "nonsense").returncode == 2
    assert run(clean_env).returncode == 2
    code = (
        "import sys; from strongroom.interfaces.cli.main import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: assert 'django' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=clean_env, capture_output=True, check=True
    )
    assert b"serve" in done.stdout


def test_outside_this_machine_the_address_must_be_told(tmp_path, clean_env):
    done = run(
        clean_env, "serve", "--data", str(tmp_path / "data"), "--port", "0", "--host", "0.0.0.0"
    )
    assert done.returncode == 1
    assert "BASE_URL" in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="the connections are found by /proc")
def test_clients_that_stop_in_the_middle_of_a_body_are_cut_off(serve, tmp_path, clean_env):
    clean_env.update(WEB_THREADS="8", WEB_PATIENCE="2", WEB_PROCESSES="1")
    serving = serve(tmp_path / "data")
    head = (
        "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n"
        f"Cookie: strongroom_csrf={'a' * 32}\r\nContent-Length: 1000\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\nemail="
    )
    stalled = [socket.create_connection(("127.0.0.1", serving.port), 30) for _ in range(20)]
    for connection in stalled:
        connection.sendall(head.encode())
    # They hold all eight threads, and more of them wait: with no limit this would never end.
    until(lambda: serving.status("/healthz") == 200, "a thread to be free")
    for connection in stalled:
        connection.close()
