"""Errors as people see them in pages and fragments, and the headers that every answer carries."""

import json

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory

from strongroom.core.errors import (
    ConfirmationRequiredError,
    ForbiddenError,
    InvalidError,
    NameTakenError,
    NotFoundError,
    StorageFullError,
    ThrottledError,
    TooLargeError,
    UnauthenticatedError,
)
from strongroom.interfaces.common.answers import errors
from strongroom.interfaces.common.answers.errors import ErrorsMiddleware, answer

HTMX = {"hx-request": "true"}
EVERY = [
    NotFoundError(),
    ForbiddenError("You may look at this, but not change it."),
    NameTakenError("There is a file with that name."),
    ConfirmationRequiredError("Birch would see it.", changes={"gain": []}),
    InvalidError(errors={"name": "Please enter a name.", "size": "Too small."}),
    TooLargeError("At most 5 GB."),
    ThrottledError("Try again in a minute.", retry_after=60),
    StorageFullError(),
]


def ask(path="/demo/jobs", **headers):
    return RequestFactory().get(path, headers=headers)


@pytest.mark.parametrize("error", EVERY, ids=lambda error: error.code)
def test_an_error_is_a_page_a_fragment_or_a_document(error):
    page = answer(ask(accept="text/html"), error)
    assert page.status_code == error.status
    assert page.headers["Content-Type"].startswith("text/html")
    assert "<!doctype html>" in page.content.decode().lower()
    fragment = answer(ask(**HTMX), error)
    asks = isinstance(error, ConfirmationRequiredError)  # a question is no failure of the page's
    assert fragment.status_code == (200 if asks else error.status)
    assert f'data-error="{error.code}"' in fragment.content.decode()
    assert "<html" not in fragment.content.decode()
    document = answer(ask(accept="application/json"), error)
    assert json.loads(document.content)["code"] == error.code
    assert document.headers["Content-Type"] == "application/problem+json"


def test_what_is_shown_is_escaped():
    page = answer(ask(), ForbiddenError("<script>alert(1)</script>"))
    assert "<script>" not in page.content.decode()


def test_a_fragment_lists_the_fields():
    text = answer(ask(**HTMX), EVERY[4]).content.decode()
    assert "Please enter a name." in text
    assert "Too small." in text


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/demo/jobs?q=a b", "/sign-in?next=/demo/jobs%3Fq%3Da%2520b"),
        ("/demo/m/jobs", "/sign-in?next=/demo/m/jobs"),
        ("/demo/portal/jobs", "/demo/portal/sign-in?next=/demo/portal/jobs"),
        ("/demo/portals", "/sign-in?next=/demo/portals"),
    ],
)
def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(path, place):
    response = answer(ask(path), UnauthenticatedError())
    assert (response.status_code, response.headers["Location"]) == (302, place)


def test_a_write_without_session_is_not_repeated_after_sign_in():
    response = answer(RequestFactory().post("/demo/jobs/new"), UnauthenticatedError())
    assert response.headers["Location"] == "/sign-in?next=/"


def test_htmx_is_told_to_leave_the_page():
    request = ask(**HTMX, **{"hx-current-url": "http://testserver/demo/jobs?q=1"})
    response = answer(request, UnauthenticatedError())
    assert response.status_code == 401
    assert response.headers["HX-Redirect"] == "/sign-in?next=/demo/jobs%3Fq%3D1"


def test_a_database_that_is_away_is_a_page_that_says_so():
    middleware = ErrorsMiddleware(lambda request: pytest.fail("not asked"))
    response = middleware.process_exception(ask(), OperationalError("gone"))
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "not available" in response.content.decode()


def test_a_full_disk_of_the_database_is_told_apart(caplog):
    class DiskFullError(Exception):
        sqlstate = "53100"

    error = OperationalError("could not extend file")
    error.__cause__ = DiskFullError()
    assert errors.expected(error).code == "storage_full"
    assert "full" in caplog.text


class TestThroughTheSite:
    def test_an_unknown_address_is_a_plain_page(self, db):
        response = Client().get("/no/such/address/at/all")
        assert response.status_code == 404
        assert errors.NOT_FOUND.replace("'", "&#x27;") in response.content.decode()

    def test_a_page_of_another_firm_looks_like_one_that_is_not(self, firm):
        client = firm.client("office")
        other, missing = client.get("/rival/jobs"), client.get("/nobody/jobs")
        assert other.status_code == missing.status_code == 404
        assert other.content == missing.content

    def test_a_job_of_another_firm_looks_like_one_that_is_not(self, firm):
        client = firm.client("office")
        other = client.get(f"/northgate/jobs/{firm.foreign_job.id}")
        missing = client.get("/northgate/jobs/0199f000-0000-7000-8000-000000000000")
        assert other.status_code == missing.status_code == 404
        assert other.content == missing.content

    def test_nobody_is_sent_to_sign_in(self, firm):
        response = Client().get("/northgate/jobs")
        assert response.status_code == 302
        assert response.headers["Location"] == "/sign-in?next=/northgate/jobs"

    def test_a_form_without_its_token_is_refused_in_plain_words(self, firm):
        client = Client(enforce_csrf_checks=True)
        client.force_login(firm.person("office"))
        response = client.post("/sign-out")
        assert response.status_code == 403
        assert "reload the page" in response.content.decode()

    def test_a_method_that_is_none_is_a_page_too(self, firm):
        response = firm.client("office").put(
            f"/northgate/items/{firm.files['plan.pdf'].id}/content"
        )
        assert response.status_code == 405
        assert "GET" in response.headers["Allow"]
        assert "Not possible at this address" in response.content.decode()

    @pytest.mark.parametrize(
        "path", ["/northgate/jobs", "/sign-in", "/nothing/here", "/api/v1/me", "/healthz"]
    )
    def test_every_answer_is_hardened(self, firm, path):
        headers = firm.client("office").get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "DENY"
        assert "no-store" in headers["Cache-Control"]
        assert "Permissions-Policy" in headers

    def test_l9_the_page_doors_to_bytes_are_those_of_the_api(self, firm):
        secret = firm.files["secret.pdf"]
        office, tech = firm.client("office"), firm.client("tech")
        shown = office.get(f"/northgate/items/{secret.id}/content")
        assert shown.status_code == 200
        assert shown.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        etag = shown.headers["ETag"]
        for headers in ({}, {"range": "bytes=0-0"}, {"if-none-match": etag}):
            hidden = tech.get(f"/northgate/m/items/{secret.id}/content", headers=headers)
            assert hidden.status_code == 404
        portal = firm.client("contact").get(f"/northgate/portal/items/{secret.id}/content")
        assert portal.status_code == 404
