"""The address of the office's first page."""

from django.urls import URLPattern, path

from strongroom.interfaces.office.dashboard import page

urlpatterns: list[URLPattern] = [
    path("", page.page, name="home"),
]
