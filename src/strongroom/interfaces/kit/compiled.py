"""Compiled components: what a page shows many times, rendered by Jinja2 (docs/decisions/0036).

They lie in `strongroom/components`; a page's template writes one by `{% compiled "…" name=value %}`.
"""

from typing import Any

from jinja2 import Environment
from jinja2.ext import Extension

from strongroom.interfaces.kit import formats
from strongroom.interfaces.kit.lean import lean
from strongroom.interfaces.kit.templatetags import strongroom as tags


class Lean(Extension):
    """Ships no indentation, as pages do not (`lean`)."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the source to compile."""
        del name, filename
        return lean(source)


def environment(**options: Any) -> Environment:
    """Return the environment of the components (Django's setting names this function)."""
    made = Environment(**options, extensions=[Lean])  # noqa: S701 - Django's engine escapes
    made.globals |= {
        "icon": tags.icon,
        "filename": tags.filename,
        "when": tags.when,
        "exact": tags.exact,
        "ages": formats.ages,
        "yesno_column": tags.yesno_column,
        "zip": zip,
    }
    made.filters |= {
        "megabytes": formats.megabytes,
        "looks": formats.looks,
        "is_cut": formats.is_cut,
        "words": formats.words,
        "day": formats.day,
        "minute": formats.minute,
        "stamp": formats.stamp,
    }
    return made
