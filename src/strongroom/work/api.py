"""The public face of `work`: customers, contacts, projects, jobs and quotes."""

from strongroom.work.choices import assignable_members
from strongroom.work.contacts import create_contact, get_contact, list_contacts, update_contact
from strongroom.work.customers import (
    create_customer,
    get_customer,
    list_customers,
    update_customer,
)
from strongroom.work.described import RecordKind
from strongroom.work.inviting import (
    contact_invitation_address,
    invite_contact,
    require_contact_reset,
    reset_contact_login,
    who_sees_contact_address,
    withdraw_access,
)
from strongroom.work.kinds import JOBS, NUMBERED, QUOTES, all_numbered
from strongroom.work.named import CUSTOMERS, KINDS, PROJECTS
from strongroom.work.numbered import NumberedKind
from strongroom.work.portal_modules import (
    PORTAL_MODULES,
    PORTAL_SWITCHES,
    PortalSwitches,
    get_portal_modules,
    put_portal_modules,
    shown_modules,
)
from strongroom.work.project_members import (
    RoleChoice,
    Team,
    add_project_member,
    find_for_project,
    list_project_members,
    project_team,
    remove_project_member,
)
from strongroom.work.projects import (
    create_project,
    get_project,
    list_projects,
    project_at,
    project_holding,
    sees_projects,
    update_project,
)
from strongroom.work.rows import (
    UNSET,
    Assignable,
    ContactRow,
    CustomerRow,
    JobRow,
    ProjectMemberRow,
    ProjectRow,
    QuoteRow,
    Unset,
)

__all__ = [
    "CUSTOMERS",
    "JOBS",
    "KINDS",
    "NUMBERED",
    "PORTAL_MODULES",
    "PORTAL_SWITCHES",
    "PROJECTS",
    "QUOTES",
    "UNSET",
    "Assignable",
    "ContactRow",
    "CustomerRow",
    "JobRow",
    "NumberedKind",
    "PortalSwitches",
    "ProjectMemberRow",
    "ProjectRow",
    "QuoteRow",
    "RecordKind",
    "RoleChoice",
    "Team",
    "Unset",
    "add_project_member",
    "all_numbered",
    "assignable_members",
    "contact_invitation_address",
    "create_contact",
    "create_customer",
    "create_project",
    "find_for_project",
    "get_contact",
    "get_customer",
    "get_portal_modules",
    "get_project",
    "invite_contact",
    "list_contacts",
    "list_customers",
    "list_project_members",
    "list_projects",
    "project_at",
    "project_holding",
    "project_team",
    "put_portal_modules",
    "remove_project_member",
    "require_contact_reset",
    "reset_contact_login",
    "sees_projects",
    "shown_modules",
    "update_contact",
    "update_customer",
    "update_project",
    "who_sees_contact_address",
    "withdraw_access",
]
