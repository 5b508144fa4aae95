"""F-6: demo passwords are public, so they work on this computer only, and through no proxy."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, RequestFactory

from personas import Firm, make_member
from strongroom.access.models import Role
from strongroom.directory.models import Person
from strongroom.interfaces.cli import demo_logins
from strongroom.interfaces.common.caller.this_computer import from_this_computer
from strongroom.interfaces.common.signing import credentials

pytestmark = pytest.mark.django_db

HERE = "127.0.0.1:8000"
OF_A_PROXY = [
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Forwarded-Port",
    "X-Forwarded-Server",
    "X-Forwarded-Prefix",
    "X-Forwarded-Scheme",
    "X-Forwarded-Ssl",
    "X-Forwarded-User",
    "X-Forwarded-Email",
    "X-Forwarded",
    "X-Forwarded-By",
    "X-Forwarded-Client-Cert",
    "X-Forwarded-Uri",
    "X-Forwarded-Method",
    "X-Forwarded-Tls-Client-Cert",
    "Forwarded",
    "Forwarded-For",
    "Via",
    "X-Real-IP",
    "X-Real-Port",
    "X-Original-For",
    "X-Original-Host",
    "X-Original-URI",
    "X-Original-URL",
    "X-Original-Forwarded-For",
    "X-Rewrite-URL",
    "X-Client-IP",
    "X-Client-Port",
    "X-Client-Verify",
    "X-Cluster-Client-IP",
    "X-Remote-IP",
    "X-Remote-Addr",
    "X-Remote-User",
    "Remote-User",
    "True-Client-IP",
    "Client-IP",
    "CF-Connecting-IP",
    "CF-Connecting-IPv6",
    "CF-Ray",
    "CF-Visitor",
    "CF-IPCountry",
    "CF-Worker",
    "CDN-Loop",
    "Cf-Access-Jwt-Assertion",
    "Cf-Warp-Tag-Id",
    "Fastly-Client-IP",
    "Fastly-FF",
    "Fastly-SSL",
    "Akamai-Origin-Hop",
    "X-Akamai-Edgescape",
    "X-Amzn-Trace-Id",
    "X-Amz-Cf-Id",
    "X-Amz-Apigw-Id",
    "X-Azure-ClientIP",
    "X-Azure-FDID",
    "X-Azure-Ref",
    "X-Azure-SocketIP",
    "X-Arr-Log-Id",
    "X-Arr-Ssl",
    "X-MS-Client-Principal",
    "Disguised-Host",
    "X-AppEngine-User-IP",
    "X-AppEngine-Country",
    "X-Cloud-Trace-Context",
    "Fly-Client-IP",
    "Fly-Forwarded-Proto",
    "Fly-Region",
    "X-Vercel-Id",
    "X-Vercel-Forwarded-For",
    "X-Nf-Client-Connection-Ip",
    "X-Nf-Request-Id",
    "X-Render-Origin-Server",
    "X-Request-ID",
    "X-Request-Id",
    "X-Request-Start",
    "X-Correlation-ID",
    "X-Envoy-External-Address",
    "X-Envoy-Expected-Rq-Timeout-Ms",
    "X-B3-TraceId",
    "X-B3-SpanId",
    "Traceparent",
    "Tracestate",
    "X-Varnish",
    "X-Squid-Error",
    "X-Cache",
    "Surrogate-Capability",
    "X-Proxy-User-Ip",
    "X-ProxyUser-Ip",
    "X-Proxy-Id",
    "Proxy-Connection",
    "Proxy-Authorization",
    "Proxy-Client-IP",
    "WL-Proxy-Client-IP",
    "X-Host",
    "X-Scheme",
    "X-Url-Scheme",
    "X-Https",
    "Front-End-Https",
    "Ssl-Client-Cert",
    "X-SSL-Cipher",
    "X-Tailscale-User",
    "Tailscale-User-Login",
    "Tailscale-User-Name",
    "Ngrok-Auth-User-Email",
    "X-Pomerium-Jwt-Assertion",
    "X-Auth-Request-User",
    "X-Auth-Request-Email",
    "X-Authentik-Username",
    "X-Token-Subject",
    "X-Ingress-Path",
    "X-Remote-Port",
    "X-Sourced-From",
    "X-BlueCoat-Via",
    "X-Zscaler-Client",
    "X-IMForwards",
    "X-Backside-Transport",
    "X-Coming-From",
    "X-From-Somewhere-New",
    "Authorization",
]
CHROMIUM = {
    "Host": HERE,
    "Connection": "keep-alive",
    "Cache-Control": "max-age=0",
    "sec-ch-ua": '"Chromium";v="141", "Not?A_Brand";v="8"',
    "sec-ch-ua-mobile": "?0",
    "sec-ch-ua-platform": '"Linux"',
    "Origin": f"http://{HERE}",
    "DNT": "1",
    "Upgrade-Insecure-Requests": "1",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Sec-Fetch-Site": "same-origin",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-User": "?1",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Storage-Access": "active",
    "Referer": f"http://{HERE}/sign-in",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Accept-Language": "en-GB,en;q=0.9",
    "Cookie": "strongroom_csrf=x",
}
FIREFOX = {
    "Host": "localhost:8000",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-GB,en;q=0.5",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Origin": "http://localhost:8000",
    "Sec-GPC": "1",
    "Connection": "keep-alive",
    "Referer": "http://localhost:8000/sign-in",
    "Upgrade-Insecure-Requests": "1",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "same-origin",
    "Sec-Fetch-User": "?1",
    "Priority": "u=0, i",
    "Pragma": "no-cache",
    "TE": "trailers",
}
SAFARI = {
    "Host": "[::1]:8000",
    "Content-Type": "application/x-www-form-urlencoded",
    "User-Agent": "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 Version/18.5 Safari/605.1.15",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Sec-Fetch-Site": "same-origin",
    "Origin": "http://[::1]:8000",
    "Priority": "u=0, i",
}


@pytest.fixture
def demo(firm: Firm, settings: Any) -> Person:
    settings.SIGN_IN_TRIES = 10_000
    role = Role.objects.create(account=firm.account, name="D", permissions=["surface.office"])
    person = make_member(firm.account, "demo", role).person
    person.set_password(credentials.DEMO_PASSWORD)
    person.save()
    return person


def status(person: Person, headers: dict[str, str], password: str = "", **extra: Any) -> int:
    fields = {"email": person.email, "password": password or credentials.DEMO_PASSWORD}
    headers = {name.lower(): text for name, text in headers.items()}
    headers.pop("content-type", None)
    response = Client().post("/sign-in", fields, headers=headers, **extra)
    if response.status_code == 422:
        assert "only on the computer" in response.content.decode()
    return response.status_code


def test_the_password_is_the_one_that_the_console_prints() -> None:
    assert demo_logins.PASSWORD == credentials.DEMO_PASSWORD


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX, SAFARI, {"Host": HERE}])
def test_f6_browsers_on_this_computer_sign_in(demo: Person, browser: dict[str, str]) -> None:
    """F-6: whatever Chromium, Firefox, Safari and plain clients send is fine."""
    assert status(demo, browser) == 302


def test_f6_each_header_of_a_proxy_refuses(demo: Person) -> None:
    """F-6: one more header of any name, in any case, and the password is refused."""
    for name in (*OF_A_PROXY, *(name.lower() for name in OF_A_PROXY)):
        for headers in ({**CHROMIUM, name: "127.0.0.1"}, {"Host": HERE, name: ""}):
            request = RequestFactory().post("/sign-in", headers=headers)
            assert not from_this_computer(request), name
    for name in ("X-Real-IP", "Via", "CF-Connecting-IP", "X-From-Somewhere-New"):
        assert status(demo, {**CHROMIUM, name: "127.0.0.1"}) == 422


def test_f6_a_proxy_that_is_trusted_refuses_too(demo: Person, settings: Any) -> None:
    """F-6: demo logins need no proxy, so none is believed."""
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    assert status(demo, {"Host": HERE, "X-Forwarded-For": "127.0.0.1"}) == 422


@pytest.mark.parametrize(
    "host",
    [
        "strongroom.example",
        "192.0.2.7",
        "10.0.0.1:8000",
        "localhost.evil.example",
        "127.0.0.1.nip.io",
        "0.0.0.0",
        "127.0.0.1:8000.evil.example",
        "[::2]",
        "testserver",
    ],
)
def test_f6_the_host_must_be_this_computer(demo: Person, settings: Any, host: str) -> None:
    """F-6: a proxy that adds no header passes the visitors' Host on."""
    settings.ALLOWED_HOSTS = ["*"]
    assert status(demo, {"Host": host}) in {400, 422}


def test_f6_a_proxy_that_writes_our_own_host_shows_in_origin_and_protocol(demo: Person) -> None:
    """F-6: `proxy_pass http://127.0.0.1:8000` alone: our Host, but the visitor's Origin, or HTTP/1.0."""
    for name in ("Origin", "Referer"):
        for page in ("https://demo.example/sign-in", "null", "", "http://[::1", "http://10.0.0.1"):
            assert status(demo, {"Host": HERE, name: page}) == 422, (name, page)
    for spelled in ("HTTP/1.0", "HTTP/1"):  # the second is how our web server says it
        assert status(demo, {"Host": HERE}, SERVER_PROTOCOL=spelled) == 422


def test_f6_the_peer_must_be_this_computer(demo: Person, settings: Any) -> None:
    """F-6: from elsewhere neither the password nor, in the demo, the demo's people."""
    for here in ("127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"):
        assert status(demo, CHROMIUM, REMOTE_ADDR=here) == 302
    for there in ("192.0.2.9", "10.0.0.1", "::2", "::ffff:192.0.2.9", "", "unix:"):
        assert status(demo, CHROMIUM, REMOTE_ADDR=there) == 422
    demo.set_password("a private phrase")
    demo.save()
    assert status(demo, CHROMIUM, "a private phrase", REMOTE_ADDR="192.0.2.9") == 302
    settings.DEMO = True
    assert status(demo, CHROMIUM, "a private phrase", REMOTE_ADDR="192.0.2.9") == 422
