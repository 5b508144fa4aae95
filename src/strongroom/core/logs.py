"""Lines of the log, without what opens something: addresses of links and invitations (L26)."""

import logging
import re

_OPENING = re.compile(r"(/(?:l|invitation)/)[^\s\"'<>]+")


def cut(text: str) -> str:
    """Return the text with everything after `/l/` and `/invitation/` replaced by an ellipsis."""
    return _OPENING.sub(r"\1…", text)


class LineFormatter(logging.Formatter):
    """Formats a record, its trace included, and cuts. At the end, so that no argument slips by."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, or lines, of the record."""
        return cut(super().format(record))
