"""What a day's reminders cost: 200,000 licences of 20,000 users, beside one plain query over the same rows.

The plain query reads the rows that are near their expiry or past it, as the simplest scheduler would
have to. All that was due before is told already. Measured are deciding what has become due since yesterday,
posting its mails, and the same run once more, which finds everything told. `--scale 0.1` makes a small firm.
"""

import argparse
import datetime as dt
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
from access import HASTY, Beside, timed

LICENCES, EACH = 200_000, 10
FIRST = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
_FILL = """
insert into directory_person (id, password, email, name, is_active, created_at)
select md5('p' || n)::uuid, '', 'u' || n || '@firm.example', 'User ' || n, true, now()
  from generate_series(1, %(members)s) n;
insert into directory_member (id, account_id, person_id, type, active, view_confidential, created_at)
select md5('m' || n)::uuid, %(account)s, md5('p' || n)::uuid, 'in_house', true, false, now()
  from generate_series(1, %(members)s) n;
insert into licences_type (id, account_id, name, kind, archived, created_at)
select md5('t' || n)::uuid, %(account)s, 'Type ' || n, 'qualification', false, now()
  from generate_series(1, %(each)s) n;
insert into store_library (id, account_id, kind, holder_id)
select md5('l' || n)::uuid, %(account)s, 'licence', md5('m' || 1 + n / %(each)s)::uuid
  from generate_series(0, %(count)s - 1) n;
insert into licences_licence (id, account_id, member_id, type_id, library_id, number, expires_on,
                              verification, created_at, updated_at)
select md5('x' || n)::uuid, %(account)s, md5('m' || 1 + n / %(each)s)::uuid,
       md5('t' || 1 + n %% %(each)s)::uuid, md5('l' || n)::uuid, 'N-' || n,
       %(today)s::date - 120 + (n * 7919) %% 1215, 'none', now(), now()
  from generate_series(0, %(count)s - 1) n;
insert into licences_notice (id, account_id, licence_id, expires_on, step, recipient, due_on, state,
                             decided_at)
select gen_random_uuid(), %(account)s, l.id, l.expires_on, s.step, r.recipient,
       (l.expires_on - s.ahead)::date, 'posted', now()
  from licences_licence l
  cross join (values ('P3M', interval '3 months'), ('P1M', interval '1 month'),
                     ('P7D', interval '7 days'), ('P0D', interval '0 days')) as s(step, ahead)
  cross join lateral (values ('member:' || l.member_id), ('email:office@firm.example')) as r(recipient)
 where (l.expires_on - s.ahead)::date <= %(today)s::date;
analyze;
"""
_PLAIN = """
select l.id, l.member_id, l.expires_on, p.email
  from licences_licence l
  join directory_member m on m.id = l.member_id
  join directory_person p on p.id = m.person_id
 where l.account_id = %(account)s and l.archived_at is null and m.active and p.is_active
   and l.expires_on <= %(until)s
"""


def main() -> None:
    """Serve a database of its own, fill it, measure, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="times 200,000 licences (1)")
    parser.add_argument("--rounds", type=int, default=5, help="days, six at most (5)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="strongroom-bench-") as folder:
        os.chmod(folder, 0o711)  # noqa: PTH101 - root's PostgreSQL runs as somebody else
        os.environ["STRONGROOM_DATA"] = str(Path(folder) / "settings")
        os.environ["DJANGO_SETTINGS_MODULE"] = "strongroom.config.settings"
        from strongroom.embedded.api import EmbeddedServer

        server = EmbeddedServer(Path(folder) / "data", configuration=HASTY)
        server.start()
        os.environ["DATABASE_URL"] = server.address
        try:
            measure(options.scale, min(options.rounds, 6))
        finally:
            from django.db import connection

            connection.close()
            server.stop()


def measure(scale: float, days: int) -> None:
    """Fill the database and print what a day costs."""
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    call_command("migrate", verbosity=0)
    from strongroom.core.statements import fetch
    from strongroom.directory.models import Account
    from strongroom.licences import api as licences
    from strongroom.licences.models import Settings

    account, count = Account.objects.create(slug="bench", name="Bench").id, int(LICENCES * scale)
    Settings.objects.create(account_id=account, emails=["office@firm.example"])
    values: dict[str, Any] = {"account": account, "count": count, "each": EACH}
    values |= {"members": count // EACH, "today": FIRST.date()}
    with connection.cursor() as cursor:
        for statement in _FILL.split(";\n"):
            cursor.execute(statement, values)

    def plain(moment: dt.datetime) -> Callable[[], object]:
        until = (moment + dt.timedelta(days=93)).date()
        return lambda: fetch(_PLAIN, {"account": account, "until": until})

    def run(moment: dt.datetime, mails: str) -> float:
        """Run the ladder; while it gathers for a weekly mail, a run decides and posts nothing."""
        Settings.objects.filter(account_id=account).update(digest=mails)
        start = time.perf_counter()
        done.append(licences.run_ladder(account, moment).posted)
        return time.perf_counter() - start

    deciding = Beside("deciding a day's notices", "plain query")
    again = Beside("the same again: all told", "plain query")
    done: list[int] = []
    posting, near = 0.0, 0
    for number in range(1, days + 1):
        moment = FIRST + dt.timedelta(days=number)
        near = len(plain(moment)())  # type: ignore[arg-type]
        deciding.ours.append(run(moment, "weekly"))
        posting += run(moment, "single")
        deciding.theirs.append(timed(plain(moment), 3))
        again.ours.append(timed(lambda at=moment: licences.run_ladder(account, at), 3))
        again.theirs.append(timed(plain(moment), 3))
    print(f"{count:,} licences, {near:,} of them near or past their expiry")
    print(deciding)
    print(again)
    print(f"posting {sum(done) // days:,} mails a day: {1000 * posting / sum(done):.2f} ms each")


if __name__ == "__main__":
    main()
