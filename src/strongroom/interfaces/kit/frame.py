"""What stands around a page: whose it is, who is signed in, the menus. Which entries, the surfaces say."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NavEntry:
    """An entry of a surface's main menu."""

    label: str
    url: str
    icon: str
    active: bool = False


@dataclass(frozen=True, slots=True)
class MenuLink:
    """A link of the account menu, or of a page that is a menu."""

    label: str
    url: str
    icon: str


@dataclass(frozen=True, slots=True)
class Tab:
    """One of several pages, or ways to show one, beside each other."""

    label: str
    url: str
    active: bool = False
    count: int | str | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of a page; a page of nobody's has an empty one."""

    account_name: str = ""
    logo_url: str = ""
    home_url: str = ""
    person_name: str = ""
    person_email: str = ""
    person_id: uuid.UUID | None = None
    nav: Sequence[NavEntry] = ()
    menu: Sequence[MenuLink] = ()
    """The account menu, besides the theme and the way out."""
    sign_out_url: str = ""
    items_url: str = ""
    """Where the details drawer finds an item; an id follows."""
    admin_url: str = ""
    admin_active: bool = False
    approvals_url: str = ""
    approvals_active: bool = False
    approvals_waiting: int = 0
