"""How names, sizes and times are written."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from strongroom.interfaces.kit import formats

LONG = "IMG_20260314_101112_panorama_of_the_whole_roof.heic"


def test_a_name_is_cut_in_the_middle_and_keeps_its_ending():
    cut = formats.middle_cut(LONG, 24)

    assert len(cut) == 24
    assert cut.startswith("IMG_2026")
    assert cut.endswith("_roof.heic")


@pytest.mark.parametrize("length", [3, 4, 7])
def test_a_name_fits_even_where_there_is_hardly_room(length):
    assert len(formats.middle_cut(LONG, length)) == length


def test_a_short_name_is_left_alone():
    assert formats.middle_cut("plan.pdf", 24) == "plan.pdf"


def test_the_two_parts_of_a_name_are_the_name():
    for name in (LONG, "a.b", "", "تقرير الفحص.pdf", "\u202egpj.exe", "بدون"):
        assert "".join(formats.split_name(name)) == name


def test_a_right_to_left_name_is_parted_at_its_extension_only():
    assert formats.split_name("تقرير الفحص.pdf") == ("تقرير الفحص", ".pdf")


def test_a_direction_mark_does_not_hide_the_true_extension():
    assert formats.split_name("photo\u202egpj.exe")[1] == ".exe"


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (None, ""),
        (0, "0 MB"),
        (900, "< 0.01 MB"),
        (48_113, "0.05 MB"),
        (3_420_113, "3.4 MB"),
        (52_428_800, "52.4 MB"),
        (1_234_567_890, "1,235 MB"),
    ],
)
def test_a4_sizes_are_in_megabytes(size, text):
    assert formats.megabytes(size) == text


@pytest.mark.parametrize(
    ("ago", "text"),
    [
        (dt.timedelta(seconds=-30), "just now"),
        (dt.timedelta(seconds=59), "just now"),
        (dt.timedelta(minutes=1), "1 minute ago"),
        (dt.timedelta(hours=3), "3 hours ago"),
        (dt.timedelta(hours=20), "yesterday"),
        (dt.timedelta(days=4), "4 days ago"),
        (dt.timedelta(days=40), "4 May"),
        (dt.timedelta(days=400), "9 May 2025"),
    ],
)
def test_a4_times_are_relative_until_a_week_has_passed(ago, text):
    now = dt.datetime(2026, 6, 13, 15, 0, tzinfo=dt.UTC)

    with timezone.override(ZoneInfo("Europe/London")):
        assert formats.relative(now - ago, now) == text


def test_the_exact_time_is_in_the_active_zone():
    with timezone.override(ZoneInfo("Europe/London")):
        moment = dt.datetime(2026, 6, 13, 15, 0, tzinfo=dt.UTC)
        assert formats.exact(moment) == "13 June 2026, 16:00 BST"


@pytest.mark.parametrize("kind", ["image/jpeg", "image/heic", "image/tiff", "image/webp"])
def test_a5_images_open_in_the_pop_up(kind):
    assert formats.is_image(kind)


@pytest.mark.parametrize(
    "kind",
    ["application/pdf", "image/svg+xml", "image/vnd.dwg", "image/x-tga", "text/html", "", None],
)
def test_a5_what_is_no_picture_is_downloaded(kind):
    assert not formats.is_image(kind)


def test_a3_an_unknown_type_has_a_plain_icon():
    assert formats.type_icon("application/x-nobody-knows") == "file"


@pytest.mark.parametrize(("name", "letters"), [("Ann Mary Lee", "AL"), ("Bo", "B"), ("", "?")])
def test_initials_are_of_the_first_and_the_last_word(name, letters):
    assert formats.initials(name) == letters
