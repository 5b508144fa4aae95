"""Administration, Mail: how the firm's mail stands, trying what waits, a mail that tries the server."""

from django.conf import settings
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from strongroom.access.api import Permission, require_permission
from strongroom.interfaces.office.desk import Desk, admin_tabs, at_desk
from strongroom.outbox import api as outbox
from strongroom.outbox.api import Message

NO_SERVER = (
    "No mail server is set up, so no e-mail goes out. Whoever runs this installation sets MAIL_URL and"
    " MAIL_FROM; what is to be told waits until then."
)
_SUBJECT = "A mail to try the server"
_TEXT = (
    "This mail was sent from Administration, Mail, to try the mail server. It arrived: all is well."
)


@require_safe
@at_desk
def page(desk: Desk) -> HttpResponseBase:
    """Show how the firm's mail stands."""
    require_permission(desk.principal, Permission.SETTINGS_MANAGE)
    return desk.show(
        "office/admin/mail.html",
        nav="admin",
        tabs=admin_tabs(desk, "mail"),
        standing=outbox.standing(desk.account.id),
        no_server="" if outbox.configured() else NO_SERVER,
        email=desk.principal.email,
        try_url=desk.url("mail-try"),
        test_url=desk.url("mail-test"),
    )


@require_POST
@at_desk
def try_now(desk: Desk) -> HttpResponseBase:
    """Let what waits be tried at once, whatever pause it is in."""
    require_permission(desk.principal, Permission.SETTINGS_MANAGE)
    if not outbox.configured():
        return desk.go(desk.url("mail"), NO_SERVER, level="error")
    count = outbox.try_now(desk.account.id)
    said = "1 mail is" if count == 1 else f"{count} mails are"
    return desk.go(desk.url("mail"), f"{said} tried now. This page tells what comes of it.")


@require_POST
@at_desk
def test(desk: Desk) -> HttpResponseBase:
    """Send a mail to who asks for it, here and now, and say what the server answered."""
    require_permission(desk.principal, Permission.SETTINGS_MANAGE)
    url = desk.url("mail")
    if not outbox.configured():
        return desk.go(url, NO_SERVER, level="error")
    email = desk.principal.email
    error = outbox.try_server(
        Message(
            to_email=email,
            to_name=desk.principal.name,
            subject=_SUBJECT,
            text=f"{_TEXT}\n\n{settings.BASE_URL}\n",
            html=f"<p>{_TEXT}</p>",
        )
    )
    if error:
        return desk.go(url, f"The mail server did not take the mail: {error}.", level="error")
    return desk.go(url, f"The mail server took a mail to {email}. Look whether it arrives.")
