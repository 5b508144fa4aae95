"""`strongroom check`: tells whether the settings are right; nothing is begun or changed."""

import argparse
import json

from strongroom.core.environment import installation
from strongroom.core.environment.faults import SettingsError

NEEDS_DATABASE = False


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """It has none of its own."""


def run(args: argparse.Namespace) -> int:
    """Say that all is right; what is wrong is a line each, with its number, and exit status 1."""
    try:
        found = installation.read()
    except SettingsError as error:
        if not args.json:
            raise
        print(json.dumps({"ok": False, "messages": error.messages}))
        return 1
    where = found.base_url.origin if found.base_url else None
    if args.json:
        print(json.dumps({"ok": True, "messages": [], "base_url": where}))
    else:
        print("The settings are right." + (f" People reach it at {where}/" if where else ""))
    return 0
