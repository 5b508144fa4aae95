"""Modules of `frontend/lib` on a page of their own, without a server: for what they do by themselves."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Route

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"
HOME = "http://workbench.test/"
PAGE = """<!DOCTYPE html><html lang="en-GB"><head><title>Workbench</title>
<script type="importmap">{"imports": {"htmx.org": "/node_modules/htmx.org/dist/htmx.esm.js"}}</script>
</head><body data-icons="/icons.svg" data-person="1"><div id="page">BODY</div>
<div id="toasts"></div><div id="announcer" role="status"></div><div id="alerter" role="alert"></div></body></html>"""
GLOB = 'import.meta.glob("../behaviours/*.js")'
"""What only the bundler understands: here no behaviour is bound."""


class Workbench:
    """A page that can import our modules as they are written."""

    def __init__(self, browser: Browser) -> None:
        """Open a window; requests of `workbench.test` are answered here."""
        self.context = browser.new_context()
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.answers: dict[str, tuple[str, str]] = {}
        """Content type and body by path, beside the front end's own files."""
        self.page.route(f"{HOME}**", self._answer)

    def _answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        file = FRONTEND / path.lstrip("/")
        if path in self.answers:
            kind, body = self.answers[path]
            route.fulfill(content_type=kind, body=body)
        elif file.is_file():
            body = file.read_text().replace(GLOB, "({})")
            route.fulfill(content_type="text/javascript", body=body)
        else:
            route.fulfill(status=404, body="")

    def lay(self, body: str) -> None:
        """Begin a page with this in its middle."""
        self.answers["/"] = ("text/html", PAGE.replace("BODY", body))
        self.page.goto(HOME)

    def run(self, module: str, body: str, given: Any = None) -> Any:
        """Run the body of an async function that has `module` (under lib/) as `it`, and `given`."""
        address = json.dumps(f"/lib/{module}.js")
        script = f"async (given) => {{ const it = await import({address}); {body} }}"
        return self.page.evaluate(script, given)

    def close(self) -> None:
        """Leave; no module may have failed unheard."""
        self.context.close()
        assert not self.complaints
