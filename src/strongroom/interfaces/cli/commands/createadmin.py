"""`strongroom createadmin`: makes an account with its first administrator."""

import argparse
import secrets
from typing import TYPE_CHECKING

from strongroom.core.errors import ConflictError, InvalidError
from strongroom.interfaces.cli.passwords import read_password

if TYPE_CHECKING:
    from strongroom.access.api import Principal
    from strongroom.administration.api import RoleRow
    from strongroom.directory.models import Account

ROLE = "Administrator"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments; `--account` names the firm."""
    parser.add_argument("email", metavar="EMAIL")
    parser.add_argument("--name", default="", help="the administrator's name")
    parser.add_argument(
        "--password-file",
        metavar="FILE",
        help="a file with the password (-: standard input); without it one is made and printed",
    )


def run(args: argparse.Namespace) -> int:
    """Make the account (or take the one at that address), the role, the member; say what is next."""
    from django.conf import settings
    from django.db import transaction

    from strongroom.access import api as access
    from strongroom.administration import api as administration
    from strongroom.directory import api as directory

    if not args.account.strip():
        raise InvalidError("Say how the firm is called: --account 'Firm Ltd'.")
    given = read_password(args.password_file)
    with transaction.atomic():
        account = _account(args.account)
        principal = access.system(account.id, "command line")
        row = administration.add_member(
            principal,
            email=args.email,
            name=args.name or args.email.partition("@")[0],
            type="in_house",
            role_ids=[_role(principal).id],
        )
        person = directory.find_person(row.email)
        password = given or secrets.token_urlsafe(15)
        fresh = person is not None and not person.has_usable_password()
        if person is not None and fresh:
            directory.set_password(person, password)
        elif given:
            raise ConflictError(f"{row.email} has a password already; only they can change it.")
    print(f"{row.email} is administrator of {account.name}.")
    base = settings.BASE_URL or "http://127.0.0.1:8000"
    print(f"Next: with `strongroom serve` running, sign in at {base}/sign-in")
    if fresh and not given:
        print(f"with the password {password}")
        print("and change it there: account menu, or /password.")
    print(f"The office is at {base}/{account.slug}/")
    return 0


def _account(name: str) -> "Account":
    from strongroom.core.errors import NotFoundError
    from strongroom.directory import api as directory

    try:
        return directory.get_account(name)
    except NotFoundError:
        return directory.create_account(name=name, slug=directory.suggested_slug(name))


def _role(principal: "Principal") -> "RoleRow":
    """Return the account's role that holds admin, making one if there is none."""
    from strongroom.access import api as access
    from strongroom.administration import api as administration

    for role in administration.list_roles(principal):
        if access.Permission.ADMIN in role.permissions:
            return role
    return administration.create_role(principal, name=ROLE, permissions=[access.Permission.ADMIN])
