"""How the route table's addresses and bodies are filled in from the firm of the tests."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import uuid
from dataclasses import dataclass
from typing import Any

from personas import PDF, Firm
from strongroom.access.models import Link, Role, Seat, Share
from strongroom.administration import api as administration
from strongroom.approvals.models import Answer, Approval
from strongroom.core import clock, crypto
from strongroom.directory.models import Contact, Invitation
from strongroom.licences import api as licences
from strongroom.licences.models import Licence, LicenceType
from strongroom.store import api as store

PERSONAS = (
    "anonymous",
    "gone",
    "stranger",
    "admin",
    "office",
    "clerk",
    "viewer",
    "tech",
    "sub",
    "watcher",
    "contact",
    "rival",
    "former",
)


def names(firm: Firm) -> dict[str, Any]:
    """Return what `{…}` in an address stands for, and make what is not there yet."""
    return {
        "job": firm.job.id,
        "quote": firm.quote.id,
        "project": firm.project.id,
        "customer": firm.customers["alder"].id,
        "contact": firm.contacts["contact"].id,
        "member": firm.members["clerk"].id,
        "gone": firm.members["gone"].id,
        "role": firm.roles["viewer"].id,
        "spare": Role.objects.get_or_create(account=firm.account, name="Spare")[0].id,
        "library": firm.job.library_id,
        "library64": base64.b64encode(str(firm.job.library_id).encode()).decode(),
        "plibrary": firm.project.library_id,
        "plan": firm.files["plan.pdf"].id,
        "drawing": firm.files["project.pdf"].id,
        "photo": firm.files["photo.png"].id,
        "viewable": firm.files["viewable.pdf"].id,
        "secret": firm.files["secret.pdf"].id,
        "trashed": firm.files["trashed.pdf"].id,
        "foreign": firm.files["foreign.pdf"].id,
        "seat": Seat.objects.filter(library=firm.project.library)
        .values_list("id", flat=True)
        .first(),
        "share": Share.objects.get(item=firm.files["viewable.pdf"]).id,
        "approval": _approval(firm).id,
        "office": firm.members["office"].id,
        "tech": firm.members["tech"].id,
        "upload": firm.job.id,
        "link": _lay_link(firm, "link", ""),
        "locked": _lay_link(firm, "locked", "Kettle & thimble 12"),
        "invitation": _invitation(firm),
        **_licences(firm),
    }


def _feed(firm: Firm) -> licences.FeedRow:
    """The subcontractor's own calendar."""
    principal = firm.principal("sub")
    rows = licences.list_feeds(principal)
    return rows[0] if rows else licences.make_feed(principal, scope="own")


def _licences(firm: Firm) -> dict[str, Any]:
    """A licence of the subcontractor with a renewal that waits, its type, and a type that nobody has."""
    kept, waiting = uuid.UUID(int=1), uuid.UUID(int=2)
    if not Licence.objects.filter(id=kept).exists():
        licences.add_licence(
            firm.principal("admin"),
            member_id=firm.members["sub"].id,
            new_type="Site induction",
            expires_on=dt.date(2150, 1, 1),
            licence_id=kept,
        )
        licences.submit_renewal(
            firm.principal("sub"),
            licence_id=kept,
            expires_on=dt.date(2151, 1, 1),
            files=[licences.EvidenceFile("card.pdf", store.receive([PDF]))],
            renewal_id=waiting,
        )
        licences.create_type(firm.principal("admin"), name="Spare")
    types = LicenceType.objects.filter(account=firm.account)
    return {
        "feed": _feed(firm).id,
        "calendar": _feed(firm).token,
        "licence": kept,
        "renewal": waiting,
        "ltype": types.get(name="Site induction").id,
        "spare_ltype": types.get(name="Spare").id,
    }


def _invitation(firm: Firm) -> str:
    """The secret of an invitation that a new contact has not used yet."""
    secret = "of-the-route-table"
    digest = hashlib.sha256(secret.encode()).hexdigest()
    if not Invitation.objects.filter(secret_hash=digest).exists():
        contact = Contact.objects.create(
            account=firm.account,
            customer=firm.customers["alder"],
            email="new@alder.example",
            portal_access=True,
        )
        Invitation.objects.create(
            account=firm.account,
            contact=contact,
            secret_hash=digest,
            issued_for=administration.mark(contact),
            created_at=clock.now(),
            expires_at=clock.now() + dt.timedelta(days=1),
        )
    return secret


def _lay_link(firm: Firm, token: str, password: str) -> str:
    """Make the link to photo.png whose address is `token`, and return that."""
    kept = {"account": firm.account, "created_at": clock.now()}
    digest = hashlib.sha256(token.encode()).hexdigest()
    link = Link.objects.create(
        token_hash=digest,
        token=crypto.seal(token),
        password=crypto.seal(password) if password else "",
        **kept,
    )
    maker = {"created_by": firm.members["office"], "keeper": firm.members["office"]}
    Share.objects.create(item=firm.files["photo.png"], type="link", link=link, **kept, **maker)
    return token


def _approval(firm: Firm) -> Approval:
    """A pending request of the clerk to the office, for photo.png."""
    photo, who = firm.files["photo.png"], firm.members
    approval, made = Approval.objects.get_or_create(
        account=firm.account,
        item=photo,
        version_id=photo.current_id,
        defaults={"asked_by": who["clerk"], "created_at": clock.now()},
    )
    if made:
        Answer.objects.create(approval=approval, approver=who["office"])
    return approval


@dataclass(frozen=True)
class Body:
    """What a write sends: JSON, a form, or raw bytes, with `{…}` filled in; and further headers."""

    json: Any = None
    form: Any = None
    raw: bytes | None = None
    content_type: str = "application/octet-stream"
    headers: tuple[tuple[str, str], ...] = ()

    def arguments(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return the keyword arguments for the test client's `generic`."""
        headers = {name: fill(text, values) for name, text in self.headers}
        if self.json is not None:
            return {
                "data": json.dumps(fill(self.json, values)).encode(),
                "content_type": "application/json",
                "headers": headers,
            }
        if self.raw is not None:
            return {
                "data": self.raw,
                "content_type": self.content_type,
                "headers": headers,
            }
        from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

        form = {
            name: fill(value, values) if not callable(value) else value()
            for name, value in (self.form or {}).items()
        }
        return {
            "data": encode_multipart(BOUNDARY, form),
            "content_type": MULTIPART_CONTENT,
            "headers": headers,
        }


def fill(value: Any, values: dict[str, Any]) -> Any:
    """Return an address or a body with each `{…}` replaced."""
    if isinstance(value, str):
        for name, filled in values.items():
            value = value.replace("{" + name + "}", str(filled))
        return value
    if isinstance(value, list):
        return [fill(each, values) for each in value]
    if isinstance(value, dict):
        return {name: fill(each, values) for name, each in value.items()}
    return value


def a_file() -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("new.pdf", PDF + b"new")
