"""Attaching files: dropped, photographed, with names that exist, after a crash, too odd to show."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import papers
import pytest
from firm import Firm
from playwright.sync_api import APIResponse, Route, expect
from visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Come = Callable[..., Visit]


def test_a3_dropped_files_join_the_list(visit: Come, office: Firm) -> None:
    """A-3: dropping works as choosing does, and says where to let go."""
    job = office.job()
    one = visit("office")
    page = one.page
    one.open(job.card)
    expect(page.get_by_text("No attachments yet")).to_be_visible()
    files = page.evaluate_handle(
        """() => {
          const carried = new DataTransfer();
          carried.items.add(new File(["one"], "One.txt", { type: "text/plain" }));
          carried.items.add(new File(["two"], "Two.txt", { type: "text/plain" }));
          return carried;
        }"""
    )
    page.dispatch_event("#documents", "dragenter", {"dataTransfer": files})
    expect(page.get_by_text("Drop the files to attach them")).to_be_visible()
    page.dispatch_event("#documents", "drop", {"dataTransfer": files})
    expect(page.get_by_text("Drop the files to attach them")).to_be_hidden()
    expect(one.rows).to_have_count(2)
    assert one.names() == ["One.txt", "Two.txt"]
    assert job.content("Two.txt") == b"two"


def test_a3_a_clash_keeps_both_or_makes_a_version(
    visit: Come, office: Firm, tmp_path: Path
) -> None:
    """A-3: another entry with a suffix, unless the person chooses a new version; or nothing at all."""
    job = office.job()
    first = job.put("Plan.pdf", papers.pdf())
    one = visit("office")
    page = one.page
    one.open(job.card)
    newer = papers.write(tmp_path, "Plan.pdf", papers.pdf() + b"\n% newer")
    dialog = page.get_by_role("dialog", name="This name is already here")

    one.attach(newer)
    expect(dialog.get_by_role("listitem")).to_have_text("Plan.pdf")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_hidden()

    one.attach(newer)
    dialog.get_by_role("button", name="Keep both").click()
    expect(one.rows).to_have_count(2)
    assert one.names() == ["Plan (2).pdf", "Plan.pdf"]

    one.attach(newer)
    dialog.get_by_role("button", name="New version").click()
    expect(page.locator('.sr-upload[data-upload="Plan.pdf"][data-state="done"]')).to_have_count(2)
    expect(one.rows).to_have_count(2)
    assert job.content("Plan.pdf").endswith(b"% newer")
    assert job.files()["Plan.pdf"]["id"] == first


def test_a3_a_clash_with_something_hidden_tells_nothing(
    visit: Come, office: Firm, tmp_path: Path
) -> None:
    """A-3, A-11: for a technician the confidential file of that name is not there, dialog included."""
    email, member_id = office.technician("Ivo Lamb", tmp_path)
    job = office.job(assigned=(member_id,))
    job.put("Codes.txt", b"secret", confidential=True)
    one = visit(email, width=390)
    page = one.page
    one.open(job.mobile)
    expect(page.get_by_text("No attachments yet")).to_be_visible()
    one.attach(papers.write(tmp_path, "Codes.txt", b"mine"))
    expect(one.rows).to_have_count(1)
    assert one.names() == ["Codes.txt"], "not even by its name"
    expect(page.locator("#clash-dialog")).to_be_hidden()
    expect(page.locator("[data-documents-count]")).to_have_text("1")
    with page.expect_download() as saved:
        one.row("Codes.txt").get_by_role("link", name="Codes.txt", exact=True).click()
    assert Path(saved.value.path()).read_bytes() == b"mine"


def test_photos_of_a_phone_get_names_of_their_own(
    visit: Come, office: Firm, tmp_path: Path
) -> None:
    """Phones call each photo image.jpg: named by its moment, the second one asks nothing."""
    email, member_id = office.technician("Uma Reed", tmp_path)
    job = office.job(assigned=(member_id,))
    one = visit(email, width=390)
    one.open(job.mobile)
    for number, colour in enumerate(("teal", "olive")):
        taken = papers.write(tmp_path, "image.jpg", papers.picture(colour))
        os.utime(taken, (1_790_000_000 + number, 1_790_000_000 + number))
        one.attach(taken, button="Take a photo")
        expect(one.rows).to_have_count(number + 1)
    assert all(
        re.fullmatch(r"Photo 2026-09-\d\d \d\d\.\d\d\.\d\d\.jpg", name) for name in one.names()
    )


def test_a3_what_cannot_be_decoded_has_a_plain_icon(
    visit: Come, office: Firm, tmp_path: Path
) -> None:
    """A-3: a corrupt photo is stored as it is; the list shows its type, and a click downloads it.

    The list that was there before it was looked at learns so; the next one asks for no picture.
    """
    job = office.job()
    one = visit("office")
    one.expect_complaint(r"status of (404|410|422) .*/preview")
    page = one.page
    one.open(job.card)
    broken = papers.picture()[:400]
    one.attach(papers.write(tmp_path, "Broken.jpg", broken))
    # Marked in the list that was there, or not asked for by one that came later.
    picture = one.row("Broken.jpg").locator("img[data-preview]:not([data-missing])")
    expect(picture).to_have_count(0)
    expect(one.row("Broken.jpg").locator("img:visible")).to_have_count(0)
    expect(one.row("Broken.jpg").locator(".sr-c-thumb svg.icon")).to_be_visible()
    assert job.content("Broken.jpg") == broken
    name = one.row("Broken.jpg").get_by_role("link", name="Broken.jpg", exact=True)
    with page.expect_download() as download:
        name.click()
    assert download.value.path().read_bytes() == broken
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url) if "/preview?" in request.url else None
    )
    one.open(job.card)
    expect(one.row("Broken.jpg").locator(".sr-c-thumb svg.icon")).to_be_visible()
    expect(one.row("Broken.jpg").locator("img[data-preview]")).to_have_count(0)
    assert not asked


def test_empty_files_are_told_of(visit: Come, office: Firm, tmp_path: Path) -> None:
    """A file without a byte is refused in words; the one beside it is attached."""
    job = office.job()
    one = visit("office")
    one.open(job.card)
    one.attach(papers.write(tmp_path, "Empty.txt", b""), papers.write(tmp_path, "Full.txt", b"x"))
    one.await_toast("“Empty.txt” is empty, so it was not attached.")
    expect(one.rows).to_have_count(1)
    assert one.names() == ["Full.txt"]


def test_a3_an_upload_goes_on_after_a_crash(visit: Come, office: Firm, tmp_path: Path) -> None:
    """A-3: the tab is gone in the middle; the next one offers to go on, and doesn't begin anew."""
    job = office.job()
    content = os.urandom(20_000_000)
    path = papers.write(tmp_path, "Film.mov", content)
    one = visit("office")
    page = one.page
    one.open(job.card)
    one.slow_down(1_500_000)
    one.attach(path)
    page.wait_for_function("() => document.querySelector('.sr-upload progress')?.value > 1e6")
    page.close(run_before_unload=False)

    again = one.context.new_page()
    one.page = again
    starts: list[str] = []
    again.on(
        "request",
        lambda sent: sent.method == "PATCH" and starts.append(sent.headers["upload-offset"]),
    )
    # The browser forgets its copy, as it does when a large file did not fit.
    again.goto("/demo/jobs")
    again.evaluate("() => indexedDB.deleteDatabase('strongroom')")
    again.evaluate(
        """() => {
          const all = JSON.parse(localStorage.getItem("strongroom.unfinished"));
          for (const one of Object.values(all)) Object.assign(one, { seen: 0, kept: false });
          localStorage.setItem("strongroom.unfinished", JSON.stringify(all));
        }"""
    )
    again.goto(job.card)
    tray = again.get_by_role("region", name="Uploads")
    expect(tray.get_by_text("Choose the file again to go on where it stopped.")).to_be_visible()
    with again.expect_file_chooser() as chooser:
        tray.get_by_role("button", name="Continue Film.mov").click()
    chooser.value.set_files(papers.write(tmp_path, "Other.mov", b"other"))
    expect(tray.get_by_text("That is another file.")).to_be_visible()
    with again.expect_file_chooser() as chooser:
        tray.get_by_role("button", name="Continue Film.mov").click()
    chooser.value.set_files(path)
    expect(one.row("Film.mov")).to_be_visible()
    assert int(starts[0]) > 0, starts
    assert job.content("Film.mov") == content


def test_a3_who_was_signed_out_signs_in_and_goes_on(
    visit: Come, office: Firm, tmp_path: Path
) -> None:
    """A-3: the session is lost in the middle of an upload; Retry goes on where the server stands."""
    job = office.job()
    content = os.urandom(70_000_000)  # three parts
    one = visit("office", fresh=True)
    one.expect_complaint(r"status of 401")
    one.expect_complaint(r"\[Uppy\]")
    page, context = one.page, one.context
    asked: list[tuple[str, str]] = []
    page.on(
        "request",
        lambda sent: (
            "/uploads" in sent.url
            and asked.append((sent.method, sent.headers.get("upload-offset", "")))
        ),
    )

    one.open(job.card)
    one.slow_down(16_000_000)
    one.attach(papers.write(tmp_path, "Film.mov", content))
    page.wait_for_function("() => document.querySelector('.sr-upload progress')?.value > 1e6")
    context.clear_cookies()
    tray = page.get_by_role("region", name="Uploads")
    signed_out = tray.get_by_text("You have been signed out.")
    expect(signed_out).to_be_visible()
    tray.get_by_role("button", name="Retry Film.mov").click()
    expect(signed_out).to_be_visible()  # nobody has signed in yet: nothing is begun anew

    one.page = context.new_page()
    one.sign_in("/sign-in")
    asked.clear()
    tray.get_by_role("button", name="Retry Film.mov").click()
    expect(page.locator('.sr-upload[data-upload="Film.mov"][data-state="done"]')).to_be_visible()
    assert "POST" not in [method for method, _ in asked], "it went on, and did not begin anew"
    offsets = [int(offset) for method, offset in asked if method == "PATCH"]
    assert offsets[0] >= 32 * 1024 * 1024
    assert job.content("Film.mov") == content


def test_the_tray_leaves_the_toolbar_free(visit: Come, office: Firm, tmp_path: Path) -> None:
    """On a phone the ticked rows can be worked on while the tray still tells what was attached."""
    job = office.job()
    one = visit("office", width=390)
    for address, name in ((job.card, "One.txt"), (job.mobile, "Two.txt")):
        one.open(address)
        one.attach(papers.write(tmp_path, name, b"x"))
        expect(one.row(name)).to_be_visible()
        one.tick(name)
        tray = one.page.get_by_role("region", name="Uploads")
        expect(tray).to_be_visible()
        clear = """(tray) => {
          const [upper, lower] = [tray, document.querySelector(".sr-bulk")].map((one) => one.getBoundingClientRect());
          return upper.bottom <= lower.top;
        }"""
        assert tray.evaluate(clear)


def test_what_is_stored_while_the_list_is_fetched_joins_it_too(
    visit: Come, office: Firm, tmp_path: Path
) -> None:
    """A-3: files that arrive one by one all stand in the list, however slow its answers are."""
    job = office.job()
    one = visit("office")
    page = one.page
    one.open(job.card)
    held: list[tuple[Route, APIResponse]] = []

    def hold(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append((route, route.fetch()))

    page.route(lambda address: urlsplit(address).path == job.card, hold)
    with page.expect_request(lambda request: urlsplit(request.url).path == job.card):
        one.attach(papers.write(tmp_path, "First.txt", b"1"))
    one.attach(papers.write(tmp_path, "Second.txt", b"2"))
    expect(page.locator('.sr-upload[data-upload="Second.txt"][data-state="done"]')).to_be_visible()
    page.evaluate("() => new Promise((done) => setTimeout(done, 400))")  # it gathers 150
    route, answer = held[0]
    route.fulfill(response=answer)
    expect(one.rows).to_have_count(2)
