"""Bad input over real HTTP: a clear answer, nothing half-stored, what was there before stays whole."""

import hashlib
import io
import json
import socket
import struct
import zlib
from collections.abc import Iterator

import httpx
import pytest
from served import Served, await_condition, children, made, served
from traffic import TUS, content, metadata

pytestmark = pytest.mark.slow

LIMIT = 3_000_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data = tmp_path_factory.mktemp("bad input") / "data"
    with served(data, UPLOAD_LIMIT=str(LIMIT)) as one:
        yield one


@pytest.fixture(scope="module")
def token(server: Served) -> str:
    return server.admin_token()


@pytest.fixture
def library(server: Served, token: str, request: pytest.FixtureRequest) -> str:
    return server.make_job(token, request.node.name)


@pytest.fixture
def api(server: Served, token: str) -> Iterator[httpx.Client]:
    with server.api(token) as client:
        yield client


def send(api: httpx.Client, library: str, name: str, data: bytes) -> httpx.Response:
    return api.post(f"items/{library}/files", params={"name": name}, content=data)


def add(api: httpx.Client, library: str, name: str, data: bytes) -> dict[str, object]:
    return made(send(api, library, name, data))


def problem(response: httpx.Response, status: int, code: str) -> dict[str, object]:
    """Check the one shape of errors, and that it tells nothing of the inside."""
    assert (response.status_code, response.json()["code"]) == (status, code), response.text
    assert response.headers["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["detail"].strip()
    assert not any(word in response.text for word in ("Traceback", "/staging", "psycopg", "Errno"))
    return dict(body)


def require_nothing_left(server: Served, api: httpx.Client, library: str) -> None:
    assert children(api, library) == []
    await_condition(lambda: not server.staged(), "an empty staging folder")


def require_fine_download(
    api: httpx.Client, item: dict[str, object], data: bytes
) -> httpx.Response:
    """The file comes back byte by byte, as an attachment that no browser runs."""
    response = api.get(f"items/{item['id']}/content")
    assert response.status_code == 200
    assert hashlib.sha256(response.content).digest() == hashlib.sha256(data).digest()
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    return response


def test_empty_file(server: Served, api: httpx.Client, library: str) -> None:
    problem(send(api, library, "nothing.txt", b""), 422, "validation_error")
    form = api.post(f"items/{library}/files", files={"file": ("nothing.txt", b"")})
    problem(form, 422, "validation_error")
    require_nothing_left(server, api, library)


def test_too_large_file(server: Served, api: httpx.Client, library: str) -> None:
    data = content("large", LIMIT + 1)
    answer = problem(send(api, library, "large.bin", data), 413, "too_large")
    assert "large" in str(answer["detail"])
    form = api.post(f"items/{library}/files", files={"file": ("large.bin", data)})
    problem(form, 413, "too_large")
    headers = {
        **TUS,
        "Upload-Length": str(LIMIT + 1),
        "Upload-Metadata": metadata(parent_id=library, filename="large.bin"),
    }
    problem(api.post("uploads/", headers=headers), 413, "too_large")
    require_nothing_left(server, api, library)
    add(api, library, "just.bin", data[:LIMIT])


def test_interrupted_raw_upload(server: Served, api: httpx.Client, library: str) -> None:
    head = f"Content-Length: {LIMIT}\r\n\r\n".encode()
    cut_off(server, api, f"/api/v1/items/{library}/files?name=half.bin", head + b"x" * (LIMIT // 2))
    require_nothing_left(server, api, library)


def test_chunked_upload_without_length(server: Served, api: httpx.Client, library: str) -> None:
    """The server could not tell a cut body without a length from a whole one, so it takes none."""

    def body() -> Iterator[bytes]:
        yield b"x" * 0x10000

    response = api.post(f"items/{library}/files", params={"name": "half.bin"}, content=body())
    problem(response, 411, "length_required")
    require_nothing_left(server, api, library)


def test_interrupted_form(server: Served, api: httpx.Client, library: str) -> None:
    boundary = b'--cut\r\nContent-Disposition: form-data; name="file"; filename="half.bin"\r\n\r\n'
    head = f"Content-Type: multipart/form-data; boundary=cut\r\nContent-Length: {LIMIT}\r\n\r\n"
    path = f"/api/v1/items/{library}/files"
    cut_off(server, api, path, head.encode() + boundary + b"x" * (LIMIT // 2))
    chunked = (
        b"Content-Type: multipart/form-data; boundary=cut\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    require_nothing_left(server, api, library)
    part = boundary + b"x" * (LIMIT // 2)
    cut_off(server, api, path, chunked + b"%x\r\n" % len(part) + part + b"\r\n")
    require_nothing_left(server, api, library)


def cut_off(server: Served, api: httpx.Client, path: str, rest: bytes) -> None:
    """Send the head and half of a body on a socket, see bytes arrive, and hang up."""
    url = httpx.URL(server.base)
    with socket.create_connection((url.host, url.port or 80)) as raw:
        start = (
            f"POST {path} HTTP/1.1\r\nHost: {url.host}\r\n"
            f"Authorization: {api.headers['Authorization']}\r\n"
        )
        raw.sendall(start.encode() + rest)
        await_condition(
            lambda: any(path.stat().st_size for path in server.staged()),
            "bytes in the staging folder",
        )


NAMES = {
    "300 letters": ("ä" * 300 + ".pdf", None),
    "upwards": ("../../x", "x"),
    "backslashes": ("..\\..\\windows\\system.ini", "system.ini"),
    "absolute": ("/etc/passwd", "passwd"),
    "right to left": ("תוכנית קומה 2.pdf", "תוכנית קומה 2.pdf"),
    "hidden order": ("invoice\u202efdp.exe", None),
    "line break": ("a\r\nSet-Cookie: x=1.txt", None),
    "quotes": ('a "quoted" name; x=1.txt', None),
}


@pytest.mark.parametrize("name", NAMES)
def test_odd_names(api: httpx.Client, library: str, name: str) -> None:
    sent, wanted = NAMES[name]
    data = name.encode()
    item = add(api, library, sent, data)
    kept = str(item["name"])
    assert 0 < len(kept.encode()) <= 255
    assert not set(kept) & set("/\\\r\n\0\u202e")
    assert kept not in {".", ".."}
    assert wanted is None or kept == wanted
    response = require_fine_download(api, item, data)
    assert response.headers.get("Set-Cookie") is None
    assert [row["name"] for row in children(api, library)] == [kept]
    if sent.endswith(".pdf"):
        assert kept.endswith(".pdf"), "a cut name keeps its ending"


def test_renamed_program(api: httpx.Client, library: str) -> None:
    """The content decides the type, not the name that somebody gave it."""
    program = b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0d\x86" + bytes(500)
    item = add(api, library, "holiday.jpg", program)
    assert not str(item["content_type"]).startswith("image/")
    require_fine_download(api, item, program)
    page = add(api, library, "photo.png", b"<!doctype html><script>alert(1)</script>")
    assert page["content_type"] != "image/png"
    shown = api.get(f"items/{page['id']}/content", params={"inline": "true"})
    assert shown.headers["Content-Disposition"].startswith("attachment") or shown.headers[
        "Content-Type"
    ].startswith("text/plain")


def png(width: int, height: int, pixels: bytes) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(pixels)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


def settled_preview(api: httpx.Client, item: dict[str, object]) -> httpx.Response:
    def look() -> httpx.Response | None:
        response = api.get(f"items/{item['id']}/preview", params={"size": "256"})
        return None if response.status_code == 409 else response

    response = await_condition(look, "a preview, or its refusal")
    assert response is not None
    return response


def test_good_picture(api: httpx.Client, library: str) -> None:
    """What the next test refuses is refused for its size, not because nothing works."""
    item = add(api, library, "small.png", png(2, 1, b"\0" + bytes(6)))
    response = settled_preview(api, item)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "image/webp")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(png(50_000, 50_000, bytes(10_000)), id="bomb"),
        pytest.param(png(2, 2, b"")[:40], id="cut"),
        pytest.param(b"\xff\xd8\xff\xe0" + b"no picture at all" * 50, id="corrupt"),
    ],
)
def test_a3_pictures_that_cannot_be_decoded(api: httpx.Client, library: str, data: bytes) -> None:
    """Stored all the same, without a preview, and the worker goes on."""
    item = add(api, library, "photo.png", data)
    problem(settled_preview(api, item), 404, "no_preview")
    require_fine_download(api, item, data)
    after = add(api, library, "after.png", png(2, 1, b"\0" + bytes(6)))
    assert settled_preview(api, after).status_code == 200


def test_two_uploads_of_one_name_at_once(api: httpx.Client, library: str, server: Served) -> None:
    """Both are kept, under different names (A-3)."""
    import threading

    barrier, items = threading.Barrier(6), []

    def upload(number: int) -> None:
        with server.api(api.headers["Authorization"].removeprefix("Bearer ")) as own:
            barrier.wait()
            items.append(add(own, library, "photo.jpg", b"number %d" % number))

    threads = [threading.Thread(target=upload, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({item["name"] for item in items}) == 6
    assert {row["name"] for row in children(api, library)} == {item["name"] for item in items}


def test_odd_tus_requests(server: Served, api: httpx.Client, library: str) -> None:
    """Wrong offsets, lengths and checksums change nothing of what was acknowledged."""
    headers = {
        **TUS,
        "Upload-Length": "10",
        "Upload-Metadata": metadata(parent_id=library, filename="ten.txt"),
    }
    path = server.at(api.post("uploads/", headers=headers).headers["Location"])
    body = {**TUS, "Content-Type": "application/offset+octet-stream"}

    def patch(offset: str, data: bytes, **more: str) -> httpx.Response:
        return api.patch(path, content=data, headers={**body, "Upload-Offset": offset, **more})

    assert patch("0", b"01234").status_code == 204
    problem(patch("0", b"xxxxx"), 409, "offset_mismatch")
    problem(patch("5", b"x" * 6), 413, "too_large")
    wrong = {"Upload-Checksum": "sha1 " + "A" * 27 + "="}
    assert patch("5", b"56789", **wrong).status_code == 460
    assert patch("-1", b"x").status_code in {400, 422}
    assert patch("5", b"5", **{"Content-Type": "text/plain"}).status_code == 415
    assert api.head(path, headers=TUS).headers["Upload-Offset"] == "5"
    assert children(api, library) == []
    assert patch("5", b"56789").status_code == 204
    (row,) = children(api, library)
    require_fine_download(api, row, b"0123456789")


def test_broken_json_and_forms(api: httpx.Client, library: str) -> None:
    form = {"Content-Type": "multipart/form-data; boundary=x"}
    for response in (
        api.post("jobs", content=b"{", headers={"Content-Type": "application/json"}),
        api.post(f"items/{library}/files", content=io.BytesIO(b"nonsense"), headers=form),
    ):
        assert response.status_code == 400
        problem(response, 400, "bad_request")
    assert json.loads(api.get(f"items/{library}").text)["id"] == library
