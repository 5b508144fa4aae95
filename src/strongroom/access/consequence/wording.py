"""Puts a consequence into what its asker may be told (E-11, E-12)."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from strongroom.access import facts as loading
from strongroom.access import policy
from strongroom.access.consequence import snapshot
from strongroom.access.consequence.compare import Comparison, Found
from strongroom.access.consequence.moment import ShareFacts
from strongroom.access.consequence.shapes import Consequence, Door, Doors
from strongroom.access.consequence.use import IN_USE, Use
from strongroom.access.models import ShareType
from strongroom.access.principal import Action, Principal
from strongroom.core.errors import ConfirmationRequiredError
from strongroom.core.statements import fetch

WHOEVER = "Whoever has the link"
_NAMED = 3
MOST_NAMED = 20
"""Confidential files that a question names."""


def told(
    comparison: Comparison, found: Found, *, keeps: bool, narrows: bool, about: str = ""
) -> Consequence:
    """Return what was found in the words of the API."""
    return Consequence(
        people=tuple(found.people),
        doors=doors(
            comparison.asker,
            comparison.after.moment.now,
            opens=found.opens,
            closes=found.closes,
            stays=found.stays,
            asleep=found.asleep,
            narrows=narrows,
            before=comparison.before.use,
            after=comparison.after.use,
            made=comparison.made,
            known=comparison.known(found.closes | found.asleep | found.stays),
        ),
        items=found.items,
        keeps=tuple(_keeping(comparison)) if keeps else (),
        confidential=tuple(_confidential(found)),
        confidential_files=found.confidential,
        marks=found.marks,
        question=f"{comparison.asker.id} {sorted(map(str, comparison.touched))} {about}",
    )


def _confidential(found: Found) -> list[uuid.UUID]:
    """A-13, E-7: a door that opens a confidential file, or its new content, says so."""
    classes = [one for one in found.opened if one.confidential] + found.renewed
    return snapshot.confidential_of(classes, MOST_NAMED) if classes else []


def _keeping(comparison: Comparison) -> list[tuple[uuid.UUID, str]]:
    policies = {one.after.policy for one in comparison.seen() if one.after.policy}
    return snapshot.with_own_settings(list(policies)) if policies else []


def _in_use(_: ShareFacts) -> Use:
    return IN_USE


def doors(
    asker: Principal,
    now: dt.datetime,
    *,
    opens: AbstractSet[ShareFacts],
    closes: AbstractSet[ShareFacts] = frozenset(),
    stays: AbstractSet[ShareFacts] = frozenset(),
    asleep: AbstractSet[ShareFacts] = frozenset(),
    narrows: bool = False,
    before: Callable[[ShareFacts], Use] = _in_use,
    after: Callable[[ShareFacts], Use] = _in_use,
    made: Callable[[ShareFacts], bool] = lambda _: False,
    known: Callable[[ShareFacts], AbstractSet[Action]] = lambda _: frozenset(),
) -> Doors:
    """Return what the asker may know of these shares; `narrows`: with what they may do about them.

    `before` and `after` say whether anybody gets in by one at the two moments, `made` whether the
    change itself makes it. `asleep` close too, because they let nobody in any more; on items of
    their own they would sleep as well, so they are not offered to be kept open. `known` says what the
    asker might do with what is shared before. Who may share it or set its access may cancel (E-5).
    """
    shares = opens | closes | stays | asleep
    if not shares:
        return Doors()
    items = {share.item_id for share in shares}
    may = _may(asker, items, now)
    names = _names(items)

    def door(
        share: ShareFacts, use: Use, *, cancel: bool = False, keep: bool = False, goes: bool = False
    ) -> Door:
        """Without the right to share it one learns type and audience only (E-5), and if that is nobody.

        Of one that `goes`, what one knew before the change.
        """
        now_may = may.get(share.item_id, frozenset())
        had = known(share)
        actions = now_may | (had if goes else frozenset())
        knows = Action.SHARE in actions
        link = share.type == ShareType.LINK
        return Door(
            share.id,
            share.type,
            item=(share.item_id, names[share.item_id]) if Action.VIEW in actions else None,
            audience=WHOEVER if link else share.customer_name,
            by=share.by if knows else None,
            since=share.since if knows else None,
            may_cancel=cancel and bool((now_may | had) & {Action.SHARE, Action.SET_ACCESS}),
            may_keep=keep and Action.SHARE in now_may,
            link_id=share.link_id,
            use=use,
            made=made(share),
            keeper=share.keeper if knows and link else None,
            keeper_you=knows and link and share.keeper_id == asker.id,
            suspends=share in asleep,
        )

    return Doors(
        opens=_sorted(door(share, after(share)) for share in opens),
        closes=_sorted(
            [
                *(door(share, after(share), goes=True) for share in asleep),
                *(
                    door(share, before(share), keep=narrows, goes=True)
                    for share in closes - stays - asleep
                ),
            ]
        ),
        stays=_sorted(
            door(share, after(share), cancel=narrows) for share in stays - opens - asleep
        ),
    )


def _may(
    asker: Principal, items: Iterable[uuid.UUID], now: dt.datetime
) -> dict[uuid.UUID, frozenset[Action]]:
    """What the asker may do with what is shared: one statement, however many doors there are (E-13)."""
    return {
        item_id: policy.actions(policy.standing(asker, facts.library, now), facts.state)
        for item_id, facts in loading.item_facts(asker, list(items), now).items()
    }


def _sorted(doors: Iterable[Door]) -> tuple[Door, ...]:
    return tuple(
        sorted(doors, key=lambda door: (door.type, door.audience.casefold(), str(door.share_id)))
    )


def _names(ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    text = "select i.id, i.name from store_item i where i.id = any(%(ids)s::uuid[])"
    return {row["id"]: row["name"] for row in fetch(text, {"ids": list(ids)})}


def refusal(opens: Sequence[Door], able: Sequence[str], *, blind: bool = False) -> str:
    """Return the sentence that says whom it would be opened to, and who can do it (E-3).

    `blind`: because of a folder in which confidential files may be that one does not see here (E-7).
    """
    links = any(door.type == ShareType.LINK for door in opens)
    customers = sorted({door.audience for door in opens if door.type == ShareType.PORTAL})
    to = [f"customers of {', '.join(customers)}"] if customers else []
    to += ["whoever has a link"] if links else []
    who = listed(able) if able else "an administrator"
    why = (
        "you may not share a folder from here, whatever it holds"
        if blind
        else "you may not share it"
    )
    return f"This would open it to {' and to '.join(to)}, and {why}. {who} can do it."


def going_out(files: int) -> str:
    """Return the sentence that says that confidential files go out by a change (A-13, E-7)."""
    if files == 1:
        return "A file that is marked as confidential can then be seen from outside."
    return f"{files:,} files that are marked as confidential can then be seen from outside."


def listed(names: Sequence[str]) -> str:
    """Return up to three names and how many others, joined by *or*."""
    shown = list(names[:_NAMED])
    if len(names) > _NAMED:
        return f"{', '.join(shown)} or {len(names) - _NAMED} others"
    return " or ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def question(
    sentence: str, consequence: Consequence, *, outdated: bool
) -> ConfirmationRequiredError:
    """Return the question; `outdated`: it was confirmed for another consequence."""
    changes = consequence.as_dict()
    if outdated:
        changes["outdated"] = True
    return ConfirmationRequiredError(sentence, changes=changes)
