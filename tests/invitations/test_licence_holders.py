"""Whoever holds licences reads their evidence: that is part of the place (C-7, F-2, F-3)."""

import uuid
from typing import Any

import pytest
from django.test import Client

from invitations.conftest import BASE, accept
from personas import Firm, make_member
from strongroom.access import api as access
from strongroom.access.models import Role
from strongroom.administration import api as administration
from strongroom.core.errors import ConflictError, ForbiddenError
from strongroom.licences import api as licences

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_mail(settings: Any) -> None:
    """Addresses are passed on by hand."""
    settings.MAIL_URL = ""


@pytest.fixture
def keeper(firm: Firm) -> access.Principal:
    """Somebody who keeps users, and no licences."""
    role = Role.objects.create(
        account=firm.account, name="Keeper", permissions=["surface.office", "users.manage"]
    )
    return access.for_member(make_member(firm.account, "keeper", role).id, access.Surface.OFFICE)


def invited(principal: access.Principal) -> tuple[uuid.UUID, str]:
    """Invite somebody with no role; return the member and the address that was shown."""
    row = administration.add_member(
        principal,
        email="gg@northgate.example",
        name="Gert",
        type="subcontractor",
        role_ids=[],
        invite=True,
    )
    return row.id, administration.member_invitation_address(principal, row.id).removeprefix(BASE)


def add_licence(firm: Firm, member_id: uuid.UUID) -> licences.LicenceRow:
    return licences.add_licence(
        firm.principal("admin"), member_id=member_id, new_type="Passport copy"
    )


def test_f2_an_address_is_over_when_its_place_comes_to_hold_a_licence(
    firm: Firm, keeper: access.Principal
) -> None:
    member_id, path = invited(keeper)
    assert Client().get(path).status_code == 200
    add_licence(firm, member_id)
    assert Client().get(path).status_code == accept(path).status_code == 404
    with pytest.raises(ForbiddenError):
        administration.member_invitation_address(keeper, member_id)
    admin = firm.principal("admin")
    anew = administration.member_invitation_address(admin, member_id).removeprefix(BASE)
    add_licence(firm, member_id)
    assert accept(anew).status_code == 302, "a further licence is no further right"


def test_f2_an_address_is_issued_anew_when_the_last_licence_goes(
    firm: Firm, keeper: access.Principal
) -> None:
    admin = firm.principal("admin")
    member_id, _path = invited(keeper)
    licence = add_licence(firm, member_id)
    path = administration.member_invitation_address(admin, member_id).removeprefix(BASE)
    licences.delete_licence(admin, licence_id=licence.id)
    assert Client().get(path).status_code == 404
    anew = administration.member_invitation_address(admin, member_id).removeprefix(BASE)
    assert accept(anew).status_code == 302


def test_f3_a_login_that_somebody_else_could_open_gets_no_licence(
    firm: Firm, keeper: access.Principal
) -> None:
    member_id, path = invited(keeper)
    assert accept(path).status_code == 302
    with pytest.raises(ConflictError) as refused:
        add_licence(firm, member_id)
    assert refused.value.code == "login_not_proven"
    assert not licences.list_licences(firm.principal("admin")).results


def test_f3_who_keeps_licences_vouches_for_the_login(firm: Firm) -> None:
    member_id, path = invited(firm.principal("admin"))
    assert accept(path).status_code == 302
    assert add_licence(firm, member_id).member_id == member_id
