"""Which class names stand in the templates, the scripts and the style sheets, read from their text."""

import functools
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "strongroom"
FRONTEND = ROOT / "frontend"
FOLDERS = (SOURCE / "templates", SOURCE / "components")
OUTSIDE = ("mail/", "rest/docs.html")
"""Mails and the pages of the API's description bring their own styles along."""

COMMENT = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)
ATTRIBUTE = re.compile(r"""\b(?:class|css)="((?:\{%.*?%\}|\{\{.*?\}\}|[^"])*)\"""", re.DOTALL)
CHOSEN = re.compile(r"([\w-]+-)\{%.*?\{% endif %\}|([\w-]+-)\{\{.*?\}\}")
"""`sr-alert-{{ level }}`, `sr-alert-{% if … %}error{% else %}warning{% endif %}`: the beginning of a name."""
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
BODY = re.compile(r"\{% block body_class %\}([\w -]+)\{% endblock")
NAMED = re.compile(r'\{% (?:extends|include|compiled|from) "([^"]+)"')
SHEETS = re.compile(r"\{% sheets ([^%]+) %\}")
GIVEN = re.compile(r"""(?:\bclass:|className =|classList\.\w+\()\s*(["`])(.*?)\1""")
SELECTED = re.compile(r"\.((?:sr|is)-[\w-]+)")


@functools.cache
def templates() -> dict[str, str]:
    """Return the text of each template by its name, without comments."""
    return {
        path.relative_to(folder).as_posix(): COMMENT.sub("", path.read_text())
        for folder in FOLDERS
        for path in sorted(folder.rglob("*.html"))
        if not path.relative_to(folder).as_posix().startswith(OUTSIDE)
    }


@functools.cache
def reached_from(name: str) -> frozenset[str]:
    """Return a template, what it extends and includes, and so on."""
    found, waiting = set(), [name]
    while waiting:
        one = waiting.pop()
        if one not in found and one in templates():
            found.add(one)
            waiting += NAMED.findall(templates()[one])
    return frozenset(found)


def pages() -> list[str]:
    """Return the templates that are whole pages of a frame."""
    return [
        name
        for name in templates()
        if "base.html" in reached_from(name) and not name.startswith(("frames/", "base.html"))
    ]


def in_templates(names: frozenset[str] | None = None) -> set[str]:
    """Return the class names that stand in full in these templates, or in all."""
    texts = [text for name, text in templates().items() if names is None or name in names]
    found: set[str] = set()
    for text in texts:
        for value in (*ATTRIBUTE.findall(text), *BODY.findall(text)):
            found.update(TAG.sub(" ", CHOSEN.sub(" ", value)).split())
    return found


def beginnings() -> set[str]:
    """Return how names begin whose end is chosen when the page, or the element, is made."""
    found: set[str] = set()
    for text in templates().values():
        for value in ATTRIBUTE.findall(text):
            found.update(first or second for first, second in CHOSEN.findall(value))
    for _quote, value in GIVEN.findall(scripts()):
        found.update(re.findall(r"([\w-]+-)\$\{", value))
    return found


@functools.cache
def scripts() -> str:
    """Return the text of all scripts of ours."""
    folders = (FRONTEND / "lib", FRONTEND / "behaviours")
    return "\n".join(path.read_text() for folder in folders for path in folder.rglob("*.js"))


def given_by_scripts() -> set[str]:
    """Return the class names that scripts give to elements."""
    found: set[str] = set()
    for _quote, value in GIVEN.findall(scripts()):
        found.update(re.sub(r"[\w-]*\$\{[^}]*\}", " ", value).split())
    return found


def looked_for_by_scripts() -> set[str]:
    """Return the class names in the selectors of scripts."""
    return set(SELECTED.findall(scripts()))


@functools.cache
def python() -> str:
    """Return the text of the interfaces, where some tags write classes."""
    return "\n".join(path.read_text() for path in (SOURCE / "interfaces").rglob("*.py"))


def in_sheet(path: Path) -> set[str]:
    """Return the class names in the selectors of a sheet, and of the sheets that it imports from us."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    found: set[str] = set()
    for other in re.findall(r'@import "(\.[^"]+)"', text):
        found |= in_sheet(path.parent / other)
    selectors = re.sub(r"\{[^{}]*\}", " ", re.sub(r'"[^"]*"', "", text))
    return found | set(re.findall(r"\.([a-zA-Z][\w-]*)", selectors))


@functools.cache
def in_sheets() -> frozenset[str]:
    """Return the class names of all sheets."""
    return frozenset().union(*(in_sheet(path) for path in (FRONTEND / "styles").glob("*.css")))


def styled_on(name: str) -> set[str]:
    """Return the class names of the sheets that a page links."""
    linked = {
        sheet
        for one in reached_from(name)
        for names in SHEETS.findall(templates()[one])
        for sheet in re.findall(r'"(\w+)"', names)
    }
    return set().union(*(in_sheet(FRONTEND / "sheets" / f"{sheet}.css") for sheet in linked))


def is_used(name: str) -> bool:
    """Tell whether a page, a script or a tag writes this class."""
    return (
        name in in_templates() | given_by_scripts() | looked_for_by_scripts()
        or name.startswith(tuple(beginnings()))
        or re.search(rf"(?<![\w-]){name}(?![\w-])", python()) is not None
    )
