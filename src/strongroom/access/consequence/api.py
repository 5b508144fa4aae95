"""The public face of `access.consequence`."""

from strongroom.access.consequence.judging import (
    GAINS,
    LOSSES,
    OPENS,
    Change,
    foreseen,
    judged,
    require_confirmed,
)
from strongroom.access.consequence.records.judging import Done, RecordsChange, judged_records
from strongroom.access.consequence.records.portal import PortalChange, judged_portal
from strongroom.access.consequence.shapes import Consequence, Door, Doors, Person
from strongroom.access.consequence.together import Step, do_together

__all__ = [
    "GAINS",
    "LOSSES",
    "OPENS",
    "Change",
    "Consequence",
    "Done",
    "Door",
    "Doors",
    "Person",
    "PortalChange",
    "RecordsChange",
    "Step",
    "do_together",
    "foreseen",
    "judged",
    "judged_portal",
    "judged_records",
    "require_confirmed",
]
