"""The addresses of customers, contacts, projects with their members, jobs and quotes."""

from django.urls import URLPattern, path

from strongroom.interfaces.office.records import (
    contacts,
    customer_field,
    customers,
    job_forms,
    jobs,
    project_members,
    projects,
)
from strongroom.work.api import NUMBERED, NumberedKind


def _of_kind(kind: NumberedKind) -> list[URLPattern]:
    """Return the pages of one kind."""
    of_kind = {"kind": kind}
    one = f"{kind.many}/<uuid:record_id>"
    return [
        path(kind.many, jobs.listing, of_kind, name=kind.many),
        path(f"{kind.many}/new", job_forms.new, of_kind, name=f"{kind.one}-new"),
        path(one, jobs.card, of_kind, name=kind.one),
        path(f"{one}/edit", job_forms.edit, of_kind, name=f"{kind.one}-edit"),
    ]


_CUSTOMER = "customers/<uuid:customer_id>"
_CONTACT = "contacts/<uuid:contact_id>"
_PROJECT = "projects/<uuid:project_id>"
_MEMBERS = f"{_PROJECT}/members"

urlpatterns: list[URLPattern] = [
    *(page for kind in NUMBERED for page in _of_kind(kind)),
    path("customers", customers.listing, name="customers"),
    path("customers/new", customers.new, name="customer-new"),
    path("customers/options", customer_field.options, name="customer-options"),
    path(_CUSTOMER, customers.card, {"tab": "records"}, name="customer"),
    path(f"{_CUSTOMER}/contacts", customers.card, {"tab": "contacts"}, name="customer-contacts"),
    path(f"{_CUSTOMER}/documents", customers.card, {"tab": "documents"}, name="customer-documents"),
    path(f"{_CUSTOMER}/edit", customers.edit, name="customer-edit"),
    path(f"{_CUSTOMER}/contacts/new", contacts.new, name="contact-new"),
    path(f"{_CONTACT}/edit", contacts.edit, name="contact-edit"),
    path(f"{_CONTACT}/invite", contacts.invite, name="contact-invite"),
    path(f"{_CONTACT}/withdraw", contacts.withdraw, name="contact-withdraw"),
    path(f"{_CONTACT}/reset-login", contacts.reset, name="contact-reset"),
    path("projects", projects.listing, name="projects"),
    path("projects/new", projects.new, name="project-new"),
    path(f"{_PROJECT}/edit", projects.edit, name="project-edit"),
    path(_MEMBERS, project_members.members, name="project-members"),
    path(f"{_MEMBERS}/<uuid:seat_id>/remove", project_members.remove, name="project-member-remove"),
]
