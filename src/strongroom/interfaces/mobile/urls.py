"""The addresses of the mobile surface, below `/ACCOUNT/m/`."""

from django.urls import path
from django.views.generic import RedirectView

from strongroom.access.api import Surface
from strongroom.interfaces.common.documents import urls
from strongroom.interfaces.mobile import documents, me
from strongroom.interfaces.mobile.licences.urls import urlpatterns as licences
from strongroom.interfaces.mobile.records.urls import urlpatterns as records

app_name = "mobile"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="mobile:jobs"), name="home"),
    *records,
    path("documents", documents.home, name="documents"),
    path("documents/shared", documents.shared, name="shared"),
    path("documents/favourites", documents.favourites, name="favourites"),
    path("documents/recent", documents.recent, name="recent"),
    path("documents/new", documents.newest, name="newest"),
    path("documents/archive", documents.archive, name="documents-several-archive"),
    path("documents/folders/<uuid:item_id>", documents.folder, name="documents-folder"),
    *licences,
    path("me", me.me, name="me"),
    *urls.of_surface(Surface.MOBILE),
]
