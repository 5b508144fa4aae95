"""A real mail server for the tests: takes mail, or answers what it is told to."""

import asyncio
import email
import email.policy
import socket
import threading
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "files", "mail/pass:word@1"


class Sink:
    """Listens on one port for its whole life; can be stopped and started again."""

    def __init__(self, *, sign_in: bool = False) -> None:
        self.taken: list[EmailMessage] = []
        self.on_recipient: Callable[[str], str] = lambda _address: ""
        """Returns an answer in place of `250 OK` for a recipient, or nothing."""
        self.on_data = ""
        self.greeted = ""
        """The name in the last EHLO."""
        self.arrived = threading.Event()
        self.go_on = threading.Event()
        self.go_on.set()
        self.port = _free_port()
        self._sign_in = sign_in
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?tls=none"

    def start(self) -> None:
        guarded: dict[str, Any] = {}
        if self._sign_in:
            guarded = {
                "authenticator": _judge,
                "auth_required": True,
                "auth_require_tls": False,
            }
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, **guarded)
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's names
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.greeted = str(session.host_name)
        answer = self.on_recipient(address)
        if not answer:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.arrived.set()
        await asyncio.to_thread(self.go_on.wait, 30)
        if self.on_data:
            return self.on_data
        assert isinstance(envelope.content, bytes)
        made = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(made, EmailMessage)
        self.taken.append(made)
        return "250 OK"

    def words(self, number: int = -1) -> tuple[str, str]:
        """Return the plain text and the HTML of a mail that was taken."""
        mail = self.taken[number]
        plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
        assert plain is not None
        assert html is not None
        return tuple(part.get_content().replace("\r\n", "\n") for part in (plain, html))


def _judge(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
) -> AuthResult:
    right = LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=data == right, handled=False)


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
