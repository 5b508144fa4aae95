"""Plays one history: each operation on the real thing and on the oracle's world, then compares."""

from __future__ import annotations

import contextlib
import copy
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import oracle
import worlds
from agreement import FROM, bearer_of
from foretold import Told, as_told, difference, look, refused
from mirror import Asker, Doors, Mirror, Staff, Tree, as_entry, refusal, some_entries
from strongroom.access import api, settings
from strongroom.access.consequence import judging
from strongroom.access.models import Share, Surface
from strongroom.access.principal import Action
from strongroom.administration import api as administration
from strongroom.administration import seats
from strongroom.core import clock
from strongroom.core.errors import NotFoundError, StrongroomError
from strongroom.core.statements import fetch
from strongroom.documents import api as documents
from strongroom.sharing import api as sharing
from strongroom.store import api as store
from strongroom.store.models import Item, Library, LibraryKind
from strongroom.work.customers_change import Outward, change_outward

KINDS = [
    "enable",
    "entries",
    "disable",
    "restore settings",
    "move",
    "move",
    "copy",
    "trash",
    "restore",
    "purge",
    "role",
    "leave",
    "return",
    "seat",
    "unseat",
    "link",
    "cancel",
    "expire",
    "take over",
    "draft",
]
SETTINGS = ("enable", "entries", "disable", "restore settings")
DOORS = ("link", "cancel", "expire", "take over")
MOST_ITEMS = 90


@dataclass(frozen=True)
class Step:
    """One operation; the numbers choose among what there is at that moment."""

    kind: str
    who: int
    item: int
    place: int
    detail: int


def furnished(seed: int, slug: str) -> tuple[oracle.World, UUID]:
    """Write the world of a seed in which somebody may do something; return it and its account."""
    world = worlds.generate(seed)
    for member in world.members[:3]:
        member.type, member.active = "in_house", True
        member.roles = [world.roles[-1]] if member is world.members[0] else world.roles[:2]
    world.roles[0].permissions |= {"documents.view", "documents.edit", "jobs.view", "jobs.edit"}
    world.roles[0].permissions |= {"documents.access_control"}
    account = worlds.write(world, slug).account
    for item in world.items:
        # A copy keeps the tags: they tell which item it was made from.
        Item.objects.filter(id=item.id).update(tags=[item.id.hex])
    return world, account.id


@dataclass(frozen=True)
class Trial:
    """A world to do something in: a copy of it, or the world itself."""

    world: oracle.World
    known: dict[UUID, Any]

    @classmethod
    def of(cls, world: oracle.World) -> Trial:
        """Copy the world."""
        return cls.in_place(copy.deepcopy(world))

    @classmethod
    def in_place(cls, world: oracle.World) -> Trial:
        """Use the world itself."""
        return cls(world, {one.id: one for one in (*world.items, *world.members, *world.roles)})

    def item(self, item: oracle.Item) -> oracle.Item:
        return self.known[item.id]

    def asker(self, who: Asker) -> Asker:
        return Asker(self.known[who.member.id], who.surface)

    def grant(self, grant: oracle.Grant) -> oracle.Grant:
        return oracle.Grant(self.known[grant.to.id], grant.level, grant.ended)


@contextlib.contextmanager
def recorded() -> Iterator[list[Any]]:
    """Hear the consequences that the engine finds, before it refuses or asks."""
    heard: list[Any] = []
    real = judging._refuse

    def refuse(done: Any) -> None:
        heard.append(done.consequence)
        real(done)

    judging._refuse = refuse
    try:
        yield heard
    finally:
        judging._refuse = real


@dataclass
class Play:
    """A world while its history goes on."""

    world: oracle.World
    account: UUID
    done: dict[str, int] = field(default_factory=dict)
    taken: dict[UUID, tuple[UUID, str]] = field(default_factory=dict)
    """Who took an item from its place last, and how: they may undo it (E-3)."""
    compared: dict[str, int] = field(default_factory=dict)
    """Consequences that were held against the oracle's, by what they told of."""

    def step(self, step: Step) -> None:
        """Do it here and there; AssertionError when it ends differently."""
        staff = step.kind in ("role", "leave", "return", "seat", "unseat")
        got, expected = self._staff(step) if staff else self._items(step)
        assert got == expected, (step, got, expected)
        if got == "done":
            self.done[step.kind] = self.done.get(step.kind, 0) + 1

    def _items(self, step: Step) -> tuple[str, str]:
        world = self.world
        # A third of the steps are the admin's, or most of a history would be refusals.
        which = 0 if step.who % 3 == 0 else (step.who // 3) % len(world.members)
        member = world.members[which]
        surface = Surface.MOBILE if step.who % 5 == 4 else Surface.OFFICE
        try:
            asker = api.for_member(member.id, surface)
        except StrongroomError:
            return "no entry", "no entry"
        who = Asker(member, surface.value)
        inner = [item for item in world.items if item.parent is not None]
        if not inner:
            return "nothing left", "nothing left"
        if step.kind in ("restore", "purge"):
            inner = [item for item in inner if item.trashed] or inner
        if step.kind == "restore settings":  # few have both, and most tries would be refusals
            inner = [
                item for item in inner if oracle.in_force(item.parent) and item.policy
            ] or inner
        item = inner[step.item % len(inner)]
        folders = [each for each in world.items if not each.is_file]
        folder = folders[step.place % len(folders)]
        if step.kind in SETTINGS:
            return self._settings(step, asker, who, item)
        if step.kind in DOORS:
            return self._doors(step, asker, who, item)
        if step.kind == "draft":
            return self._draft(asker, who)
        return self._tree(step, asker, who, item, folder)

    def _settings(
        self, step: Step, asker: api.Principal, who: Asker, item: oracle.Item
    ) -> tuple[str, str]:
        entries = None
        if step.kind == "entries":
            entries = some_entries(random.Random(step.detail), self.world)

        def real() -> str:
            if step.kind == "restore settings":
                return _ended(settings.restore_inheritance, asker, item.id, confirm=True)
            given = None if entries is None else [as_entry(grant) for grant in entries]
            enabled = step.kind != "disable"
            return _ended(
                settings.put_settings, asker, item.id, enabled=enabled, entries=given, confirm=True
            )

        def mirrored(trial: Trial) -> str:
            mirror, there = Mirror(trial.world), trial.item(item)
            refused = refusal(trial.asker(who).may(there), "set_access")
            if refused:
                return refused
            if step.kind == "disable":
                return "done" if mirror.disable(there) else "409"
            if step.kind == "restore settings":
                return "done" if mirror.restore(there) else "409"
            named = None if entries is None else [trial.grant(grant) for grant in entries]
            return "done" if mirror.enable(trial.asker(who).member, there, named) else "409"

        return self._judged(step.kind, who, item, real, mirrored)

    def _judged(
        self,
        kind: str,
        who: Asker,
        item: oracle.Item,
        real: Callable[[], str],
        mirrored: Callable[[Trial], str],
    ) -> tuple[str, str]:
        """Do it for trial on a copy of the oracle's world, see what it opens, then in both."""
        kept, ids = kind == "restore", [each.id for each in Tree(self.world).below(item)]
        known = {each.id: each for each in self.world.items}
        before = {id_: look(self.world, who, known[id_], kept=kept) for id_ in ids}
        trial = Trial.of(self.world)
        expected = mirrored(trial)
        own = self.taken.get(item.id) == (who.member.id, {"move": "move"}.get(kind, "trash"))
        excusable = kind in ("move", "restore") and own
        told = None
        if expected == "done":
            after = {each.id: each for each in trial.world.items}
            asked = trial.asker(who)
            told = difference(
                (before[id_], look(trial.world, asked, after[id_], kept=kept)) for id_ in ids
            )
            if refused(who, told, folder=not item.is_file):
                expected = "403"
        with recorded() as heard:
            got = real()
        if excusable and {got, expected} == {"done", "403"}:
            expected = got
        if got == expected == "done":
            mirrored(Trial.in_place(self.world))
            if told is not None and heard:
                self._compare(kind, told, heard[-1])
            if kind in ("move", "trash"):
                self.taken[item.id] = (who.member.id, kind)
        return got, expected

    def _compare(self, kind: str, told: Told, heard: Any) -> None:
        customers = dict(
            Share.objects.filter(account=self.account).values_list("id", "customer_id")
        )
        got = as_told(heard, customers)
        wanted = {name: told[name] for name in got}
        assert got == wanted, (kind, got, wanted)
        for name, value in got.items():
            if value:
                self.compared[name] = self.compared.get(name, 0) + 1

    def _doors(
        self, step: Step, asker: api.Principal, who: Asker, item: oracle.Item
    ) -> tuple[str, str]:
        doors = Doors(self.world)
        if step.kind == "link":
            other = self.world.items[step.place % len(self.world.items)]
            items = [item, other] if step.detail % 2 and other is not item else [item]
            ids, link = [each.id for each in items], uuid4()
            got = _ended(sharing.share_by_link, asker, item_ids=ids, link_id=link, confirm=True)
            expected = doors.open(who, items)
            if got == expected == "done":
                made = dict(Share.objects.filter(link=link).values_list("item_id", "id"))
                shares = [oracle.LinkShare(made[each.id], each, who.member) for each in items]
                self.world.links.append(oracle.Link(link, shares))
            return got, expected
        shares = [share for link in self.world.links for share in link.shares]
        if not shares:
            return "no door", "no door"
        share = shares[step.place % len(shares)]
        if step.kind == "expire":
            share.ended = True
            Share.objects.filter(id=share.id).update(expires_at=clock.now())
            return "done", "done"
        if step.kind == "cancel":
            return _ended(sharing.cancel_share, asker, share.id), doors.cancel(who, share)
        taken = _ended(sharing.take_over, asker, share.id, confirm=True)  # A-13 may ask
        return taken, doors.take_over(who, share)

    def _draft(self, asker: api.Principal, who: Asker) -> tuple[str, str]:
        """Send the quote, or make it a draft again (A-12): who may is asked by what calls this."""
        root = next(
            item
            for item in self.world.items
            if item.parent is None and item.library.kind == "quote"
        )
        draft = not root.library.draft

        def real() -> str:
            library = Library.objects.select_related("customer").get(id=root.id)
            wanted = Outward(library.customer, not draft)
            return _ended(change_outward, asker, library.id, wanted, confirm=True)

        def mirrored(trial: Trial) -> str:
            trial.item(root).library.draft = draft
            return "done"

        return self._judged("draft", who, root, real, mirrored)

    def _tree(
        self, step: Step, asker: api.Principal, who: Asker, item: oracle.Item, folder: oracle.Item
    ) -> tuple[str, str]:
        tree, ids = Tree(self.world), [item.id]
        if step.kind == "move":
            return self._judged(
                "move",
                who,
                item,
                lambda: _ended(
                    documents.move, asker, item_ids=ids, parent_id=folder.id, confirm=True
                ),
                lambda trial: Tree(trial.world).move(
                    trial.asker(who), trial.item(item), trial.item(folder)
                ),
            )
        if step.kind == "trash":
            got, expected = _ended(documents.trash, asker, item_ids=ids), tree.trash(who, item)
            if got == "done":
                self.taken[item.id] = (who.member.id, "trash")
            return got, expected
        if step.kind == "restore":
            return self._judged(
                "restore",
                who,
                item,
                lambda: _ended(documents.restore, asker, item_ids=ids, confirm=True),
                lambda trial: Tree(trial.world).restore(trial.asker(who), trial.item(item)),
            )
        if step.kind == "purge":
            return _ended(documents.purge, asker, item_ids=ids), tree.purge(who, item)
        if len(self.world.items) > MOST_ITEMS:
            return "too many", "too many"
        return self._copied(asker, who, item, folder)

    def _copied(
        self, asker: api.Principal, who: Asker, item: oracle.Item, folder: oracle.Item
    ) -> tuple[str, str]:
        """E-9: each copy is held against its original."""
        known = {each.id: each for each in self.world.items}
        trial = Trial.of(self.world)
        asked = trial.asker(who)
        expected, copies = Tree(trial.world).copy(asked, trial.item(item), trial.item(folder))
        told = difference(
            (
                (
                    look(self.world, who, known[id_], kept=False),
                    look(trial.world, asked, copy, kept=False),
                )
                for id_, copy in copies.items()
            ),
            copied=True,
        )
        if expected == "done" and refused(who, told, folder=not item.is_file):
            expected = "403"
        with recorded() as heard:
            got = _ended(
                documents.copy, asker, item_ids=[item.id], parent_id=folder.id, confirm=True
            )
        if got != "done" or expected != "done":
            return got, expected
        if heard:
            self._compare("copy", told, heard[-1])
        _, made = Tree(self.world).copy(who, item, folder)
        return got, self._named(made)

    def _named(self, copies: dict[UUID, oracle.Item]) -> str:
        """Give the mirrored copies the ids of the real ones, found by their tags."""
        known = {item.id for item in self.world.items}
        new = {
            UUID(item.tags[0]): item
            for item in Item.objects.filter(account_id=self.account).exclude(id__in=known)
        }
        if new.keys() != copies.keys():
            return f"{len(copies)} copies instead of {len(new)}"
        for source, made in copies.items():
            made.id = new[source].id
            Item.objects.filter(id=made.id).update(tags=[made.id.hex])
        for source, made in copies.items():
            if made.parent is not None and new[source].parent_id != made.parent.id:
                return "a copy in another folder"
        return "done"

    def _staff(self, step: Step) -> tuple[str, str]:
        world, staff = self.world, Staff(self.world)
        system = api.system(self.account, "test")
        member = world.members[step.who % len(world.members)]
        role = world.roles[step.item % (len(world.roles) - 1)]
        projects = [library for library in world.libraries if library.kind == "project"]
        library = projects[step.place % len(projects)]
        seat = {"member_id": member.id, "library_id": library.id, "confirm": True}
        if step.kind == "role":
            choice = random.Random(step.detail)
            role.permissions = set(choice.sample(worlds.PERMISSIONS[1:], choice.randint(0, 5)))
            codes = role.permissions | worlds.ENTRY
            return _ended(
                administration.update_role, system, role_id=role.id, permissions=codes, confirm=True
            ), "done"
        if step.kind == "leave":
            got = _ended(
                administration.deactivate_member, system, member_id=member.id, confirm=True
            )
            return got, staff.leave(member)
        if step.kind == "return":
            member.active = True
            return _ended(
                administration.activate_member, system, member_id=member.id, confirm=True
            ), "done"
        if step.kind == "seat":
            got = _ended(seats.give_role, system, **seat, role_id=role.id)
            return got, staff.seat(member, role, library)
        got = _ended(seats.take_roles, system, **seat, role_ids=[role.id])
        return got, staff.unseat(member, role, library)

    def disagreements(self, choice: random.Random) -> list[str]:
        """Ask some of the people everything, and everything of some items."""
        wrong = [f"{found.detail} {found.id}" for found in store.verify_pointers()]
        for member in choice.sample(self.world.members, 3):
            surface = choice.choice([Surface.OFFICE, Surface.OFFICE, Surface.MOBILE])
            if oracle.enters(member):
                asker = api.for_member(member.id, surface)
                truth = {
                    item.id: oracle.member_may(member, surface.value, item)
                    for item in self.world.items
                }
                wrong += self._reads(choice, asker, truth)
                if _named_by_grants(self.world, member, truth) != _shared(asker):
                    wrong.append(f"shared items of {member.type}")
        for contact in self.world.contacts:
            if contact.portal_access:
                asker = api.for_contact(contact.id)
                truth = {
                    item.id: oracle.contact_may(self.world, contact, item)
                    for item in self.world.items
                }
                wrong += self._reads(choice, asker, truth)
                wrong += self._found(asker, truth)
                break
        for link in choice.sample(self.world.links, len(self.world.links)):
            bearer = bearer_of(link)
            if bearer is not None:
                truth = {item.id: oracle.link_may(link, item) for item in self.world.items}
                wrong += self._reads(choice, bearer, truth) + self._found(bearer, truth)
                break
        for item in choice.sample(self.world.items, min(2, len(self.world.items))):
            wrong += self._who_can(item)
        return wrong

    def _found(self, asker: api.Principal, truth: dict[UUID, set[str]]) -> list[str]:
        """What somebody from outside finds without knowing where: all of it, and where it begins."""
        seen = {item_id for item_id, may in truth.items() if "view" in may}
        begins = {
            item.id
            for item in self.world.items
            if item.id in seen and (item.parent is None or item.parent.id not in seen)
        }
        page = documents.topmost_shared(asker, kinds=LibraryKind, limit=200)
        wrong = [f"shared items of a {asker.kind}"] * (seen != _shared(asker))
        return wrong + [f"beginnings of a {asker.kind}"] * (
            begins != {row.id for row in page.results}
        )

    def _reads(
        self, choice: random.Random, asker: api.Principal, truth: dict[UUID, set[str]]
    ) -> list[str]:
        who = f"{asker.kind} {asker.surface} {asker.member_type}"
        may = api.may(asker, truth)
        wrong = [
            f"may {who} {item_id}"
            for item_id, actions in truth.items()
            if {str(action) for action in may.get(item_id, ())} != actions
        ]
        for action in {Action.VIEW, Action(choice.choice(oracle.ALL))}:
            allowed = {item_id for item_id, actions in truth.items() if action.value in actions}
            wide, bound = api.scope(asker, action), set()
            for library in self.world.libraries:
                here = api.library_standing(asker, library.id).condition(action)
                bound |= {row["id"] for row in fetch(FROM + here.text, here.params)}
            if bound != allowed:
                wrong.append(f"library-bound {action} {who}")
            if {row["id"] for row in fetch(FROM + wide.text, wide.params)} != allowed:
                wrong.append(f"account-wide {action} {who}")
        folders = [item for item in self.world.items if not item.is_file]
        for folder in choice.sample(folders, min(4, len(folders))):
            wrong += [f"children {who}"] * (not self._lists(asker, folder, truth))
        item = choice.choice(self.world.items)
        if {str(action) for action in api.explain(asker, item.id).actions} != truth[item.id]:
            wrong.append(f"explain {who}")
        return wrong

    def _lists(
        self, asker: api.Principal, folder: oracle.Item, truth: dict[UUID, set[str]]
    ) -> bool:
        """The listing shows each visible child with what may be done with it, and no other."""
        try:
            rows = documents.children(asker, folder.id, limit=200).results
        except NotFoundError:
            return "view" not in truth[folder.id]
        expected = {
            item.id: truth[item.id]
            for item in self.world.items
            if item.parent is folder and "view" in truth[item.id]
        }
        return "view" in truth[folder.id] and expected == {
            row.id: {str(action) for action in row.may} for row in rows
        }

    def _who_can(self, item: oracle.Item) -> list[str]:
        expected = {
            member.id
            for member in self.world.members
            if oracle.enters(member) and "view" in oracle.member_may(member, "office", item)
        } | {
            contact.id
            for contact in self.world.contacts
            if contact.portal_access and "view" in oracle.contact_may(self.world, contact, item)
        }
        expected |= {link.id for link in self.world.links if "view" in oracle.link_may(link, item)}
        try:
            answers = api.who_can(api.system(self.account, "test"), item.id)
        except NotFoundError:
            return [] if oracle.in_trash(item) else ["who can: nobody is told"]
        return [] if {answer.principal.id for answer in answers} == expected else ["who can"]


def _ended(operation, asker: api.Principal, *args: object, **kwargs: object) -> str:
    try:
        operation(asker, *args, **kwargs)
    except StrongroomError as error:
        return str(error.status)
    return "done"


def _shared(asker: api.Principal) -> set[UUID]:
    return {row.id for row in documents.shared_items(asker, limit=200).results}


def _named_by_grants(
    world: oracle.World, member: oracle.Member, truth: dict[UUID, set[str]]
) -> set[UUID]:
    """D-20: what its own settings share with the member, directly or by a role."""
    return {
        item.id
        for item in world.items
        if "view" in truth[item.id]
        and item.policy is not None
        and item.policy.enabled
        and any(
            not grant.ended
            and (
                grant.to is member
                or any(grant.to is role for role in oracle.roles_in(member, item.library))
            )
            for grant in item.policy.grants
        )
    }
