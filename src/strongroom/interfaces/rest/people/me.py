"""Who am I, and my tokens."""

import datetime as dt
import uuid
from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router

from strongroom.access.api import Kind, Principal, Surface
from strongroom.administration.api import create_token, list_tokens, revoke_token
from strongroom.directory.models import Account
from strongroom.interfaces.rest.kit.answers import made, many, nothing, one
from strongroom.interfaces.rest.kit.auth import caller
from strongroom.interfaces.rest.kit.idempotency import once
from strongroom.interfaces.rest.kit.routing import reads
from strongroom.interfaces.rest.kit.types import (
    SURFACES,
    Day,
    Id,
    Results,
    Sent,
    Shown,
    Text,
    one_of,
)

router = Router(tags=["me"])


class AccountShown(Shown):
    """The firm that the credential belongs to."""

    id: uuid.UUID
    slug: str
    name: str


class Me(Shown):
    """The caller: a member has `member_id`, a contact `contact_id` and `customer_id`."""

    member_id: uuid.UUID | None
    contact_id: uuid.UUID | None
    customer_id: uuid.UUID | None
    email: str
    name: str
    type: str = one_of("in_house", "subcontractor", "watcher", "contact")
    account: AccountShown
    permissions: list[str]
    surface: str = one_of(*SURFACES)


class TokenShown(Shown):
    """A token without its secret."""

    id: uuid.UUID
    name: str
    surface: str = one_of(*SURFACES)
    created_at: dt.datetime
    expires_at: dt.datetime | None
    last_used_at: dt.datetime | None


class TokenMade(TokenShown):
    """A new token, with the secret that is shown this once."""

    token: str


class TokenNew(Sent):
    """A token to make for oneself."""

    name: Text
    surface: Literal["office", "mobile", "portal"]
    expires_on: Day | None = None


class TokenList(Results[TokenShown]):
    """All of one's own tokens."""


@reads(router, "/me", response=Me, summary="Who am I")
def get_me(request: HttpRequest) -> HttpResponse:
    """Tell who the credential stands for, what it may and on which surface."""
    return one(request, _me(caller(request)))


def _me(principal: Principal) -> Me:
    account = Account.objects.get(id=principal.account_id)
    member = principal.kind == Kind.MEMBER
    return Me(
        member_id=principal.id if member else None,
        contact_id=None if member else principal.id,
        customer_id=principal.customer_id,
        email=principal.email,
        name=principal.name,
        type=principal.member_type.value if principal.member_type else "contact",
        account=AccountShown(id=account.id, slug=account.slug, name=account.name),
        permissions=sorted(principal.permissions),
        surface=principal.surface.value if principal.surface else "",
    )


@reads(router, "/tokens", response=TokenList, summary="List my tokens")
def list_my_tokens(request: HttpRequest) -> HttpResponse:
    """List one's own tokens, newest first; secrets are never shown again."""
    return many([TokenShown.of(token) for token in list_tokens(caller(request))])


@router.post(
    "/tokens",
    response={201: TokenMade},
    summary="Make a token",
    openapi_extra={"x-repeatable": True},
)
def make_token(request: HttpRequest, payload: TokenNew) -> HttpResponse:
    """Make a token for oneself, no wider than the credential that asks. Shown once."""

    def write() -> HttpResponse:
        token, secret = create_token(
            caller(request),
            name=payload.name,
            surface=Surface(payload.surface),
            expires_on=payload.expires_on,
        )
        shown = TokenMade.of(token, token=secret)
        return made(shown, f"{request.path}/{token.id}")

    return once(request, write, secret=True)


@router.delete("/tokens/{token_id}", response={204: None}, summary="Revoke a token")
def delete_token(request: HttpRequest, token_id: Id) -> HttpResponse:
    """Revoke one of one's own tokens, at once and for good."""
    revoke_token(caller(request), token_id=token_id)
    return nothing()
