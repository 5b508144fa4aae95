"""Asks the rule in all its forms, and names where one of them and the oracle differ (L38, L39)."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace

import oracle
from strongroom.access import api, links, policy
from strongroom.access.models import Link, Surface
from strongroom.access.principal import Action
from strongroom.access.shapes import ChildPlace
from strongroom.core.errors import StrongroomError, UnauthenticatedError
from strongroom.core.statements import fetch
from strongroom.documents import api as documents

FROM = "select i.id from store_item i left join store_folder f on f.item_id = i.parent_id where "


def askers(
    world: oracle.World,
) -> Iterator[tuple[api.Principal, Callable[[oracle.Item], set[str]]]]:
    """Yield each principal that can be made, with the oracle's answer for it; check that no others can."""
    for member in world.members:
        for surface in (Surface.OFFICE, Surface.MOBILE):
            enters = oracle.enters(member)
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
    for link in world.links:
        bearer = bearer_of(link)
        if bearer is not None:
            yield bearer, lambda item, held=link: oracle.link_may(held, item)


def bearer_of(link: oracle.Link) -> api.Principal | None:
    """Return who holds the link, if it opens anything; check that the shares that count are named.

    What is over is named too: a request that began a moment before it was over must not see it.
    """
    counting = {share.id for share in link.shares if oracle.counts(share)}
    bearer = links.for_link(Link.objects.get(id=link.id))
    assert (bearer.shares if bearer else set()) == counting
    if bearer is None:
        return None
    return replace(bearer, shares=bearer.shares | {s.id for s in link.shares if oracle.over(s)})


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
        if asker.outside:
            wrong += folders_that_differ(world, asker, standings, truth)
            where = api.shared_roots(asker)
            begin = {row["id"] for row in fetch(FROM + where.text, where.params)}
            if begin != {item.id for item in world.items if _begins(item, truth)}:
                wrong.append(f"shared roots {asker.kind}")
    return wrong


def _begins(item: oracle.Item, truth: dict) -> bool:
    """Whether somebody sees the item and not the folder that it lies in."""
    return "view" in truth[item.id] and (item.parent is None or "view" not in truth[item.parent.id])


def folders_that_differ(
    world: oracle.World, asker: api.Principal, standings: dict, truth: dict
) -> list[str]:
    """Ask somebody from outside for what is in each folder; in one that they don't see is nothing."""
    wrong = []
    for folder in (item for item in world.items if not item.is_file):
        controlling = next(
            (here.id for here in folder.upwards() if here.policy and here.policy.enabled), None
        )
        condition = policy.child_condition(
            standings[folder.library.id], ChildPlace(folder.id, controlling)
        )
        listed = fetch(
            f"select i.id from store_item i where i.parent_id = %(parent)s and {condition.text}",
            {**condition.params, "parent": folder.id},
        )
        expected = {
            item.id
            for item in world.items
            if item.parent is folder and "view" in truth[item.id] and "view" in truth[folder.id]
        }
        if {row["id"] for row in listed} != expected:
            wrong.append(f"children {asker.kind} {folder.id}")
        if "view" in truth[folder.id]:
            wrong += _holds_otherwise(world, asker, folder, truth)
    return wrong


def _holds_otherwise(
    world: oracle.World, asker: api.Principal, folder: oracle.Item, truth: dict
) -> list[str]:
    """Compare the page of a folder that they see, its number of files, and its archive."""
    seen = [item for item in world.items if "view" in truth[item.id]]
    inside = {item.id for item in seen if item.parent is folder}
    files = {item.id for item in seen if item.parent is folder and item.is_file}
    below = [folder, *(item for item in seen if _leads_to(item, folder, truth))]
    packed = {item.id for item in below if item.is_file}
    held = {item.parent.id for item in below if item is not folder and item.parent}
    empty = len([item for item in below if not item.is_file and item.id not in held])
    here = documents.here(asker, folder.id)
    archive = documents.archive_members(asker, [folder.id])
    answers = {
        "page": ({row.id for row in documents.children(asker, folder.id).results}, inside),
        "page here": ({row.id for row in documents.children_here(here).results}, inside),
        "number here": (documents.counts_here(here), (len(files), len(inside))),
        "way": ([crumb.id for crumb in here.way], _way(folder, truth)),
        "archive": ({each.content.item_id for each in archive if each.content}, packed),
        "empty folders": (len([each for each in archive if each.path.endswith("/")]), empty),
    }
    if folder.parent is not None:  # of the root a contact is told what they see of the record
        answers["number"] = (documents.count_files(asker, folder.id), (len(files), False))
    return [
        f"{form} {asker.kind} {folder.id}"
        for form, (found, expected) in answers.items()
        if found != expected
    ]


def _way(item: oracle.Item, truth: dict) -> list:
    """Return the ids from the topmost folder that they see without a gap down to the item."""
    seen = itertools.takewhile(lambda here: "view" in truth[here.id], item.upwards())
    return [here.id for here in seen][::-1]


def _leads_to(item: oracle.Item, folder: oracle.Item, truth: dict) -> bool:
    """Whether every step from the folder down to the item can be seen."""
    chain = item.upwards()
    if folder not in chain[1:]:
        return False
    return all("view" in truth[here.id] for here in chain[: chain.index(folder)])


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
