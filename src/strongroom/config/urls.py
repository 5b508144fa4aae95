"""All addresses of the installation, in the order in which they are tried."""

from django.urls import URLPattern, URLResolver, include, path

from strongroom.interfaces.common.answers import errors, health, logo

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.health, name="health"),
    path("healthz/worker", health.worker_health, name="worker-health"),
    path("api/", include("strongroom.interfaces.rest.urls")),
    path("l/", include("strongroom.interfaces.links.urls")),
    path("calendar/", include("strongroom.interfaces.common.licences.calendars")),
    path("", include("strongroom.interfaces.common.signing.urls")),
    path("<slug:account>/logo/<slug:tag>.webp", logo.logo, name="logo"),
    path("<slug:account>/m/", include("strongroom.interfaces.mobile.urls")),
    path("<slug:account>/portal/", include("strongroom.interfaces.portal.urls")),
    path("<slug:account>/", include("strongroom.interfaces.office.urls")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
