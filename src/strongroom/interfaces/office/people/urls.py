"""The addresses of users and roles."""

from django.urls import URLPattern, path

from strongroom.interfaces.office.people import activation, roles, user_forms, user_logins, users

_USER = "admin/users/<uuid:member_id>"
_ROLE = "admin/roles/<uuid:role_id>"

urlpatterns: list[URLPattern] = [
    path("admin/users", users.listing, name="users"),
    path("admin/users/new", user_forms.new, name="user-new"),
    path(_USER, users.view, name="user"),
    path(f"{_USER}/edit", user_forms.edit, name="user-edit"),
    path(f"{_USER}/mobile", users.mobile, name="user-mobile"),
    path(f"{_USER}/deactivate", activation.deactivate, name="user-deactivate"),
    path(f"{_USER}/reset-login", user_logins.reset, name="user-reset"),
    path(f"{_USER}/activate", activation.activate, name="user-activate"),
    path(f"{_USER}/invite", user_logins.invite, name="user-invite"),
    path(f"{_USER}/withdraw", user_logins.withdraw, name="user-withdraw"),
    path("admin/roles", roles.listing, name="roles"),
    path("admin/roles/new", roles.new, name="role-new"),
    path(_ROLE, roles.edit, name="role-edit"),
    path(f"{_ROLE}/delete", roles.delete, name="role-delete"),
]
