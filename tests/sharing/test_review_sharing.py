"""Links under a hostile eye: the history of one document must not open others (L27, D-18, A-11)."""

import pytest

from documents.settings_of import control
from personas import Firm, make_file, make_folder, make_member
from storing import data_folder
from strongroom.access import api as access
from strongroom.access.api import Action, Principal
from strongroom.access.models import Role, Surface
from strongroom.audit.models import Event
from strongroom.core.errors import ConfirmationRequiredError, ForbiddenError
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


def test_e2_a_folders_link_is_told_to_whoever_may_share_the_folder(firm: Firm) -> None:
    """E-2, L27: what has settings of its own below is not opened, so it keeps nobody from the address."""
    folder = make_folder(firm.job.library_id, "Plans")
    inner = make_folder(folder.id, "Costs")
    make_file(inner.id, "costs.pdf")
    seller = sales(firm)
    sharing.share_by_link(firm.principal("admin"), item_ids=[folder.id], password="on the phone")
    assert told(seller, folder.id)[0]
    control(inner)
    assert not access.check(seller, Action.VIEW, inner.id).visible
    assert told(seller, folder.id)[0]
    assert told(firm.principal("admin"), folder.id)[0]


def test_e2_to_share_a_folder_or_take_its_link_over_needs_share_on_it_alone(firm: Firm) -> None:
    """E-2: the refusal told that there is something hidden; now there is nothing to refuse."""
    folder = make_folder(firm.job.library_id, "Plans")
    inner = make_folder(folder.id, "Costs")
    control(inner)
    [row] = sharing.share_by_link(firm.principal("office"), item_ids=[folder.id])
    office = firm.members["office"]
    office.active = False
    office.save()
    seller = sales(firm)
    assert sharing.take_over(seller, row.id).state == sharing.ShareState.LIVE
    assert sharing.share_by_link(seller, item_ids=[folder.id])
    assert sharing.share_in_portal(seller, item_ids=[folder.id])


def test_a13_only_what_the_door_reaches_is_asked_about(firm: Firm) -> None:
    """E-1, A-13, E-12: a confidential file with settings of its own is not opened, nor counted."""
    folder = make_folder(firm.job.library_id, "Plans")
    closed = make_folder(folder.id, "Costs")
    control(closed)
    for name, parent in (("secret.pdf", folder), ("hidden.pdf", closed)):
        make_file(parent.id, name, confidential=True)
    with pytest.raises(ConfirmationRequiredError) as asked:
        sharing.share_by_link(firm.principal("admin"), item_ids=[folder.id])
    assert len(asked.value.extra["changes"]["confidential"]) == 1
    own = make_file(folder.id, "own.pdf", confidential=True)
    control(own)
    with pytest.raises(ConfirmationRequiredError) as asked:
        sharing.share_by_link(firm.principal("admin"), item_ids=[folder.id])
    assert len(asked.value.extra["changes"]["confidential"]) == 1


@pytest.mark.parametrize("holds", [False, True])
def test_e7_who_sees_no_confidential_files_on_the_phone_shares_no_folder(
    firm: Firm, *, holds: bool
) -> None:
    """E-7, L6: the same answer whatever it holds."""
    folder = make_folder(firm.job.library_id, "Plans")
    [row] = sharing.share_by_link(firm.principal("office"), item_ids=[folder.id])
    make_file(folder.id, "secret.pdf", confidential=holds)
    phone, desk = sales(firm, Surface.MOBILE), sales(firm, Surface.OFFICE, "jobs.edit")
    for share in (sharing.share_by_link, sharing.share_in_portal):
        with pytest.raises(ForbiddenError, match="Folders can't be shared here"):
            share(phone, item_ids=[folder.id])
        assert share(desk, item_ids=[folder.id], confirm=True)
    with pytest.raises(ForbiddenError):
        sharing.take_over(phone, row.id)
    assert Event.objects.filter(verb="share.refused", item_id=folder.id).count() == 3


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
