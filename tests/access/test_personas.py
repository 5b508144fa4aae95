"""What each persona of the tests may do with each paper, spelled out (A-11, A-12, D-3, D-5, D-6)."""

from typing import Any

import pytest

from personas import Firm
from strongroom.access import api
from strongroom.access.models import Role, Seat, Surface
from strongroom.access.principal import Action
from strongroom.administration import api as administration
from strongroom.core.errors import ForbiddenError, NotFoundError, UnauthenticatedError
from strongroom.directory.models import Person

VIEW = {"view", "download"}
EDIT = VIEW | {"add", "edit", "move", "delete"}
SHARE = EDIT | {"share", "set_access"}

EXPECTED = {
    ("admin", "plan.pdf"): SHARE,
    ("office", "plan.pdf"): SHARE,
    ("clerk", "plan.pdf"): EDIT,
    ("viewer", "plan.pdf"): VIEW,
    ("tech", "plan.pdf"): VIEW | {"add"},
    ("sub", "plan.pdf"): VIEW,
    ("watcher", "plan.pdf"): set(),
    ("watcher", "project.pdf"): VIEW,
    ("sub", "project.pdf"): set(),
    ("tech", "project.pdf"): set(),
    ("contact", "plan.pdf"): set(),
    ("contact", "viewable.pdf"): VIEW,
    ("contact", "secret-viewable.pdf"): VIEW,
    ("contact", "rival.pdf"): set(),
    ("rival", "rival.pdf"): VIEW,
    ("rival", "viewable.pdf"): set(),
    ("tech", "secret.pdf"): set(),
    ("office", "secret.pdf"): SHARE,
    ("office", "trashed.pdf"): set(),
    ("stranger", "plan.pdf"): set(),
    ("admin", "foreign.pdf"): set(),
}


@pytest.mark.parametrize(("name", "paper"), EXPECTED)
def test_persona_and_paper(firm: Firm, name: str, paper: str) -> None:
    actions = api.explain(firm.principal(name), firm.files[paper].id).actions
    assert {str(action) for action in actions} == EXPECTED[name, paper]


@pytest.mark.parametrize("name", ["admin", "office", "viewer"])
def test_a11_mobile_hides_confidential_from_everyone_without_the_switch(
    firm: Firm, name: str
) -> None:
    secret = firm.files["secret.pdf"].id
    assert not api.check(firm.principal(name, Surface.MOBILE), Action.VIEW, secret).visible
    assert api.check(firm.principal(name, Surface.OFFICE), Action.VIEW, secret).allowed
    firm.members[name].view_confidential = True
    firm.members[name].save()
    assert api.check(firm.principal(name, Surface.MOBILE), Action.VIEW, secret).allowed


@pytest.mark.parametrize("name", ["gone", "former"])
def test_l40_ended_membership_is_refused(firm: Firm, name: str) -> None:
    with pytest.raises(UnauthenticatedError):
        firm.principal(name)


def test_in_house_people_need_a_surface(firm: Firm) -> None:
    with pytest.raises(ForbiddenError):
        api.for_member(firm.members["clerk"].id, Surface.MOBILE)
    with pytest.raises(ForbiddenError):
        api.for_member(firm.members["admin"].id, Surface.PORTAL)


def test_a_member_is_loaded_in_one_statement(firm: Firm, django_assert_num_queries: Any) -> None:
    """By id as by login and account; a role of another account or of one library counts for nothing."""
    clerk, viewer = firm.members["clerk"], firm.roles["viewer"]
    foreign = Role.objects.create(account=firm.other, name="Boss", permissions=["admin"])
    Seat.objects.create(member=clerk, role=foreign)
    Seat.objects.create(member=clerk, role=viewer)
    Seat.objects.create(member=clerk, role=firm.roles["admin"], library=firm.project.library)
    with django_assert_num_queries(1):
        asker = api.for_member(clerk.id, Surface.OFFICE)
    with django_assert_num_queries(1):
        assert api.entrance(clerk.person_id, "northgate", Surface.OFFICE).principal == asker
    assert asker.roles == {viewer.id, firm.roles["clerk"].id}
    assert asker.permissions == {*firm.roles["clerk"].permissions, *viewer.permissions}
    assert (asker.name, asker.email) == (clerk.person.name, clerk.person.email)


@pytest.mark.parametrize(("name", "slug"), [("gone", "northgate"), ("clerk", "rival")])
def test_l34_a_login_without_a_live_place_there_is_refused(
    firm: Firm, name: str, slug: str
) -> None:
    with pytest.raises(UnauthenticatedError):
        api.entrance(firm.members[name].person_id, slug, Surface.OFFICE)


def test_l40_a_deactivated_login_is_refused(firm: Firm) -> None:
    clerk = firm.members["clerk"]
    Person.objects.filter(id=clerk.person_id).update(is_active=False)
    with pytest.raises(UnauthenticatedError):
        api.entrance(clerk.person_id, "northgate", Surface.OFFICE)
    with pytest.raises(UnauthenticatedError):
        api.for_member(clerk.id, Surface.OFFICE)


def test_tokens_are_narrow_and_die(firm: Firm) -> None:
    """STYLE 5: a bearer credential is its owner narrowed."""
    secret = firm.token("admin", Surface.MOBILE)
    asker = api.for_token(secret)
    assert asker.hides_confidential
    with pytest.raises(ForbiddenError):
        administration.create_token(asker, name="wider", surface=Surface.OFFICE)
    firm.members["admin"].active = False
    firm.members["admin"].save()
    with pytest.raises(UnauthenticatedError):
        api.for_token(secret)
    with pytest.raises(UnauthenticatedError):
        api.for_token("sr_unknown")


def test_own_tokens_can_be_revoked_and_others_not(firm: Firm) -> None:
    asker, other = firm.principal("office"), firm.principal("clerk")
    token, secret = administration.create_token(asker, name="sync", surface=Surface.OFFICE)
    assert secret not in repr(vars(token))
    with pytest.raises(NotFoundError):
        administration.revoke_token(other, token_id=token.id)
    administration.revoke_token(asker, token_id=token.id)
    assert administration.list_tokens(asker) == []
    with pytest.raises(UnauthenticatedError):
        api.for_token(secret)


def test_require_tells_missing_from_forbidden(firm: Firm) -> None:
    """L11: what may not be known of is not found; what is seen but not allowed is forbidden."""
    clerk, plan = firm.principal("clerk"), firm.files["plan.pdf"].id
    with pytest.raises(ForbiddenError):
        api.require(clerk, Action.SHARE, plan)
    with pytest.raises(NotFoundError):
        api.require(clerk, Action.SHARE, firm.files["foreign.pdf"].id)
    with pytest.raises(NotFoundError):
        api.require_many(clerk, Action.VIEW, [plan, firm.files["trashed.pdf"].id])
