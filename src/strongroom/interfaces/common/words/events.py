"""What happened to an item, as sentences: the words for the verbs of events."""

from collections.abc import Mapping
from string import Formatter
from typing import Any, Final

from strongroom.access.api import Level
from strongroom.activity.api import EventRow

SENTENCES: Final[Mapping[str, str]] = {
    "file.added": "added this file",
    "folder.made": "made this folder",
    "item.renamed": "renamed it: “{before}” is now “{after}”",
    "item.tagged": "changed its tags",
    "item.moved": "moved it here",
    "item.copied": "copied it",
    "item.trashed": "moved it to the trash",
    "item.restored": "restored it from the trash",
    "item.purged": "deleted it for good",
    "file.marked_confidential": "marked it as confidential",
    "file.unmarked_confidential": "removed the mark confidential",
    "version.added": "uploaded version {number}",
    "version.restored": "restored version {source} as version {number}",
    "version.deleted": "deleted version {number}",
    "access.enabled": "switched access control on",
    "access.overridden": "gave it access settings of its own, beginning with those of the folder above",
    "access.entry_added": "added {name} as {level}",
    "access.entry_changed": "changed {name} from {before} to {level}",
    "access.entry_dated": "changed how long {name} has access",
    "access.entry_removed": "removed {name} from the access settings",
    "access.disabled": "switched access control off",
    "access.restored": "restored the access settings of the folder above",
    "approval.asked": "asked for approval of version {version}",
    "approval.approved": "approved it",
    "approval.rejected": "rejected it",
    "approval.withdrawn": "withdrew the request for approval",
    "share.created": "opened it to a customer",
    "share.cancelled": "closed it to a customer",
    "sharing.limits_changed": "changed what the firm allows when sharing",
    "share.refused": "tried to share it and was refused",
    "share.sent": "sent a link to it by e-mail",
    "share.looked": "looked up the password of a link to it",
    "share.taken_over": "took over a suspended link to it",
}
"""Each begins with who did it. What the event does not carry leaves the sentence without its tail."""


_OF_LINKS = {
    "share.created": "made a link to it",
    "share.cancelled": "cancelled a link to it",
}
_LEVELS = {level.name.lower(): level.label for level in Level}


def sentence(event: EventRow) -> str:
    """Return e.g. `Ann renamed it: “a.pdf” is now “b.pdf”`; an unknown verb is told plainly."""
    facts = event.data
    if event.verb.startswith("access.entry_"):
        facts = {name: _LEVELS.get(value, value) for name, value in event.data.items()}
        facts["name"] = whom(event)
    return f"{who(event)} {_did(event.verb, facts)}"


def who(event: EventRow) -> str:
    """Return who did it: a person that is gone is `Somebody`, the program itself `Strongroom`."""
    if event.actor_name:
        return event.actor_name
    return "Strongroom" if event.actor_kind == "system" else "Somebody"


def whom(event: EventRow) -> str:
    """Return who or which role it was done to."""
    if event.subject_id is not None and event.subject_id == event.actor_id:
        return "themselves"
    gone = "a role that is gone" if event.data.get("type") == "role" else "somebody who is gone"
    return event.subject_name or gone


def _did(verb: str, data: Mapping[str, Any]) -> str:
    if data.get("type") == "link" and verb in _OF_LINKS:
        return _OF_LINKS[verb]
    text = SENTENCES.get(verb, f"did something: {verb.replace('.', ' ').replace('_', ' ')}")
    wanted = [name for _, name, _, _ in Formatter().parse(text) if name]
    if all(name in data for name in wanted):
        return text.format(**{name: data[name] for name in wanted})
    return text.partition("{")[0].strip(" :“")
