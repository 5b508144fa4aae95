"""Links under a hostile eye: the history of one document must not open others (L27, D-18, A-11)."""

import pytest

from documents.settings_of import control
from personas import Firm, make_file, make_folder, make_member
from storing import data_folder
from strongroom.access import api as access
from strongroom.access.api import Action, Principal
from strongroom.access.models import Role, Surface
from strongroom.audit.models import Event
from strongroom.core.errors import ForbiddenError
from strongroom.sharing import api as sharing

__all__ = ["data_folder"]
pytestmark = pytest.mark.django_db

SALES_ROLE = ["surface.office", "surface.mobile", "jobs.view", "documents.share"]


def sales(firm: Firm, surface: Surface = Surface.OFFICE, *more: str) -> Principal:
    """Return a member who may share what is in jobs, and sees no projects."""
    role = Role.objects.create(
        account=firm.account, name=f"Sales {more}", permissions=[*SALES_ROLE, *more]
    )
    member = make_member(firm.account, f"sales{len(more)}", role)
    return access.for_member(member.id, surface)


def told(principal: Principal, item_id) -> tuple[str | None, str | None]:
    [row] = sharing.shares_of(principal, item_id, look=True)
    again = sharing.share_row(principal, row.id, look=True)
    assert (again.url, again.password) == (row.url, row.password)
    assert row.has_password
    return row.url, row.password


def test_l27_a_link_to_several_tells_its_address_only_to_whoever_may_share_all(firm: Firm) -> None:
    plan, hidden = firm.files["plan.pdf"], make_file(firm.project.library_id, "hidden.pdf")
    sharing.share_by_link(
        firm.principal("admin"), item_ids=[plan.id, hidden.id], password="on the phone"
    )
    seller = sales(firm)
    assert not access.check(seller, Action.VIEW, hidden.id).visible
    assert told(seller, plan.id) == (None, None)
    [row] = sharing.shares_of(seller, plan.id, look=True)
    assert row.withheld
    assert not Event.objects.filter(verb="share.looked").exists()
    address, password = told(firm.principal("office"), plan.id)
    assert address
    assert password == "on the phone"


def test_l27_and_nobody_else_mails_it(firm: Firm) -> None:
    plan, hidden = firm.files["plan.pdf"], make_file(firm.project.library_id, "hidden.pdf")
    [row, _] = sharing.share_by_link(firm.principal("admin"), item_ids=[plan.id, hidden.id])
    with pytest.raises(ForbiddenError):
        sharing.send_link(sales(firm), row.id, contact_id=firm.contacts["contact"].id)
    sharing.send_link(firm.principal("office"), row.id, contact_id=firm.contacts["contact"].id)


def test_l27_once_the_other_door_is_cancelled_the_address_is_told(firm: Firm) -> None:
    plan, hidden = firm.files["plan.pdf"], make_file(firm.project.library_id, "hidden.pdf")
    [_, other] = sharing.share_by_link(
        firm.principal("admin"), item_ids=[plan.id, hidden.id], password="on the phone"
    )
    sharing.cancel_share(firm.principal("admin"), other.id)
    assert told(sales(firm), plan.id)[0]


def test_l27_a_folders_link_is_told_to_whoever_may_share_all_that_lies_in_it(firm: Firm) -> None:
    folder = make_folder(firm.job.library_id, "Plans")
    inner = make_folder(folder.id, "Costs")
    make_file(inner.id, "costs.pdf")
    seller = sales(firm)
    sharing.share_by_link(firm.principal("admin"), item_ids=[folder.id], password="on the phone")
    assert told(seller, folder.id)[0]
    control(inner)
    assert not access.check(seller, Action.VIEW, inner.id).visible
    assert told(seller, folder.id) == (None, None)
    assert told(firm.principal("admin"), folder.id)[0]


def test_l27_whoever_may_not_share_all_of_a_folder_does_not_take_its_link_over(firm: Firm) -> None:
    folder = make_folder(firm.job.library_id, "Plans")
    inner = make_folder(folder.id, "Costs")
    [row] = sharing.share_by_link(firm.principal("office"), item_ids=[folder.id])
    control(inner)
    office = firm.members["office"]
    office.active = False
    office.save()
    with pytest.raises(ForbiddenError):
        sharing.take_over(sales(firm), row.id)
    assert sharing.take_over(firm.principal("admin"), row.id).state == sharing.State.LIVE


def test_a11_on_the_phone_no_address_leads_to_what_is_confidential(firm: Firm) -> None:
    folder = make_folder(firm.job.library_id, "Plans")
    secret = make_file(folder.id, "secret.pdf")
    secret.confidential = True
    secret.save()
    sharing.share_by_link(
        firm.principal("admin"), item_ids=[folder.id], password="on the phone", confirm=True
    )
    assert told(sales(firm, Surface.MOBILE), folder.id) == (None, None)
    assert told(sales(firm, Surface.OFFICE, "jobs.edit"), folder.id)[0]
