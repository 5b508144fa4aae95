"""Names in archives that every system can write (L5, A-14)."""

import pytest

from strongroom.core.extractable import distinct, extractable, length, zip_name


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("plan.pdf", "plan.pdf"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("Com1.tar.gz", "_Com1.tar.gz"),
        ("lpt\u00b2", "_lpt\u00b2"),
        ("aux .txt", "_aux .txt"),
        ("conin$", "_conin$"),
        ("console.txt", "console.txt"),
        ("com10", "com10"),
        ("dots...", "dots"),
        ("space ", "space"),
        ("a. . .", "a"),
        ("...", "file"),
        ("..", "file"),
        ('a<b>c:d"e|f?g*h', "a_b_c_d_e_f_g_h"),
        ("../../x", "x"),
        ("line\nbreak\x7f", "linebreak"),
        ("Küche 图.txt", "Küche 图.txt"),
        (".hidden", ".hidden"),
    ],
)
def test_l5_what_windows_can_not_write_is_written_otherwise(name, written):
    assert extractable(name) == written


@pytest.mark.parametrize("most", [8, 12, 40])
@pytest.mark.parametrize(
    "name",
    [
        "a" * 300,
        "b" * 100 + ".pdf",
        "x." + "y" * 100,
        "😀" * 80 + ".jpeg",
        "CON" + " " * 90 + "x",
        "con." * 60,
    ],
)
def test_l5_a_long_name_keeps_its_ending_where_there_is_room(name, most):
    cut = extractable(name, most=most)
    assert 0 < length(cut) <= most
    assert cut == cut.rstrip(". ")
    assert extractable(cut, most=most) == cut
    if name.endswith(".pdf"):
        assert cut.endswith(".pdf")


def test_l5_names_that_differ_in_case_or_form_alone_are_told_apart():
    taken = set()
    names = ["Plan.pdf", "PLAN.pdf", "plan.PDF", "Stra\u00dfe", "STRASSE", "e\u0301", "\u00c9"]
    assert [distinct(name, taken) for name in names] == [
        "Plan.pdf",
        "PLAN (2).pdf",
        "plan (3).PDF",
        "Stra\u00dfe",
        "STRASSE (2)",
        "e\u0301",
        "\u00c9 (2)",
    ]


def test_a14_an_archive_is_called_what_windows_can_unpack_into():
    assert zip_name("12/34 Mill Lane: roof?") == "12-34 Mill Lane_ roof_.zip"
    assert len(zip_name("x" * 255)) == 104
