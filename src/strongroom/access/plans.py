"""The plan of an account: what the plans include, and changing it (D-2, D-28)."""

from dataclasses import dataclass

from django.db import transaction

from strongroom.access.consequence import telling
from strongroom.access.consequence.shapes import Consequence
from strongroom.access.decision import require_permission
from strongroom.access.models import Policy
from strongroom.access.permissions import Permission
from strongroom.access.principal import Principal
from strongroom.audit import api as audit
from strongroom.core.confirmation import Confirm, confirmation, none_offered
from strongroom.core.errors import InvalidError
from strongroom.directory.models import Account, Plan

COUNT_CAP = 1000
"""Where counting the controlled items ends."""
CONTROLLING = frozenset({Plan.PRO, Plan.ENTERPRISE})
"""D-2: the plans that access control belongs to."""


@dataclass(frozen=True, slots=True)
class PlanState:
    """The plan of an account, and how many items have access control switched on."""

    plan: Plan
    controlled: int
    """At most `COUNT_CAP` + 1, which means more."""

    @property
    def controls(self) -> bool:
        """Whether the plan includes access control."""
        return self.plan in CONTROLLING


def get_plan(principal: Principal) -> PlanState:
    """Return the plan; for whoever keeps the settings. Two queries."""
    require_permission(principal, Permission.SETTINGS_MANAGE)
    account = Account.objects.get(id=principal.account_id)
    return PlanState(Plan(account.plan), _controlled(principal))


@transaction.atomic
def set_plan(principal: Principal, *, plan: str, confirm: Confirm = False) -> Plan:
    """Change the plan (*settings.manage*); the same plan changes nothing.

    Raises ConfirmationRequiredError, saying what comes or goes with it (nobody gains or loses sight of
    anything), and InvalidError for a plan that there is not. Settings of items stay as they are, and
    in force (D-28).
    """
    require_permission(principal, Permission.SETTINGS_MANAGE)
    if plan not in Plan.values:
        raise InvalidError(errors={"plan": f"The plans are {', '.join(Plan.values)}."})
    wanted = Plan(plan)
    account = Account.objects.select_for_update(no_key=True).get(id=principal.account_id)
    before = Plan(account.plan)
    if wanted == before:
        return wanted
    answer = confirmation(confirm)
    about = f"{principal.id} plan {before.value} {wanted.value}"
    controlled = _controlled(principal)
    consequence = Consequence(question=about, marks=(str(controlled),))
    if not answer.accepts(consequence.seal):
        said = _sentence(controlled, before, wanted)
        raise telling.question(said, consequence, outdated=answer.given)
    none_offered(answer)
    account.plan = wanted
    account.save(update_fields=["plan"])
    data = {"from": before.value, "to": wanted.value}
    change = audit.Change("account.plan_changed", account.id, subject_id=account.id, data=data)
    audit.record(principal.actor, change)
    return wanted


def _sentence(controlled: int, before: Plan, wanted: Plan) -> str:
    change = f"The plan changes from {before.label} to {wanted.label}."
    if before not in CONTROLLING and wanted in CONTROLLING:
        return f"{change} Access control can then be switched on for files and folders."
    if before in CONTROLLING and wanted not in CONTROLLING:
        return f"{change} {_losing(controlled)}"
    return f"{change} Access control works as before."


def _losing(controlled: int) -> str:
    """D-28: the settings go on being enforced, and only admins may switch them off."""
    if not controlled:
        return "Access control can no longer be switched on for files and folders."
    number = f"more than {COUNT_CAP:,}" if controlled > COUNT_CAP else f"{controlled:,}"
    items = "file or folder has" if controlled == 1 else "files and folders have"
    return (
        f"{number} {items} access settings: those stay in force and nobody gains access, but they"
        " can no longer be changed; administrators may switch them off."
    )


def _controlled(principal: Principal) -> int:
    policies = Policy.objects.filter(enabled=True, library__account_id=principal.account_id)
    return policies[: COUNT_CAP + 1].count()
