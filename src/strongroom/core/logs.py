"""Lines of the log, without what opens something: addresses of links, invitations and the like (L26)."""

import logging
import re

_OPENING_WORDS = ("l", "invitation", "calendar", "reset", "password-reset", "uploads")


def _spelled(text: str) -> str:
    """Return a pattern for the text with any of its characters percent-encoded, once or more often."""
    return "".join(f"(?:{re.escape(one)}|%(?:25)*(?:{_codes(one)}))" for one in text)


def _codes(one: str) -> str:
    return "|".join(f"{ord(case):02x}" for case in {one.lower(), one.upper()})


_SLASH = f"(?:{_spelled('/')})+"
_OPENING = re.compile(
    f"({_SLASH}(?:{'|'.join(map(_spelled, _OPENING_WORDS))}){_SLASH})[^\\s\"'<>]+", re.IGNORECASE
)


def cut(text: str) -> str:
    """Return the text with what follows `/l/`, `/invitation/` and the like replaced by an ellipsis.

    In whatever case and encoding it was asked for: whoever mistypes an address has it right but for that.
    """
    return _OPENING.sub(r"\1…", text)


class LineFormatter(logging.Formatter):
    """Formats a record, its trace included, and cuts. At the end, so that no argument slips by."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, or lines, of the record."""
        return cut(super().format(record))
