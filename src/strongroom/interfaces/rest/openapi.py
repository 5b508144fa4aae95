"""Finishes the OpenAPI document that django-ninja makes from the code."""

from typing import Any

from ninja.openapi.schema import OpenAPISchema

_PROBLEM = {
    "description": "RFC 9457. `code` is stable; `errors` maps fields to sentences, `changes` says "
    "who gains and who loses.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": {"type": "string"}},
        "changes": {"type": "object"},
        "retry_after": {"type": "integer"},
    },
}
_ANY_PROBLEM = {
    "description": "A problem document",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_REPEATABLE = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "Send the same key again after a broken connection: it is done once.",
}
_GUARDED = {
    "in": "header",
    "name": "If-Match",
    "required": False,
    "schema": {"type": "string"},
    "description": "The ETag that you read; 412 if somebody else changed it since.",
}


def finished(schema: OpenAPISchema) -> OpenAPISchema:
    """Drop the doubles that HEAD makes, add the common errors and headers."""
    schema["openapi"] = "3.1.0"
    schema["components"]["schemas"]["Problem"] = _PROBLEM
    for operations in schema["paths"].values():
        if "get" in operations:
            operations.pop("head", None)
        for method, operation in operations.items():
            _finish(method, operation)
    _simplify(schema["components"]["schemas"])
    _untitled(schema["paths"])
    _untitled(schema["components"])
    return schema


def _finish(method: str, operation: dict[str, Any]) -> None:
    operation["responses"]["default"] = _ANY_PROBLEM
    operation.setdefault("parameters", [])
    names = {parameter["name"] for parameter in operation["parameters"]}
    if operation.pop("x-repeatable", False) and _REPEATABLE["name"] not in names:
        operation["parameters"].append(_REPEATABLE)
    if method == "patch" and "x-tus" not in operation:
        operation["parameters"].append(_GUARDED)


def _simplify(schemas: dict[str, Any]) -> None:
    """Sort the components, so that the snapshot changes only when the API does."""
    ordered = dict(sorted(schemas.items()))
    schemas.clear()
    schemas.update(ordered)


def _untitled(part: Any) -> None:
    """Take out the titles that pydantic makes of field names: they say nothing new."""
    if isinstance(part, dict):
        if isinstance(part.get("title"), str) and ("type" in part or "anyOf" in part):
            del part["title"]
        for inner in part.values():
            _untitled(inner)
    elif isinstance(part, list):
        for inner in part:
            _untitled(inner)
