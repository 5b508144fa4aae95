"""The launcher on real servers: what STACK asks of it, point by point."""

import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import psutil
import psycopg
import pytest
from waiting import until

from strongroom.embedded import binaries, user
from strongroom.embedded.api import (
    DataFolderLockedError,
    EmbeddedServer,
    EmbeddedServerError,
    WrongMajorVersionError,
    spawn,
)
from strongroom.embedded.spawn import Rights

pytestmark = pytest.mark.slow
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has rights to drop")

STARTER = """
import sys
from pathlib import Path
from strongroom.embedded.api import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]))
server.start()
print(server.pid, flush=True)
print(server.address, flush=True)
sys.stdin.read()
"""


def write_rows(address: str, count: int = 1000) -> None:
    with psycopg.connect(address) as connection:
        connection.execute("create table if not exists kept (n int)")
        connection.execute("insert into kept select generate_series(1, %s)", [count])


def count_rows(address: str) -> int:
    with psycopg.connect(address) as connection:
        row = connection.execute("select count(*) from kept").fetchone()
    return row[0] if row else 0


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def is_gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_rows_survive_a_restart_and_nothing_is_left_behind(start, tmp_path):
    server = start(tmp_path / "data")
    assert server.created
    write_rows(server.address)
    sockets = Path(server.address.partition("?host=")[2])
    assert mode(sockets) == 0o700
    assert mode(server.layout.connection) == 0o600
    assert mode(server.layout.password) == 0o600
    assert server.layout.connection.read_text() == server.address
    pid = server.pid
    server.stop()
    assert is_gone(pid)
    assert not sockets.exists()
    assert not server.layout.connection.exists()

    again = start(tmp_path / "data")
    assert not again.created
    assert count_rows(again.address) == 1000


def test_the_server_is_a_direct_child(start, tmp_path):
    server = start(tmp_path / "data")
    assert psutil.Process(server.pid).ppid() == os.getpid()


def test_names_sort_and_fold_alike_everywhere_and_accents_are_searchable(start, tmp_path):
    server = start(tmp_path / "data")
    with psycopg.connect(server.address) as connection:
        row = connection.execute(
            "select datlocprovider, datlocale, pg_encoding_to_char(encoding) "
            "from pg_database where datname = 'strongroom'"
        ).fetchone()
        assert row == ("b", "PG_UNICODE_FAST", "UTF8")
        connection.execute("create extension pg_trgm")
        trigrams = connection.execute("select show_trgm('é')").fetchone()
        assert trigrams is not None
        assert trigrams[0]


def test_nobody_connects_without_the_password_nor_as_superuser(start, tmp_path):
    server = start(tmp_path / "data")
    folder = server.address.partition("?host=")[2]
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"postgresql://strongroom@/strongroom?host={folder}")
    with pytest.raises(psycopg.OperationalError, match=r"no pg_hba\.conf entry"):
        psycopg.connect(f"postgresql://postgres@/postgres?host={folder}")
    with psycopg.connect(server.address) as connection:
        row = connection.execute("select rolsuper from pg_roles where rolname = user").fetchone()
    assert row == (False,)


def test_a_second_start_on_the_folder_is_refused_with_a_sentence(start, tmp_path):
    server = start(tmp_path / "data")
    with pytest.raises(DataFolderLockedError, match=rf"already running.*process {os.getpid()}"):
        start(tmp_path / "data")
    write_rows(server.address)  # the first one does not notice
    assert server.layout.connection.exists()


def test_committed_rows_survive_kill_9_of_the_server(start, tmp_path):
    server = start(tmp_path / "data")
    write_rows(server.address, 50_000)
    process = server.process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    while not server.is_ready():  # as the supervisor does: an early start may find the old memory
        if server.process is None or server.process.poll() is not None:
            server.spawn()
    assert count_rows(server.address) == 50_000


def test_the_server_dies_with_its_parent_and_the_next_start_waits_for_that(start, tmp_path):
    parent = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(tmp_path / "data")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    address = parent.stdout.readline().strip()
    write_rows(address)
    left = Path(address.partition("?host=")[2])
    parent.kill()
    parent.wait()
    server = start(tmp_path / "data")  # at once: the old server may still be ending
    assert server.pid != pid
    assert count_rows(server.address) == 1000
    assert not left.exists()
    until(lambda: is_gone(pid), "the orphan to end")


def test_where_the_kernel_sends_no_death_signal_a_watcher_does(tmp_path):
    reading, writing = os.pipe()
    victim = subprocess.Popen(["sleep", "1000"])
    watch = Path(binaries.__file__).with_name("watch.py")
    watcher = subprocess.Popen(
        [
            sys.executable,
            "-I",
            "-S",
            watch,
            str(reading),
            str(victim.pid),
            str(signal.SIGTERM.value),
        ],
        pass_fds=[reading],
    )
    os.close(reading)
    assert victim.poll() is None
    os.close(writing)
    assert victim.wait(60) == -signal.SIGTERM
    assert watcher.wait(60) == 0


def test_only_the_main_thread_starts_processes():
    errors: list[BaseException] = []

    def attempt() -> None:
        try:
            spawn(["sleep", "1"])
        except RuntimeError as error:
            errors.append(error)

    thread = threading.Thread(target=attempt)
    thread.start()
    thread.join()
    assert "main thread" in str(errors[0])


@pytest.mark.parametrize("name", ["with space, 'quotes' and ü", "/".join(["x" * 200] * 7)])
def test_awkward_paths_work(start, open_folder, name):
    data = open_folder / name
    server = start(data)
    write_rows(server.address)
    server.stop()
    assert count_rows(start(data).address) == 1000


def test_another_major_version_is_refused(start, tmp_path):
    server = start(tmp_path / "data")
    server.stop()
    path = server.layout.cluster / "PG_VERSION"
    path.write_text("17\n")
    with pytest.raises(WrongMajorVersionError, match="belongs to PostgreSQL 17"):
        start(tmp_path / "data")
    assert not (server.layout.cluster / "postmaster.pid").exists()
    path.write_text("18\n")
    start(tmp_path / "data")  # the refusal left the folder unlocked


def test_a_cluster_half_made_by_a_crash_is_made_anew(start, tmp_path):
    server = EmbeddedServer(tmp_path / "data")
    server.layout.create()
    server.layout.draft.mkdir()
    (server.layout.draft / "PG_VERSION").write_text("18\n")
    write_rows(start(tmp_path / "data").address)


def test_a_lost_password_file_is_replaced(start, tmp_path):
    server = start(tmp_path / "data")
    write_rows(server.address)
    server.stop()
    server.layout.password.unlink()
    assert count_rows(start(tmp_path / "data").address) == 1000


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere we can't tell whose process it is")
def test_an_old_pid_file_that_names_somebody_else_is_no_obstacle(start, tmp_path):
    server = start(tmp_path / "data")
    write_rows(server.address)
    rights = Rights(uid=65534, gid=65534) if os.geteuid() == 0 else None
    somebody = spawn(["/bin/sleep", "1000"], rights=rights)
    pid_file = server.layout.cluster / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    server.stop()
    pid_file.write_text("\n".join([str(somebody.pid), *lines[1:]]) + "\n")
    os.chown(pid_file, server.layout.cluster.stat().st_uid, -1)
    until(lambda: psutil.Process(somebody.pid).name() == "sleep", "the other program")
    try:
        assert count_rows(start(tmp_path / "data").address) == 1000
    finally:
        somebody.kill_group()
        somebody.wait()


@as_root
@pytest.mark.parametrize("closed", [False, True], ids=["open folder", "under a private home"])
def test_root_drops_its_rights(start, open_folder, closed):
    if closed:
        open_folder.chmod(0o700)
    server = start(open_folder / "data")
    process = psutil.Process(server.pid)
    assert process.uids() == (65534, 65534, 65534)
    assert process.gids() == (65534, 65534, 65534)
    assert Path(f"/proc/{server.pid}/status").read_text().count("CapEff:\t0000000000000000") == 1
    assert server.layout.cluster.stat().st_uid == 65534
    write_rows(server.address)


@as_root
def test_root_gets_a_clear_sentence_where_no_mount_is_allowed(start, open_folder, monkeypatch):
    open_folder.chmod(0o700)
    refused = user.child.MOUNT_FAILED
    monkeypatch.setattr(
        user, "_probe", lambda rights, *_: refused if rights.bind else user.child.FOLDERS_CLOSED
    )
    with pytest.raises(EmbeddedServerError, match=r"nobody can't enter .*--data /var/lib"):
        start(open_folder / "data")


@as_root
def test_binaries_under_a_private_home_are_copied_beside_the_data(
    start, open_folder, tmp_path, monkeypatch
):
    private = tmp_path / "site-packages"
    package = binaries.package_folder()
    private.mkdir(mode=0o700)
    (private / package.name).symlink_to(package)
    (private / f"{package.name}.libs").symlink_to(package.with_name(f"{package.name}.libs"))
    monkeypatch.setattr(binaries, "package_folder", lambda: private / package.name)
    server = start(open_folder / "data")
    program = Path(psutil.Process(server.pid).exe())
    assert program.is_relative_to(open_folder / "data" / "postgres" / "runtime")
    write_rows(server.address)
    with psycopg.connect(server.address) as connection:
        connection.execute("create extension pg_trgm")  # the extensions came along
