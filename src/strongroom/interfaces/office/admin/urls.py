"""The addresses of the firm's own settings."""

from django.urls import URLPattern, path

from strongroom.interfaces.office.admin import (
    defaults,
    firm,
    mail,
    plan,
    portal_settings,
    sharing_settings,
)

urlpatterns: list[URLPattern] = [
    path("admin/sharing", sharing_settings.settings, name="sharing-settings"),
    path("admin/portal", portal_settings.settings, name="portal-settings"),
    path("admin/defaults", defaults.page, name="defaults"),
    path("admin/firm", firm.firm, name="firm"),
    path("admin/mail", mail.page, name="mail"),
    path("admin/mail/try", mail.try_now, name="mail-try"),
    path("admin/mail/test", mail.test, name="mail-test"),
    path("admin/plan", plan.plan, name="plan"),
]
