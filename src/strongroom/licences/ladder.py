"""The ladder (C-5): decides by one statement who is to be told, and hands each mail to the outbox once.

The ledger (`Notice`) is unique by licence, expiry, step and recipient, so a run can be repeated, be
late, or happen twice at once. docs/licences.md explains the steps.
"""

import datetime as dt
import logging
import uuid
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction

from strongroom.core import clock
from strongroom.core.statements import fetch
from strongroom.directory.models import Account
from strongroom.licences import shared
from strongroom.licences.models import Digest, Licence, WeeklyMail
from strongroom.licences.notifications import NotificationSettings, settings_of
from strongroom.licences.states import STEPS, monday_of, telling_day
from strongroom.outbox import api as outbox

log = logging.getLogger(__name__)

REMINDER: Final = "licences.reminder"
DIGEST: Final = "licences.digest"
BATCH: Final = 200
"""Mails posted in one transaction."""


@dataclass(frozen=True, slots=True)
class LadderRun:
    """What one run did: notices decided, steps skipped because a later one had come, mails posted."""

    decided: int = 0
    skipped: int = 0
    posted: int = 0


def run_ladder(account_id: uuid.UUID, now: dt.datetime | None = None) -> LadderRun:
    """Decide what is due in one account at that moment (now, if left out), and post it.

    Whoever comes second at the same time waits and then finds nothing to do.
    """
    moment = now or clock.now()
    zone = Account.objects.values_list("time_zone", flat=True).get(id=account_id)
    chosen, day = settings_of(account_id), telling_day(moment, zone)
    decided, skipped = _decide(account_id, chosen, day, moment)
    post = _post_weekly if chosen.digest == Digest.WEEKLY else _post_single
    return LadderRun(decided, skipped, post(account_id, day))


def run_all(now: dt.datetime | None = None) -> LadderRun:
    """Run the ladder of every account that has licences; one that fails does not hold up the others."""
    licences = Licence.objects.filter(archived_at=None, expires_on__isnull=False)
    decided = skipped = posted = 0
    for account_id in licences.values_list("account_id", flat=True).distinct().order_by():
        try:
            run = run_ladder(account_id, now)
        except Exception:
            log.exception("the reminders of account %s could not be run", account_id)
            continue
        decided, skipped = decided + run.decided, skipped + run.skipped
        posted += run.posted
    return LadderRun(decided, skipped, posted)


_AHEAD: Final = {"P3M": "3 months", "P1M": "1 month", "P7D": "7 days", "P0D": "0 days"}

# Live licences whose expiry is near or past; for each the latest chosen step that is due; for each
# recipient who was not told of that step or a later one. The steps before it are written down too.
_DECIDE = """
with near as (
  select l.id, l.expires_on, l.member_id, lower(p.email) as email, {latest} as step
    from licences_licence l
    join directory_member m on m.id = l.member_id
    join directory_person p on p.id = m.person_id
   where l.account_id = %(account)s and l.archived_at is null and m.active and p.is_active
     and l.expires_on <= (%(day)s::date + interval '3 months')::date + 3
), due as (
  select near.*, s.due_on
    from near cross join lateral (select {due_on} as due_on) s
   where near.step is not null
), fresh as (
  select due.id, due.expires_on, due.due_on, r.recipient
    from due cross join lateral (
      select 'member:' || due.member_id as recipient where %(notify)s
      union all
      select 'email:' || e from unnest(%(emails)s::text[]) as e
       where not (%(notify)s and e = due.email)) r
   where not exists (
     select 1 from licences_notice n
      where n.licence_id = due.id and n.expires_on = due.expires_on
        and n.recipient = r.recipient and n.due_on >= due.due_on)
)
insert into licences_notice
       (id, account_id, licence_id, expires_on, step, recipient, due_on, state, decided_at)
select gen_random_uuid(), %(account)s, fresh.id, fresh.expires_on, s.step, fresh.recipient,
       s.due_on, case when s.due_on = fresh.due_on then 'waiting' else 'skipped' end, %(now)s
  from fresh cross join lateral (values {steps}) as s(step, due_on)
 where s.due_on <= fresh.due_on
on conflict (licence_id, expires_on, step, recipient) do nothing
returning state
"""

# What waits still and is told by a later step now.
_REPLACE = """
update licences_notice n set state = 'skipped'
 where n.account_id = %(account)s and n.state = 'waiting'
   and exists (select 1 from licences_notice o
                where o.licence_id = n.licence_id and o.expires_on = n.expires_on
                  and o.recipient = n.recipient and o.due_on > n.due_on)
"""


def _decide(
    account_id: uuid.UUID, chosen: NotificationSettings, day: dt.date, moment: dt.datetime
) -> tuple[int, int]:
    """Write the new rows of the ledger; return how many are to be told and how many were replaced."""
    values: dict[str, Any] = {
        "account": account_id,
        "day": day,
        "now": moment,
        "notify": chosen.notify_member,
        "emails": list(chosen.emails),
    }
    with transaction.atomic():
        shared.lock_id(account_id)
        made = fetch(_statement(chosen.lead_times), values) if chosen.lead_times else []
        with connection.cursor() as cursor:
            cursor.execute(_REPLACE, {"account": account_id})
            replaced = cursor.rowcount
    decided = sum(row["state"] == "waiting" for row in made)
    return decided, len(made) - decided + replaced


def _statement(chosen: tuple[str, ...]) -> str:
    """Return the statement for the chosen steps: their texts are constants of this file."""
    day = {
        step: f"(%s.expires_on - interval '{_AHEAD[step]}')::date"
        for step in STEPS
        if step in chosen
    }
    latest_first = list(reversed(day))
    latest = " ".join(f"when {day[step] % 'l'} <= %(day)s then '{step}'" for step in latest_first)
    due_on = " ".join(f"when '{step}' then {day[step] % 'near'}" for step in day)
    steps = ", ".join(f"('{step}', {day[step] % 'fresh'})" for step in day)
    return _DECIDE.format(
        latest=f"case {latest} end", due_on=f"case near.step {due_on} end", steps=steps
    )


# Waiting notices that hold: whoever was archived, left, or has another date by now is not told.
_LIVE = """
  from licences_notice n
  join licences_licence l on l.id = n.licence_id and l.expires_on = n.expires_on
  join directory_member m on m.id = l.member_id
  join directory_person p on p.id = m.person_id
 where n.account_id = %(account)s and n.state = 'waiting'
   and l.archived_at is null and m.active and p.is_active
"""
_TAKE = f"""
with taken as materialized (
  select n.id {_LIVE} order by n.due_on, n.id limit %(batch)s for update of n skip locked)
update licences_notice n set state = 'posted' from taken where n.id = taken.id returning n.id
"""
_RECIPIENTS = f"""
select distinct n.recipient {_LIVE} and n.due_on <= %(week)s
   and not exists (select 1 from licences_weekly_mail w where w.account_id = n.account_id
                      and w.recipient = n.recipient and w.week = %(week)s)
"""
_GATHER = f"""
with taken as materialized (
  select n.id {_LIVE} and n.recipient = %(recipient)s and n.due_on <= %(week)s
     for update of n skip locked)
update licences_notice n set state = 'posted', weekly_id = %(weekly)s
  from taken where n.id = taken.id returning n.id
"""


def _post_single(account_id: uuid.UUID, _day: dt.date) -> int:
    """Post one mail for each waiting notice, some at a time; each with its mark in one transaction."""
    posted = 0
    while True:
        with transaction.atomic():
            taken = fetch(_TAKE, {"account": account_id, "batch": BATCH})
            for row in taken:
                refs = {"notice": str(row["id"])}
                outbox.post(REMINDER, key=reminder_key(row["id"]), account_id=account_id, refs=refs)
        posted += len(taken)
        if len(taken) < BATCH:
            return posted


def _post_weekly(account_id: uuid.UUID, day: dt.date) -> int:
    """Post one mail for each recipient of what was due until Monday, unless they had this week's."""
    values: dict[str, Any] = {"account": account_id, "week": monday_of(day)}
    return sum(_post_digest(values, row["recipient"]) for row in fetch(_RECIPIENTS, values))


@transaction.atomic
def _post_digest(values: dict[str, Any], recipient: str) -> int:
    account_id, week = values["account"], values["week"]
    weekly, made = WeeklyMail.objects.get_or_create(
        account_id=account_id, recipient=recipient, week=week
    )
    if not made:
        return 0
    fetch(_GATHER, {**values, "recipient": recipient, "weekly": weekly.id})
    refs = {"digest": str(weekly.id)}
    outbox.post(DIGEST, key=digest_key(weekly.id), account_id=account_id, refs=refs)
    return 1


def reminder_key(notice_id: uuid.UUID) -> str:
    """Return the key of a notice's mail in the outbox."""
    return f"{REMINDER}:{notice_id}"


def digest_key(weekly_id: uuid.UUID) -> str:
    """Return the key of a weekly mail in the outbox."""
    return f"{DIGEST}:{weekly_id}"
