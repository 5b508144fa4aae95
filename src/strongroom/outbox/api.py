"""The public face of `outbox`: mail to send, as references. It knows no people and no documents."""

from strongroom.outbox.models import State
from strongroom.outbox.posting import post, state_of
from strongroom.outbox.sending import render_with, send, send_waiting
from strongroom.outbox.server import check_settings, configured
from strongroom.outbox.shapes import Drop, MailState, Message, Renderer, Waiting
from strongroom.outbox.standing import Standing, standing, try_now, try_server

__all__ = [
    "Drop",
    "MailState",
    "Message",
    "Renderer",
    "Standing",
    "State",
    "Waiting",
    "check_settings",
    "configured",
    "post",
    "render_with",
    "send",
    "send_waiting",
    "standing",
    "state_of",
    "try_now",
    "try_server",
]
