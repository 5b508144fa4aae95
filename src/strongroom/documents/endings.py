"""The ending of a file's name follows its content (D-21).

A PDF as new version of `photo.jpg` makes it `photo.pdf`.
"""

from collections.abc import Callable
from typing import TypeVar

from strongroom.access import api as access
from strongroom.access.api import ItemFacts, Principal
from strongroom.core.naming import ending_of, with_ending_of
from strongroom.documents.clashes import next_free_name, visible_named
from strongroom.documents.guarding import record
from strongroom.store import api as store
from strongroom.store.api import Turned

T = TypeVar("T")


def following(principal: Principal, facts: ItemFacts, apply: Callable[[], T]) -> T:
    """Do what may change a file's current content, and let the ending of its name follow.

    Only where the content is of another type than before, and the ending is the one that the content
    before came with: what somebody has named otherwise stays so. A name that is taken gets a suffix.
    The caller holds the library's lock.
    """
    with store.turning() as turns:
        result = apply()
    mine = [turned for turned in turns if turned.item_id == facts.id]
    if mine and mine[0].before.content_type != mine[-1].after.content_type:
        _follow(principal, facts, mine[0], mine[-1])
    return result


def _follow(principal: Principal, facts: ItemFacts, first: Turned, last: Turned) -> None:
    old = last.name
    name = with_ending_of(old, last.after.name)
    if facts.parent_id is None or name == old or ending_of(old) != ending_of(first.before.name):
        return
    standing = access.standing_of(principal, facts)
    store.lock_name(facts.parent_id, name)
    if visible_named(standing, facts.parent_id, name, but=facts.id):
        name = next_free_name(standing, facts.parent_id, name)
    store.rename(facts.id, name)
    record(principal, "item.renamed", facts, before=old, after=name)
