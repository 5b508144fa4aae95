"""L26: what opens something is cut out of each line of the log."""

import logging
import sys

import pytest

from strongroom.core.logs import LineFormatter, cut


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("Not Found: /l/s3cret-token_1", "Not Found: /l/…"),
        ("Not Found: /l/s3cret/content?x=s3cret", "Not Found: /l/…"),
        (
            "at GET https://x.example/invitation/s3cret (again)",
            "at GET https://x.example/invitation/… (again)",
        ),
        ("GET /calendar/s3cret.ics 200", "GET /calendar/… 200"),
        ('"/l/s3cret" and "/invitation/s3cret"', '"/l/…" and "/invitation/…"'),
        ("next=/invitation/s3cret%0a", "next=/invitation/…"),
        ("Not Found: /L/s3cret", "Not Found: /L/…"),
        ("Not Found: /Invitation/s3cret", "Not Found: /Invitation/…"),
        ("GET /%6c/s3cret 404", "GET /%6c/… 404"),
        ("GET /%4C/s3cret 404", "GET /%4C/… 404"),
        ("next=%2Fl%2Fs3cret&x", "next=%2Fl%2F…"),
        ("next=%252Finvitation%252Fs3cret", "next=%252Finvitation%252F…"),
        ("GET /c%61lendar/s3cret.ics", "GET /c%61lendar/…"),
        ("GET //l//s3cret", "GET //l//…"),
        ("PATCH /api/v1/uploads/s3cret 409", "PATCH /api/v1/uploads/… 409"),
        ("GET /reset/s3cret /password-reset/s3cret", "GET /reset/… /password-reset/…"),
        ("/jobs/l /html/l /portal/l", "/jobs/l /html/l /portal/l"),
        ("/demo/licences/7 /all/7 /invitations", "/demo/licences/7 /all/7 /invitations"),
    ],
)
def test_what_opens_something_is_cut(line: str, left: str) -> None:
    assert cut(line) == left


def test_arguments_and_traces_are_cut_too() -> None:
    try:
        int("/l/s3cret")
    except ValueError:
        record = logging.LogRecord(
            "x", logging.ERROR, "f", 1, "error at %s", ("/invitation/s3cret",), sys.exc_info()
        )
    text = LineFormatter("%(message)s").format(record)
    assert "s3cret" not in text
    assert "error at /invitation/…" in text
    assert "invalid literal" in text


def test_the_servers_log_is_made_of_such_lines() -> None:
    from django.conf import settings

    assert settings.LOGGING["formatters"]["line"]["()"].endswith(LineFormatter.__name__)
    assert {handler["formatter"] for handler in settings.LOGGING["handlers"].values()} == {"line"}
