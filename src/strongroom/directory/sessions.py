"""Where people are signed in: the engine of Django's sessions, with keys that are kept hashed (F-5).

The cookie holds a random key; the row holds its SHA-256. So nothing in the database, or in a dump of
it, opens a session.
"""

import datetime as dt
import hashlib
import uuid
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare

from strongroom.core import clock
from strongroom.core.errors import NotFoundError
from strongroom.core.statements import columns_of, fetch_prepared, model_from
from strongroom.directory.models import Contact, Member, Person, Session
from strongroom.directory.stamps import stamp_of, stamps_of

PLACES: Final = "places"
BROWSER: Final = "browser"
NOTED_EVERY: Final = dt.timedelta(hours=1)
_LIVE = """
select s.session_key, s.session_data, s.used_at, s.person_id, {person}
  from directory_session s left join directory_person p on p.id = s.person_id
 where s.session_key = %(key)s and s.expire_date > %(now)s""".format(person=columns_of(Person, "p"))


class SessionStore(db.SessionStore):
    """As Django's, with the hash of the key in the row, and whose session it is beside it.

    The name of the class is part of the salt that session data are signed with: it stays.
    """

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return our own table."""
        return Session

    person: Person | None = None
    """Whose session it was when it was read."""

    def load(self) -> dict[str, Any]:
        """Return what the session holds, noting its use once an hour; empty if it is over.

        Its person is read along.
        """
        now = clock.now()
        found = fetch_prepared(_LIVE, {"key": hashed(self.session_key or ""), "now": now})
        if not found:
            self._session_key = None
            return {}
        row = found[0]
        if row["person_id"] is not None:
            self.person = model_from(Person, row)
        if now - row["used_at"] > NOTED_EVERY:
            Session.objects.filter(session_key=row["session_key"]).update(used_at=now)
        return self.decode(row["session_data"])

    def exists(self, session_key: str) -> bool:
        """Whether there is a session with that key."""
        return Session.objects.filter(session_key=hashed(session_key)).exists()

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's signature
        """Write the session; raises CreateError or UpdateError as Django's does."""
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # Django's own
        told = {
            "session_data": self.encode(data),
            "expire_date": self.get_expiry_date(),
            "person_id": data.get(SESSION_KEY),
            "browser": str(data.get(BROWSER, ""))[:200],
        }
        key = hashed(self.session_key)
        if not must_create:
            if not Session.objects.filter(session_key=key).update(**told):
                raise UpdateError
            return
        try:
            with transaction.atomic():
                Session(session_key=key, **told).save(force_insert=True)
        except IntegrityError as error:
            raise CreateError from error

    def delete(self, session_key: str | None = None) -> None:
        """End the session with that key, or this one."""
        key = session_key or self.session_key
        if key is not None:
            Session.objects.filter(session_key=hashed(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        """Remove what nobody can come back to."""
        Session.objects.filter(expire_date__lt=clock.now()).delete()


def hashed(key: str) -> str:
    """Return what is kept of a key; a plain hash is enough, since the key holds over 160 random bits."""
    return hashlib.sha256(key.encode()).hexdigest()


def remember_places(request: Any, user: Person, **_more: object) -> None:
    """Keep, when somebody signs in, the stamp of each of their places (F-4)."""
    request.session[PLACES] = stamps_of(user.id)
    request.session[BROWSER] = request.META.get("HTTP_USER_AGENT", "")[:200]


def open_place(session: Any, place: Contact | Member) -> None:
    """Let a running session into a place that its person has just accepted."""
    session[PLACES] = {**session.get(PLACES, {}), str(place.id): stamp_of(place)}


def is_of_place(session: Any, place_id: uuid.UUID | None, stamp: str) -> bool:
    """Whether the session began while the place was what it is now."""
    return bool(stamp) and session.get(PLACES, {}).get(str(place_id)) == stamp


def person_of(session: SessionStore) -> Person | None:
    """Return whose session it is without asking again, if nothing speaks against it.

    None where Django has to look more closely: a session of nobody, of somebody who may not sign in
    any more, or of an earlier password.
    """
    whose = session.get(SESSION_KEY)  # which reads the session
    person = session.person
    if person is None or not person.is_active or whose != str(person.pk):
        return None
    ours = session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
    proof = session.get(HASH_SESSION_KEY, "")
    same = constant_time_compare(proof, person.get_session_auth_hash())
    return person if ours and same else None


def sessions_of(person_id: uuid.UUID) -> QuerySet[Session]:
    """Return where the person is signed in, last used first."""
    live = Session.objects.filter(person_id=person_id, expire_date__gt=clock.now())
    return live.order_by("-used_at", "-id")


def end_session(person_id: uuid.UUID, session_id: uuid.UUID) -> None:
    """End one of the person's own sessions, or raise NotFoundError."""
    if not sessions_of(person_id).filter(id=session_id).delete()[0]:
        raise NotFoundError


def current_session(session: Any) -> uuid.UUID | None:
    """Return the id of a running session."""
    key = hashed(session.session_key or "")
    return Session.objects.filter(session_key=key).values_list("id", flat=True).first()
