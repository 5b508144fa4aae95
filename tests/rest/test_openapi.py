"""The OpenAPI document: a snapshot, so that no field changes by accident, and the page that shows it.

After a wanted change: `UPDATE_OPENAPI=1 pytest tests/rest/test_openapi.py`, and read the difference.
"""

import json
import os
import re
from pathlib import Path

from django.test import Client

SNAPSHOT = Path(__file__).with_name("openapi.json")


def document(client: Client) -> dict:
    response = client.get("/api/v1/openapi.json")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"
    return response.json()


def test_the_document_is_the_snapshot(client):
    found = document(client)
    if os.environ.get("UPDATE_OPENAPI"):
        SNAPSHOT.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    assert found == json.loads(SNAPSHOT.read_text())


def test_it_is_openapi_3_1_whose_references_and_names_hold(client):
    found = document(client)
    assert found["openapi"] == "3.1.0"
    text = json.dumps(found)
    for name in set(re.findall(r'"#/components/schemas/([^"]+)"', text)):
        assert name in found["components"]["schemas"]
    operations = [op for methods in found["paths"].values() for op in methods.values()]
    names = [op["operationId"] for op in operations]
    assert len(names) == len(set(names))
    assert all(op["summary"] and op["tags"] for op in operations)
    assert all("default" in op["responses"] for op in operations)
    assert set(found["components"]["securitySchemes"]) == {"BearerToken", "BrowserSession"}


def test_the_resources_of_the_specification_are_there(client):
    found = document(client)["paths"]
    wanted = {
        "/me": "get",
        "/tokens": "get post",
        "/tokens/{token_id}": "delete",
        "/members": "get post",
        "/members/{member_id}": "get patch delete",
        "/roles": "get post",
        "/permissions": "get",
        "/customers": "get post",
        "/customers/{customer_id}": "get patch",
        "/contacts": "get post",
        "/contacts/{contact_id}": "get patch",
        "/jobs": "get post",
        "/jobs/{job_id}": "get patch",
        "/quotes": "get post",
        "/quotes/{quote_id}": "get patch",
        "/projects": "get post",
        "/projects/{project_id}": "get patch",
        "/items/{item_id}": "get patch delete",
        "/items/{item_id}/children": "get",
        "/items/{item_id}/folders": "post",
        "/items/{item_id}/files": "post",
        "/items/{item_id}/content": "get",
        "/items/{item_id}/preview": "get",
        "/items/{item_id}/copy": "post",
        "/items/{item_id}/restore": "post",
        "/items/{item_id}/versions": "get post",
        "/items/{item_id}/shares": "get post",
        "/shares": "get",
        "/shares/{share_id}": "get delete",
        "/shares/{share_id}/takeover": "post",
        "/shares/{share_id}/send": "post",
        "/shares/{share_id}/openings": "get",
        "/settings/sharing": "get put",
        "/licence-types": "get post",
        "/licence-types/{type_id}": "get patch delete",
        "/licences": "get post",
        "/licences/{licence_id}": "get patch delete",
        "/licences/{licence_id}/files": "get post",
        "/licences/{licence_id}/renewals": "get post",
        "/licences.xlsx": "get",
        "/settings/licence-notifications": "get put",
        "/settings/portal": "get put",
        "/libraries/{library_id}/trash": "get",
        "/archives": "post",
        "/shared-items": "get",
        "/favourites": "get",
        "/items/{item_id}/favourite": "put delete",
        "/recent": "get",
        "/uploads/": "post options",
        "/uploads/{upload_id}": "head patch delete",
    }
    for path, methods in wanted.items():
        assert set(methods.split()) <= found[f"/api/v1{path}"].keys(), path


def test_the_page_needs_nothing_from_outside(client):
    response = client.get("/api/v1/docs")
    assert response.status_code == 200
    page = response.content.decode()
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    assert "/api/v1/items/{item_id}/content" in page
    assert 'id="problem-confirmation_required"' in page
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
