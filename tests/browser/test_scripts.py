"""The modules of `frontend/lib`, each by itself in a real browser: words, forms, ticked rows, what survives a swap."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from workbench import HOME, PAGE, Workbench

pytestmark = pytest.mark.browser
DIALOG = """<dialog id="ask"><form method="dialog"><p>Rename</p><div class="sr-dialog-actions">
<button value="">Cancel</button><button value="go">Go</button></div></form></dialog>"""
ROWS = """<section><span data-ticked></span><input type="checkbox" data-check-all>
<button data-rename>Rename</button><table><tbody>{}</tbody></table></section>"""
ROW = (
    '<tr data-row="{0}" tabindex="-1"><td><input type="checkbox" name="ids" value="{0}"></td></tr>'
)


@pytest.fixture
def bench(chromium: Browser) -> Iterator[Workbench]:
    one = Workbench(chromium)
    one.lay("")
    yield one
    one.close()


def lay_rows(bench: Workbench, *names: str) -> None:
    bench.lay(ROWS.format("".join(ROW.format(name) for name in names)))


def test_a_name_is_cut_so_that_its_ending_stays(bench: Workbench) -> None:
    script = "return [...it.filename(given).querySelectorAll('bdi')].map((one) => one.textContent)"
    cut = {
        "Boiler house before the works.jpg": ["Boiler house before the", " works.jpg"],
        "a.txt": ["", "a.txt"],
        "תוכנית הבית.txt": ["תוכנית הבית", ".txt"],
    }
    for name, parts in cut.items():
        assert bench.run("page", script, name) == parts


def test_bytes_are_said_as_people_say_them(bench: Workbench) -> None:
    said = {0: "0.0 MB", 20: "< 0.1 MB", 3_440_000: "3.4 MB", 250_400_000: "250 MB"}
    for size, words in said.items():
        assert bench.run("page", "return it.megabytes(given)", size) == words


def test_what_went_wrong_is_said_where_it_is_seen(bench: Workbench) -> None:
    """Under an open dialog nothing is seen: it is said in the dialog, above its buttons."""
    bench.lay(DIALOG)
    bench.run("page", "it.speak('Not now.')")
    expect(bench.page.locator("#toasts [data-toast]")).to_contain_text("Not now.")
    bench.run("page", "document.getElementById('ask').showModal(); it.speak('No connection.')")
    said = bench.page.locator("#ask [data-spoken] + .sr-dialog-actions")
    expect(said).to_have_count(1)
    expect(bench.page.locator("#ask [role=alert]")).to_have_text("No connection.")
    bench.run("page", "it.speak('')")
    expect(bench.page.locator("[data-spoken]")).to_have_count(0)


def test_a_dialog_answers_with_the_button_or_with_nothing(bench: Workbench) -> None:
    bench.lay(DIALOG)
    ask = "window.answer = it.ask(document.getElementById('ask')); return null"
    bench.run("page", ask)
    bench.page.get_by_role("button", name="Go").click()
    assert bench.page.evaluate("answer") == "go"
    bench.run("page", ask)
    bench.page.keyboard.press("Escape")
    assert bench.page.evaluate("answer") == ""


def test_every_refusal_has_a_sentence_that_says_what_is_safe(bench: Workbench) -> None:
    for status in (0, 401, 403, 404, 413, 500, 507):
        sentence = bench.run("problem", "return it.sentence(given)", status)
        assert any(word in sentence for word in ("Nothing was", "is safe")), sentence


def test_a_problem_is_read_and_a_page_is_not_taken_for_one(bench: Workbench) -> None:
    script = """const xhr = { status: given.status, responseText: given.text, getResponseHeader: () => given.kind };
      const { code, detail } = it.problemOf(xhr); return [code, detail];"""
    problem = {"status": 422, "kind": "application/problem+json"}
    page = {"status": 403, "kind": "text/html", "text": "<h1>No</h1>"}
    told = bench.run("problem", script, problem | {"text": '{"code": "odd", "detail": "Odd."}'})
    assert told == ["odd", "Odd."]
    assert bench.run("problem", script, problem | {"text": "{"})[0] == ""
    assert bench.run("problem", script, page) == ["", "You may not do that. Nothing was changed."]


def test_errors_stand_at_their_fields_and_leave_again(bench: Workbench) -> None:
    bench.lay(
        """<form><div class="sr-field"><input name="number" aria-describedby="help"></div>
        <div class="sr-field"><select name="type" hidden></select><input id="typed"></div></form>"""
    )
    place = """return it.placeErrors(document.forms[0], given)"""
    errors = {"type": "Choose one.", "number": "Too long.", "elsewhere": "Not here."}
    assert bench.run("form-problems", place, {"detail": "Please check.", "errors": errors})
    number, typed = bench.page.locator("[name=number]"), bench.page.locator("#typed")
    expect(typed).to_be_focused()
    expect(typed).to_have_attribute("aria-describedby", "type-problem")
    expect(number).to_have_attribute("aria-describedby", "help number-problem")
    expect(bench.page.locator("#number-problem")).to_have_text("Too long.")
    expect(bench.page.locator("#alerter")).to_have_text("Please check.")
    assert not bench.run("form-problems", place, {"detail": "Odd.", "errors": {"elsewhere": "No."}})
    expect(bench.page.locator("[aria-invalid], .sr-field-error")).to_have_count(0)


def test_ticked_rows_are_counted_and_a_range_is_extended(bench: Workbench) -> None:
    lay_rows(bench, "a", "b", "c", "d")
    make = "const section = document.querySelector('section'); new it.Selection(section, undefined)"
    bench.run("documents/selection", make)
    boxes, head = bench.page.locator("[name=ids]"), bench.page.locator("[data-check-all]")
    boxes.nth(1).click()
    expect(bench.page.locator("[data-ticked]")).to_have_text("1 selected")
    expect(bench.page.get_by_role("button", name="Rename")).to_be_visible()
    boxes.nth(3).click(modifiers=["Shift"])
    expect(boxes.nth(2)).to_be_checked()
    expect(bench.page.locator("[data-ticked]")).to_have_text("3 selected")
    expect(bench.page.get_by_role("button", name="Rename")).to_be_hidden()
    assert head.evaluate("(one) => one.indeterminate")
    head.click()
    expect(boxes.nth(0)).to_be_checked()
    expect(bench.page.locator("#announcer")).to_have_text("4 selected")


def test_a_list_begins_where_the_one_before_it_was(bench: Workbench) -> None:
    """Ticks and focus stay, the row that has come is marked, the focus of a row that went goes to the next."""
    lay_rows(bench, "a", "b", "c")
    script = """const { Selection } = await import("/lib/documents/selection.js");
      const section = document.querySelector("section"), selection = new Selection(section, undefined);
      selection.toggle(selection.rows()[2]);
      selection.rows()[1].focus();
      it.keep(section, selection);
      section.querySelector("tbody").innerHTML = given;
      it.restore(section, selection);
      return [selection.ticked().map((row) => row.dataset.row), document.activeElement.dataset.row,
        [...section.querySelectorAll(".is-new")].map((row) => row.dataset.row)];"""
    after = "".join(ROW.format(name) for name in ("a", "c", "new"))
    assert bench.run("documents/memory", script, after) == [["c"], "c", ["new"]]


def test_of_a_folder_that_is_chosen_the_systems_own_files_stay_behind(bench: Workbench) -> None:
    script = """const file = (path) => Object.defineProperty(new File(["x"], path.split("/").at(-1)),
        "webkitRelativePath", { value: path });
      return it.gathered(given.map(file)).map(({ path, file }) => [path, file.name]);"""
    chosen = ["Plans/Level 2/Roof.pdf", "Plans/.DS_Store", "Plans/Thumbs.db", "Plans/Site.pdf"]
    kept = [[["Plans", "Level 2"], "Roof.pdf"], [["Plans"], "Site.pdf"]]
    assert bench.run("uploads/folders", script, chosen) == kept


def test_a_page_that_comes_without_leaving_brings_its_sheets(bench: Workbench) -> None:
    """While files are on their way: the next page is styled when it is shown, and the tray goes on being."""
    sheet = '<link rel="stylesheet" href="/{}.css">'
    for name, colour in (("here", "rgb(1, 2, 3)"), ("next", "rgb(4, 5, 6)")):
        bench.answers[f"/{name}.css"] = ("text/css", f".{name} {{ color: {colour} }}")
    following = PAGE.replace("<title>", sheet.format("next") + "<title>")
    words = '<main id="content" tabindex="-1"><p class="next">Then</p></main>'
    bench.answers["/next"] = ("text/html", following.replace("BODY", words))
    bench.lay(sheet.format("here") + '<a href="/next">Next</a><p class="here">Now</p>')
    bench.run("uploads/soft-navigation", "window.stays = true; it.keepGoing(() => stays)")
    bench.page.get_by_role("link", name="Next").click()
    expect(bench.page.get_by_text("Then")).to_have_css("color", "rgb(4, 5, 6)")
    assert bench.page.url == f"{HOME}next"
    assert bench.page.evaluate("stays")
    bench.page.evaluate("stays = false")
