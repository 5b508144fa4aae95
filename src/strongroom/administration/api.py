"""The public face of `administration`: members, roles, plan, firm, invitations, tokens, logins, seats."""

from strongroom.administration.accepting import (
    LOGIN_EXISTS,
    Accepted,
    accept_as_known,
    accept_as_new,
    find_invited,
    invitation_to_render,
)
from strongroom.administration.entry_changes import follow_entries
from strongroom.administration.firm import (
    LOGO_BYTES,
    Firm,
    get_firm,
    put_logo,
    remove_logo,
    update_firm,
)
from strongroom.administration.hooks import Assigning
from strongroom.administration.invitation_marks import mark
from strongroom.administration.invitations import (
    invite_member,
    member_invitation_address,
    member_invitations,
    who_sees_member_address,
    withdraw_member_invitation,
)
from strongroom.administration.licence_holders import follow_licences, require_licence_holder
from strongroom.administration.member_changes import (
    activate_member,
    deactivate_member,
    update_member,
)
from strongroom.administration.members import MemberRow, add_member, get_member, list_members
from strongroom.administration.plan import PlanState, get_plan, set_plan
from strongroom.administration.resetting import (
    require_member_reset,
    require_reset,
    reset_by_mailbox,
    reset_here,
    reset_login,
    reset_member_login,
)
from strongroom.administration.roles import (
    RoleRow,
    create_role,
    delete_role,
    get_role,
    list_roles,
    roles_to_give,
    update_role,
    users_of_role,
)
from strongroom.administration.seats import assign, assigned_to, give_role, take_roles
from strongroom.administration.tokens import (
    create_token,
    list_tokens,
    revoke_of_person,
    revoke_token,
    tokens_of_person,
)

__all__ = [
    "LOGIN_EXISTS",
    "LOGO_BYTES",
    "Accepted",
    "Assigning",
    "Firm",
    "MemberRow",
    "PlanState",
    "RoleRow",
    "accept_as_known",
    "accept_as_new",
    "activate_member",
    "add_member",
    "assign",
    "assigned_to",
    "create_role",
    "create_token",
    "deactivate_member",
    "delete_role",
    "find_invited",
    "follow_entries",
    "follow_licences",
    "get_firm",
    "get_member",
    "get_plan",
    "get_role",
    "give_role",
    "invitation_to_render",
    "invite_member",
    "list_members",
    "list_roles",
    "list_tokens",
    "mark",
    "member_invitation_address",
    "member_invitations",
    "put_logo",
    "remove_logo",
    "require_licence_holder",
    "require_member_reset",
    "require_reset",
    "reset_by_mailbox",
    "reset_here",
    "reset_login",
    "reset_member_login",
    "revoke_of_person",
    "revoke_token",
    "roles_to_give",
    "set_plan",
    "take_roles",
    "tokens_of_person",
    "update_firm",
    "update_member",
    "update_role",
    "users_of_role",
    "who_sees_member_address",
    "withdraw_member_invitation",
]
