"""`strongroom serve`: the whole of Strongroom in the foreground."""

import argparse
from pathlib import Path

from strongroom.core.environment import installation
from strongroom.interfaces.cli import serving

NEEDS_DATABASE = False  # it starts its own, and keeps it alive


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen, and whether with the demo."""
    parser.add_argument("--port", type=int, default=8000, help="default 8000; 0 takes a free one")
    parser.add_argument("--host", default="127.0.0.1", help="default 127.0.0.1: this machine only")
    parser.add_argument(
        "--web",
        type=int,
        metavar="N",
        help="processes that answer requests; default the number of cores, at most 4",
    )
    parser.add_argument(
        "--demo", action="store_true", help="load the demo firm when the data folder is new"
    )
    parser.add_argument(
        "--end-with-parent", action="store_true", help="stop when the starting process is gone"
    )


def run(args: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM."""
    demo = args.demo or installation.read().demo
    return serving.serve(
        serving.ServeOptions(
            data=Path(args.data),
            host=args.host,
            port=args.port,
            demo=demo,
            web=args.web,
            end_with_parent=args.end_with_parent,
        )
    )
