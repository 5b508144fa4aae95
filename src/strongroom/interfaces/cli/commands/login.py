"""`strongroom login reset EMAIL`: ends a login, so that it is set up anew (F-3)."""

import argparse
import json

from strongroom.core.errors import InvalidError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("action", choices=("reset",), help="what to do: reset")
    parser.add_argument("email", metavar="EMAIL")


def run(args: argparse.Namespace) -> int:
    """End password, sessions, tokens and the acceptance of every place; each is invited anew.

    Without a mail server the new addresses are printed, to be handed over.
    """
    from strongroom.administration import api as administration
    from strongroom.outbox import api as outbox

    if args.account:
        raise InvalidError("A login belongs to no account: leave --account out.")
    found = administration.reset_here(args.email, show=not outbox.configured())
    if args.json:
        rows = [{"account": slug, "address": address} for slug, address in found]
        print(json.dumps({"email": args.email, "invited": rows}))
        return 0
    print(f"The login {args.email} is ended: password, sessions, tokens and calendar addresses.")
    told = "an invitation is on its way" if outbox.configured() else "an invitation is ready"
    for slug, address in found:
        print(f"{slug}: {address or told}")
    if not found:
        print("It had no place that is open, so nobody is invited.")
    return 0
