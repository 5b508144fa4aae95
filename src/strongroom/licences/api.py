"""The public face of `licences`: evidence, expiry, reminders, requirements, calendars, exports.

The principal comes first, the rest is keyword-only; a write is one transaction with its event. Seen are
one's own licences, or all with *licences.manage* (C-7). Errors: NotFoundError for what one may not know
of, ForbiddenError for what one sees but may not do, InvalidError by field, ConflictError with a code.
"""

from strongroom.licences.editing import (
    add_licence,
    archive_licence,
    delete_licence,
    replace_licence,
    unarchive_licence,
    update_licence,
)
from strongroom.licences.evidence import MOST_FILES, EvidenceFile, add_evidence, evidence
from strongroom.licences.export import XLSX_TYPE, write_matrix_xlsx, write_xlsx
from strongroom.licences.feeds import (
    SCOPES,
    FeedEvents,
    feed_events,
    list_feeds,
    make_feed,
    revoke_feed,
)
from strongroom.licences.ics import CALENDAR_TYPE, calendar
from strongroom.licences.ladder import DIGEST, REMINDER, LadderRun, run_all, run_ladder
from strongroom.licences.ledger import AHEAD_DAYS, digest_to_render, ledger, reminder_to_render
from strongroom.licences.licence_types import create_type, delete_type, list_types, update_type
from strongroom.licences.listing import (
    get_licence,
    licence_counts,
    licence_of_library,
    list_licences,
    member_choices,
    own_licences,
)
from strongroom.licences.matrix import matrix
from strongroom.licences.models import Digest, OnMissing, TypeKind
from strongroom.licences.notifications import (
    MOST_EMAILS,
    NotificationSettings,
    get_assignment_rule,
    get_notification_settings,
    put_notification_settings,
)
from strongroom.licences.renewal_rows import get_renewal, pending_renewals, renewals_of
from strongroom.licences.renewals import (
    reject_renewal,
    submit_renewal,
    verify_renewal,
    withdraw_renewal,
)
from strongroom.licences.requirements import (
    check_assignment,
    judge_assigning,
    require_assignable,
    requirements_of_job,
    requirements_of_role,
    set_job_requirements,
    set_role_requirements,
)
from strongroom.licences.rows import (
    Cell,
    Check,
    DigestMail,
    FeedRow,
    LicenceCounts,
    LicenceRow,
    Matrix,
    MatrixRow,
    MemberChoice,
    NoticeRow,
    ReminderMail,
    RenewalRow,
    Told,
    TypeRow,
)
from strongroom.licences.selecting import STATES, LicenceFilter
from strongroom.licences.shared import require_manage, sees_all
from strongroom.licences.states import STEPS

__all__ = [
    "AHEAD_DAYS",
    "CALENDAR_TYPE",
    "DIGEST",
    "MOST_EMAILS",
    "MOST_FILES",
    "REMINDER",
    "SCOPES",
    "STATES",
    "STEPS",
    "XLSX_TYPE",
    "Cell",
    "Check",
    "Digest",
    "DigestMail",
    "EvidenceFile",
    "FeedEvents",
    "FeedRow",
    "LadderRun",
    "LicenceCounts",
    "LicenceFilter",
    "LicenceRow",
    "Matrix",
    "MatrixRow",
    "MemberChoice",
    "NoticeRow",
    "NotificationSettings",
    "OnMissing",
    "ReminderMail",
    "RenewalRow",
    "Told",
    "TypeKind",
    "TypeRow",
    "add_evidence",
    "add_licence",
    "archive_licence",
    "calendar",
    "check_assignment",
    "create_type",
    "delete_licence",
    "delete_type",
    "digest_to_render",
    "evidence",
    "feed_events",
    "get_assignment_rule",
    "get_licence",
    "get_notification_settings",
    "get_renewal",
    "judge_assigning",
    "ledger",
    "licence_counts",
    "licence_of_library",
    "list_feeds",
    "list_licences",
    "list_types",
    "make_feed",
    "matrix",
    "member_choices",
    "own_licences",
    "pending_renewals",
    "put_notification_settings",
    "reject_renewal",
    "reminder_to_render",
    "renewals_of",
    "replace_licence",
    "require_assignable",
    "require_manage",
    "requirements_of_job",
    "requirements_of_role",
    "revoke_feed",
    "run_all",
    "run_ladder",
    "sees_all",
    "set_job_requirements",
    "set_role_requirements",
    "submit_renewal",
    "unarchive_licence",
    "update_licence",
    "update_type",
    "verify_renewal",
    "withdraw_renewal",
    "write_matrix_xlsx",
    "write_xlsx",
]
