"""A project to control access in, and what a person does and sees there in the browser."""

import re
import uuid

from firm import Firm
from playwright.sync_api import Locator, expect
from served import made
from visiting import Visit

from strongroom.interfaces.cli.demo_logins import PASSWORD

ABSENT = r"status of 404"
OFFICE, CLERK = "Daniel Okafor", "Priya Nair"
SUB, WATCHER = "Owen Llewellyn", "Helen Marsh"


class Site:
    """A project with Plans / Level 2 / plan.txt and, beside it, Photos / site.txt."""

    def __init__(self, firm: Firm) -> None:
        """Make it by REST, as the office."""
        self.api = firm.api
        self.administrator = firm.administrator
        self.name = f"Wharf {uuid.uuid4().hex[:6]}"
        row = made(self.api.post("projects", json={"name": self.name}))
        self.id, self.root = row["id"], row["library_id"]
        self.page = f"/demo/projects/{self.id}/documents"
        self.plans = self.folder("Plans", self.root)
        self.level = self.folder("Level 2", self.plans)
        self.plan = self.file("plan.txt", self.level)
        self.photos = self.folder("Photos", self.root)
        self.photo = self.file("site.txt", self.photos)

    def folder(self, name: str, parent: str) -> str:
        """Make a folder and return its id."""
        return str(made(self.api.post(f"items/{parent}/folders", json={"name": name}))["id"])

    def file(self, name: str, parent: str) -> str:
        """Store a small file and return its id."""
        path = f"items/{parent}/files"
        return str(made(self.api.post(path, params={"name": name}, content=b"words"))["id"])

    def at(self, folder: str) -> str:
        """Return the address of a folder in the explorer."""
        return f"/demo/projects/{self.id}/folders/{folder}"

    def member(self, name: str) -> str:
        """Return the id of somebody of the firm."""
        found = made(self.administrator.get("members", params={"q": name}))["results"]
        return str(found[0]["id"])

    def control(self, item: str, **levels: str) -> None:
        """Switch access control on with these and no other entries, as the office."""
        named = [
            {"principal": {"type": "member", "id": self.member(name)}, "level": level}
            for name, level in levels.items()
        ]
        body = {"enabled": True, "entries": named, "confirm": True}
        made(self.api.put(f"items/{item}/access", json=body))

    def settings(self, item: str) -> tuple[bool, str | None, dict[str, str]]:
        """Return whether it is controlled, from where, and the levels by name, as stored."""
        body = made(self.administrator.get(f"items/{item}/access"))
        levels = {one["principal"]["name"]: one["level"] for one in body["entries"]}
        return body["enabled"], body["inherited_from"], levels

    def seat(self, name: str, role: str) -> None:
        """Give somebody a role in the project."""
        roles = made(self.administrator.get("roles"))["results"]
        (role_id,) = [one["id"] for one in roles if one["name"] == role]
        body = {"member_id": self.member(name), "role_id": role_id}
        made(self.administrator.post(f"projects/{self.id}/members", json=body))


def join(office: Firm, name: str, *words: str) -> tuple[str, str]:
    """Add somebody to the firm."""
    email = f"{uuid.uuid4().hex[:8]}@demo.example"
    secret = office.server.data.with_name("password-of-joiner")
    secret.write_text(PASSWORD)
    given = ["--name", name, *words, "--password-file", str(secret), "--account", "demo"]
    office.server.run("member", email, *given)
    return email, name


def access_of(one: Visit, name: str) -> Locator:
    """Open the drawer of a row at its access settings."""
    one.menu(name, "Details")
    panel = one.page.locator("#panel")
    expect(panel.get_by_role("heading", level=2)).to_have_text(name)
    panel.get_by_role("navigation").get_by_role("link", name="Access").click()
    expect(panel).to_have_attribute("data-tab", "access")
    one.await_ready()
    return panel


def switch(panel: Locator) -> Locator:
    return panel.get_by_role("switch", name="Access control")


def question(one: Visit, title: str = "") -> Locator:
    """Return the dialog that asks; its name is the verb as a question."""
    name = re.compile(rf"^{re.escape(title)}$" if title else r"\?$")
    return one.page.get_by_role("dialog", name=name)


def level_of(panel: Locator, name: str, level: str) -> Locator:
    """Return the drop-down of an entry that shows this level."""
    return panel.get_by_label(f"{name}: {level}. Change or remove")


def look(one: Visit) -> None:
    """What a person sees now is accessible and no wider than the window."""
    one.require_accessible()
    one.require_no_sideways_scroll()


def require_view_only(one: Visit) -> None:
    """Nothing on the page adds, changes or deletes."""
    expect(one.page.locator("main input[type=file]")).to_have_count(0)
    for word in ("New folder", "Delete", "Move", "Rename", "Tags"):
        expect(one.page.get_by_role("button", name=word, exact=True)).to_have_count(0)
    for name in one.names():
        assert one.may(name) == {"view", "download"}


def require_absent(one: Visit, *addresses: str) -> None:
    """Each address answers as one that never was (L11)."""
    one.expect_complaint(ABSENT)
    for address in addresses:
        answer = one.page.goto(address)
        assert answer
        assert answer.status == 404, address
        expect(one.page.get_by_role("heading", name="Not found")).to_be_visible()


def choose_place(one: Visit, name: str, folder: str) -> None:
    """Move a row by the menu and the dialog with the searchable tree."""
    one.menu(name, "Move")
    dialog = one.page.get_by_role("dialog", name=f"Move “{name}”")
    dialog.get_by_role("treeitem", name=folder).click()
    expect(dialog.get_by_text(f"Into {folder}")).to_be_visible()
    dialog.get_by_role("button", name="Move here").click()
