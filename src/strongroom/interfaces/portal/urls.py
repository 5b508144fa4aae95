"""The addresses of the customer portal, below `/ACCOUNT/portal/`; signing in is `common`'s."""

from django.urls import path

from strongroom.access.api import Surface
from strongroom.interfaces.common.documents import urls
from strongroom.interfaces.portal import home, records
from strongroom.interfaces.portal.documents import section

app_name = "portal"

READING = {"item-content", "item-preview"}
"""Of the addresses that the surfaces share, those that only read: no other exists in the portal."""

urlpatterns = [
    path("", home.home, name="home"),
    path("jobs", home.jobs, name="jobs"),
    path("jobs/<uuid:job_id>", records.job, name="job"),
    path("jobs/<uuid:job_id>/archive", records.job_archive, name="job-archive"),
    path("quotes", home.quotes, name="quotes"),
    path("quotes/<uuid:quote_id>", records.quote, name="quote"),
    path("quotes/<uuid:quote_id>/archive", records.quote_archive, name="quote-archive"),
    path("documents", section.shared, name="documents"),
    path("folders/<uuid:item_id>", section.folder, name="folder"),
    path("archive", section.archive, name="archive"),
    *(route for route in urls.of_surface(Surface.PORTAL) if route.name in READING),
]
