"""The tab Access of the details drawer (D-2, D-7 to D-16, D-24, D-28)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import questions
from office.conftest import SignIn
from office.panels import HTMX, Drawer, member, role, words
from personas import Firm, make_file, make_folder, make_member, share
from questions import answer, asked, names
from strongroom.access import api as access
from strongroom.access.models import Grant
from strongroom.directory.models import Account, Plan
from strongroom.sharing import api as sharing
from strongroom.store.models import Item

pytestmark = pytest.mark.django_db


@pytest.fixture
def plans(firm: Firm) -> Item:
    return make_folder(firm.project.library_id, "Plans")


@pytest.fixture
def drawer(firm: Firm, sign_in: SignIn, plans: Item) -> Drawer:
    return Drawer(firm, sign_in("office"), plans)


@pytest.fixture
def inner(firm: Firm, drawer: Drawer) -> Drawer:
    """A file two folders below Plans, which is controlled."""
    drawer.switch(on=True)
    level = make_folder(drawer.item.id, "Level 2")
    return Drawer(firm, drawer.client, make_file(level.id, "plan.pdf"))


def test_d8_whoever_switches_it_on_is_its_manager(drawer: Drawer) -> None:
    question = asked(drawer.switch(on=True, confirm=False))
    assert question.words.confirm_label == "Switch on"
    assert "Clerk" in names(question, "lose")
    assert not drawer.settings().enabled
    answer = drawer.switch(on=True)
    assert "Access control is on for Plans." in words(answer)
    assert drawer.levels() == {"Office": "Manager"}
    assert 'aria-checked="true"' in answer.content.decode()


def test_d9_candidates_are_roles_first_and_show_who_holds_them(firm: Firm, drawer: Drawer) -> None:
    drawer.switch(on=True)
    page = drawer.text("access", add="1")
    assert page.index("Roles") < page.index("Clerk 1 user Clerk: Clerk") < page.index("Users")
    found = drawer.client.get(
        drawer.url("access/people"), {"q": "vie"}, headers={"HX-Request": "true"}
    )
    assert [one.name for one in found.context["people"]] == ["Viewer", "Viewer"]
    assert [one.type for one in found.context["people"]] == ["role", "member"]


def test_d9_several_are_added_as_viewers(firm: Firm, drawer: Drawer) -> None:
    drawer.switch(on=True)
    answer = drawer.put(f"{role(firm, 'clerk')}=viewer", f"{member(firm, 'viewer')}=viewer")
    assert "added as viewers." in words(answer)
    assert drawer.levels() == {"Clerk": "Viewer", "Office": "Manager", "Viewer": "Viewer"}


def test_d5_d6_an_entry_says_what_it_amounts_to(firm: Firm, drawer: Drawer) -> None:
    """A level means less beside a subcontractor, and nothing beside a watcher: nobody is led to think else."""
    drawer.switch(on=True)
    found = words(drawer.client.get(drawer.url("access/people"), headers=HTMX))
    assert "Subcontractor, can only view and download" in found
    assert "Watcher, sees nothing that is controlled" in found
    said = words(drawer.put(f"{member(firm, 'watcher')}=viewer"))
    assert said.count("Watcher: sees nothing that is controlled, at any level") == 2
    said = words(drawer.put(f"{member(firm, 'sub')}=contributor"))
    assert said.count("Subcontractor: can only view and download, at any level") == 2


def test_d24_what_would_change_is_said_before_confirm(firm: Firm, drawer: Drawer) -> None:
    make_file(drawer.item.id, "a.pdf")
    drawer.switch(on=True)
    sent = {"put": [f"{role(firm, 'clerk')}=viewer"]}
    shown = drawer.post("access/preview", sent)
    assert "1 person gains access Clerk as viewer, 2 items This concerns 2 items." in words(shown)
    assert f'name="confirm" value="{shown.context["shown"].seal}"' in shown.content.decode()
    assert drawer.levels() == {"Office": "Manager"}
    empty = drawer.post("access/preview", {})
    assert words(empty) == ""


def test_d10_a_level_is_changed_at_once_and_undone(firm: Firm, drawer: Drawer) -> None:
    drawer.switch(on=True)
    drawer.put(f"{member(firm, 'clerk')}=viewer")
    answer = drawer.put(f"{member(firm, 'clerk')}=contributor", confirm=False)
    assert "Clerk is now Contributor." in words(answer)
    assert drawer.levels()["Clerk"] == "Contributor"
    undo = answer.context["flashes"][0].undo
    assert undo.target == "#panel"
    assert "confirm" not in dict(undo.fields)
    back = drawer.client.post(undo.url, dict(map(tuple, undo.fields)))
    questions.answer(drawer.client, back)  # a level less asks, and is sealed (E-11)
    assert drawer.levels()["Clerk"] == "Viewer"


def test_an_undo_that_comes_too_late_says_so(firm: Firm, drawer: Drawer) -> None:
    drawer.switch(on=True)
    first = drawer.put(f"{member(firm, 'clerk')}=viewer")
    drawer.put(f"{member(firm, 'clerk')}=contributor")
    undo = first.context["flashes"][0].undo
    late = drawer.client.post(undo.url, dict(map(tuple, undo.fields)), headers=HTMX)
    assert "can't be undone any more" in words(late)
    assert drawer.levels()["Clerk"] == "Contributor"


def test_d10_remove_asks_who_loses(firm: Firm, drawer: Drawer) -> None:
    drawer.switch(on=True)
    drawer.put(f"{member(firm, 'clerk')}=viewer")
    question = asked(drawer.post("access", {"remove": member(firm, "clerk")}))
    assert question.words.confirm_label == "Remove anyway"
    assert question.words.title == "Remove Clerk?"
    assert names(question, "lose") == {"Clerk"}
    own = asked(drawer.post("access", {"remove": member(firm, "office")}))
    assert own.words.title == "Remove Office (you)?"
    answer = drawer.post("access", {"remove": member(firm, "clerk")}, confirm=True)
    assert "Clerk removed." in words(answer)
    assert drawer.levels() == {"Office": "Manager"}


def test_d12_an_inherited_state_names_its_folder(inner: Drawer, plans: Item) -> None:
    page = inner.text("access")
    assert "These settings come from the folder Plans and can\u2019t be switched off here." in page
    assert f"/northgate/items/{plans.id}/details?tab=access" in inner.get("access").content.decode()
    refused = inner.switch(on=False)
    assert "come from a folder above" in words(refused)
    assert inner.settings().inherited_from == plans.id


def test_d13_off_asks_first_and_on_again_restores(firm: Firm, drawer: Drawer) -> None:
    drawer.switch(on=True)
    drawer.put(f"{member(firm, 'clerk')}=contributor")
    question = asked(drawer.switch(on=False, confirm=False))
    assert question.words.confirm_label == "Remove anyway"
    assert "Viewer" in names(question, "gain")
    drawer.switch(on=False)
    assert not drawer.settings().enabled
    drawer.switch(on=True)
    assert drawer.levels() == {"Clerk": "Contributor", "Office": "Manager"}


def test_d14_the_first_change_copies_and_restore_drops(
    firm: Firm, inner: Drawer, plans: Item
) -> None:
    answer = inner.post("access", {"enabled": "true"})
    assert "plan.pdf has its own settings now." in words(answer)
    assert inner.settings().inherited_from is None
    page = inner.text("access")
    assert "Restore changes" in page
    assert "the folder Plans would apply" in page
    inner.put(f"{member(firm, 'clerk')}=viewer")
    question = asked(inner.post("access/restore", {}))
    assert question.words.confirm_label == "Restore anyway"
    assert names(question, "lose") == {"Clerk"}
    inner.post("access/restore", {}, confirm=True)
    assert inner.settings().inherited_from == plans.id


def test_d14_own_settings_below_are_counted_and_listed(inner: Drawer, drawer: Drawer) -> None:
    assert drawer.context().below is None
    inner.post("access", {"enabled": "true"})
    page = drawer.text("access")
    assert "1 item below has its own settings Plans / Level 2 / plan.pdf" in page


def test_d15_a_pending_approval_blocks_with_the_reason(firm: Firm, sign_in: SignIn) -> None:
    file = Drawer(firm, sign_in("office"), firm.files["project.pdf"])
    file.client.post(file.url("approvals"), {"approver": str(firm.members["clerk"].id)})
    assert "An approval of this file is pending" in file.text("access")
    assert not file.context().may_switch
    refused = file.switch(on=True)
    assert "An approval of this file is pending" in words(refused)
    assert not file.settings().enabled


def test_d16_the_last_manager_stays(firm: Firm, drawer: Drawer) -> None:
    drawer.switch(on=True)
    firm.members["admin"].seats.all().delete()
    refused = drawer.post("access", {"remove": member(firm, "office")}, confirm=True)
    assert "Somebody must remain who can manage this" in words(refused)
    assert 'role="alert"' in refused.content.decode()
    assert Grant.objects.filter(policy_id=drawer.item.id, member=firm.members["office"]).exists()


def test_a_stale_page_is_told_and_shown_the_new_state(firm: Firm, drawer: Drawer) -> None:
    drawer.switch(on=True)
    seen = drawer.context().seen
    drawer.put(f"{member(firm, 'clerk')}=viewer")
    sent = {"seen": seen, "put": f"{member(firm, 'viewer')}=viewer", "confirm": "true"}
    page = words(drawer.client.post(drawer.url("access"), sent, headers={"HX-Request": "true"}))
    assert "Somebody else changed these settings in the meantime" in page
    assert "Clerk: Viewer" in page or "Clerk Viewer" in page
    assert "Viewer" not in drawer.levels()
    for other in (sent, {**sent, "seen": ""}, {**sent, "seen": "garbage"}):
        assert drawer.client.post(drawer.url("access"), other).status_code == 412
    del sent["seen"]
    for part in ("access", "access/restore"):
        assert drawer.client.post(drawer.url(part), sent).status_code == 412


def test_a_role_that_is_gone_is_refused_whole(firm: Firm, drawer: Drawer) -> None:
    drawer.switch(on=True)
    gone = f"{role(firm, 'clerk')}=viewer"
    firm.roles["clerk"].delete()
    answer = drawer.put(f"{member(firm, 'viewer')}=viewer", gone)
    assert "no longer exists" in words(answer)
    assert drawer.levels() == {"Office": "Manager"}


@pytest.mark.parametrize("put", ["role", "role:x=viewer", "person:7=viewer", "{clerk}=owner"])
def test_an_entry_that_cannot_be_is_refused(firm: Firm, drawer: Drawer, put: str) -> None:
    drawer.switch(on=True)
    answer = drawer.put(put.replace("{clerk}", member(firm, "clerk")))
    assert "This entry is not valid" in words(answer)
    assert drawer.levels() == {"Office": "Manager"}


def test_d2_the_switch_is_locked_without_the_plan(firm: Firm, drawer: Drawer) -> None:
    Account.objects.filter(id=firm.account.id).update(plan=Plan.BASIC)
    page = drawer.text("access")
    assert "Access control belongs to the plans Pro and Enterprise." in page
    assert not drawer.context().may_switch
    assert "belongs to the plans" in words(drawer.switch(on=True))
    assert not drawer.settings().enabled


def test_d28_without_the_plan_an_admin_may_switch_off(
    firm: Firm, drawer: Drawer, sign_in: SignIn
) -> None:
    drawer.switch(on=True)
    Account.objects.filter(id=firm.account.id).update(plan=Plan.BASIC)
    assert not drawer.context().may_switch
    admin = Drawer(firm, sign_in("admin"), drawer.item)
    assert admin.context().may_switch
    admin.switch(on=False)
    assert not drawer.settings().enabled


def test_d28_a_root_has_no_switch_but_says_who_can_see_it(firm: Firm, sign_in: SignIn) -> None:
    root = Item.objects.get(id=firm.project.library_id)
    page = Drawer(firm, sign_in("admin"), root).text("access")
    assert "Access control" not in page
    assert "Who can see this?" in page


def test_d7_who_may_not_set_access_reads_it(firm: Firm, drawer: Drawer, sign_in: SignIn) -> None:
    drawer.switch(on=True)
    drawer.put(f"{member(firm, 'clerk')}=viewer")
    clerk = Drawer(firm, sign_in("clerk"), drawer.item)
    context = clerk.context()
    assert not context.may_set
    said = clerk.text("access")
    assert "Add a role or user" not in said
    assert "Its managers and administrators alone change that." in said
    drawer.switch(on=False)
    assert "Your role does not let you switch it on" in clerk.text("access")
    assert "does not let you switch it on" not in drawer.text("access")
    refused = clerk.post("access", {"remove": member(firm, "office")}, confirm=True)
    assert "not change who has access" in words(refused)
    assert clerk.client.get(clerk.url("access/people")).status_code == 403


@pytest.mark.parametrize("name", ["sub", "watcher"])
def test_d5_d6_others_get_no_tab_access(firm: Firm, sign_in: SignIn, name: str) -> None:
    item = firm.files["plan.pdf" if name == "sub" else "project.pdf"]
    one = Drawer(firm, sign_in(name), item)
    assert [tab.key for tab in one.get().context["drawn"].tabs] == [
        "details",
        "versions",
        "approvals",
    ]
    assert one.client.get(one.url("viewers")).status_code == 403
    assert one.client.post(one.url("access"), {"enabled": "true"}).status_code == 403


def test_l11_what_is_hidden_has_no_drawer(firm: Firm, drawer: Drawer, sign_in: SignIn) -> None:
    drawer.switch(on=True)
    clerk = Drawer(firm, sign_in("clerk"), drawer.item)
    for part in ("details", "viewers", "access/people"):
        assert clerk.client.get(clerk.url(part), headers={"HX-Request": "true"}).status_code == 404
    for part in ("access", "access/restore", "access/preview"):
        assert clerk.client.post(clerk.url(part), {"enabled": "true"}).status_code == 404


def test_one_who_gives_up_setting_access_is_asked(firm: Firm, drawer: Drawer) -> None:
    drawer.switch(on=True)
    question = asked(drawer.put(f"{member(firm, 'office')}=contributor", confirm=False))
    assert question.told.you == "You will be contributor here instead of manager."
    assert drawer.levels() == {"Office": "Manager"}
    answer = drawer.put(f"{member(firm, 'office')}=contributor")
    assert answer.context["flashes"][0].undo is None
    assert drawer.levels() == {"Office": "Contributor"}


def test_one_who_takes_their_own_access_away_is_told(firm: Firm, drawer: Drawer) -> None:
    drawer.switch(on=True)
    answer = drawer.post("access", {"remove": member(firm, "office")}, confirm=True)
    assert answer.status_code == 200
    assert "You no longer have access to it yourself." in words(answer)


def test_without_script_it_is_a_page_with_a_page_to_confirm(firm: Firm, drawer: Drawer) -> None:
    page = drawer.client.get(drawer.url("details"), {"tab": "access"})
    assert "<html" in page.content.decode()
    sent = {"enabled": "true", "seen": page.context["drawn"].shown.seen}
    question = drawer.client.post(drawer.url("access"), sent)
    assert "lose access" in words(question)
    done = answer(drawer.client, question)
    assert done.status_code == 303
    assert drawer.settings().enabled
    assert "Access control is on for Plans." in words(drawer.client.get(done["Location"]))


def test_the_drawer_takes_few_statements_whatever_the_size_of_the_firm(
    firm: Firm, drawer: Drawer
) -> None:
    drawer.switch(on=True)
    drawer.put(f"{role(firm, 'clerk')}=viewer")
    few = statements(drawer)
    for number in range(30):
        make_member(firm.account, f"clerk{number}", firm.roles["clerk"])
        inner = Drawer(firm, drawer.client, make_folder(drawer.item.id, f"Level {number}"))
        access.put_settings(firm.principal("office"), inner.item.id, enabled=True, confirm=True)
    assert "30 items below have their own settings" in drawer.text("access")
    many = statements(drawer)
    # The way to what lies below with settings of its own.
    assert many["access"] <= few["access"] + 2
    assert many["viewers"] == few["viewers"]
    assert many["details"] == few["details"]
    assert max(many.values()) <= 30


def statements(drawer: Drawer) -> dict[str, int]:
    counts = {}
    for part in ("details?tab=access", "details?tab=details", "viewers"):
        with CaptureQueriesContext(connection) as captured:
            assert drawer.client.get(drawer.url(part), headers=HTMX).status_code == 200
        counts[part.rpartition("=")[2]] = len(captured)
    return counts


def test_e5_a_door_that_lets_nobody_in_is_not_said_to_open_it(firm: Firm, drawer: Drawer) -> None:
    """L22: a link that is suspended stays, can be ended with the change, and is told as what it is."""
    sharing.share_by_link(firm.principal("admin"), item_ids=[drawer.item.id])
    firm.members["admin"].active = False
    firm.members["admin"].save()
    question = asked(drawer.switch(on=True, confirm=False))
    assert "what is listed below lets nobody in at the moment" in question.detail
    [dormant] = question.told.doors
    assert dormant.title.startswith("1 door to the outside lets nobody in at the moment, and stays")
    assert dormant.doors[0].note.startswith("Suspended: Admin has left.")
    assert dormant.tickable == 1


def test_d14_keeping_settings_as_its_own_is_called_that(
    firm: Firm, inner: Drawer, plans: Item
) -> None:
    """It asks where a door of the folder no longer reaches it (E-1)."""
    share(plans, firm.customers["alder"])
    keeping = asked(inner.post("access", {"enabled": "true"}))
    assert keeping.words.title == "Give “plan.pdf” settings of its own?"
    assert keeping.words.confirm_label == "Keep as own settings"
