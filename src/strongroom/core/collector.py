"""The collector of cycles in a process that serves: it looks seldom, and not at what never goes away."""

import gc
from typing import Final

EVERY: Final = 50_000
"""New containers between two looks at the young ones (Python's own default is 700).

Answers over many rows make hundreds of thousands of values and no cycles; looking for some among them
took a quarter of the time of a large consequence.
"""


def settle() -> None:
    """Leave alone what is loaded by now. For a process that has loaded all its code."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(EVERY, 20, 20)
