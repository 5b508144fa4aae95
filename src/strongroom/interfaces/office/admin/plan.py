"""Administration, Plan: which plan the firm has, what the plans include, and changing it (D-2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from strongroom.administration import api as administration
from strongroom.administration.api import PlanState
from strongroom.directory.models import Plan
from strongroom.interfaces.common.questions import question
from strongroom.interfaces.office.desk import Desk, admin_tabs, at_desk

_FOR_ALL = (
    "Documents of jobs, quotes, customers and projects",
    "Office, mobile pages and customer portal",
    "Versions, approvals and confidential attachments",
)
_CONTROL = "Access control: who may see and change each file and folder"


@dataclass(frozen=True, slots=True)
class PlanCard:
    """What a plan's card says."""

    code: str
    label: str
    current: bool
    lines: Sequence[tuple[str, bool]]
    """What there is, and whether it is part of the plan."""


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def plan(desk: Desk) -> HttpResponseBase:
    """Show the plans; a form changes to another, after a question."""
    state = administration.get_plan(desk.principal)
    if desk.request.method == "POST":
        return _change(desk)
    return desk.show(
        "office/admin/plan.html",
        nav="admin",
        tabs=admin_tabs(desk, "plan"),
        state=state,
        cards=[_card(each, state.plan) for each in Plan],
        url=desk.url("plan"),
    )


def _change(desk: Desk) -> HttpResponseBase:
    wanted = desk.request.POST.get("plan", "")
    url = desk.url("plan")
    if wanted in Plan.values:
        label = f"Change to {Plan(wanted).label}"
        question.words(desk.request, title=f"{label}?", confirm_label=label, back_url=url)
    confirm = question.answer_of(desk.request)
    made = administration.set_plan(desk.principal, plan=wanted, confirm=confirm)
    return desk.go(url, f"The plan is {made.label} now.")


def _card(each: Plan, current: Plan) -> PlanCard:
    lines = [*((text, True) for text in _FOR_ALL), (_CONTROL, PlanState(each, 0).controls)]
    return PlanCard(each.value, str(each.label), each == current, lines)
