"""With an https BASE_URL: browsers are told to come by HTTPS, and cookies belong to this host alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from strongroom.interfaces.common.signing import credentials
from strongroom.interfaces.links import visit

ASK = """
import json, django
django.setup()
from django.http import HttpResponse
from django.conf import settings
from django.test import Client
from strongroom.interfaces.links import visit
answer = Client().get("/sign-in", secure=True, headers={"host": "files.example"})
link = HttpResponse()
visit.set_cookie(link, visit.unlock_cookie("token"), "v")
visit.set_cookie(link, visit.visitor_cookie(), "v")
cookies = [str(one.OutputString()) for r in (answer, link) for one in r.cookies.values()]
print(json.dumps({"status": answer.status_code, "headers": dict(answer.headers), "cookies": cookies,
                  "session": settings.SESSION_COOKIE_NAME}))
"""


def installed(data: Path, base_url: str) -> dict[str, Any]:
    """Ask a process that has these settings from the beginning."""
    env = {**os.environ, "STRONGROOM_DATA": str(data), "BASE_URL": base_url}
    env |= {"DJANGO_SETTINGS_MODULE": "strongroom.config.settings"}
    env.pop("STRONGROOM_DEMO", None)
    done = subprocess.run([sys.executable, "-c", ASK], env=env, capture_output=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


def test_https_is_asked_for_and_cookies_are_this_hosts(tmp_path: Path) -> None:
    found = installed(tmp_path, "https://files.example")
    assert found["status"] == 200
    assert found["headers"]["Strict-Transport-Security"] == "max-age=31536000"
    assert found["session"] == "__Host-strongroom_session"
    names = [text.partition("=")[0] for text in found["cookies"]]
    assert names[0] == "__Host-strongroom_csrf"
    assert names[1].startswith("__Host-strongroom_unlock_")
    assert names[2] == "__Host-strongroom_visit"
    for text in found["cookies"]:  # without these three, browsers throw such a cookie away
        parts = [part.strip().lower() for part in text.split(";")[1:]]
        assert "secure" in parts
        assert "path=/" in parts
        assert not [part for part in parts if part.startswith("domain")]


def test_without_https_names_are_plain_and_nothing_is_asked(tmp_path: Path) -> None:
    found = installed(tmp_path, "http://files.example")
    assert "Strict-Transport-Security" not in found["headers"]
    assert found["session"] == "strongroom_session"
    assert not [text for text in found["cookies"] if text.startswith("__Host-")]
    assert "Path=/l/" in found["cookies"][1]


@pytest.mark.django_db
def test_who_signs_in_is_known_by_a_cookie_of_this_host(firm: Any, settings: Any) -> None:
    settings.COOKIE_PREFIX = "__Host-"
    settings.SESSION_COOKIE_SECURE = True
    answer = Client().post(
        "/sign-in", {"email": firm.person("office").email, "password": "correct horse battery"}
    )
    cookie = answer.cookies[f"__Host-{credentials.KNOWN_COOKIE}"]
    assert (cookie["path"], cookie["secure"], cookie["domain"]) == ("/", True, "")
    assert visit.visitor_cookie() == f"__Host-{visit.VISITOR_COOKIE}"


@pytest.mark.parametrize("address", ["/sign-in?next=", "/api/v1/jobs?q=", "/l/"])
def test_an_address_that_is_too_long_is_answered_in_words(address: str) -> None:
    """414 with a body and a type; the server's own, for twice as much, has neither."""
    answer = Client().get(address + "a" * 40_000)
    assert answer.status_code == 414
    assert "too long" in answer.content.decode()
    kind = "application/problem+json" if address.startswith("/api") else "text/html"
    assert answer.headers["Content-Type"].startswith(kind)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
