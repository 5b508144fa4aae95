"""E-11 by REST: a seal of before, another one has changed it meanwhile: asked again, and nothing applied.

Once with the other change done, once with it about to be: the answer then waits for it (`crossing`).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from crossing import crossed
from personas import Firm, build_firm, make_file, make_folder
from strongroom.access import api as access
from strongroom.access.api import Entry, Level
from strongroom.access.models import Role
from strongroom.administration import api as administration
from strongroom.administration import seats
from strongroom.documents import api as documents
from strongroom.sharing import api as sharing
from strongroom.store import api as store
from strongroom.store.models import Item

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def firm(db: None) -> Firm:
    """Return the two accounts, really written: threads of their own see them."""
    with transaction.atomic():
        return build_firm()


class Question:
    """A request that asks, what another one does meanwhile, and whether the request has been applied."""

    def __init__(self, firm: Firm, kind: str) -> None:
        self.firm, self.admin = firm, firm.principal("admin")
        self.client = firm.api("admin")
        with transaction.atomic():
            self.root = firm.project.library_id
            self.folder = make_folder(self.root, "plans").id
            self.sheet = make_file(self.folder, "sheet.pdf").id
            self.vault = make_folder(self.root, "vault").id
        self.method, self.path, self.body = getattr(self, f"_{kind.replace(' ', '_')}")()

    def send(self, confirm: Any = False) -> tuple[int, Any]:
        """Send the request."""
        text = json.dumps({**self.body, "confirm": confirm})
        path = f"/api/v1{self.path}"
        answer = self.client.generic(self.method, path, text, content_type="application/json")
        return answer.status_code, answer.json() if answer.content else None

    def _controlled(self, folder: Any) -> None:
        entries = [Entry("member", self.firm.members["office"].id, Level.MANAGER)]
        access.put_settings(self.admin, folder, enabled=True, entries=entries, confirm=True)

    def _move(self) -> tuple[str, str, dict[str, Any]]:
        self._controlled(self.vault)
        return "PATCH", f"/items/{self.folder}", {"parent_id": str(self.vault)}

    def _settings_on(self) -> tuple[str, str, dict[str, Any]]:
        return "PUT", f"/items/{self.folder}/access", {"enabled": True}

    def _restore(self) -> tuple[str, str, dict[str, Any]]:
        documents.move(self.admin, item_ids=[self.folder], parent_id=self.vault)
        documents.trash(self.admin, item_ids=[self.folder])
        sharing.share_by_link(self.firm.principal("office"), item_ids=[self.vault])
        return "POST", f"/items/{self.folder}/restore", {}

    def _role_edit(self) -> tuple[str, str, dict[str, Any]]:
        return (
            "PATCH",
            f"/roles/{self.firm.roles['viewer'].id}",
            {"permissions": ["surface.office"]},
        )

    def applied(self, kind: str) -> bool:
        """Whether the request has been applied."""
        item = Item.objects.get(id=self.folder)
        return {
            "move": item.parent_id == self.vault,
            "settings on": item.own_policy is not None,
            "restore": item.trashed_at is None,
            "role edit": len(Role.objects.get(id=self.firm.roles["viewer"].id).permissions) == 1,
        }[kind]

    def meanwhile(self, what: str) -> Callable[[], object]:
        """Return what another one does."""
        admin, firm = self.admin, self.firm
        return {
            "a door": lambda: sharing.share_by_link(
                firm.principal("office"), item_ids=[self.folder]
            ),
            "a door above": lambda: sharing.share_by_link(
                firm.principal("office"), item_ids=[self.root]
            ),
            "another door": lambda: sharing.share_by_link(
                firm.principal("office"), item_ids=[self.vault]
            ),
            "a new version": lambda: documents.add_version(
                admin, item_id=self.sheet, name="sheet.pdf", staged=store.receive([b"quite other"])
            ),
            "another file": lambda: make_file(self.folder, "another.pdf"),
            "another entry": lambda: access.put_settings(
                admin,
                self.vault,
                enabled=True,
                entries=[
                    Entry("member", firm.members["office"].id, Level.MANAGER),
                    Entry("member", firm.members["viewer"].id, Level.VIEWER),
                ],
                confirm=True,
            ),
            "a holder": lambda: administration.update_member(
                admin,
                member_id=firm.members["tech"].id,
                role_ids=[firm.roles["viewer"].id, firm.roles["technician"].id],
                confirm=True,
            ),
            "a permission": lambda: administration.update_role(
                admin,
                role_id=firm.roles["viewer"].id,
                permissions=["surface.office", "jobs.view"],
                confirm=True,
            ),
            "a seat": lambda: seats.give_role(
                admin,
                member_id=firm.members["tech"].id,
                role_id=firm.roles["viewer"].id,
                library_id=self.root,
                confirm=True,
            ),
        }[what]


CASES = [
    ("move", "a door"),
    ("move", "another entry"),
    ("move", "a new version"),
    ("settings on", "a door"),
    ("settings on", "a door above"),
    ("restore", "another door"),
    ("role edit", "a permission"),
    ("role edit", "a holder"),
    ("role edit", "a seat"),
]


def asked(answer: tuple[int, Any], *, outdated: bool) -> str:
    """Check that it asks; return the seal."""
    status, problem = answer
    assert (status, problem and problem["code"]) == (409, "confirmation_required"), answer
    assert problem["changes"].get("outdated", False) is outdated
    return str(problem["changes"]["seal"])


def again(question: Question, kind: str, seal: str, answer: tuple[int, Any]) -> None:
    """Check that it asks again and nothing is applied, and that the new seal is an answer."""
    fresh = asked(answer, outdated=True)
    assert fresh != seal
    assert not question.applied(kind)
    asked(question.send(seal), outdated=True)
    status, body = question.send(fresh)
    assert status in {200, 201, 204}, body
    assert question.applied(kind)


@pytest.mark.parametrize(("kind", "meanwhile"), CASES)
def test_e11_what_another_one_has_changed_meanwhile_is_asked_again(
    firm: Firm, kind: str, meanwhile: str
) -> None:
    question = Question(firm, kind)
    seal = asked(question.send(), outdated=False)
    assert not question.applied(kind)
    with transaction.atomic():
        question.meanwhile(meanwhile)()
    again(question, kind, seal, question.send(seal))


@pytest.mark.parametrize(("kind", "meanwhile"), CASES)
def test_e11_what_another_one_is_just_changing_is_waited_for_and_asked_again(
    firm: Firm, kind: str, meanwhile: str
) -> None:
    question = Question(firm, kind)
    seal = asked(question.send(), outdated=False)
    done, answer = crossed(question.meanwhile(meanwhile), lambda: question.send(seal))
    assert not isinstance(done, Exception), done
    again(question, kind, seal, answer)
