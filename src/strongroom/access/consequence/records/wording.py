"""The sentence of a question about whole records."""

import uuid
from collections.abc import Collection

from strongroom.access.consequence.shapes import Consequence


def sentence(consequence: Consequence, typed: Collection[uuid.UUID]) -> str:
    """Return what the change does beyond what was typed of these people: to others, then to links (L22)."""
    parts = []
    beyond = {one.id for one in consequence.people}.difference(typed)
    if beyond and consequence.records:
        people = number(len(beyond), "person", "people")
        records = number(consequence.records.count, "record", "records")
        parts.append(f"This changes what {people} can see or do in {records}.")
    if closing := len(consequence.doors.closes):
        links = number(closing, "link stops working", "links stop working")
        parts.append(f"{links}, until somebody else who may share takes over.")
    if opening := len(consequence.doors.opens):
        parts.append(f"{number(opening, 'link works', 'links work')} again.")
    return " ".join(parts)


def number(count: int, one: str, several: str) -> str:
    """Return a number with its word."""
    return f"1 {one}" if count == 1 else f"{count:,} {several}"
