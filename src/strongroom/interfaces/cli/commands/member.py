"""`strongroom member`: adds an active member to an account, without an invitation."""

import argparse
import json
import uuid
from typing import TYPE_CHECKING

from strongroom.core.errors import InvalidError
from strongroom.interfaces.cli.passwords import read_password

if TYPE_CHECKING:
    from strongroom.access.api import Principal
    from strongroom.directory.models import Person

TYPES = ("in_house", "subcontractor", "watcher")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("email", metavar="EMAIL")
    parser.add_argument("--name", default="", help="the person's name (default: from the e-mail)")
    parser.add_argument("--type", choices=TYPES, default="in_house")
    parser.add_argument(
        "--role", metavar="NAME", nargs="+", action="extend", default=[], help="roles, by name"
    )
    parser.add_argument(
        "--password-file", metavar="FILE", help="a file with the password (-: standard input)"
    )


def run(args: argparse.Namespace) -> int:
    """Add the member and print their id (`--json`: more of it)."""
    from django.db import transaction

    from strongroom.access import api as access
    from strongroom.administration import api as administration
    from strongroom.directory import api as directory

    account = directory.get_account(args.account) if args.account else directory.first_account()
    principal = access.system(account.id, "command line")
    password = read_password(args.password_file)
    with transaction.atomic():
        known = directory.find_person(args.email)
        row = administration.add_member(
            principal,
            email=args.email,
            name=args.name or (known.name if known else _name_from(args.email)),
            type=args.type,
            role_ids=_roles(principal, args.role),
        )
        person = directory.find_person(row.email)
        if password is not None and person is not None:
            _set_first_password(person, password)
    facts = {"member_id": str(row.id), "email": row.email, "account": account.slug}
    print(json.dumps(facts) if args.json else row.id)
    return 0


def _name_from(email: str) -> str:
    """`ann.lee@firm.com` is probably Ann Lee."""
    words = email.partition("@")[0].replace(".", " ").replace("_", " ").split()
    return " ".join(word.capitalize() for word in words) or email


def _roles(principal: "Principal", names: list[str]) -> list[uuid.UUID]:
    from strongroom.administration import api as administration

    roles = {role.name.casefold(): role for role in administration.list_roles(principal)}
    unknown = [name for name in names if name.casefold() not in roles]
    if unknown:
        there = ", ".join(role.name for role in roles.values()) or "none yet"
        raise InvalidError(f"There is no role {', '.join(unknown)}. Roles: {there}.")
    return [roles[name.casefold()].id for name in names]


def _set_first_password(person: "Person", password: str) -> None:
    from strongroom.directory import api as directory

    if person.has_usable_password():
        raise InvalidError(f"{person.email} has a password already; only they can change it.")
    directory.set_password(person, password)
