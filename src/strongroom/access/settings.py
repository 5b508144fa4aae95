"""The access settings of an item: reading, switching, changing, restoring (D-7 to D-16)."""

import hashlib
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.db.models import Q

from strongroom.access import decision, hooks
from strongroom.access.consequence.api import GAINS, Change, Consequence, foreseen, judged
from strongroom.access.entries import Entry, entries_of, put_into_force, record, rewrite
from strongroom.access.facts import ItemFacts
from strongroom.access.models import Grant, Level, Policy, Role, Seat
from strongroom.access.permissions import Permission, closure
from strongroom.access.principal import Action, Kind, Principal
from strongroom.core import clock
from strongroom.core.confirmation import Confirm
from strongroom.core.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    PlanRequiredError,
    PreconditionFailedError,
)
from strongroom.directory.models import Account, Member, MemberType, Plan
from strongroom.store import api as store
from strongroom.store.models import Item


@dataclass(frozen=True, slots=True)
class AccessSettings:
    """The settings in force for an item, own or inherited."""

    enabled: bool
    inherited_from: uuid.UUID | None
    entries: tuple[Entry, ...]
    above: uuid.UUID | None = None
    """The controlling item above, whose settings would apply without the item's own."""

    @property
    def fingerprint(self) -> str:
        """Text that differs when the settings do: what an edit was made from (`seen`)."""
        entries = [(e.type, str(e.id), int(e.level), str(e.until)) for e in self.entries]
        state = (self.enabled, str(self.inherited_from), str(self.above), entries)
        return hashlib.sha256(repr(state).encode()).hexdigest()[:16]


def get_settings(principal: Principal, item_id: uuid.UUID) -> AccessSettings:
    """Return the settings in force; for in-house members who see the item, others get NotFoundError."""
    facts = decision.require(principal, Action.VIEW, item_id)
    if principal.kind != Kind.MEMBER or principal.member_type != MemberType.IN_HOUSE:
        raise ForbiddenError("Access settings are for in-house users.")
    return _settings(facts)


def _settings(facts: ItemFacts) -> AccessSettings:
    if facts.policy is None:
        return AccessSettings(enabled=False, inherited_from=None, entries=())
    return AccessSettings(
        enabled=True,
        inherited_from=None if facts.own_policy else facts.policy,
        entries=tuple(entries_of(facts.policy)),
        above=_above(facts),
    )


@transaction.atomic
def put_settings(
    principal: Principal,
    item_id: uuid.UUID,
    *,
    enabled: bool,
    entries: Sequence[Entry] | None = None,
    confirm: Confirm = False,
    seen: str | None = None,
) -> AccessSettings:
    """Switch access control on or off, or change the entries.

    Entries left out stay as they are. The first change of inherited settings copies them to the item
    (D-14). `seen` is the fingerprint of the settings that the change was made from; None: not known. Raises
    ConfirmationRequiredError when somebody gains or loses, PlanRequiredError (D-2), ConflictError
    `inherited` or `last_manager`, PreconditionFailedError.
    """
    facts = _locked(principal, item_id)
    _unchanged(facts, seen)
    _require_plan(principal, enabled=enabled)
    checked = None if entries is None else _checked(principal, entries)
    # Those in force, or those that were switched off and come back.
    before = entries_of(facts.policy or facts.id)
    if enabled:
        apply = partial(_enable, principal, facts, checked)
        sentence = "Changing the access settings changes who can see this."
    else:
        if entries is not None:
            raise InvalidError(errors={"entries": "Entries belong to access control that is on."})
        if facts.policy is None:
            return _settings(facts)
        _refuse_inherited(facts)
        apply = partial(_disable, principal, facts)
        sentence = "Everybody whose role allows it will see this again."
    # What comes back from before was not typed now, so whoever gains by it is asked about (E-11).
    again = entries is None and facts.policy is None and bool(before)
    change = _change(
        principal, item_id, apply, sentence, always=not enabled, typed=enabled and not again
    )
    judged(change, confirm)
    if enabled:
        record(principal, facts, _switched(facts), before, entries_of(facts.id))
    else:
        record(principal, facts, "access.disabled")
    return get_settings_after(principal, item_id)


def _switched(facts: ItemFacts) -> str:
    """Return the verb for what gives the item settings of its own; empty if it had them already."""
    if facts.policy is None:
        return "access.enabled"
    return "" if facts.own_policy else "access.overridden"


def get_settings_after(principal: Principal, item_id: uuid.UUID) -> AccessSettings:
    """Return the settings for the one who has just changed them, even if they no longer see the item."""
    answer = decision.check(principal, Action.VIEW, item_id)
    return _settings(answer.facts) if answer.facts else AccessSettings(True, None, ())  # noqa: FBT003


@transaction.atomic
def restore_inheritance(
    principal: Principal, item_id: uuid.UUID, *, confirm: Confirm = False, seen: str | None = None
) -> None:
    """Delete the item's own settings, so that it inherits again (D-14, *Restore changes*)."""
    facts = _locked(principal, item_id)
    _unchanged(facts, seen)
    if facts.own_policy is None:
        raise ConflictError("This item has no settings of its own.", code="nothing_to_restore")
    if _above(facts) is None:
        raise ConflictError(
            "There are no settings above to go back to; switch access control off instead.",
            code="nothing_to_restore",
        )
    sentence = "The settings of this item go, and those of the folder above apply again."
    change = _change(
        principal, item_id, partial(_drop, principal, facts), sentence, always=True, typed=False
    )
    judged(change, confirm)
    record(principal, facts, "access.restored")


def _change(
    principal: Principal,
    item_id: uuid.UUID,
    apply: Callable[[], None],
    sentence: str = "",
    *,
    always: bool = False,
    typed: bool = True,
) -> Change[None]:
    """Entries that only add do what was typed (E-11); switching off and restoring always ask."""
    return Change(
        principal,
        [item_id],
        apply,
        sentence,
        always=always,
        typed=frozenset({GAINS}) if typed else frozenset(),
        narrows=True,
    )


def preview_settings(
    principal: Principal,
    item_id: uuid.UUID,
    *,
    enabled: bool,
    entries: Sequence[Entry] | None = None,
) -> Consequence:
    """Return who would gain and lose if the settings were put (D-24); nothing is changed."""
    with transaction.atomic():
        facts = _locked(principal, item_id)
        _require_plan(principal, enabled=enabled)
        checked = None if entries is None else _checked(principal, entries)
        if enabled:
            apply = partial(_enable, principal, facts, checked)
            return foreseen(_change(principal, item_id, apply))
        if facts.policy is None:
            return Consequence()
        _refuse_inherited(facts)
        return foreseen(_change(principal, item_id, partial(_disable, principal, facts)))


def _locked(principal: Principal, item_id: uuid.UUID) -> ItemFacts:
    """Take the library's lock and ask again under it, so that the answer holds until the commit."""
    first = decision.require(principal, Action.VIEW, item_id)
    store.lock_library(first.library_id, shared=False)
    facts = decision.require(principal, Action.SET_ACCESS, item_id)
    hooks.settings_change(item_id)
    return facts


def _unchanged(facts: ItemFacts, seen: str | None) -> None:
    """Raise PreconditionFailedError when the settings are not those that the change was made from."""
    if seen is not None and _settings(facts).fingerprint != seen:
        raise PreconditionFailedError(
            "Somebody else changed the access settings in the meantime. Nothing of yours was saved."
        )


def _require_plan(principal: Principal, *, enabled: bool) -> None:
    """D-2, D-28: without the plan nothing is switched on; admins may switch off."""
    plan = Account.objects.values_list("plan", flat=True).get(id=principal.account_id)
    if plan == Plan.BASIC and (enabled or not principal.is_admin):
        raise PlanRequiredError("Access control belongs to the plans Pro and Enterprise.")


def _checked(principal: Principal, entries: Sequence[Entry]) -> list[Entry]:
    """Raise InvalidError unless each entry names a role or active member of the account, once."""
    keys = [(entry.type, entry.id) for entry in entries]
    if len(set(keys)) != len(keys):
        raise InvalidError(errors={"entries": "Somebody is listed twice."})
    wanted = {kind: {each for type_, each in keys if type_ == kind} for kind in ("role", "member")}
    roles = Role.objects.filter(account_id=principal.account_id, id__in=wanted["role"]).count()
    members = Member.objects.filter(
        account_id=principal.account_id, id__in=wanted["member"]
    ).count()
    if roles + members != len(keys):
        raise InvalidError(
            errors={"entries": "A role or user of the list no longer exists; load it again."}
        )
    return list(entries)


def _refuse_inherited(facts: ItemFacts) -> None:
    if facts.own_policy is None:
        raise ConflictError(
            "These settings come from a folder above and can't be switched off here.",
            code="inherited",
        )
    if _above(facts) is not None:
        raise ConflictError(
            "A folder above is controlled, so this can't be switched off; restore its settings instead.",
            code="inherited",
        )


def _above(facts: ItemFacts) -> uuid.UUID | None:
    """The policy that would be in force without the item's own."""
    return Item.objects.filter(id=facts.id).values_list("parent__policy", flat=True).first()


def _enable(principal: Principal, facts: ItemFacts, entries: list[Entry] | None) -> None:
    before = _in_force(facts)
    policy, _ = Policy.objects.get_or_create(
        item_id=facts.id, defaults={"library_id": facts.library_id}
    )
    stored = entries_of(policy.pk) if facts.own_policy is None else before
    Policy.objects.filter(item_id=facts.id).update(enabled=True)
    inherits = facts.policy is not None and facts.own_policy is None
    after = stored
    if inherits or entries is not None:
        # D-14: the list in force is copied; older, disabled settings of the item are discarded.
        after = before if entries is None else entries
        rewrite(policy, principal, after)
    put_into_force(principal, facts.library_id, before, after, stored)
    if facts.policy is None and principal.kind == Kind.MEMBER:
        _make_manager(policy, principal)
    if facts.own_policy is None:
        store.set_controlled(facts.id, controlled=True)
    _require_manager(policy, facts)


def _make_manager(policy: Policy, principal: Principal) -> None:
    """D-8: whoever switches it on is a manager, unless the stored settings list them already."""
    if principal.id is None:
        return
    Grant.objects.get_or_create(
        policy=policy,
        member_id=principal.id,
        defaults={"level": Level.MANAGER, "created_by_id": principal.id},
    )


def _in_force(facts: ItemFacts) -> list[Entry]:
    """The entries that hold for the item, its own or those of a folder above."""
    return entries_of(facts.policy) if facts.policy is not None else []


def _disable(principal: Principal, facts: ItemFacts) -> None:
    """D-13: the grants stay and come back with the next switch."""
    before = _in_force(facts)
    Policy.objects.filter(item_id=facts.id).update(enabled=False)
    store.set_controlled(facts.id, controlled=False)
    put_into_force(principal, facts.library_id, before, ())


def _drop(principal: Principal, facts: ItemFacts) -> None:
    before, above = _in_force(facts), _above(facts)
    Policy.objects.filter(item_id=facts.id).delete()
    store.set_controlled(facts.id, controlled=False)
    after = entries_of(above) if above is not None else ()
    put_into_force(principal, facts.library_id, before, after)


def _require_manager(policy: Policy, facts: ItemFacts) -> None:
    """D-16: nobody leaves an item without a manager unless an admin remains who can reach it."""
    live = Q(until=None) | Q(until__gt=clock.now())
    managers = Grant.objects.filter(live, policy=policy, level=Level.MANAGER)
    in_house = Q(
        account_id=facts.account_id, active=True, person__is_active=True, type=MemberType.IN_HOUSE
    )
    here = Q(library=None) | Q(library_id=facts.library_id)
    holders = Seat.objects.filter(here, role__in=managers.exclude(role=None).values("role"))
    named = Member.objects.filter(in_house).filter(
        Q(id__in=managers.exclude(member=None).values("member"))
        | Q(id__in=holders.values("member"))
    )
    if named.exists() or _admin_remains(facts, here, in_house):
        return
    raise ConflictError(
        "Somebody must remain who can manage this: keep or name a manager.", code="last_manager"
    )


def _admin_remains(facts: ItemFacts, here: Q, in_house: Q) -> bool:
    admins = [
        role.id
        for role in Role.objects.filter(account_id=facts.account_id)
        if Permission.ADMIN in closure(role.permissions)
    ]
    seats = Seat.objects.filter(here, role__in=admins)
    return Member.objects.filter(in_house, id__in=seats.values("member")).exists()
