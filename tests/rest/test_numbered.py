"""A further kind of numbered record has its schemas and addresses without a line of its own."""

import dataclasses

import pytest
from pydantic import ValidationError

from strongroom.interfaces.mobile.records import urls as on_phone
from strongroom.interfaces.mobile.records.sections import Section
from strongroom.interfaces.rest.records.numbered import numbered
from strongroom.work.api import JOBS, QUOTES, NumberedKind

CUSTOMER = "0198a9a0-0000-7000-8000-000000000000"


def inspection(like: NumberedKind) -> NumberedKind:
    return dataclasses.replace(like, one="inspection", many="inspections")


def test_its_schemas_are_called_by_its_name():
    made = numbered(inspection(QUOTES))
    assert made.changes
    assert made.to_contact
    named = [
        made.shown,
        made.to_contact,
        made.lists.answer,
        made.makes.takes,
        made.changes.takes,
    ]
    assert [schema.__name__ for schema in named] == [
        "Inspection",
        "ContactInspection",
        "InspectionList",
        "InspectionNew",
        "InspectionChange",
    ]
    assert made.makes.says == "Make an inspection with its library; the assigned get access to it."


@pytest.mark.parametrize(("like", "there"), [(JOBS, True), (QUOTES, False)])
def test_it_has_a_day_and_licences_only_where_its_kind_says_so(like, there):
    made = numbered(inspection(like))
    assert made.changes
    assert ("scheduled_on" in made.shown.model_fields) is there
    for schema in (made.makes.takes, made.changes.takes):
        assert ({"scheduled_on", "reason"} <= set(schema.model_fields)) is there


def test_a_status_of_another_kind_and_a_field_that_is_none_are_refused_by_name():
    takes = numbered(inspection(QUOTES)).makes.takes
    sent = {"title": "Roof", "customer_id": CUSTOMER}
    assert takes.model_validate(sent).values()["status"] == "draft"
    for more in ({"status": "planned"}, {"scheduled_on": "2026-11-30"}):
        with pytest.raises(ValidationError) as refused:
            takes.model_validate({**sent, **more})
        assert [error["loc"] for error in refused.value.errors()] == [tuple(more)]


def test_it_has_its_pages_on_the_phone():
    pages = on_phone._of(Section(inspection(JOBS)))
    assert [(page.name, str(page.pattern)) for page in pages] == [
        ("inspections", "inspections"),
        ("inspection", "inspections/<uuid:record_id>"),
    ]
