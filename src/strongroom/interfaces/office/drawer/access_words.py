"""The words of the questions before a change of access settings (D-7 to D-16)."""

from collections.abc import Mapping
from typing import Any

from strongroom.access.api import get_settings
from strongroom.core.errors import ForbiddenError
from strongroom.interfaces.office.panel import Panel


def title_of(panel: Panel) -> tuple[str, str]:
    """Return the title of the question, and what the button says that confirms."""
    form = panel.desk.request.POST
    if form.get("enabled") == "false":
        return "Switch access control off?", "Remove anyway"
    if form.get("enabled") == "true":
        if panel.row.access_inherited:
            return f"Give “{panel.row.name}” settings of its own?", "Keep as own settings"
        return "Switch access control on?", "Switch on"
    if form.get("remove"):
        return f"Remove {_removed(panel)}?", "Remove anyway"
    return "Change who has access?", "Confirm"


def _removed(panel: Panel) -> str:
    """Return whose entries the form takes out, by name."""
    wanted, me = panel.desk.request.POST.getlist("remove"), panel.desk.principal.id
    try:
        entries = get_settings(panel.desk.principal, panel.item_id).entries
    except ForbiddenError:  # the change itself says so
        entries = ()
    named = [
        f"{entry.name} (you)" if entry.id == me else entry.name
        for entry in entries
        if f"{entry.type}:{entry.id}" in wanted
    ]
    return ", ".join(named) or "this entry"


def sentence_of(panel: Panel, changes: Mapping[str, Any]) -> str:
    """Say what is about to happen, by the item's name; empty where the operation's own sentence is best."""
    if "gain" not in changes:  # asked of who takes their own rights; it says it all itself
        return ""
    form, name = panel.desk.request.POST, panel.row.name
    if form.get("enabled") == "false":
        return f"“{name}” will be open to all again whose role allows it."
    if form.get("enabled") == "true":
        return _narrowed(name, changes)
    if form.get("remove"):
        verb = "will be removed from the access settings of"
        return f"{_removed(panel)} {verb} “{name}”."
    if form.get("put"):
        return f"The entries of “{name}” will change."
    return ""


def _narrowed(name: str, changes: Mapping[str, Any]) -> str:
    """E-5: nobody is told that only the listed have access while a door is open."""
    stays = (changes.get("doors") or {}).get("stays") or ()
    if stays and all(door["why_not"] for door in stays):
        return (
            f"Only who is listed, and administrators, will have access to “{name}”; from outside, "
            "what is listed below lets nobody in at the moment, but may again unless you cancel it too."
        )
    if stays:
        return (
            f"In the firm, only who is listed, and administrators, will have access to “{name}”; "
            "from outside, what is listed below still opens it unless you cancel it too."
        )
    return f"Only who is listed, and administrators, will have access to “{name}”."
