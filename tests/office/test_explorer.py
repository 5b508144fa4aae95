"""The documents of a project: pages, sorting, further rows, deep links, the tree."""

import html
import re
import uuid

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from office.conftest import SignIn
from personas import PDF, Firm, add_many_files, make_file, make_folder, make_member
from strongroom.access import api as access
from strongroom.access.api import Entry, Level
from strongroom.access.models import Role
from strongroom.store.models import Item

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "documents"}


def root_url(firm: Firm) -> str:
    return f"/northgate/projects/{firm.project.id}/documents"


def folder_url(firm: Firm, folder: Item) -> str:
    return f"/northgate/projects/{firm.project.id}/folders/{folder.id}"


def control(firm: Firm, item: Item, *names: str, level: Level = Level.VIEWER) -> None:
    """Let only the named members see an item (and admins)."""
    entries = [Entry(type="member", id=firm.members[name].id, level=level) for name in names]
    access.put_settings(
        firm.principal("admin"), item.id, enabled=True, entries=entries, confirm=True
    )


def names(answer: HttpResponse) -> list[str]:
    """Return the names of the rows that the page shows."""
    return re.findall(r'<a class="sr-name"[^>]*>([^<]+)</a>', answer.content.decode())


def further(answer: HttpResponse) -> str:
    """Return where the rows go on, or nothing."""
    found = re.search(r'href="([^"]+)"\s+hx-get="[^"]+part=rows"', answer.content.decode())
    return html.unescape(found[1]) if found else ""


def test_the_root_lists_folders_first_with_tree_and_crumbs(firm: Firm, sign_in: SignIn) -> None:
    plans = make_folder(firm.project.library_id, "Plans")
    level = make_folder(plans.id, "Level 2")
    make_file(level.id, "floor.pdf", PDF)
    client = sign_in("office")
    page = client.get(root_url(firm))
    assert names(page) == ["Plans", "project.pdf"]
    assert folder_url(firm, plans) in page.content.decode()
    deep = client.get(folder_url(firm, level))
    assert names(deep) == ["floor.pdf"]
    assert [crumb.label for crumb in deep.context["crumbs"]] == [
        "Projects",
        "Harbour Court",
        "Plans",
    ]
    assert "<h1>" in deep.content.decode()
    top = deep.context["tree"].nodes[0]
    assert (top.row.name, top.open, top.nodes[0].row.name) == (
        "Harbour Court",
        True,
        "Plans",
    )
    assert top.nodes[0].nodes[0].here


def test_it_is_sorted_each_way_and_filtered(firm: Firm, sign_in: SignIn) -> None:
    root = firm.project.library_id
    make_folder(root, "Archive")
    make_file(root, "big.txt", b"x" * 5000)
    make_file(root, "small.txt", b"x")
    client = sign_in("office")
    wanted = {
        "": ["Archive", "big.txt", "project.pdf", "small.txt"],
        "?order=-name": ["Archive", "small.txt", "project.pdf", "big.txt"],
        "?order=size": ["Archive", "small.txt", "project.pdf", "big.txt"],
        "?order=-size": ["Archive", "big.txt", "project.pdf", "small.txt"],
        "?order=created": ["project.pdf", "Archive", "big.txt", "small.txt"],
        "?order=-created": ["small.txt", "big.txt", "Archive", "project.pdf"],
        "?q=SMALL": ["small.txt"],
        "?order=made-up": ["Archive", "big.txt", "project.pdf", "small.txt"],
    }
    for query, expected in wanted.items():
        assert names(client.get(root_url(firm) + query)) == expected, query
    page = client.get(f"{root_url(firm)}?order=-size").content.decode()
    assert 'aria-sort="descending"' in page


def test_further_rows_continue_where_the_list_ended(firm: Firm, sign_in: SignIn) -> None:
    folder = make_folder(firm.project.library_id, "Photos")
    add_many_files(folder.id, 130)
    client = sign_in("office")
    first = client.get(f"{folder_url(firm, folder)}?order=-created")
    seen = names(first)
    address = further(first)
    while address:
        more = client.get(f"{address}&part=rows", headers=HTMX)
        assert "<section" not in more.content.decode()
        assert more.content.decode().lstrip().startswith("<tr")
        seen += names(more)
        address = further(more)
    assert len(seen) == len(set(seen)) == 130
    drawn_anew = client.get(f"{folder_url(firm, folder)}?shown=130", headers=HTMX)
    assert len(names(drawn_anew)) == 130


def test_statements_don_t_grow_with_the_folder(firm: Firm, sign_in: SignIn) -> None:
    folder = make_folder(firm.project.library_id, "Photos")
    add_many_files(folder.id, 5)
    for number in range(3):
        make_folder(folder.id, f"Sub {number}")
    for name, budget in {"office": 26, "admin": 26, "watcher": 26}.items():
        client = sign_in(name)
        client.get(folder_url(firm, folder))
        with CaptureQueriesContext(connection) as few:
            client.get(folder_url(firm, folder))
        assert len(few) <= budget, [(query["sql"] or "prepared")[:90] for query in few]
        with CaptureQueriesContext(connection) as few_rows:
            client.get(folder_url(firm, folder), headers=HTMX)
        if name == "office":
            add_many_files(folder.id, 200, prefix="more")
            for number in range(60):
                make_folder(make_folder(folder.id, f"Deep {number}").id, "Below")
        with CaptureQueriesContext(connection) as many:
            assert len(names(client.get(folder_url(firm, folder)))) == 50
        with CaptureQueriesContext(connection) as many_rows:
            client.get(folder_url(firm, folder), headers=HTMX)
        assert (len(many), len(many_rows)) == (len(few), len(few_rows))


def test_a_grant_deep_down_reveals_nothing_above(firm: Firm, sign_in: SignIn) -> None:
    """Point 9: somebody with nothing but a grant opens that folder; the way there begins with it."""
    plans = make_folder(firm.project.library_id, "Secret plans")
    level = make_folder(plans.id, "Level 2")
    make_folder(level.id, "Rooms")
    reception = Role.objects.create(
        account=firm.account, name="Reception", permissions=["surface.office"]
    )
    firm.members["ines"] = make_member(firm.account, "ines", reception)
    control(firm, level, "ines")
    client = sign_in("ines")
    assert client.get(root_url(firm)).status_code == 404
    assert client.get(folder_url(firm, plans)).status_code == 404
    page = client.get(folder_url(firm, level))
    assert page.status_code == 200
    assert names(page) == ["Rooms"]
    assert [crumb.label for crumb in page.context["crumbs"]] == ["Shared items"]
    assert [node.row.name for node in page.context["tree"].nodes] == ["Level 2"]
    assert "Secret plans" not in page.content.decode()
    assert str(plans.id) not in page.content.decode()


def test_d20_a_subcontractor_is_led_to_the_shared_folder(firm: Firm, sign_in: SignIn) -> None:
    """And learns no more there than before: what they don't see is not found."""
    plans = make_folder(firm.project.library_id, "Secret plans")
    level = make_folder(plans.id, "Level 2")
    control(firm, level, "sub")
    client = sign_in("sub")
    answer = client.get(folder_url(firm, level))
    assert (answer.status_code, answer["Location"]) == (
        303,
        f"/northgate/shared/folders/{level.id}",
    )
    assert client.get(answer["Location"]).status_code == 200
    for address in (root_url(firm), folder_url(firm, plans)):
        assert client.get(address).status_code == 404
    elsewhere = folder_url(firm, level).replace(str(firm.project.id), str(uuid.uuid4()))
    assert client.get(elsewhere).status_code == 404


def test_hidden_folders_are_in_neither_tree_nor_list(firm: Firm, sign_in: SignIn) -> None:
    """L10: also not as the little triangle of the folder that they lie in."""
    plans = make_folder(firm.project.library_id, "Plans")
    hidden = make_folder(plans.id, "Hidden")
    control(firm, hidden, "office")
    for name, there in {"office": True, "admin": True, "viewer": False, "watcher": False}.items():
        client = sign_in(name)
        page = client.get(root_url(firm))
        node = page.context["tree"].nodes[0].nodes[0]
        assert node.leaf is not there, name
        branch = f"/northgate/libraries/{firm.project.library_id}/tree"
        below = client.get(f"{branch}?folder={plans.id}")
        assert ("Hidden" in below.content.decode()) is there, name
        inside = client.get(f"{branch}?folder={hidden.id}")
        assert (inside.status_code == 200) is there, name
        assert ("Hidden" in client.get(folder_url(firm, plans)).content.decode()) is there, name
    control(firm, plans, "office")
    kept = sign_in("viewer").get(f"{branch}?open={plans.id}&open={hidden.id}")
    assert "Hidden" not in kept.content.decode()
    assert "Plans" not in kept.content.decode()


def test_a_folder_is_opened_only_below_its_own_project(firm: Firm, sign_in: SignIn) -> None:
    in_job = make_folder(firm.job.library_id, "In a job")
    client = sign_in("admin")
    assert client.get(folder_url(firm, in_job)).status_code == 404
    assert client.get(folder_url(firm, firm.files["project.pdf"])).status_code == 404
    library = f"/northgate/libraries/{firm.project.library_id}"
    assert client.get(f"{library}/tree?folder={in_job.id}").status_code == 404
    assert client.get(f"/northgate/libraries/{firm.job.library_id}/tree").status_code == 404


def test_rows_show_lock_version_and_marks(firm: Firm, sign_in: SignIn) -> None:
    root = firm.project.library_id
    locked = make_file(root, "locked.pdf", PDF + b"l")
    control(firm, locked, "office")
    make_file(root, "private.pdf", PDF + b"c", confidential=True)
    page = sign_in("office").get(root_url(firm)).content.decode()
    assert f"/northgate/items/{locked.id}/viewers" in page
    assert page.count("data-viewers=") == 1
    assert 'aria-label="Confidential"' in page


def test_the_view_is_kept(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("office")
    assert client.get(f"{root_url(firm)}?view=grid").context["documents"].view == "grid"
    assert client.get(root_url(firm)).context["documents"].view == "grid"
    client.get(f"{root_url(firm)}?view=list")
    assert client.get(root_url(firm)).context["documents"].view == "list"
