"""The shared templates: what stands in every page, and what may not (the content policy)."""

import datetime as dt
import json
import re
import uuid
from pathlib import Path

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from strongroom.access.api import Action
from strongroom.documents.rows import ItemRow
from strongroom.interfaces.common.documents.document_list import (
    Columns,
    DocumentList,
    May,
    Urls,
    Words,
)
from strongroom.interfaces.common.words.icons import AT_WORK, ICONS
from strongroom.interfaces.kit import assets, formats
from strongroom.interfaces.kit.flash import Flash, Undo
from strongroom.work.api import KINDS

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / "src" / "strongroom"
TEMPLATES = PYTHON / "templates"
PAGES = sorted(path for path in TEMPLATES.rglob("*.html") if path.parent != TEMPLATES / "mail")
"""A mail is read where no policy of ours holds, and brings its styles along."""
FRONTEND = ROOT / "frontend"


def item(name, **given):
    values = {
        "id": uuid.uuid4(),
        "account_id": uuid.uuid4(),
        "library_id": uuid.uuid4(),
        "parent_id": None,
        "is_file": True,
        "name": name,
        "size": 1_500_000,
        "content_type": "image/jpeg",
        "sha256": "0" * 64,
        "version": 1,
        "blob_id": uuid.uuid4(),
        "confidential": False,
        "viewable_in_portal": False,
        "access_controlled": False,
        "access_inherited": False,
        "tags": (),
        "may": frozenset({Action.VIEW, Action.DOWNLOAD}),
        "created_at": dt.datetime(2026, 6, 13, 15, 0, tzinfo=dt.UTC),
        "created_by": None,
        "created_by_name": "Olive Office",
        "updated_at": dt.datetime(2026, 6, 13, 15, 0, tzinfo=dt.UTC),
    }
    return ItemRow(**(values | given))


EVERYTHING = May(archive=True, share=True, confidential=True, rename=True, delete=True)


def list_of(rows, **given):
    values = {
        "usual": frozenset(),
        "urls": Urls(
            list="/demo/jobs/1", items="/demo/items/", archive="/demo/z", actions="/demo/a"
        ),
        "may": EVERYTHING,
        "columns": Columns(added=True, portal=True, confidential=True),
        "words": Words("Attachments", "No attachments yet", "What is added here will be listed."),
        "count_text": str(len(rows)),
        "marks": True,
    }
    return DocumentList(rows, **(values | given))


def listed(*rows, **given):
    context = {"documents": list_of(rows, **given)}
    return render_to_string("components/documents/list.html", context, RequestFactory().get("/"))


def test_a4_both_columns_say_the_full_word_to_a_screen_reader():
    page = listed(item("a.jpg", viewable_in_portal=True))

    assert "Customer view: yes" in page
    assert "Confidential: no" in page


def test_a5_an_image_opens_and_a_document_downloads():
    page = listed(item("a.jpg"), item("b.pdf", content_type="application/pdf"))
    picture, document = re.findall(r'<a class="sr-name"[^>]*>', page)

    assert "data-picture" in picture
    assert "download" not in picture
    assert "data-picture" not in document
    assert "download" in document


def test_a3_what_could_not_be_drawn_has_its_icon_and_downloads():
    """Nor is its picture asked for; a drawing that no decoder reads is the same."""
    page = listed(
        item("broken.jpg", unpictured=True),
        item("broken.pdf", content_type="application/pdf", unpictured=True),
        item("plan.dwg", content_type="image/vnd.dwg"),
    )
    assert "data-preview" not in page
    assert "data-picture" not in page
    assert len(re.findall(r'<a class="sr-name"[^>]*\bdownload\b', page)) == 3


def test_a7_columns_that_a_surface_does_not_have_are_not_in_the_page():
    page = listed(item("a.jpg", confidential=True), columns=Columns())

    assert "Confidential:" not in page
    assert "Customer view:" not in page


def test_a_name_with_markup_in_it_stays_a_name():
    page = listed(item('<img src=x onerror="alert(1)">.jpg'))

    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_who_may_do_nothing_gets_no_boxes_and_no_menu():
    page = listed(item("a.jpg"), may=May())

    assert 'type="checkbox"' not in page
    assert "data-row-menu" not in page


def test_an_answer_to_htmx_brings_its_notice_with_undo():
    flash = Flash("Gone.", undo=Undo("/undo", [("action", "restore")]))
    context = {"documents": list_of([]), "fragment": True, "flashes": [flash]}
    page = render_to_string("components/documents/list.html", context, RequestFactory().get("/"))

    assert 'hx-swap-oob="beforeend:#toasts"' in page
    assert 'action="/undo"' in page
    assert 'name="csrfmiddlewaretoken" value=""' not in page


@pytest.mark.parametrize("template", PAGES, ids=lambda path: path.name)
def test_no_template_needs_an_exception_from_the_content_policy(template):
    text = re.sub(
        r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", template.read_text(), flags=re.DOTALL
    )

    assert not re.search(
        r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|hx-on|javascript:", text
    )


def test_every_icon_that_is_named_is_in_the_sprite():
    known = {"mark", *json.loads((FRONTEND / "icons.json").read_text())}
    templates = "".join(path.read_text() for path in TEMPLATES.rglob("*.html"))
    scripts = "".join(
        path.read_text()
        for folder in ("behaviours", "lib")
        for path in (FRONTEND / folder).rglob("*.js")
    )
    used = set(re.findall(r'{% icon "([\w-]+)"', templates))
    used |= set(re.findall(r'\bicon(?:=|\|default:)"([\w-]+)"', templates))
    used |= set(re.findall(r'icon\("([\w-]+)"\)', scripts))
    for path in PYTHON.rglob("*.py"):
        used |= set(re.findall(r'\bicon(?:: str)? ?= ?"([\w-]+)"', path.read_text()))
    used |= {*ICONS.values(), *AT_WORK.values(), *(kind.icon for kind in KINDS)}
    used |= {
        formats.type_icon(kind) for kind in (*formats._ICONS, "image/x", "video/x", "audio/x", "")
    }

    assert used
    assert used <= known


def test_the_lock_file_names_no_registry():
    lock = json.loads((FRONTEND / "package-lock.json").read_text())

    assert len(lock["packages"]) > 10
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]


def test_an_entry_brings_its_imports_once(tmp_path, monkeypatch):
    manifest = {
        "main.js": {"file": "main-1.js", "imports": ["_a.js", "_b.js"]},
        "_a.js": {"file": "a-1.js", "imports": ["_b.js"]},
        "_b.js": {"file": "b-1.js"},
    }
    file = tmp_path / "manifest.json"
    file.write_text(json.dumps(manifest))
    monkeypatch.setattr(assets, "MANIFEST", file)

    parts = assets.entry("main.js")

    assert parts.scripts == ("/static/built/main-1.js",)
    assert parts.preloads == ("/static/built/b-1.js", "/static/built/a-1.js")


def test_sheets_are_linked_in_the_order_that_the_page_names(tmp_path, monkeypatch):
    file = tmp_path / "manifest.json"
    built = {f"sheets/{name}.css": {"file": f"{name}-1.css"} for name in ("base", "office")}
    file.write_text(json.dumps(built))
    monkeypatch.setattr(assets, "MANIFEST", file)

    page = Template('{% load strongroom %}{% sheets "base" "office" %}').render(Context())

    assert re.findall(r'href="([^"]+)"', page) == [
        "/static/built/base-1.css",
        "/static/built/office-1.css",
    ]


def test_pages_come_without_styles_when_nothing_was_built(tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "MANIFEST", tmp_path / "manifest.json")

    page = Template(
        '{% load strongroom %}{% vite "main.js" %}{% sheets "base" %}{% icon "lock" label="Locked" %}'
    )

    assert "<link" not in page.render(Context())
    assert "<script" not in page.render(Context())
    assert 'aria-label="Locked"' in page.render(Context())
