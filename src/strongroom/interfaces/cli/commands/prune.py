"""`strongroom prune`: removes bytes that nothing uses any more, and leftovers of broken-off uploads."""

import argparse
import dataclasses
import datetime as dt
import json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How long to wait."""
    parser.add_argument(
        "--grace-hours",
        type=float,
        metavar="HOURS",
        help="how long something must have been unused (default: PRUNE_GRACE_HOURS, else 24)",
    )
    parser.add_argument(
        "--trash",
        action="store_true",
        help="first purge what has lain in the trash longer than TRASH_RETENTION_DAYS",
    )


def run(args: argparse.Namespace) -> int:
    """Mark what is unused, remove what was marked long enough ago; safe while the server runs."""
    from strongroom.documents import api as documents
    from strongroom.store import api as store

    grace = None if args.grace_hours is None else dt.timedelta(hours=max(0.0, args.grace_hours))
    purged = documents.purge_expired_trash() if args.trash else 0
    report = store.prune(grace=grace)
    if args.json:
        print(json.dumps({"purged": purged, **dataclasses.asdict(report)}, indent=2))
        return 0
    print(f"Removed {report.removed} unused files ({report.removed_bytes} bytes).")
    print(f"Marked {report.marked + report.orphans} as unused, to be removed by a later run.")
    print(f"Cleared {report.leftovers} leftovers and {report.uploads_expired} expired uploads.")
    if args.trash:
        print(f"Purged {purged} items from the trash.")
    for key in report.unknown:
        print(f"Not known, left alone: {key}")
    return 0
