"""`strongroom verify`: every blob against its checksum, every pointer against the rules."""

import argparse
import dataclasses
import json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What may be left out."""
    parser.add_argument(
        "--quick", action="store_true", help="leave out reading every file; check the tree only"
    )


def run(args: argparse.Namespace) -> int:
    """Print what is wrong; 1 if anything is, 0 if all is whole. Changes nothing."""
    from strongroom.store import api as store

    findings = list(store.verify_pointers())
    if not args.quick:
        findings += store.verify_blobs()
    if args.json:
        found = [dataclasses.asdict(finding) for finding in findings]
        print(json.dumps({"ok": not findings, "findings": found}, indent=2))
    else:
        for finding in findings:
            print(f"{finding.kind} {finding.id}: {finding.detail}")
        checked = "The tree is" if args.quick else "Files and tree are"
        print(f"{len(findings)} things are wrong." if findings else f"{checked} whole.")
    return 1 if findings else 0
