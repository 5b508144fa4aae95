"""`strongroom worker`: runs background tasks until it is stopped."""

import argparse


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Nothing of its own."""


def run(_args: argparse.Namespace) -> int:
    """Work until SIGINT or SIGTERM."""
    from strongroom.interfaces.worker.run import work

    work()
    return 0
