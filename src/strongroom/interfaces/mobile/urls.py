"""The addresses of the mobile surface, below `/ACCOUNT/m/`."""

from django.urls import path
from django.views.generic import RedirectView

from strongroom.access.api import Surface
from strongroom.interfaces.common import documents
from strongroom.interfaces.mobile import documents as files
from strongroom.interfaces.mobile import me, records

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
    path("me", me.me, name="me"),
    *documents.urls(Surface.MOBILE),
]
