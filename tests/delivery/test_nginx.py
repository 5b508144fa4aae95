"""Behind nginx, as docs/operating/proxy.md says: it sends the bytes, Strongroom decides on each request."""

import os
import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from failures.served import Served, await_condition, made, served

NGINX = os.environ.get("STRONGROOM_NGINX") or None
PAGE = Path(__file__).resolve().parents[2] / "docs" / "operating" / "proxy.md"
FRAME = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1; {user}
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
{server}
}}
"""
CONTENT = bytes(range(256)) * 8192

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(NGINX is None, reason="no nginx: scripts/nginx.py gets one"),
]


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        return int(listener.getsockname()[1])


def as_documented(app: str, blobs: Path, port: int) -> str:
    """Return the page's server, with this machine's addresses and without the certificate."""
    found = re.search(r"```nginx\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert found
    text = re.sub(r"\n\s*ssl_certificate[^\n]*", "", found[1])
    for there, here in {
        "listen 443 ssl;": f"listen 127.0.0.1:{port};",
        "http://127.0.0.1:8000": app,
        "/srv/strongroom/blobs/": f"{blobs}/",
    }.items():
        assert there in text
        text = text.replace(there, here)
    return text


@pytest.fixture(scope="module")
def strongroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data = tmp_path_factory.mktemp("behind") / "data"
    with served(data, ACCEL_REDIRECT_PREFIX="/blobs/", TRUSTED_PROXIES="127.0.0.1") as server:
        yield server


@pytest.fixture(scope="module")
def front(strongroom: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of nginx."""
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    server = as_documented(strongroom.base, strongroom.data / "blobs", port)
    user = "user root;" if os.geteuid() == 0 else ""
    configuration = folder / "nginx.conf"
    configuration.write_text(FRAME.format(folder=folder, server=server, user=user))
    assert NGINX
    process = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(configuration)])
    try:
        await_condition(lambda: answers(f"http://127.0.0.1:{port}/healthz"), "nginx")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def answers(address: str) -> bool:
    try:
        return httpx.get(address).status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture(scope="module")
def token(strongroom: Served) -> str:
    return strongroom.admin_token()


@pytest.fixture(scope="module")
def item(strongroom: Served, front: str, token: str) -> str:
    """The id of a file that was uploaded through nginx."""
    library_id = strongroom.make_job(token)
    with client(front, token) as api:
        sent = {"file": ("plan.bin", CONTENT)}
        return str(made(api.post(f"items/{library_id}/files", files=sent))["id"])


def client(base: str, token: str) -> httpx.Client:
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.Client(base_url=f"{base}/api/v1/", headers=headers, timeout=60)


def test_nginx_sends_the_bytes_with_the_headers_of_the_document(
    strongroom: Served, front: str, token: str, item: str
) -> None:
    path = f"items/{item}/content"
    with client(strongroom.base, token) as api:
        named = api.get(path)
    assert named.headers["X-Accel-Redirect"].startswith("/blobs/")
    assert named.content == b"", "the bytes are nginx's to send"
    with client(front, token) as api:
        sent = api.get(path)
    assert sent.content == CONTENT
    for header in (
        "Content-Type",
        "Content-Disposition",
        "Content-Security-Policy",
        "X-Content-Type-Options",
        "X-Frame-Options",
        "Referrer-Policy",
        "Permissions-Policy",
        "Cross-Origin-Opener-Policy",
        "Cross-Origin-Resource-Policy",
        "Cache-Control",
        "Vary",
        "ETag",
    ):
        assert sent.headers.get_list(header) == [named.headers[header]], header
    assert "Last-Modified" not in sent.headers, "it is the date of the bytes, not of the document"
    assert "X-Accel-Redirect" not in sent.headers


def test_a_part_and_what_has_not_changed(front: str, token: str, item: str) -> None:
    path = f"items/{item}/content"
    with client(front, token) as api:
        part = api.get(path, headers={"Range": "bytes=100-199"})
        assert (part.status_code, part.content) == (206, CONTENT[100:200])
        assert part.headers["Content-Range"] == f"bytes 100-199/{len(CONTENT)}"
        beyond = api.get(path, headers={"Range": f"bytes={len(CONTENT)}-"})
        assert beyond.status_code == 416
        same = api.get(path, headers={"If-None-Match": part.headers["ETag"]})
        assert (same.status_code, same.content) == (304, b"")


def test_nobody_asks_nginx_for_bytes_but_strongroom(
    strongroom: Served, front: str, token: str, item: str
) -> None:
    """L12: the folder has no address of its own, and a refusal is Strongroom's."""
    stored = [path for path in (strongroom.data / "blobs").rglob("*") if path.is_file()]
    assert stored
    for path in stored:
        key = path.relative_to(strongroom.data / "blobs")
        answer = httpx.get(f"{front}/blobs/{key}", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 404
        assert CONTENT[:256] not in answer.content
    assert httpx.get(f"{front}/api/v1/items/{item}/content").status_code == 401
    with client(front, token) as api:
        assert api.delete(f"items/{item}").status_code == 204
        assert api.get(f"items/{item}/content").status_code == 404
