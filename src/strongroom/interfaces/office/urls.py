"""The addresses of the office surface, below `/ACCOUNT/`."""

from django.urls import URLPattern, URLResolver, path

from strongroom.access.api import Surface
from strongroom.interfaces.common import documents
from strongroom.interfaces.office import (
    contacts,
    customers,
    dashboard,
    defaults,
    explorer,
    explorer_changes,
    explorer_tree,
    firm,
    licences_urls,
    panel_urls,
    plan,
    portal_settings,
    project_members,
    projects,
    record_forms,
    records,
    register,
    register_changes,
    register_export,
    roles,
    shared,
    sharing_settings,
    sharing_urls,
    trash,
    user_activity,
    users,
)
from strongroom.interfaces.office.kinds import JOBS, QUOTES, Kind

app_name = "office"


def _records(kind: Kind) -> list[URLPattern]:
    """Return the pages of jobs or of quotes."""
    of_kind = {"kind": kind}
    one = f"{kind.many}/<uuid:record_id>"
    return [
        path(kind.many, records.listing, of_kind, name=kind.many),
        path(f"{kind.many}/new", record_forms.new, of_kind, name=f"{kind.one}-new"),
        path(one, records.card, of_kind, name=kind.one),
        path(f"{one}/edit", record_forms.edit, of_kind, name=f"{kind.one}-edit"),
    ]


_CUSTOMER = "customers/<uuid:customer_id>"
_PROJECT = "projects/<uuid:project_id>"
_LIBRARY = "libraries/<uuid:library_id>"
_TRASH = "libraries/<uuid:library_id>/trash"
_USER = "admin/users/<uuid:member_id>"
_ROLE = "admin/roles/<uuid:role_id>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", dashboard.page, name="home"),
    *_records(JOBS),
    *_records(QUOTES),
    path("customers", customers.listing, name="customers"),
    path("customers/new", customers.new, name="customer-new"),
    path("customers/options", record_forms.customer_options, name="customer-options"),
    path(_CUSTOMER, customers.card, {"tab": "records"}, name="customer"),
    path(f"{_CUSTOMER}/contacts", customers.card, {"tab": "contacts"}, name="customer-contacts"),
    path(f"{_CUSTOMER}/documents", customers.card, {"tab": "documents"}, name="customer-documents"),
    path(f"{_CUSTOMER}/edit", customers.edit, name="customer-edit"),
    path(f"{_CUSTOMER}/contacts/new", contacts.new, name="contact-new"),
    path("contacts/<uuid:contact_id>/edit", contacts.edit, name="contact-edit"),
    path("contacts/<uuid:contact_id>/invite", contacts.invite, name="contact-invite"),
    path("contacts/<uuid:contact_id>/withdraw", contacts.withdraw, name="contact-withdraw"),
    path("contacts/<uuid:contact_id>/reset-login", contacts.reset, name="contact-reset"),
    path("projects", projects.listing, name="projects"),
    path("projects/new", projects.new, name="project-new"),
    path(_PROJECT, explorer.project, name="project"),
    path(f"{_PROJECT}/edit", projects.edit, name="project-edit"),
    path(f"{_PROJECT}/documents", explorer.root, name="project-documents"),
    path(f"{_PROJECT}/folders/<uuid:item_id>", explorer.folder, name="project-folder"),
    path(f"{_PROJECT}/members", project_members.members, name="project-members"),
    path(
        f"{_PROJECT}/members/<uuid:seat_id>/remove",
        project_members.remove,
        name="project-member-remove",
    ),
    path("shared", shared.items, name="shared"),
    path("shared/archive", shared.archive, name="shared-archive"),
    path("shared/folders/<uuid:item_id>", shared.folder, name="shared-folder"),
    path(f"{_LIBRARY}/tree", explorer_tree.library_tree, name="library-tree"),
    path(f"{_LIBRARY}/targets", explorer_tree.targets, name="library-targets"),
    path(f"{_LIBRARY}/folders", explorer_changes.new_folder, name="library-folders"),
    path(f"{_LIBRARY}/structure", explorer_changes.structure, name="library-structure"),
    path(f"{_LIBRARY}/move", explorer_changes.move, name="library-move"),
    path(f"{_LIBRARY}/copy", explorer_changes.copy, name="library-copy"),
    path(f"{_LIBRARY}/favourites", explorer_changes.favourites, name="library-favourites"),
    path(_TRASH, trash.listing, name="library-trash"),
    path(f"{_TRASH}/restore", trash.restore, name="library-trash-restore"),
    path(f"{_TRASH}/purge", trash.purge, name="library-trash-purge"),
    path("admin/users", users.listing, name="users"),
    path("admin/users/new", users.new, name="user-new"),
    path(_USER, users.view, name="user"),
    path(f"{_USER}/edit", users.edit, name="user-edit"),
    path(f"{_USER}/mobile", users.mobile, name="user-mobile"),
    path(f"{_USER}/deactivate", user_activity.deactivate, name="user-deactivate"),
    path(f"{_USER}/reset-login", users.reset, name="user-reset"),
    path(f"{_USER}/activate", user_activity.activate, name="user-activate"),
    path(f"{_USER}/invite", users.invite, name="user-invite"),
    path(f"{_USER}/withdraw", users.withdraw, name="user-withdraw"),
    path("admin/shares", register.listing, name="shares"),
    path("admin/shares/cancel", register_changes.cancel, name="shares-cancel"),
    path("admin/shares/export", register_export.export, name="shares-export"),
    path(
        "admin/shares/<uuid:share_id>/takeover", register_changes.take_over, name="share-takeover"
    ),
    path("admin/sharing", sharing_settings.settings, name="sharing-settings"),
    path("admin/portal", portal_settings.settings, name="portal-settings"),
    *licences_urls.urlpatterns,
    path("admin/defaults", defaults.page, name="defaults"),
    path("admin/firm", firm.firm, name="firm"),
    path("admin/plan", plan.plan, name="plan"),
    path("admin/roles", roles.listing, name="roles"),
    path("admin/roles/new", roles.new, name="role-new"),
    path(_ROLE, roles.edit, name="role-edit"),
    path(f"{_ROLE}/delete", roles.delete, name="role-delete"),
    *panel_urls.urlpatterns,
    *sharing_urls.urlpatterns,
    *documents.urls(Surface.OFFICE),
]
