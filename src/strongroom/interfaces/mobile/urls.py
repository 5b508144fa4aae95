"""The addresses of the mobile surface, below `/ACCOUNT/m/`."""

from django.urls import path
from django.views.generic import RedirectView

from strongroom.access.api import Surface
from strongroom.interfaces.common import documents
from strongroom.interfaces.mobile import documents as files
from strongroom.interfaces.mobile import licences, licences_calendar, licences_renew, me, records

app_name = "mobile"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="mobile:jobs"), name="home"),
    path("jobs", records.jobs, name="jobs"),
    path("jobs/<uuid:job_id>", records.job, name="job"),
    path("quotes", records.quotes, name="quotes"),
    path("quotes/<uuid:quote_id>", records.quote, name="quote"),
    path("documents", files.home, name="documents"),
    path("documents/archive", files.archive, name="documents-shared-archive"),
    path("documents/folders/<uuid:item_id>", files.folder, name="documents-folder"),
    path("licences", licences.own, name="licences"),
    path("licences/calendar", licences_calendar.calendar, name="licences-calendar"),
    path(
        "licences/calendar/<uuid:feed_id>/revoke",
        licences_calendar.revoke,
        name="licences-calendar-revoke",
    ),
    path("licences/<uuid:licence_id>", licences.page, name="licence"),
    path("licences/<uuid:licence_id>/renew", licences_renew.renew, name="licence-renew"),
    path(
        "licences/renewals/<uuid:renewal_id>/withdraw",
        licences_renew.withdraw,
        name="renewal-withdraw",
    ),
    path("me", me.me, name="me"),
    *documents.urls(Surface.MOBILE),
]
