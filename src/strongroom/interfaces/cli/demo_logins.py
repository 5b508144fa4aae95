"""The fixed logins of the demo firm (no Django here: `serve` prints them)."""

from typing import NamedTuple

PASSWORD = "demo-strongroom"  # noqa: S105 - it works on this machine only


class Login(NamedTuple):
    """A login and what it is good for."""

    email: str
    who: str


LOGINS = (
    Login("admin@demo.example", "in-house, administrator"),
    Login("office@demo.example", "in-house: views, edits and shares everywhere"),
    Login("clerk@demo.example", "in-house: views and edits jobs, quotes, customers"),
    Login("tech@demo.example", "in-house, mobile only, assigned to some jobs"),
    Login("sub@demo.example", "subcontractor"),
    Login("watcher@demo.example", "watcher"),
    Login("contact@demo.example", "a customer's contact: the portal"),
    Login("admin@other.example", "administrator of a second firm"),
)
