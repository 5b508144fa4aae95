"""The addresses of jobs and quotes on the phone."""

from django.urls import URLPattern, path

from strongroom.interfaces.mobile.records import jobs

urlpatterns: list[URLPattern] = [
    path("jobs", jobs.jobs, name="jobs"),
    path("jobs/<uuid:job_id>", jobs.job, name="job"),
    path("quotes", jobs.quotes, name="quotes"),
    path("quotes/<uuid:quote_id>", jobs.quote, name="quote"),
]
