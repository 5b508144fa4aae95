"""The public face of `access.consequence`."""

from strongroom.access.consequence.judging import GAINS, LOSSES, OPENS, Change, foreseen, judged
from strongroom.access.consequence.shapes import Consequence, Door, Doors, Person

__all__ = [
    "GAINS",
    "LOSSES",
    "OPENS",
    "Change",
    "Consequence",
    "Door",
    "Doors",
    "Person",
    "foreseen",
    "judged",
]
