"""The demo firm as its office works on it by REST: jobs, files, people for one test each."""

import json
import uuid
from pathlib import Path
from typing import Any, Self

import httpx
from served import Served, await_condition, children, made

from strongroom.interfaces.cli.demo_logins import PASSWORD

CUSTOMER = "Larkfield Housing Association"
"""The customer whose contact is contact@demo.example."""


class Firm:
    """A client of the API for setting the stage, and for looking at what really is stored."""

    def __init__(self, server: Served) -> None:
        """Take tokens of the office and of the administrator."""
        self.server = server
        token = server.run("token", "office@demo.example", "--surface", "office").strip()
        self.api = server.api(token)
        self.administrator = server.api(
            server.run("token", "admin@demo.example", "--surface", "office").strip()
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.api.close()
        self.administrator.close()

    def job(
        self, title: str = "", *, customer: str = CUSTOMER, assigned: tuple[str, ...] = ()
    ) -> "Job":
        """Make a job that nobody else touches."""
        customers = made(self.api.get("customers", params={"q": customer}))["results"]
        body = {
            "title": title or f"Boiler house {uuid.uuid4().hex[:6]}",
            "customer_id": customers[0]["id"],
            "assigned": list(assigned),
        }
        return Job(self, made(self.api.post("jobs", json=body)))

    def technician(self, name: str, data: Path) -> tuple[str, str]:
        """Add a technician who has no switch yet; return the e-mail and the member's id."""
        email = f"{uuid.uuid4().hex[:8]}@demo.example"
        secret = data / "password"
        secret.write_text(PASSWORD)
        words = ["--name", name, "--role", "Technician", "--password-file", str(secret)]
        said = self.server.run("member", email, *words, "--account", "demo", "--json")
        return email, json.loads(said)["member_id"]


class Job:
    """One job, its pages and its files."""

    def __init__(self, firm: Firm, row: dict[str, Any]) -> None:
        """Know the row as the API gave it."""
        self._api = firm.api
        self.id: str = row["id"]
        self.library: str = row["library_id"]
        self.title: str = row["title"]
        self.card = f"/demo/jobs/{self.id}"
        self.mobile = f"/demo/m/jobs/{self.id}"
        self.portal = f"/demo/portal/jobs/{self.id}"

    def put(self, name: str, content: bytes, **marks: Any) -> str:
        """Add a file; `confidential`, `tags` as the API calls them. Return its id."""
        path = f"items/{self.library}/files"
        item = made(self._api.post(path, params={"name": name}, content=content))
        if marks:
            made(self._api.patch(f"items/{item['id']}", json=marks))
        return str(item["id"])

    def share(self, item_id: str) -> None:
        """Make it viewable in the portal."""
        made(self._api.post(f"items/{item_id}/shares", json={"type": "portal", "confirm": True}))

    def files(self) -> dict[str, dict[str, Any]]:
        """Return what is stored, by name."""
        return {row["name"]: row for row in children(self._api, self.library)}

    def content(self, name: str) -> bytes:
        """Return the stored bytes of a file."""
        answer = self._api.get(f"items/{self.files()[name]['id']}/content")
        assert answer.status_code == 200, answer.text
        return answer.content

    def await_preview(self, item_id: str) -> None:
        """Wait until the worker has made the thumbnail."""

        def ready() -> bool:
            answer: httpx.Response = self._api.get(f"items/{item_id}/preview", params={"size": 256})
            return answer.status_code == 200

        await_condition(ready, "the thumbnail")
