"""The addresses of jobs, quotes and their like on the phone."""

from django.urls import URLPattern, path

from strongroom.interfaces.mobile.records import jobs
from strongroom.interfaces.mobile.records.sections import SECTIONS, Section


def _of(section: Section) -> list[URLPattern]:
    """Return the pages of one kind."""
    given = {"section": section}
    return [
        path(section.key, jobs.listing, given, name=section.key),
        path(f"{section.key}/<uuid:record_id>", jobs.card, given, name=section.of.one),
    ]


urlpatterns: list[URLPattern] = [page for section in SECTIONS for page in _of(section)]
