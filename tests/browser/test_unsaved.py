"""What counts as not sent, and what asks before it is left: `lib/unsaved.js` and `lib/guard.js` by themselves."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from workbench import HOME, Workbench

pytestmark = pytest.mark.browser
FORM = """<form id="form" method="post" action="/saved" data-guarded {marks}>
<input type="hidden" name="seen" value="then"><input type="search" name="q">
<input name="title" value="Roof"><textarea name="note">One
line</textarea><input type="checkbox" name="urgent" checked>
<input type="radio" name="level" value="low" checked><input type="radio" name="level" value="high">
<select name="status"><option>Open</option><option>Done</option></select>
<select name="tags" multiple><option selected>a</option><option>b</option></select>
<input type="file" name="files"><input id="unnamed"><input name="locked" value="x" disabled>
<button name="save" value="yes">Save</button></form>"""
CHANGES = (
    "form.title.value = 'Floor'",
    "form.note.value = 'Another'",
    "form.urgent.checked = false",
    "form.level.value = 'high'",
    "form.status.value = 'Done'",
    "form.tags.options[1].selected = true",
    "const all = new DataTransfer(); all.items.add(new File(['x'], 'x.txt')); form.files.files = all.files",
)
NO_CHANGES = (
    "form.q.value = 'words'",
    "form.seen.value = 'now'",
    "document.getElementById('unnamed').value = 'typed'",
    "form.insertAdjacentHTML('beforeend', '<input name=reason>')",
)


@pytest.fixture
def bench(chromium: Browser) -> Iterator[Workbench]:
    one = Workbench(chromium)
    one.answers["/saved"] = ("text/html", "<h1>Saved</h1>")
    one.answers["/elsewhere"] = ("text/html", "<h1>Elsewhere</h1>")
    yield one
    one.close()


def is_unsaved(bench: Workbench, change: str) -> Any:
    script = f"const form = document.getElementById('form'); {change}; return it.isUnsaved(form)"
    return bench.run("unsaved", script)


def lay_guarded(bench: Workbench, *, marks: str = "", beside: str = "") -> None:
    bench.lay(FORM.format(marks=marks) + '<a href="/elsewhere">Elsewhere</a>' + beside)
    bench.run("guard", "it.watchLeaving()")


def test_what_is_filled_in_counts_and_nothing_else(bench: Workbench) -> None:
    for change in CHANGES:
        bench.lay(FORM.format(marks=""))
        assert not is_unsaved(bench, "")
        assert is_unsaved(bench, change), change
    for change in NO_CHANGES:
        bench.lay(FORM.format(marks=""))
        assert not is_unsaved(bench, change), change


def test_what_is_put_back_or_kept_elsewhere_is_not_lost(bench: Workbench) -> None:
    bench.lay(FORM.format(marks=""))
    assert is_unsaved(bench, CHANGES[0])
    assert not is_unsaved(bench, "form.title.value = 'Roof'")
    assert not is_unsaved(bench, f"{CHANGES[0]}; form.setAttribute('data-kept', '')")


def test_a_refused_form_is_unsaved_as_it_comes(bench: Workbench) -> None:
    bench.lay(FORM.format(marks="data-unsaved"))
    assert is_unsaved(bench, "")


def test_leaving_asks_and_staying_keeps_what_was_typed(bench: Workbench) -> None:
    lay_guarded(bench)
    page = bench.page
    page.locator("[name=title]").fill("Floor")
    page.get_by_role("link", name="Elsewhere").click()
    dialog = page.get_by_role("dialog", name="Leave without saving?")
    expect(dialog.get_by_role("button", name="Stay")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("[name=title]")).to_have_value("Floor")
    expect(page.get_by_role("link", name="Elsewhere")).to_be_focused()
    page.get_by_role("link", name="Elsewhere").click()
    dialog.get_by_role("button", name="Leave").click()
    expect(page.get_by_role("heading", name="Elsewhere")).to_be_visible()


def test_what_was_given_up_counts_again_once_something_is_typed(bench: Workbench) -> None:
    """A link may bring a file instead of a page: then one is still here."""
    lay_guarded(bench)
    bench.page.locator("[name=title]").fill("Floor")
    count = "return it.unsaved().length"
    bench.run("unsaved", "it.settle([document.getElementById('form')])")
    assert bench.run("unsaved", count) == 0
    bench.page.locator("[name=note]").fill("More")
    assert bench.run("unsaved", count) == 1


def test_nothing_is_asked_for_an_unchanged_form_or_by_what_stays(bench: Workbench) -> None:
    lay_guarded(bench, beside='<a href="#form">Down</a><a href="/elsewhere" download>File</a>')
    page = bench.page
    page.locator("[name=title]").fill("Floor")
    page.get_by_role("link", name="Down").click()
    with page.expect_download():
        page.get_by_role("link", name="File").click()
    expect(page.locator("dialog")).to_have_count(0)
    page.locator("[name=title]").fill("Roof")
    page.get_by_role("link", name="Elsewhere").click()
    expect(page.get_by_role("heading", name="Elsewhere")).to_be_visible()


def test_a_file_is_saved_beside_what_is_not_sent(bench: Workbench) -> None:
    bench.answers["/file"] = ("application/octet-stream", "bytes")
    lay_guarded(bench, beside='<a href="/file" data-download>File</a>')
    page = bench.page
    page.locator("[name=title]").fill("Floor")
    with page.expect_download():
        page.get_by_role("link", name="File").click()
    expect(page.locator("dialog")).to_have_count(0)
    assert page.locator("[name=title]").input_value() == "Floor"


def test_sending_the_form_asks_nothing_and_sending_another_does(bench: Workbench) -> None:
    other = '<form action="/elsewhere"><button name="really" value="yes">Archive</button></form>'
    lay_guarded(bench, beside=other)
    page = bench.page
    page.locator("[name=title]").fill("Floor")
    page.get_by_role("button", name="Archive").click()
    dialog = page.get_by_role("dialog", name="Leave without saving?")
    dialog.get_by_role("button", name="Stay").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Saved")).to_be_visible()
    lay_guarded(bench, beside=other)
    page.locator("[name=title]").fill("Floor")
    page.get_by_role("button", name="Archive").click()
    dialog.get_by_role("button", name="Leave").click()
    page.wait_for_url(f"{HOME}elsewhere?really=yes")


def test_the_browser_asks_before_the_tab_is_closed(bench: Workbench) -> None:
    lay_guarded(bench)
    asked: list[str] = []
    bench.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    bench.page.locator("[name=title]").fill("Floor")
    bench.page.locator("[name=title]").fill("Roof")
    bench.page.reload()
    assert not asked
    bench.run("guard", "it.watchLeaving()")
    bench.page.locator("[name=title]").fill("Floor")
    bench.page.reload()
    assert asked == ["beforeunload"]
