"""What the tests of the API share: calls, and the shape that every error has."""

from typing import Any

from django.test import Client

BASE = "/api/v1"
MISSING = "0199f000-0000-7000-8000-000000000000"
"""A well-formed id that nothing has."""


def problem(response: Any, status: int, code: str) -> dict[str, Any]:
    """Assert that the answer is a problem document with this status and code; return it."""
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    body = response.json()
    assert {"type", "title", "status", "detail", "code"} <= body.keys()
    assert body["status"] == status
    assert body["code"] == code, body
    assert body["type"] == f"/api/v1/docs#problem-{code}"
    assert body["detail"]
    assert "Traceback" not in response.content.decode()
    return body


def post(client: Client, path: str, body: Any = None, **headers: str) -> Any:
    return client.post(BASE + path, body, content_type="application/json", headers=headers)


def patch(client: Client, path: str, body: Any, **headers: str) -> Any:
    return client.patch(BASE + path, body, content_type="application/json", headers=headers)


def get(client: Client, path: str, **headers: str) -> Any:
    return client.get(BASE + path, headers=headers)


def ids(response: Any) -> list[str]:
    assert response.status_code == 200, response.content
    return [row["id"] for row in response.json()["results"]]
