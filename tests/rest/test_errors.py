"""Every failure has one shape, on every operation: walked over the OpenAPI document."""

import json
import pathlib
import re

import pytest
from django.db import OperationalError
from django.test import Client
from helpers import BASE, MISSING, get, patch, post, problem

import strongroom
from strongroom.interfaces.rest.api import api
from strongroom.interfaces.rest.docs import PROBLEMS
from strongroom.interfaces.rest.people import me

SCHEMA = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))
OPERATIONS = [
    (method, address, operation)
    for address, operations in SCHEMA["paths"].items()
    for method, operation in operations.items()
]
WITH_ID = [row for row in OPERATIONS if "{" in row[1]]
WITH_JSON = [
    row
    for row in OPERATIONS
    if "application/json" in row[2].get("requestBody", {}).get("content", {})
]


def names(rows):
    return [f"{method.upper()} {address}" for method, address, _ in rows]


def call(client: Client, method: str, address: str, **kwargs):
    headers = {"tus-resumable": "1.0.0", "upload-offset": "0"} if "/uploads/" in address else {}
    kwargs.setdefault(
        "content_type", "application/offset+octet-stream" if headers else "application/json"
    )
    if method in {"get", "head", "delete", "options"}:
        kwargs.pop("content_type")
        kwargs.pop("data", None)
    return getattr(client, method)(address, headers=headers, **kwargs)


def fill(address: str, value: str) -> str:
    while "{" in address:
        address = address.split("{", 1)[0] + value + address.split("}", 1)[1]
    return address


def example(operation) -> dict:
    """Return a body that validates, so that what is refused is the id."""
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    name = (schema.get("$ref") or schema["anyOf"][0]["$ref"]).rsplit("/", 1)[-1]
    values = {
        "FolderNew": {"name": "x"},
        "ItemChange": {"name": "x"},
        "CopyTo": {"parent_id": MISSING},
        "Confirming": {},
        "ShareNew": {"type": "link"},
        "ShareSend": {"contact_id": MISSING},
        "MemberChange": {"name": "x"},
        "RoleChange": {"name": "x"},
        "CustomerChange": {"name": "x"},
        "ContactChange": {"name": "x"},
        "ProjectChange": {"name": "x"},
        "JobChange": {"title": "x"},
        "QuoteChange": {"title": "x"},
        "ProjectMemberNew": {"member_id": MISSING, "role_id": MISSING},
        "AccessPut": {"enabled": True},
        "ApprovalNew": {"approver_ids": [MISSING]},
        "Decision": {"decision": "approved"},
        "LicenceTypeChange": {"name": "x"},
        "LicenceChange": {"number": "x"},
        "LicenceReplace": {},
        "RenewalReject": {"reason": "x"},
        "RequirementsPut": {"type_ids": []},
    }
    return values[name]


@pytest.mark.parametrize("row", OPERATIONS, ids=names(OPERATIONS))
def test_without_credentials_every_operation_is_401(db, row):
    method, address, _ = row
    response = call(Client(), method, fill(address, MISSING), data="{}")
    if method == "options":
        assert response.status_code == 204
    elif method == "head":
        assert response.status_code == 401
    else:
        problem(response, 401, "unauthenticated")


@pytest.mark.parametrize("row", WITH_ID, ids=names(WITH_ID))
def test_an_id_that_nothing_has_or_that_is_none_is_404(firm, row):
    method, address, operation = row
    client = firm.api("admin")
    data = "bytes"
    if "application/json" in operation.get("requestBody", {}).get("content", {}):
        data = json.dumps(example(operation))
    for value in (MISSING, "nonsense", "1", "%00", "..%2f", "0" * 400, "%F0%9F%98%80"):
        response = call(client, method, fill(address, value), data=data)
        if method == "head":
            assert response.status_code == 404
        else:
            problem(response, 404, "not_found")


ODD = [None, True, 7, -1.5, "", "text", [], [1], {}, {"a": {}}, "\0", "\ud800", "x" * 20_000]


@pytest.mark.parametrize("row", WITH_JSON, ids=names(WITH_JSON))
def test_l19_odd_json_is_refused_and_never_breaks(firm, row):
    method, address, operation = row
    client = firm.api("admin")
    path = fill(address, MISSING)
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    name = (schema.get("$ref") or schema["anyOf"][0]["$ref"]).rsplit("/", 1)[-1]
    fields = SCHEMA["components"]["schemas"][name]["properties"]
    for odd in ODD:
        for body in [odd, *({field: odd} for field in fields)]:
            response = call(client, method, path, data=json.dumps(body))
            assert response.status_code in {200, 201, 400, 403, 404, 409, 422}, (
                body,
                response.content,
            )
            if response.status_code >= 400:
                problem(response, response.status_code, response.json()["code"])


@pytest.mark.parametrize("row", WITH_JSON, ids=names(WITH_JSON))
def test_a_body_that_is_no_json_is_400(firm, row):
    method, address, _ = row
    client = firm.api("admin")
    path = fill(address.replace("{number}", "1"), MISSING)
    for body in (b"{", b"\xff\xfe", b"[" * 100_000, b"{} {}", b"1" * 10_000):
        problem(call(client, method, path, data=body), 400, "bad_request")


def test_a_body_beyond_the_limit_is_413(firm):
    body = json.dumps({"name": "x" * 3_000_000})
    response = post(firm.api("admin"), "/customers", body)
    problem(response, 413, "too_large")


def test_a_validation_error_names_the_fields_and_repeats_no_value(firm):
    response = post(firm.api("admin"), "/tokens", {"name": 5, "surface": "hunter2"})
    body = problem(response, 422, "validation_error")
    assert set(body["errors"]) == {"name", "surface"}
    assert "hunter2" not in response.content.decode()


@pytest.mark.parametrize(
    "path",
    ["/nope", "/items", "/jobs/", "/me/", "/", "/uploads", "/items/x/y/z"],
)
def test_an_unknown_address_is_a_problem_too(firm, path):
    problem(get(firm.api("admin"), path), 404, "not_found")
    problem(Client().get("/api" + path), 404, "not_found")
    problem(Client().post("/api/v2/x"), 404, "not_found")


@pytest.mark.parametrize(
    ("method", "path"),
    [("put", "/me"), ("delete", "/me"), ("patch", "/jobs"), ("put", "/uploads/")],
)
def test_a_method_that_is_none_is_405(firm, method, path):
    response = getattr(firm.api("admin"), method)(BASE + path)
    problem(response, 405, "method_not_allowed")
    assert "GET" in response.headers["Allow"] or "POST" in response.headers["Allow"]


def test_a_query_that_is_not_valid_is_422(firm):
    client = firm.api("admin")
    lists = [
        "/jobs",
        "/quotes",
        "/customers",
        "/contacts",
        "/projects",
        "/members",
        "/shared-items",
        "/favourites",
        "/recent",
        "/licences",
        "/licence-matrix",
    ]
    bad = ["limit=0", "limit=201", "limit=x", "limit=1e2", "cursor=%00", "cursor=x", "cursor=W10"]
    for path in [*lists, f"/items/{firm.job.library_id}/children"]:
        for query in [*bad, "q=%00"]:
            problem(get(client, f"{path}?{query}"), 422, "validation_error")


def test_l11_hidden_and_missing_answer_alike(firm):
    client = firm.api("tech")
    hidden = firm.files["secret.pdf"].id
    for path in (
        "/items/{}",
        "/items/{}/content",
        "/items/{}/preview?size=256",
        "/items/{}/versions",
        "/items/{}/children",
        "/items/{}/shares",
    ):
        one, other = get(client, path.format(hidden)), get(client, path.format(MISSING))
        problem(one, 404, "not_found")
        assert one.content == other.content, path
        assert dict(one.headers) == dict(other.headers), path
    for change in ({"name": "x"}, {"confidential": False}, {"parent_id": str(firm.job.library_id)}):
        one, other = (
            patch(client, f"/items/{hidden}", change),
            patch(client, f"/items/{MISSING}", change),
        )
        problem(one, 404, "not_found")
        assert one.content == other.content


class BrokenError(Exception):
    pass


def test_a_fault_of_ours_shows_a_number_and_no_trace(firm, monkeypatch, caplog):
    def fault(*_args):
        raise BrokenError("select secret from vault")

    monkeypatch.setattr(me, "_me", fault)
    client = firm.api("admin")
    client.raise_request_exception = False
    response = get(client, "/me?token=hunter2")
    body = problem(response, 500, "internal_error")
    number = body["detail"].split("number ")[1].split(".")[0]
    assert "vault" not in response.content.decode()
    assert number in caplog.text
    assert "BrokenError" in caplog.text
    assert "hunter2" not in caplog.text


def test_a_database_that_is_away_is_503_and_told_once(firm, monkeypatch, caplog):
    def away(*_args):
        raise OperationalError("connection to server failed")

    monkeypatch.setattr("strongroom.interfaces.common.answers.errors._outage._told", -1e9)
    monkeypatch.setattr(me, "_me", away)
    client = firm.api("admin")
    for _ in range(3):
        response = get(client, "/me")
        problem(response, 503, "unavailable")
        assert response.headers["Retry-After"] == "5"
    assert caplog.text.count("database not available") == 1


def test_every_code_that_an_answer_may_carry_is_explained_on_the_docs_page():
    root = pathlib.Path(strongroom.__file__).parent
    # What only the command line, the sign-in page or a link's page says stands elsewhere.
    aside = (
        "embedded",
        "directory",
        "interfaces/cli",
        "interfaces/common/signing/credentials.py",
        "sharing/visiting.py",
    )
    files = [
        path
        for path in root.rglob("*.py")
        if not str(path.relative_to(root)).startswith(aside) and "migrations" not in path.parts
    ]
    text = "\n".join(path.read_text() for path in files)
    codes = set(re.findall(r"""\bcode(?:: str)? ?= ?"([a-z_]+)\"""", text)) - {"error", "conflict"}
    assert not codes - PROBLEMS.keys()


def test_a_field_that_does_not_exist_is_refused_by_name_and_nothing_is_changed(firm):
    client, address = firm.api("office"), f"/jobs/{firm.job.id}"
    before = get(client, address).json()
    answer = patch(client, address, {"title": "Other", "titel": "Roof"})
    assert problem(answer, 422, "validation_error")["errors"] == {
        "titel": "There is no field “titel”."
    }
    assert get(client, address).json() == before


@pytest.mark.parametrize("field", ["title", "number"])
def test_a_text_that_is_too_long_is_counted_in_characters(firm, field):
    client, address = firm.api("office"), f"/jobs/{firm.job.id}"
    said = problem(patch(client, address, {field: "x" * 10_001}), 422, "validation_error")
    assert said["errors"] == {field: "String should have at most 10000 characters."}


def test_a_tag_is_counted_in_characters_and_tags_as_items(firm):
    client, address = firm.api("office"), f"/items/{firm.files['plan.pdf'].id}"
    said = problem(patch(client, address, {"tags": ["x" * 41, ""]}), 422, "validation_error")
    assert said["errors"] == {
        "tags.0": "String should have at most 40 characters.",
        "tags.1": "String should have at least 1 character.",
    }
    many = problem(patch(client, address, {"tags": ["x"] * 51}), 422, "validation_error")
    assert "50 items" in many["errors"]["tags"]


def test_no_body_takes_fields_that_are_not_described():
    def refers(schema):
        if "$ref" in schema:
            yield schema["$ref"].rsplit("/", 1)[1]
        for part in [*schema.get("anyOf", ()), *schema.get("properties", {}).values()]:
            yield from refers(part)
        if "items" in schema:
            yield from refers(schema["items"])

    known = SCHEMA["components"]["schemas"]
    bodies = [row[2]["requestBody"]["content"]["application/json"]["schema"] for row in WITH_JSON]
    left = [name for body in bodies for name in refers(body)]
    seen = set()
    while left:
        name = left.pop()
        if name not in seen:
            seen.add(name)
            left += refers(known[name])
    objects = {name for name in seen if known[name].get("type") == "object"}
    assert objects
    assert {
        name for name in objects if known[name].get("additionalProperties") is not False
    } == set()
