"""`strongroom migrate`: brings the database up to date."""

import argparse
import json


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Nothing of its own."""


def run(args: argparse.Namespace) -> int:
    """Apply what is missing and say how much that was; JSON names each."""
    from strongroom.interfaces.cli.schema import bring_up_to_date

    applied = bring_up_to_date()
    if args.json:
        print(json.dumps({"applied": applied}))
    else:
        print(f"Applied {len(applied)} changes. " if applied else "", end="")
        print("The database is up to date.")
    return 0
