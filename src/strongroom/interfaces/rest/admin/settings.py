"""Settings of the firm: the portal's modules, the limits for links, the reminders of licences."""

from typing import TYPE_CHECKING, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router

from strongroom.interfaces.rest.kit.answers import one
from strongroom.interfaces.rest.kit.auth import caller
from strongroom.interfaces.rest.kit.confirming import Confirming
from strongroom.interfaces.rest.kit.routing import reads
from strongroom.interfaces.rest.kit.types import Sent, Shown, Text, one_of, optional, with_fields
from strongroom.licences import api as licences
from strongroom.sharing import api as sharing
from strongroom.store.models import LibraryKind
from strongroom.work import api as work

router = Router(tags=["settings"])
if TYPE_CHECKING:
    RecordKind = str
else:
    RecordKind = Literal[tuple(LibraryKind.values)]


@with_fields(work.PORTAL_SWITCHES, bool)
class Portal(Shown):
    """Modules of the portal for all customers that have no setting of their own (B-4)."""


@with_fields(work.PORTAL_SWITCHES, bool, None)
class PortalPut(Confirming):
    """Modules to switch; what is left out stays."""


class SharingLimits(Shown):
    """What the firm allows its people when they make links. Null: no limit."""

    link_default_days: int | None
    link_max_days: int | None
    link_password_required: bool
    link_kinds: list[str]
    """Records whose documents may go out by a link."""
    share_confidential: bool
    networks: str = one_of(*sharing.Networks.values)
    """How much of a visitor's network address is kept."""


class SharingLimitsPut(Sent):
    """Limits to set; what is left out stays."""

    link_default_days: int | None = None
    link_max_days: int | None = None
    link_password_required: bool = optional()
    link_kinds: list[RecordKind] = optional()
    share_confidential: bool = optional()
    networks: Literal["full", "short", "none"] = optional()


class LicenceNotifications(Shown):
    """How people are told of licences that expire (C-4, C-12)."""

    lead_times: list[str]
    """The steps before expiry, the earliest first: P3M, P1M, P7D, P0D."""
    notify_member: bool
    emails: list[str]
    """Further addresses that are told of all."""
    digest: str = one_of(*licences.Digest.values)
    """One mail for each step, or one a week."""
    on_missing: str = one_of(*licences.OnMissing.values)
    """What happens when somebody is assigned who lacks what a job requires (C-9)."""


class LicenceNotificationsPut(Sent):
    """What to change; what is left out stays."""

    lead_times: list[Literal["P3M", "P1M", "P7D", "P0D"]] = optional(max_length=20)
    notify_member: bool = optional()
    emails: list[Text] = optional(max_length=200)
    digest: Literal["single", "weekly"] = optional()
    on_missing: Literal["warn", "block"] = optional()


@reads(router, "/settings/portal", response=Portal, summary="Get the portal's modules")
def get_portal(request: HttpRequest) -> HttpResponse:
    """Return the modules for all customers (*settings.manage*)."""
    return one(request, Portal(**work.get_portal_modules(caller(request))))


@router.put("/settings/portal", response=Portal, summary="Switch the portal's modules")
def put_portal(request: HttpRequest, payload: PortalPut) -> HttpResponse:
    """Switch modules for all customers (*settings.manage*); contacts see it in their next request.

    Shares stay as they are. 409 `confirmation_required` says who would gain and who would lose, and the
    first hundred portal shares that would open or close by it. 403 `opens_outward` where it opens to
    contacts what you may not share.
    """
    changed = work.put_portal_modules(
        caller(request),
        **payload.given(*work.PORTAL_SWITCHES),
        confirm=payload.confirmation,
    )
    return one(request, Portal(**changed))


@reads(router, "/settings/sharing", response=SharingLimits, summary="Get the limits for links")
def get_sharing_limits(request: HttpRequest) -> HttpResponse:
    """Return the limits, to whoever may share somewhere or change them."""
    return one(request, SharingLimits.of(sharing.get_limits(caller(request))))


@router.put("/settings/sharing", response=SharingLimits, summary="Set the limits for links")
def put_sharing_limits(request: HttpRequest, payload: SharingLimitsPut) -> HttpResponse:
    """Change the limits (*settings.manage*). Links that exist stay as they are."""
    return one(request, SharingLimits.of(sharing.put_limits(caller(request), **payload.given())))


@reads(
    router,
    "/settings/licence-notifications",
    response=LicenceNotifications,
    summary="Get the reminders of licences",
)
def get_licence_notifications(request: HttpRequest) -> HttpResponse:
    """Return who is told of expiries and when, to whoever keeps licences or settings."""
    return one(
        request, LicenceNotifications.of(licences.get_notification_settings(caller(request)))
    )


@router.put(
    "/settings/licence-notifications",
    response=LicenceNotifications,
    summary="Set the reminders of licences",
)
def put_licence_notifications(
    request: HttpRequest, payload: LicenceNotificationsPut
) -> HttpResponse:
    """Change who is told of expiries and when (*settings.manage*)."""
    kept = licences.put_notification_settings(caller(request), **payload.given())
    return one(request, LicenceNotifications.of(kept))
