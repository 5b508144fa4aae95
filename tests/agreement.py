"""Asks the rule in all its forms, and names where one of them and the oracle differ (L38, L39)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import oracle
from strongroom.access import api
from strongroom.access.models import Surface
from strongroom.access.principal import Action
from strongroom.core.errors import StrongroomError, UnauthenticatedError
from strongroom.core.statements import fetch

FROM = "select i.id from store_item i left join store_folder f on f.item_id = i.parent_id where "


def askers(
    world: oracle.World,
) -> Iterator[tuple[api.Principal, Callable[[oracle.Item], set[str]]]]:
    """Yield each principal that can be made, with the oracle's answer for it; check that no others can."""
    for member in world.members:
        for surface in (Surface.OFFICE, Surface.MOBILE):
            enters = member.active and (member.type != "in_house" or member.roles)
            try:
                asker = api.for_member(member.id, surface)
            except StrongroomError:
                assert not enters
                continue
            assert enters
            yield asker, lambda item, m=member, s=surface: oracle.member_may(m, s.value, item)
    for contact in world.contacts:
        try:
            asker = api.for_contact(contact.id)
        except UnauthenticatedError:
            assert not contact.portal_access
            continue
        yield asker, lambda item, c=contact: oracle.contact_may(world, c, item)


def disagreements(world: oracle.World) -> list[str]:
    """Ask each question in all its forms; return where a form and the oracle differ."""
    wrong: list[str] = []
    ids = [item.id for item in world.items]
    for asker, expected in askers(world):
        truth = {item.id: expected(item) for item in world.items}
        may = api.may(asker, ids)
        wrong.extend(
            f"may {asker.kind} {asker.surface} {item.id}"
            for item in world.items
            if {str(action) for action in may.get(item.id, ())} != truth[item.id]
        )
        standings = {
            library.id: api.library_standing(asker, library.id) for library in world.libraries
        }
        for action in (Action(name) for name in oracle.ALL):
            allowed = {item_id for item_id, actions in truth.items() if action.value in actions}
            for form, answer in forms(asker, action, ids, standings).items():
                if answer != allowed:
                    wrong.append(
                        f"{form} {action} {asker.kind} {asker.surface} {asker.member_type}"
                    )
    return wrong


def forms(asker: api.Principal, action: Action, ids: list, standings: dict) -> dict[str, set]:
    wide = api.scope(asker, action)
    bound: set = set()
    for standing in standings.values():
        condition = standing.condition(action)
        bound |= {row["id"] for row in fetch(FROM + condition.text, condition.params)}
    return {
        "check_many": api.check_many(asker, action, ids),
        "account-wide": {row["id"] for row in fetch(FROM + wide.text, wide.params)},
        "library-bound": bound,
    }
