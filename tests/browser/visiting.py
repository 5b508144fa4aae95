"""Somebody at a browser: signed in as one of the demo firm, watched for complaints of the console."""

import json
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from strongroom.interfaces.cli.demo_logins import PASSWORD

expect.set_options(timeout=20_000)
FRONTEND = Path(__file__).resolve().parents[2] / "frontend"
AXE = FRONTEND / "node_modules" / "axe-core" / "axe.min.js"
WATCH = """addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));"""
PENDING = r"status of 409 .*/preview\?"
"""The thumbnail that the worker is still making: asked for again later."""
_signed_in: dict[tuple[str, str], Any] = {}


class Visit:
    """One person at one browser window."""

    def __init__(
        self,
        browser: Browser,
        base: str,
        who: str = "",
        *,
        width: int = 1280,
        height: int = 900,
        theme: str = "light",
        password: str = PASSWORD,
        fresh: bool = False,
        script: bool = True,
    ) -> None:
        """Open a window; `who` is an e-mail or the first part of a demo one, "" for a stranger.

        Who came before is let in by the cookie of then, unless `fresh` asks for a session of its own.
        """
        self.email = who if "@" in who or not who else f"{who}@demo.example"
        self.password = password
        state = None if fresh else _signed_in.get((base, self.email))
        self.context: BrowserContext = browser.new_context(
            base_url=base,
            viewport={"width": width, "height": height},
            color_scheme=theme,
            storage_state=state,
            accept_downloads=True,
            java_script_enabled=script,
            locale="en-GB",
        )
        self.context.set_default_timeout(20_000)
        self.context.add_init_script(WATCH)
        self._said: list[str] = []
        self._expected = [PENDING]
        self.context.on("page", self._watch)
        self.page: Page = self.context.new_page()
        if self.email and state is None:
            self.sign_in("/sign-in")
            if not fresh:
                _signed_in[base, self.email] = self.context.storage_state()

    def _watch(self, page: Page) -> None:
        page.on(
            "console", lambda said: said.type == "error" and self._note(said.text, said.location)
        )
        page.on("pageerror", lambda error: self._note(str(error), {}))

    def _note(self, text: str, location: dict[str, Any]) -> None:
        self._said.append(f"{text} {location.get('url', '')}")

    def expect_complaint(self, pattern: str) -> None:
        """Let the console say this: a refusal that the test is about."""
        self._expected.append(pattern)

    def complaints(self) -> list[str]:
        """Return what consoles said that nobody expected."""
        return [
            text for text in self._said if not any(re.search(one, text) for one in self._expected)
        ]

    def sign_in(self, address: str, password: str = "") -> None:
        """Fill in the form and send it."""
        self.page.goto(address)
        self.page.get_by_label("E-mail").fill(self.email)
        self.page.get_by_label("Password").fill(password or self.password)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_load_state()

    def open(self, address: str) -> None:
        """Go there and wait until the page hears clicks."""
        self.page.goto(address)
        self.await_ready()

    def await_ready(self) -> None:
        """Wait until all behaviours of the page are at work."""
        expect(self.page.locator("[data-behaviour]:not([data-ready])")).to_have_count(0)

    def close(self) -> None:
        """Leave without a word about what is still on its way."""
        self.context.close()

    def keep_picture(self, path: Path) -> None:
        """Leave a picture of the page."""
        path.parent.mkdir(exist_ok=True)
        self.page.screenshot(path=path)

    def slow_down(self, bytes_a_second: int) -> None:
        """Make sending as slow as on a building site; -1: as fast as it is."""
        self.context.new_cdp_session(self.page).send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": 0,
                "downloadThroughput": -1,
                "uploadThroughput": bytes_a_second,
            },
        )

    # What a card shows.

    @property
    def rows(self) -> Locator:
        """Return the attachments of the list."""
        return self.page.locator("tr[data-row]")

    def names(self) -> list[str]:
        """Return the names in the list, in order."""
        return self.rows.locator(".sr-name").all_text_contents()

    def row(self, name: str) -> Locator:
        """Return the row of an attachment."""
        called = self.page.locator(".sr-name", has_text=re.compile(f"^{re.escape(name)}$"))
        return self.rows.filter(has=called)

    def tick(self, *names: str) -> None:
        """Tick the boxes of these."""
        for name in names:
            self.row(name).get_by_role("checkbox").check()

    def may(self, name: str) -> set[str]:
        """Return what the list's script believes that one may do with a row."""
        usual = self.row(name).locator("xpath=ancestor::table").get_attribute("data-usual")
        return set((self.row(name).get_attribute("data-may") or usual or "").split())

    def press_bulk(self, label: str) -> None:
        """Press a button of the toolbar of the ticked rows; on a phone its actions unfold first."""
        more = self.page.get_by_role("button", name="Actions", exact=True)
        if more.is_visible() and more.get_attribute("aria-expanded") == "false":
            more.click()
        self.page.locator(".sr-bulk").get_by_role("button", name=label).click()

    def untick(self) -> None:
        """Untick all rows."""
        self.page.get_by_role("button", name="Untick all").click()

    def menu(self, name: str, label: str) -> None:
        """Choose from the menu of a row."""
        self.row(name).get_by_role("button", name="More for").click()
        self.page.get_by_role("menuitem", name=label, exact=True).click()

    def attach(self, *paths: Path, button: str = "Select files to attach") -> None:
        """Choose files by the button, as a person does."""
        with self.page.expect_file_chooser() as chooser:
            self.page.locator("label", has_text=button).click()
        chooser.value.set_files(list(paths))

    def await_toast(self, text: str) -> None:
        """Wait until a toast says it."""
        expect(self.page.locator("#toasts [data-toast]", has_text=text)).to_be_visible()

    def marks(self, name: str) -> list[str]:
        """Return the Y/N columns of a row: customer view, confidential."""
        return [one.inner_text().strip()[:1] for one in self.row(name).locator(".sr-yn").all()]

    # What holds for every page.

    def require_no_sideways_scroll(self) -> None:
        """The page must not be wider than the window."""
        over = self.page.evaluate(
            """() => document.scrollingElement.scrollWidth > innerWidth
              ? [...document.querySelectorAll("body *")]
                  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
                  .map((one) => one.outerHTML.slice(0, 120)).slice(0, 5)
              : []"""
        )
        assert not over, (self.page.viewport_size, self.page.url, over)

    def require_accessible(self, *, colours_only: bool = False) -> None:
        """Axe finds nothing against WCAG 2.2 AA; the policy forbids it as a script, so by DevTools."""
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
        only = {"type": "rule", "values": ["color-contrast"]} if colours_only else None
        options = {
            "resultTypes": ["violations"],
            "runOnly": only or {"type": "tag", "values": tags},
        }
        devtools = self.context.new_cdp_session(self.page)
        there = devtools.send("Runtime.evaluate", {"expression": "typeof axe"})
        if there["result"]["value"] == "undefined":
            devtools.send("Runtime.evaluate", {"expression": AXE.read_text()})
        answer = devtools.send(
            "Runtime.evaluate",
            {
                "expression": f"axe.run(document, {json.dumps(options)}).then((found) =>"
                " found.violations.map((one) => [one.id, one.nodes.map((node) =>"
                " [node.target.join(' '), node.failureSummary])]))",
                "awaitPromise": True,
                "returnByValue": True,
            },
        )
        devtools.detach()
        assert "exceptionDetails" not in answer, answer
        assert answer["result"]["value"] == [], (self.page.url, answer["result"]["value"])
