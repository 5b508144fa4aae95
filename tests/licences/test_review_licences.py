"""Licences under a hostile eye: ids that are chosen by whoever sends, and Saves that cross (C-3, C-10)."""

import pytest

from licences.licence_world import KEEPER_ROLE, add, day, keeper, photo
from personas import Firm, make_member
from storing import data_folder
from strongroom.access import api as access
from strongroom.access.models import Role, Surface
from strongroom.core.errors import ConflictError, NotFoundError
from strongroom.licences import api as licences
from strongroom.licences.models import Licence, Renewal

__all__ = ["data_folder"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_folder")]


def test_the_id_of_another_accounts_licence_makes_none_and_is_no_fault_of_ours(firm: Firm) -> None:
    taken = add(firm, expires="2027-01-01")
    role = Role.objects.create(account=firm.other, name="Keeper", permissions=KEEPER_ROLE)
    member = make_member(firm.other, "foreign-keeper", role)
    there = access.for_member(member.id, Surface.OFFICE)
    with pytest.raises(ConflictError):
        licences.add_licence(there, member_id=member.id, new_type="Van", licence_id=taken.id)
    assert Licence.objects.get(id=taken.id).account_id == firm.account.id


def test_c9_a_customer_is_not_told_what_a_job_requires_of_the_firms_people(firm: Firm) -> None:
    row = add(firm, expires="2027-01-01")
    wanted = [row.type_id]
    licences.set_job_requirements(firm.principal("office"), job_id=firm.job.id, type_ids=wanted)
    assert licences.requirements_of_job(firm.principal("tech"), firm.job.id)
    contact = firm.principal("contact")
    with pytest.raises(NotFoundError):
        licences.requirements_of_job(contact, firm.job.id)
    with pytest.raises(NotFoundError):
        licences.check_assignment(contact, job_id=firm.job.id, member_ids=[row.member_id])


def test_the_id_of_another_licences_renewal_makes_none(firm: Firm) -> None:
    mine, other = add(firm, expires="2027-01-01"), add(firm, who="sub", expires="2027-01-01")
    first = licences.submit_renewal(
        firm.principal("tech"),
        licence_id=mine.id,
        expires_on=day("2028-01-01"),
        files=[photo()],
    )
    with pytest.raises(ConflictError):
        licences.submit_renewal(
            keeper(firm),
            licence_id=other.id,
            expires_on=day("2028-01-01"),
            files=[photo()],
            renewal_id=first.id,
        )
    assert Renewal.objects.get(id=first.id).licence_id == mine.id
