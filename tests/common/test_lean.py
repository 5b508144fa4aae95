"""Templates lose what no browser shows, and nothing else."""

import pytest

from strongroom.interfaces.kit.formats import is_cut
from strongroom.interfaces.kit.lean import lean


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("<p>\n    two\n    words\n</p>", "<p>\ntwo\nwords\n</p>"),
        ("{# a word #}\n{% load x %}\n<p></p>", "{% load x %}<p></p>"),
        ("{% comment %}\n a\n b\n{% endcomment %}\n<p></p>", "<p></p>"),
        ("a\n  {% if x %}\n    b\n  {% endif %}\n  c", "a\n{% if x %}b\n{% endif %}c"),
        (
            '<a href="x"\n   {% if y %}data-y{% endif %}>',
            '<a href="x"\n{% if y %}data-y{% endif %}>',
        ),
        ("{% icon 'x' %}\n<span></span>", "{% icon 'x' %}\n<span></span>"),
        ("<tr>\n  <td>a</td>\n  <td>\n b\n</td>\n</tr>\n", "<tr><td>a</td><td>b</td></tr>"),
        ("<time>\n  x\n</time>", "<time>\nx\n</time>"),
    ],
)
def test_spaces_between_words_stay(source: str, left: str) -> None:
    assert lean(source) == left


@pytest.mark.parametrize(
    ("name", "cut"),
    [("plan 1.txt", False), ("x" * 20, False), ("x" * 21, True), ("Prüfung.pdf", True)],
)
def test_a_short_plain_name_is_written_whole(name: str, cut: bool) -> None:
    assert is_cut(name) is cut
