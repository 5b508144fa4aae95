"""Finds the subcommand, gives it a database, and turns expected errors into a sentence.

Exit status: 0 done, 1 failed with a sentence on standard error, 2 wrong usage. Nothing of Django is
imported for `--help`.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

from strongroom.core.environment import installation
from strongroom.core.errors import StrongroomError

COMMANDS = {
    "check": "tell whether the settings are right",
    "serve": "run the whole of Strongroom: database, web server and worker",
    "worker": "run background tasks only (serve does it already)",
    "migrate": "bring the database up to date (serve does it already)",
    "createadmin": "create an account with its first administrator",
    "member": "add a person to an account",
    "token": "print a fresh API token",
    "login": "end somebody's login, so that it is set up anew",
    "demo": "load the demo firm",
    "verify": "compare the files with the database",
    "prune": "remove bytes that nothing uses any more",
}
INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    name = next((word for word in words if not word.startswith("-")), "")
    module = _module(name) if name in COMMANDS else None
    args = _parser(name, module).parse_args(words)
    os.environ["STRONGROOM_DATA"] = str(args.data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strongroom.config.settings")
    assert module is not None  # noqa: S101 - the parser has refused an unknown subcommand
    try:
        if name != "check":  # which does it itself, in words or in JSON
            installation.read()  # a fault is told before anything is begun
        return _run(module, args)
    except KeyboardInterrupt:
        return INTERRUPTED
    except StrongroomError as error:
        print(error.detail, file=sys.stderr)
        return 1
    except Exception as error:
        sentence = _database_sentence(error)
        if sentence is None:
            raise
        print(sentence, file=sys.stderr)
        return 1


def _run(module: ModuleType, args: argparse.Namespace) -> int:
    if not getattr(module, "NEEDS_DATABASE", True):
        return int(module.run(args))
    from strongroom.interfaces.cli.database import database
    from strongroom.interfaces.cli.noted import recall_address

    recall_address(args.data)
    with database(args.data):
        return int(module.run(args))


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"strongroom.interfaces.cli.commands.{name}")


def _parser(name: str, module: ModuleType | None) -> argparse.ArgumentParser:
    """Return the parser; only the subcommand in use has its arguments."""
    parser = argparse.ArgumentParser(
        prog="strongroom", description="Document control in one self-hosted store."
    )
    parser.add_argument("--version", action="version", version=version("strongroom"))
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    for command, text in COMMANDS.items():
        sub = subparsers.add_parser(command, help=text, description=text[0].upper() + text[1:])
        _common_arguments(sub)
        if command == name and module is not None:
            module.add_arguments(sub)
    return parser


def _common_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data",
        metavar="FOLDER",
        type=lambda text: Path(text).absolute(),
        default=Path(os.environ.get("STRONGROOM_DATA") or "data").absolute(),
        help="the data folder (default: STRONGROOM_DATA, else ./data)",
    )
    parser.add_argument("--account", metavar="SLUG", default="", help="which account, if several")
    parser.add_argument("--json", action="store_true", help="print JSON instead of words")


def _database_sentence(error: Exception) -> str | None:
    """Return a sentence if the database is the trouble (psycopg's error, or Django's copy of it)."""
    names = {kind.__name__ for kind in type(error).__mro__}
    if "OperationalError" in names or "PoolTimeout" in names:
        return f"The database does not answer: {str(error).strip()}"
    return None


if __name__ == "__main__":
    sys.exit(main())
