"""A-12, E-6, E-10: a quote is in the portal once it is sent, or as a draft by the firm's choice."""

from typing import Any

import pytest

from personas import Firm, make_file, share
from strongroom.access import api as access
from strongroom.core.errors import ConfirmationRequiredError, NotFoundError
from strongroom.directory.models import Account, Contact
from strongroom.sharing import api as sharing
from strongroom.store.models import Item, Library
from strongroom.work import api as work
from strongroom.work import shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(firm: Firm) -> Item:
    """A document of the sent quote that its customer sees."""
    item = make_file(firm.quote.library_id, "offer.pdf")
    share(item, firm.customers["alder"])
    return item


def asked(operation: Any) -> Any:
    with pytest.raises(ConfirmationRequiredError) as caught:
        operation()
    return caught.value.extra["changes"]


def draft_again(firm: Firm, confirm: Any = False) -> Any:
    office = firm.principal("office")
    return work.QUOTES.update(office, firm.quote.id, status="draft", confirm=confirm)


def sees(firm: Firm, item: Item) -> bool:
    contact = firm.principal("contact")
    listed = [row.id for row in work.QUOTES.list(contact).results]
    assert (firm.quote.id in listed) == Library.objects.get(id=firm.quote.library_id).in_portal
    return access.check(contact, access.Action.VIEW, item.id).visible


def test_e10_back_to_draft_asks_with_who_loses_and_takes_it_out_of_the_portal(
    firm: Firm, paper: Item
) -> None:
    assert sees(firm, paper)
    changes = asked(lambda: draft_again(firm))
    assert [(row["type"], row["to"], row["items"]) for row in changes["people"]] == [
        ("contact", None, 1)
    ]
    assert sees(firm, paper)

    draft_again(firm, changes["seal"])
    assert not sees(firm, paper)
    with pytest.raises(NotFoundError):
        work.QUOTES.get(firm.principal("contact"), firm.quote.id)
    told = access.explain(firm.principal("office"), paper.id, of=firm.principal("contact"))
    assert told.reason == "draft"


def test_e10_the_documents_and_whose_portal_are_named(firm: Firm, paper: Item) -> None:
    """A draft's documents are shared, and not said to be seen; what becomes a draft names what leaves."""
    with pytest.raises(ConfirmationRequiredError) as back:
        draft_again(firm)
    assert back.value.detail == (
        "“offer.pdf” is in the portal of Alder Housing. A draft is not shown there: it leaves it."
    )
    wanted = {"customer_id": firm.customers["birch"].id}
    office = firm.principal("office")
    with pytest.raises(ConfirmationRequiredError) as sent:
        work.QUOTES.update(office, firm.quote.id, **wanted)
    assert sent.value.detail.startswith("“offer.pdf” is in the portal of Alder Housing. With an")
    draft_again(firm, confirm=True)
    with pytest.raises(ConfirmationRequiredError) as draft:
        work.QUOTES.update(office, firm.quote.id, **wanted)
    assert draft.value.detail.startswith("Of this draft, “offer.pdf” is shared with Alder Housing")


def test_e6_a_share_in_a_draft_says_that_nobody_sees_it_yet(firm: Firm, paper: Item) -> None:
    draft_again(firm, confirm=True)
    office = firm.principal("office")
    [row] = sharing.shares_of(office, paper.id)
    assert (row.state, row.usable, row.why_not) == (sharing.ShareState.LIVE, False, "draft")
    assert sharing.surroundings(office, paper.id).unused == sharing.Unused.DRAFT


def test_e11_sending_a_quote_is_what_was_typed_and_asks_nothing(firm: Firm, paper: Item) -> None:
    draft_again(firm, confirm=True)
    work.QUOTES.update(firm.principal("office"), firm.quote.id, status="sent")
    assert sees(firm, paper)


def test_a12_the_firm_may_show_drafts_and_is_asked_which_come_or_go(
    firm: Firm, paper: Item
) -> None:
    draft_again(firm, confirm=True)
    admin = firm.principal("admin")
    changes = asked(lambda: work.put_portal_modules(admin, drafts=True))
    assert changes["records"] == {"count": 1, "names": ["Q-1 Solar panels"]}
    assert (len(changes["gain"]), changes["lose"]) == (1, [])
    work.put_portal_modules(admin, drafts=True, confirm=changes["seal"])
    assert sees(firm, paper)
    new = work.QUOTES.create(admin, title="New", customer_id=firm.customers["alder"].id)
    assert Library.objects.get(id=new.library_id).in_portal

    back = asked(lambda: work.put_portal_modules(admin, drafts=False))
    assert (back["records"]["count"], len(back["lose"]), back["gain"]) == (2, 1, [])
    work.put_portal_modules(admin, drafts=False, confirm=True)
    assert not sees(firm, paper)


def test_a12_switching_drafts_asks_nothing_where_nobody_sees_quotes(firm: Firm) -> None:
    draft_again(firm, confirm=True)
    Contact.objects.update(portal_access=False)
    work.put_portal_modules(firm.principal("admin"), drafts=True)
    assert Account.objects.get(id=firm.account.id).portal_drafts


def test_a12_the_firm_switches_while_a_quote_is_being_sent(
    firm: Firm, paper: Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the firm has just switched is waited for, and what is sent is in the portal all the same."""
    draft_again(firm, confirm=True)
    work.put_portal_modules(firm.principal("admin"), drafts=True, confirm=True)
    real = shown.shows

    def after_the_other_one(kind: Any, account_id: Any, status: str) -> bool:
        work.put_portal_modules(firm.principal("admin"), drafts=False, confirm=True)
        return real(kind, account_id, status)

    monkeypatch.setattr(shown, "shows", after_the_other_one)
    work.QUOTES.update(firm.principal("office"), firm.quote.id, status="sent")
    assert sees(firm, paper)
