"""The page that shows the API: rendered here, from the schema, with no asset from outside."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

PROBLEMS = {
    "bad_request": "400. The request could not be read.",
    "unauthenticated": "401. No token or session, or one that is unknown, expired or revoked.",
    "forbidden": "403. You see it, but may not do that.",
    "csrf_failed": "403. A browser session must send X-CSRFToken with a write.",
    "opens_outward": "403. People outside would see it, and you may not share it; it says who may.",
    "other_record": "403. Only an administrator of the record takes that out of it.",
    "plan_required": "403. The account's plan does not include it.",
    "not_found": "404. It does not exist, or you may not know of it.",
    "no_preview": "404. There is no preview of this kind of file.",
    "method_not_allowed": "405. The address exists, but not for this method.",
    "already_cancelled": "409. The share was cancelled before.",
    "already_answered": "409. This approver has answered already.",
    "already_closed": "409. The request for approval is closed.",
    "already_decided": "409. The renewal was verified, rejected or withdrawn before.",
    "confirmation_required": (
        "409. Send it again with `confirm`: true, or the `seal` in `changes`, which say what would "
        "change; with the seal it is asked again if that is no longer so."
    ),
    "contact_exists": "409. Another contact signs in with that e-mail.",
    "has_login": "409. They have a password already; they need no invitation.",
    "idempotency_conflict": "409. The key was used for another request, or is being worked on.",
    "inherited": "409. The settings come from a folder above.",
    "last_admin": "409. An account keeps at least one administrator.",
    "last_manager": "409. Somebody must stay who can manage it.",
    "last_version": "409. A file keeps at least one version.",
    "licence_archived": "409. The licence is archived.",
    "licence_missing": "409. Somebody lacks a licence that is required; `gaps` says which.",
    "licence_replaced": "409. A renewal has replaced the licence.",
    "member_exists": "409. The person is a member already.",
    "location_not_removed": "409. The picture may tell where it was taken; ask for it in another form.",
    "name_taken": "409. Something that you see has that name.",
    "not_accepted": "409. The person has not said yes to the firm so far.",
    "not_active": "409. They are not active any more.",
    "not_in_trash": "409. It does not lie in the trash.",
    "not_live": "409. The link does not work at the moment.",
    "not_moved": "409. It no longer lies where it was moved to.",
    "not_ready": "409. The preview is still being made.",
    "not_suspended": "409. Only a suspended link can be taken over.",
    "nothing_to_restore": "409. It has no settings of its own.",
    "offset_mismatch": "409. The upload stands elsewhere; ask with HEAD.",
    "pending_approval": "409. Somebody has been asked to approve it; that comes first.",
    "renewal_pending": "409. A renewal of the licence is waiting already.",
    "role_in_use": "409. Somebody holds the role, or access settings name it.",
    "shared_by_folder": "409. It is visible because its folder is; hide the folder.",
    "too_many_feeds": "409. Revoke a calendar first.",
    "type_in_use": "409. A licence or requirement names the type.",
    "upload_complete": "409. All bytes are there already.",
    "upload_incomplete": "409. Bytes are missing.",
    "upload_locked": "409. Another connection is sending this file.",
    "length_required": "411. Without Content-Length a cut body can't be told from a whole one.",
    "precondition_failed": "412. Somebody else changed it since you read it.",
    "tus_version": "412. Only tus 1.0.0 is spoken here.",
    "address_too_long": "414. The address is longer than the server reads.",
    "too_large": "413. More bytes than this installation takes.",
    "wrong_body_type": "415. A piece of an upload is application/offset+octet-stream.",
    "validation_error": "422. `errors` says which field and why.",
    "throttled": "429. Too many tries; Retry-After says when to come back.",
    "checksum_mismatch": "460. A piece arrived damaged; send it again.",
    "internal_error": "500. A fault of ours; the number helps the operator to find it.",
    "unavailable": "503. The database can't be reached; try again in a moment.",
    "storage_full": "507. No room left; what was stored before is whole.",
}
"""Every code that an answer may carry; a test compares it with the code."""


class OwnPage(DocsBase):
    """One plain page: operations by tag, with parameters, bodies and answers."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """Render the list of operations."""
        schema = api.get_openapi_schema(path_params=kwargs)
        context = {
            "title": schema["info"]["title"],
            "description": schema["info"]["description"],
            "groups": list(_groups(schema).items()),
            "schemas": [_described(n, s) for n, s in schema["components"]["schemas"].items()],
            "problems": PROBLEMS,
        }
        return render(request, "rest/docs.html", context)


def _groups(schema: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for address, operations in schema["paths"].items():
        for method, operation in operations.items():
            row = {
                **operation,
                "method": method.upper(),
                "address": address,
                "body": _body(operation),
                "answers": _answers(operation),
            }
            groups.setdefault((operation.get("tags") or ["other"])[0], []).append(row)
    return groups


def _body(operation: dict[str, Any]) -> list[dict[str, str]]:
    content = operation.get("requestBody", {}).get("content", {})
    return [
        {"type": kind, "schema": _name(media.get("schema", {}))} for kind, media in content.items()
    ]


def _answers(operation: dict[str, Any]) -> list[dict[str, str]]:
    return [
        {
            "status": str(status),
            "description": answer.get("description", ""),
            "schema": ", ".join(
                filter(
                    None, (_name(m.get("schema", {})) for m in answer.get("content", {}).values())
                )
            ),
        }
        for status, answer in operation["responses"].items()
        if status != "default"
    ]


def _name(schema: dict[str, Any]) -> str:
    """Say in a few words what a schema is: `Item`, `list of Item`, `Item or ContactItem`, `string`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in schema:
        return " or ".join(_name(part) for part in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_name(schema.get('items', {}))}"
    if "const" in schema or "enum" in schema:
        return " | ".join(str(v) for v in schema.get("enum", [schema.get("const")]))
    return str(schema.get("format") or schema.get("type") or "")


def _described(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    required = set(schema.get("required", []))
    return {
        "name": name,
        "description": schema.get("description", ""),
        "fields": [
            {"name": field, "type": _name(part), "required": field in required}
            for field, part in schema.get("properties", {}).items()
        ],
    }
