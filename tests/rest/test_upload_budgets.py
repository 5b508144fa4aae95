"""What a small upload says to the database, from the token to the answer: issue 10, point 6."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from helpers import BASE
from test_uploads import begin, send

from personas import Firm


def said(captured: CaptureQueriesContext) -> list[str]:
    """Return the statements, those that begin and end a transaction too."""
    return [query["sql"] or "prepared" for query in captured.captured_queries]


def upload(client: Client, path: str, data: bytes) -> None:
    answer = client.post(f"{BASE}{path}", data, content_type="application/octet-stream")
    assert answer.status_code == 201, answer.content


@pytest.mark.parametrize(("way", "most"), [("files", 10), ("versions", 13)])
def test_a_small_upload_takes_few_statements(firm: Firm, way: str, most: int) -> None:
    client, plan = firm.api("office"), firm.files["plan.pdf"]
    upload(
        client, f"/items/{plan.id}/versions?name=new.bin", b"\1\2\3\4"
    )  # of the type of the next one
    path = {
        "files": f"/items/{firm.job.library_id}/files?name=new.bin",
        "versions": f"/items/{plan.id}/versions?name=new.bin",
    }[way]
    client.get(f"{BASE}/me")  # the first use of a token is noted
    with CaptureQueriesContext(connection) as captured:
        upload(client, path, bytes(range(256)) * 400)
    assert len(captured) <= most, "\n\n".join(said(captured))


def test_a_resumable_one_takes_a_few_more(firm: Firm) -> None:
    """For each of its two requests: who it is, and the row that remembers how far it came."""
    client, data = firm.api("office"), bytes(range(256)) * 400
    client.get(f"{BASE}/me")
    with CaptureQueriesContext(connection) as captured:
        facts = {"parent_id": firm.job.library_id, "filename": "new.bin"}
        begun = begin(client, length=len(data), **facts)
        answer = send(client, begun.headers["Location"], data)
    assert answer.status_code == 204, answer.content
    assert len(captured) <= 21, "\n\n".join(said(captured))
