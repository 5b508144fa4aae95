"""Headers of conditional requests, ranges and file names, without a server."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.interfaces.common.answers.conditional import (
    Span,
    UnsatisfiableRangeError,
    if_match,
    if_none_match,
    wanted_span,
)
from strongroom.interfaces.common.answers.delivery import disposition

TAG = '"abc"'


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-0", Span(0, 1)),
        ("bytes=0-9", Span(0, 10)),
        ("bytes=5-", Span(5, 10)),
        ("bytes=-3", Span(7, 10)),
        ("bytes=-100", Span(0, 10)),
        ("bytes=2-100", Span(2, 10)),
        ("BYTES = 1-2", Span(1, 3)),
        (None, None),
        ("bytes=5-2", None),
        ("bytes=0-1,3-4", None),
        ("bytes=-", None),
        ("bytes=a-b", None),
        ("items=0-1", None),
        ("bytes=99999999999999999999999-", None),
    ],
)
def test_a_range_header_gives_one_span_or_none(header, span):
    assert wanted_span(header, None, TAG, 10) == span


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=10-20", "bytes=-0"])
def test_a_range_beyond_the_end_is_unsatisfiable(header):
    with pytest.raises(UnsatisfiableRangeError):
        wanted_span(header, None, TAG, 10)


def test_if_range_of_another_state_gives_the_whole():
    assert wanted_span("bytes=0-1", TAG, TAG, 10) == Span(0, 2)
    assert wanted_span("bytes=0-1", '"other"', TAG, 10) is None
    assert wanted_span("bytes=0-1", f"W/{TAG}", TAG, 10) is None


def test_if_match_compares_strongly_and_if_none_match_weakly():
    assert if_match(None, TAG)
    assert if_match("*", TAG)
    assert if_match('"x", "abc"', TAG)
    assert not if_match(f"W/{TAG}", TAG)
    assert not if_match('"x"', TAG)
    assert if_none_match(f'"x", W/{TAG}', TAG)
    assert if_none_match("*", TAG)
    assert not if_none_match(None, TAG)
    assert not if_none_match('"x"', TAG)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_no_name_breaks_out_of_the_disposition(name):
    value = disposition(name)
    named = r"; filename=\"([^\"\\]|\\[\"\\])*\"|; filename\*=utf-8''[!-~]+"
    assert re.fullmatch(rf"attachment({named})?", value)
    assert not set(value) & {"\r", "\n", "\0"}
    value.encode("ascii")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("plan.pdf", 'attachment; filename="plan.pdf"'),
        ("Übersicht.pdf", "attachment; filename*=utf-8''%C3%9Cbersicht.pdf"),
        ('a"b.pdf', r'attachment; filename="a\"b.pdf"'),
        (
            "a\r\nSet-Cookie: x.pdf",
            "attachment; filename*=utf-8''a%0D%0ASet-Cookie%3A%20x.pdf",
        ),
        ("図面.pdf", "attachment; filename*=utf-8''%E5%9B%B3%E9%9D%A2.pdf"),
    ],
)
def test_a_name_of_any_script_is_sent_exactly(name, value):
    assert disposition(name) == value
