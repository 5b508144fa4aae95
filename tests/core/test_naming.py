"""Visible names and e-mails in one canonical form."""

import pytest

from strongroom.core import emails
from strongroom.core.errors import InvalidError
from strongroom.core.naming import checked_name, clean_name, one_line

ZWJ, ZWNJ = "\u200d", "\u200c"
PERSIAN = f"می{ZWNJ}خواهم"
HINDI = f"क्{ZWJ}ष"
FAMILY = f"👩{ZWJ}👧.jpg"
HEART = f"❤\ufe0f{ZWJ}🔥"
NOTHING = ["", " ", "\u200b", "\u2060", "\ufeff", "\u00ad", ZWJ, ZWNJ * 3, "\u200b \u2060", "\u3164",
           "\u2800", "\ufe0f", "\u034f", "\u200e", "\u202e", "\U000e0041", "\u180e"]  # fmt: skip


@pytest.mark.parametrize("raw", NOTHING)
def test_what_shows_nothing_is_empty(raw: str) -> None:
    assert one_line(raw) == ""
    assert clean_name(raw) == "file"
    with pytest.raises(InvalidError):
        checked_name(raw)


@pytest.mark.parametrize("raw", [PERSIAN, HINDI, FAMILY, HEART, "\u0600\u0661", "Müller & Söhne"])
def test_what_scripts_and_signs_need_is_kept(raw: str) -> None:
    assert one_line(raw) == clean_name(raw) == checked_name(raw) == raw


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("Ann\u202ebob", "Annbob"),
        ("Grey\u200bstone", "Greystone"),
        ("  Grey\u00a0\tstone\u2060 ", "Grey stone"),
        (f"a{ZWJ}", "a"),
        (f"{ZWNJ}a b{ZWJ} c", "a b c"),
        (f"1{ZWJ}2", "12"),
        ("a\x07b", "ab"),
        ("e\u0301", "é"),
    ],
)
def test_format_characters_go(raw: str, kept: str) -> None:
    assert one_line(raw) == kept
    assert one_line(kept) == kept


def test_nul_is_left_for_the_caller_to_refuse() -> None:
    assert one_line("a\0b") == "a\0b"


def test_a_typed_name_that_changes_the_direction_is_refused() -> None:
    with pytest.raises(InvalidError, match="can't be shown"):
        checked_name("exe.\u202efdp")
    assert checked_name(" Plans\u200b ") == "Plans"


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        (" User@Straße.Example ", "user@xn--strae-oqa.example"),
        ("twice@bücher.example", "twice@xn--bcher-kva.example"),
        ("twice@XN--BCHER-KVA.example", "twice@xn--bcher-kva.example"),
        ("twice@bu\u0308cher.example", "twice@xn--bcher-kva.example"),
        ("ann@firm。example", "ann@firm.example"),
        ("ann@firm.example", "ann@firm.example"),
    ],
)
def test_an_email_has_one_spelling(raw: str, kept: str) -> None:
    assert emails.canonical(raw) == emails.comparable(raw) == kept


@pytest.mark.parametrize(
    "raw",
    ["ann", "@x.example", "ann@", "ann@☃.example", "ann@a..b", "ann@x_y.example", "ann@xn--zzzz.example",
     "ann@[127.0.0.1]", "ann@firm.example.", "ann@" + "a" * 64 + ".example"],
)  # fmt: skip
def test_what_idna_refuses_is_no_email(raw: str) -> None:
    with pytest.raises(ValueError):
        emails.canonical(raw)
    assert emails.comparable(raw) == raw.lower()
