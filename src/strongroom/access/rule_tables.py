"""The tables of the rule: what a level, a permission and an assignment give. `policy` applies them."""

from strongroom.access.kinds import ASSIGNED_KINDS
from strongroom.access.models import Level
from strongroom.access.permissions import Permission, permissions_of
from strongroom.access.principal import Action
from strongroom.directory.models import MemberType
from strongroom.store.models import LibraryKind

NOTHING: frozenset[Action] = frozenset()
VIEWING = frozenset({Action.VIEW, Action.DOWNLOAD})
ASSIGNED = VIEWING | {Action.ADD}
EDITING = VIEWING | {Action.ADD, Action.EDIT, Action.MOVE, Action.DELETE}
EVERYTHING = EDITING | {Action.SET_ACCESS, Action.SHARE}
FIXED_FOR_ROOTS = frozenset({Action.MOVE, Action.DELETE, Action.SET_ACCESS})
"""D-28: the root of a library can't be moved, deleted or controlled."""

BY_LEVEL: dict[int, frozenset[Action]] = {
    Level.VIEWER: VIEWING,
    Level.CONTRIBUTOR: VIEWING | {Action.ADD, Action.EDIT, Action.MOVE},
    Level.MANAGER: EDITING | {Action.SET_ACCESS},
}
"""D-10."""

GRANTABLE: dict[MemberType | None, frozenset[Action]] = {
    MemberType.IN_HOUSE: BY_LEVEL[Level.MANAGER],
    MemberType.SUBCONTRACTOR: VIEWING,
}
"""The most that a grant gives, by the type of member (D-5, D-6)."""

_P, _K = Permission, LibraryKind
_ASSIGNED = {each.kind: permissions_of(each.many) for each in ASSIGNED_KINDS}
BY_PERMISSION: dict[LibraryKind, dict[Permission, frozenset[Action]]] = {
    _K.PROJECT: {
        _P.DOCUMENTS_VIEW: VIEWING,
        _P.DOCUMENTS_EDIT: EDITING,
    },
    **{
        kind: {it.view: VIEWING, it.edit: EDITING, it.add: frozenset({Action.ADD})}
        for kind, it in _ASSIGNED.items()
    },
    _K.CUSTOMER: {_P.CUSTOMERS_VIEW: VIEWING, _P.CUSTOMERS_EDIT: EDITING},
    _K.LICENCE: {_P.LICENCES_MANAGE: EDITING},
}
"""What a role permission gives for an open item, by the kind of its library (D-3)."""
MAY_CONTROL = _P.DOCUMENTS_ACCESS_CONTROL
CONTROLLABLE = frozenset(kind for kind in LibraryKind if kind != _K.LICENCE)
"""D-28: access settings exist in every library but those of licences."""
ASSIGNS = {kind: it.edit for kind, it in _ASSIGNED.items()}
"""What it takes to assign somebody to such a record."""
ASSIGNABLE = frozenset(ASSIGNS)
"""Records that people are assigned to. The portal shows them whole (A-12), and what is attached is hidden
until somebody shows it (A-7): their roots carry no portal share (E-4)."""
PORTAL_RECORDS = ASSIGNABLE | {_K.CUSTOMER}
"""A-12: the records that a contact sees; of a project only what is shared from it."""


def all_of(kind: LibraryKind) -> frozenset[Action]:
    """Return what an admin may do in a library of the kind (D-4, D-28)."""
    return EVERYTHING if kind in CONTROLLABLE else EVERYTHING - {Action.SET_ACCESS}


def permissions_for(kind: LibraryKind, action: Action) -> frozenset[Permission]:
    """Return the permissions of which each gives the action on an open item of such a library."""
    if action == Action.SET_ACCESS:
        return frozenset({MAY_CONTROL}) if kind in CONTROLLABLE else frozenset()
    return frozenset(
        permission for permission, given in BY_PERMISSION[kind].items() if action in given
    )
