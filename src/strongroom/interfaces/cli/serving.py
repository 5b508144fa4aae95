"""Starts database, schema, demo, web server and worker in order, and keeps them until the end."""

import http.client
import ipaddress
import logging
import os
import signal
import socket
import sys
import tempfile
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from strongroom.core.environment import installation
from strongroom.core.errors import StrongroomError
from strongroom.embedded.api import (
    EmbeddedServer,
    Service,
    Supervisor,
    SupervisorStoppedError,
    end_with_parent,
    spawn,
)
from strongroom.interfaces.cli import schema
from strongroom.interfaces.cli.database import is_external
from strongroom.interfaces.cli.demo_logins import LOGINS, PASSWORD
from strongroom.interfaces.cli.noted import note_address

FIRST_LOOK = 0.05
LAST_LOOK = 1.0
WEB_TRIES = 3
"""So many ends of the web server before its first answer are a fault that no restart mends."""


@dataclass(frozen=True, kw_only=True)
class ServeOptions:
    """What `strongroom serve` was asked for."""

    data: Path
    host: str
    port: int
    demo: bool
    end_with_parent: bool = False
    web: int | None = None
    """Processes of the web server; None: what WEB_PROCESSES says, or as many as cores."""


def serve(plan: ServeOptions) -> int:
    """Serve until a signal asks to stop. StrongroomError if it can't begin."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s", level="INFO")
    port = free_port(plan.host, plan.port)
    if plan.end_with_parent:
        end_with_parent()
    supervisor = Supervisor()
    with ExitStack() as stack:
        stack.enter_context(supervisor.signals())
        try:
            _run(plan, port, supervisor, stack)
        except SupervisorStoppedError:
            return 0
    return 0


def _run(plan: ServeOptions, port: int, supervisor: Supervisor, stack: ExitStack) -> None:
    env = _environment(plan, port)
    if not is_external():
        server = EmbeddedServer(plan.data)
        server.start(supervisor.stop_asked)
        stack.callback(server.stop)
        env["DATABASE_URL"] = server.address
        supervisor.add(
            Service(
                "PostgreSQL",
                server.spawn,
                stop_signal=signal.SIGINT,
                patience=60.0,
                process=server.process,
                needed_by_others=True,
            )
        )
    note_address(plan.data, env["BASE_URL"])
    stack.callback(supervisor.stop)
    _prepare(plan, env, supervisor)
    web = [sys.executable, "-P", "-m", "strongroom.interfaces.cli.web", plan.host, str(port)]
    # When we are killed the database goes too: nothing is left for them to finish.
    service = Service("web server", lambda: spawn(web, env=env, death_signal=signal.SIGKILL))
    supervisor.add(service)
    worker = _command("worker")
    supervisor.add(Service("worker", lambda: spawn(worker, env=env, death_signal=signal.SIGKILL)))
    supervisor.run(_Announcement(plan, port, service).tick)


def _prepare(plan: ServeOptions, env: dict[str, str], supervisor: Supervisor) -> None:
    """Bring the schema up to date and load the demo firm, if that is to do."""
    if is_external():
        _run_once(_command("migrate"), env, supervisor)
    elif not schema.is_current(plan.data):
        _run_once(_command("migrate"), env, supervisor)
        schema.note_current(plan.data)
    loaded = plan.data / "demo-loaded"
    if plan.demo and not loaded.exists():
        _run_once(_command("demo"), env, supervisor)
        loaded.touch(mode=0o600)


def _command(name: str) -> list[str]:
    return [sys.executable, "-P", "-m", "strongroom", name]


def _run_once(argv: list[str], env: dict[str, str], supervisor: Supervisor) -> None:
    """Run a command to its end; what it says is shown only when it fails."""
    with tempfile.TemporaryFile() as output:
        process = spawn(argv, env=env, output=output)
        while process.poll() is None:
            if supervisor.stop_asked():
                process.kill_group()
                process.wait()
                raise SupervisorStoppedError
            with suppress(TimeoutError):
                process.wait(0.1)
        if process.poll() != 0:
            output.seek(0)
            said = output.read().decode(errors="replace").strip()
            raise StrongroomError(f"{said}\n\nstrongroom {argv[-1]} failed; see above.")


def _environment(plan: ServeOptions, port: int) -> dict[str, str]:
    """Return the children's environment. StrongroomError if a needed setting is missing."""
    env = {**os.environ, "STRONGROOM_DATA": str(plan.data)}
    env.setdefault("DJANGO_SETTINGS_MODULE", "strongroom.config.settings")
    if plan.demo:
        env["STRONGROOM_DEMO"] = "1"
    if plan.web is not None:
        if plan.web < 1:
            raise StrongroomError("--web needs a number of processes, 1 or more.")
        env["WEB_PROCESSES"] = str(plan.web)
    given = installation.read().base_url
    if given is None and not plan.demo and not _is_loopback(plan.host):
        raise StrongroomError(
            "Set BASE_URL to the address under which people reach this server, for example "
            "https://files.example.com: links and mail are made with it."
        )
    env["BASE_URL"] = given.origin if given else address(plan.host, port)
    env.pop("BASE_URL_FILE", None)
    return env


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def address(host: str, port: int) -> str:
    """Return the address to type into a browser on this machine."""
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"http://{f'[{name}]' if ':' in name else name}:{port}"


def free_port(host: str, port: int) -> int:
    """Return `port`, or a free one for 0. StrongroomError if somebody listens there already."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(found[0], socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(found[4])
            trial.listen(1)
            return int(trial.getsockname()[1])
    except (OSError, OverflowError) as error:
        raise StrongroomError(
            f"Strongroom can't listen on {host}, port {port}: {error}. "
            "Choose another port: make run PORT=8123, or strongroom serve --port 8123."
        ) from None


class _Announcement:
    """Says once that it is ready, when it is."""

    def __init__(self, plan: ServeOptions, port: int, web: Service) -> None:
        self._plan = plan
        self._port = port
        self._web = web
        self._done = False
        self._pause = FIRST_LOOK

    def tick(self) -> float | None:
        """Look whether the web server answers; None when there is nothing left to wait for."""
        if self._done:
            return None
        if self._web.ends >= WEB_TRIES:
            raise StrongroomError("The web server does not start; what it said stands above.")
        if self._web.process is None or not _answers(self._plan.host, self._port):
            self._pause = min(self._pause * 1.1, LAST_LOOK)
            return self._pause
        self._done = True
        self._say()
        return None

    def _say(self) -> None:
        print(f"\nStrongroom is ready: {address(self._plan.host, self._port)}/")
        if self._plan.demo:
            print(f"Demo logins (the password of each is {PASSWORD}):")
            for login in LOGINS:
                print(f"  {login.email:<22} {login.who}")
        print(f"Data folder: {self._plan.data}. Stop it with Ctrl-C.\n", flush=True)


def _answers(host: str, port: int) -> bool:
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    connection = http.client.HTTPConnection(name, port, timeout=1.0)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()
