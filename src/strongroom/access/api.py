"""The public face of `access`: principals, tokens, and the questions about documents."""

from strongroom.access.accepting import (
    LOGIN_EXISTS,
    Accepted,
    accept_as_known,
    accept_as_new,
    find_invited,
    invitation_to_render,
)
from strongroom.access.administration import MemberRow, add_member, get_member, list_members
from strongroom.access.beginnings import beginnings
from strongroom.access.consequence.api import (
    GAINS,
    LOSSES,
    OPENS,
    Change,
    Consequence,
    Door,
    Doors,
    Person,
    PortalChange,
    foreseen,
    judged,
    judged_portal,
    require_confirmed,
)
from strongroom.access.decision import (
    Ask,
    Decision,
    check,
    check_many,
    libraries,
    library_ids_queryset,
    library_standing,
    may,
    may_enter,
    require,
    require_each,
    require_many,
    require_permission,
    require_permission_anywhere,
    scope,
    standing_of,
)
from strongroom.access.doors import close as close_shares
from strongroom.access.doors import event as share_event
from strongroom.access.doors import held as held_shares
from strongroom.access.entering import may_use
from strongroom.access.entries import Entry
from strongroom.access.explain import Explanation, Reason, explain, principal_for, who_can
from strongroom.access.facts import ItemFacts
from strongroom.access.firm import LOGO_BYTES, Firm, get_firm, put_logo, remove_logo, update_firm
from strongroom.access.handing import may_hand_out
from strongroom.access.history import Held, history_of, kept_since
from strongroom.access.inviting import (
    invite_member,
    member_invitation_address,
    member_invitations,
    withdraw_member_invitation,
)
from strongroom.access.links import find_link, for_link, new_link, password_is, suspended
from strongroom.access.member_changes import activate_member, deactivate_member, update_member
from strongroom.access.models import HistoryKind, Level, Surface
from strongroom.access.outside import nearest_share, nearest_shares
from strongroom.access.people import Candidate, candidates, holders
from strongroom.access.permissions import CATALOGUE, Permission
from strongroom.access.places import mark
from strongroom.access.plans import PlanState, get_plan, set_plan
from strongroom.access.policy import Standing, actions, child_condition, child_level, level_column
from strongroom.access.principal import Action, Kind, Principal
from strongroom.access.principals import (
    for_contact,
    for_member,
    for_person,
    for_token,
    system,
)
from strongroom.access.resetting import (
    reset_by_mailbox,
    reset_here,
    reset_login,
    reset_member_login,
)
from strongroom.access.roles import (
    RoleRow,
    create_role,
    delete_role,
    get_role,
    list_roles,
    update_role,
)
from strongroom.access.settings import (
    AccessSettings,
    get_settings,
    preview_settings,
    put_settings,
    restore_inheritance,
)
from strongroom.access.shapes import ChildPlace, ItemState
from strongroom.access.sql import Sql
from strongroom.access.tokens import (
    create_token,
    issue_token,
    list_tokens,
    revoke_of_person,
    revoke_token,
    tokens_of_person,
)
from strongroom.access.unused import Unused, unused

__all__ = [
    "CATALOGUE",
    "GAINS",
    "LOGIN_EXISTS",
    "LOGO_BYTES",
    "LOSSES",
    "OPENS",
    "Accepted",
    "AccessSettings",
    "Action",
    "Ask",
    "Candidate",
    "Change",
    "ChildPlace",
    "Consequence",
    "Decision",
    "Door",
    "Doors",
    "Entry",
    "Explanation",
    "Firm",
    "Held",
    "HistoryKind",
    "ItemFacts",
    "ItemState",
    "Kind",
    "Level",
    "MemberRow",
    "Permission",
    "Person",
    "PlanState",
    "PortalChange",
    "Principal",
    "Reason",
    "RoleRow",
    "Sql",
    "Standing",
    "Surface",
    "Unused",
    "accept_as_known",
    "accept_as_new",
    "actions",
    "activate_member",
    "add_member",
    "beginnings",
    "candidates",
    "check",
    "check_many",
    "child_condition",
    "child_level",
    "close_shares",
    "create_role",
    "create_token",
    "deactivate_member",
    "delete_role",
    "explain",
    "find_invited",
    "find_link",
    "for_contact",
    "for_link",
    "for_member",
    "for_person",
    "for_token",
    "foreseen",
    "get_firm",
    "get_member",
    "get_plan",
    "get_role",
    "get_settings",
    "held_shares",
    "history_of",
    "holders",
    "invitation_to_render",
    "invite_member",
    "issue_token",
    "judged",
    "judged_portal",
    "kept_since",
    "level_column",
    "libraries",
    "library_ids_queryset",
    "library_standing",
    "list_members",
    "list_roles",
    "list_tokens",
    "mark",
    "may",
    "may_enter",
    "may_hand_out",
    "may_use",
    "member_invitation_address",
    "member_invitations",
    "nearest_share",
    "nearest_shares",
    "new_link",
    "password_is",
    "preview_settings",
    "principal_for",
    "put_logo",
    "put_settings",
    "remove_logo",
    "require",
    "require_confirmed",
    "require_each",
    "require_many",
    "require_permission",
    "require_permission_anywhere",
    "reset_by_mailbox",
    "reset_here",
    "reset_login",
    "reset_member_login",
    "restore_inheritance",
    "revoke_of_person",
    "revoke_token",
    "scope",
    "set_plan",
    "share_event",
    "standing_of",
    "suspended",
    "system",
    "tokens_of_person",
    "unused",
    "update_firm",
    "update_member",
    "update_role",
    "who_can",
    "withdraw_member_invitation",
]
