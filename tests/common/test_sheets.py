"""The style sheets: how much a page loads, and that pages and sheets know the same classes."""

import class_names
import pytest
from built_sheets import all_sheets, loaded_by, manifest
from django.test import Client

LIMIT = 130_000
"""Bytes of all sheets together, unpacked."""
PAGE_LIMIT = 40_000
"""Bytes for whoever comes once, on a phone: the sign-in; link pages: tests/links/test_link_budgets.py."""
LIBRARIES = ("pswp", "htmx-request")
"""Classes that PhotoSwipe and htmx give."""
WITHOUT_LOOK = {"sr-form"}
"""Names that tell a reader of the page what a thing is, and have no look of their own."""


def test_all_sheets_together_stay_small():
    assert 0 < sum(sheet.stat().st_size for sheet in all_sheets()) < LIMIT


def test_the_script_of_all_pages_brings_no_sheet():
    """A sheet that `main.js` imported would be on no page: the frames name theirs."""
    built = manifest()
    chunks = [built["main.js"], *(built[key] for key in built["main.js"].get("imports", []))]
    assert not [chunk["css"] for chunk in chunks if chunk.get("css")]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/sign-in", "/nothing/here"])
def test_whoever_is_not_signed_in_loads_little(address):
    assert 0 < loaded_by(Client().get(address).content.decode()) < PAGE_LIMIT


def test_every_class_is_known_to_a_sheet_or_a_script():
    """A class that nothing knows is a slip of the pen, or was left behind when its rule went."""
    known = class_names.in_sheets() | class_names.looked_for_by_scripts()
    assert not class_names.in_templates() - known - WITHOUT_LOOK
    assert not class_names.given_by_scripts() - known


def test_every_class_of_a_sheet_is_used():
    left = {name for name in class_names.in_sheets() if not name.startswith(LIBRARIES)}
    assert not {name for name in left if not class_names.is_used(name)}


def test_a_page_links_the_sheets_of_its_classes():
    """What is styled at all is styled on each page that uses it."""
    assert len(class_names.pages()) > 50
    for name in class_names.pages():
        used = class_names.in_templates(class_names.reached_from(name)) & class_names.in_sheets()
        assert used
        assert not used - class_names.styled_on(name), name
