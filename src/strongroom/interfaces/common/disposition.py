"""The Content-Disposition header (RFC 6266): names of any script, none that breaks out of it."""

import re
import unicodedata
from urllib.parse import quote

_PLAIN = re.compile(r"^[A-Za-z0-9][A-Za-z0-9 ._()+,&!#~@=-]*$")
_UNSAFE = re.compile(r"[^A-Za-z0-9 ._()+,&!#~@=-]")
# RFC 8187 attr-char, beside letters and digits.
_ATTR = "!#$&+-.^_`|~"


def content_disposition(name: str, *, inline: bool = False) -> str:
    """Return the value for a file called `name`; control characters are dropped.

    A plain ASCII name stands as it is. Any other is sent twice: an ASCII likeness for old clients
    and the exact name, percent-encoded in UTF-8, which wins in every present browser.
    """
    kind = "inline" if inline else "attachment"
    kept = "".join(c for c in name if unicodedata.category(c) not in {"Cc", "Cs"}) or "file"
    if _PLAIN.match(kept):
        return f'{kind}; filename="{kept}"'
    ascii_name = unicodedata.normalize("NFKD", kept).encode("ascii", "ignore").decode()
    likeness = _UNSAFE.sub("_", ascii_name).strip(" .") or "file"
    return f"{kind}; filename=\"{likeness}\"; filename*=UTF-8''{quote(kept, safe=_ATTR)}"
