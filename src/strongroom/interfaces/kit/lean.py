"""Templates without what no browser shows: indentation, comments, and lines of tags that write nothing.

Between two words one line's end stays; around the cells of a table there are none. `<pre>` and
`<textarea>` hold values only, which are not touched.
"""

import re
from typing import Final

from django.template import Origin
from django.template.loaders.filesystem import Loader as Filesystem

_SILENT: Final = (
    "if|elif|else|endif|for|empty|endfor|with|endwith|block|endblock|load|extends|set|from"
)
_COMMENT: Final = re.compile(r"{#.*?#}|{% *comment\b.*?endcomment *%}", re.DOTALL)
_INDENTED: Final = re.compile(r"\s*\n\s*")
_CELLS: Final = re.compile(
    r"(</?t(?:able|head|body|r|d|h)\b[^<>{}]*>)\n|\n(?=</?t(?:able|head|body|r|d|h)\b)"
)
_ALONE: Final = re.compile(rf"(?:^|(?<=\n))({{%-? *(?:{_SILENT})\b(?:(?!%}}).)*%}})\n")


def lean(source: str) -> str:
    """Return the source of a template in HTML as it is compiled."""
    text = _INDENTED.sub("\n", _COMMENT.sub("", source)).lstrip()
    return _CELLS.sub(lambda found: found[1] or "", _ALONE.sub(r"\1", text))


class Loader(Filesystem):
    """Reads templates as Django's loader does; those in HTML come lean."""

    def get_contents(self, origin: Origin) -> str:
        """Return the source of one template."""
        source: str = super().get_contents(origin)
        return lean(source) if origin.name.endswith(".html") else source
