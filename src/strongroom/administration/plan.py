"""The plan of an account: what the plans include, and changing it (D-2, D-28)."""

from dataclasses import dataclass

from django.db import connection, transaction

from strongroom.access import api as access
from strongroom.access.api import Action, Consequence, Permission, Principal
from strongroom.audit import api as audit
from strongroom.core.confirmation import Confirm, confirmation, none_offered
from strongroom.core.errors import InvalidError
from strongroom.directory import api as directory
from strongroom.directory.models import Account, Plan

COUNT_CAP = 1000
"""Where counting the controlled items ends."""
_SEEN = """
    select count(*) from (
        select from access_policy p
        join store_item i on i.id = p.item_id
        left join store_folder f on f.item_id = i.parent_id
        where p.enabled and i.account_id = %(account)s and {seen}
        limit {most}
    ) counted
"""
CONTROLLING = frozenset({Plan.PRO, Plan.ENTERPRISE})
"""D-2: the plans that access control belongs to."""


@dataclass(frozen=True, slots=True)
class PlanState:
    """The plan of an account, and how many items that the asker sees have access control switched on."""

    plan: Plan
    controlled: int
    """At most `COUNT_CAP` + 1, which means more; of others nothing is told (E-12)."""

    @property
    def controls(self) -> bool:
        """Whether the plan includes access control."""
        return self.plan in CONTROLLING


def get_plan(principal: Principal) -> PlanState:
    """Return the plan; for whoever keeps the settings. Two queries."""
    access.require_permission(principal, Permission.SETTINGS_MANAGE)
    account = Account.objects.get(id=principal.account_id)
    return PlanState(Plan(account.plan), _controlled(principal))


@transaction.atomic
def set_plan(principal: Principal, *, plan: str, confirm: Confirm = False) -> Plan:
    """Change the plan (*settings.manage*); the same plan changes nothing.

    Raises ConfirmationRequiredError, saying what comes or goes with it (nobody gains or loses sight of
    anything), and InvalidError for a plan that there is not. Settings of items stay as they are, and
    in force (D-28).
    """
    access.require_permission(principal, Permission.SETTINGS_MANAGE)
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
        raise access.question(said, consequence, outdated=answer.given)
    none_offered(answer)
    directory.set_plan(account, wanted)
    data = {"from": before.value, "to": wanted.value}
    change = audit.NewEvent("account.plan_changed", account.id, subject_id=account.id, data=data)
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
        return (
            "Access control can no longer be switched on for files and folders. Where it is on, it"
            " stays in force."
        )
    number = f"more than {COUNT_CAP:,}" if controlled > COUNT_CAP else f"{controlled:,}"
    items = "file or folder that has" if controlled == 1 else "files and folders that have"
    return (
        f"Access settings stay in force where they are (you see {number} {items} them), and"
        " nobody gains access, but they can no longer be changed; administrators may switch them off."
    )


def _controlled(principal: Principal) -> int:
    """Return how many items that the principal sees have settings of their own in force."""
    seen = access.scope(principal, Action.VIEW)
    text = _SEEN.format(seen=seen.text, most=COUNT_CAP + 1)
    with connection.cursor() as cursor:
        cursor.execute(text, {**seen.params, "account": principal.account_id})
        counted: int = cursor.fetchone()[0]
    return counted
