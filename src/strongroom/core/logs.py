"""Lines of the log, without what opens something: addresses of links, invitations and calendars (L26)."""

import logging
import re

_OPENING = re.compile(r"(/(?:l|invitation|calendar)/)[^\s\"'<>]+")


def cut(text: str) -> str:
    """Return the text with what follows `/l/`, `/invitation/` and `/calendar/` replaced by an ellipsis."""
    return _OPENING.sub(r"\1…", text)


class LineFormatter(logging.Formatter):
    """Formats a record, its trace included, and cuts. At the end, so that no argument slips by."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, or lines, of the record."""
        return cut(super().format(record))
