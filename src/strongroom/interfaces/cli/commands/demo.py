"""`strongroom demo`: loads a small invented firm with real files, once."""

import argparse

from strongroom.interfaces.cli.demo_logins import LOGINS, PASSWORD


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """There are none of its own."""
    del parser


def run(args: argparse.Namespace) -> int:
    """Load it, or say that it is there already."""
    from strongroom.interfaces.cli.demo import load

    del args
    if not load():
        print("The demo firm is there already; nothing was changed.")
        return 0
    print("The demo firm is loaded. Its logins, on this computer only, with the password", PASSWORD)
    for login in LOGINS:
        print(f"  {login.email:<22} {login.who}")
    return 0
