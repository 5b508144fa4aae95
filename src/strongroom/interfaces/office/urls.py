"""The addresses of the office surface, below `/ACCOUNT/`: those of its rooms, and the documents' own."""

from django.urls import URLPattern, URLResolver

from strongroom.access.api import Surface
from strongroom.interfaces.common.documents import urls
from strongroom.interfaces.office.admin.urls import urlpatterns as admin
from strongroom.interfaces.office.approvals.urls import urlpatterns as approvals
from strongroom.interfaces.office.dashboard.urls import urlpatterns as dashboard
from strongroom.interfaces.office.drawer.urls import urlpatterns as drawer
from strongroom.interfaces.office.explorer.urls import urlpatterns as explorer
from strongroom.interfaces.office.licences.urls import urlpatterns as licences
from strongroom.interfaces.office.people.urls import urlpatterns as people
from strongroom.interfaces.office.records.urls import urlpatterns as records
from strongroom.interfaces.office.register.urls import urlpatterns as register
from strongroom.interfaces.office.sharing.urls import urlpatterns as sharing

app_name = "office"

urlpatterns: list[URLPattern | URLResolver] = [
    *dashboard,
    *records,
    *explorer,
    *people,
    *register,
    *licences,
    *admin,
    *drawer,
    *approvals,
    *sharing,
    *urls.of_surface(Surface.OFFICE),
]
