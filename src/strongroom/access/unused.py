"""Why nobody can use a portal share that is live: the one place that says it (E-6)."""

from enum import StrEnum


class Unused(StrEnum):
    """Why nobody can use a portal share that is live."""

    NO_CONTACT = "no_contact"
    """No contact of the customer has portal access."""
    NOT_ACCEPTED = "not_accepted"
    """Who has it was invited and has not accepted yet (F-1)."""
    MODULE_OFF = "module_off"
    DRAFT = "draft"
    """The quote is a draft, and the firm's portal shows quotes once they are sent (A-12)."""


def unused(
    *, in_portal: bool, reached: bool, module_on: bool, invited: bool = False
) -> Unused | None:
    """Return why nobody can use it, None if somebody can.

    `in_portal`: the record has come so far that the portal shows it; `reached`: a contact of the
    customer can enter the portal; `module_on`: the portal shows the customer records of the kind;
    `invited`: a contact could, had they accepted.
    """
    if not in_portal:
        return Unused.DRAFT
    if not reached:
        return Unused.NOT_ACCEPTED if invited else Unused.NO_CONTACT
    return None if module_on else Unused.MODULE_OFF
