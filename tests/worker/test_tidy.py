"""The nightly tidying removes what nobody can come back to, and nothing else."""

import datetime as dt
import uuid

import pytest
from django.conf import settings
from procrastinate.contrib.django.models import ProcrastinateJob

from personas import Firm
from strongroom.core import clock
from strongroom.directory.models import Session
from strongroom.guard.models import Throttle
from strongroom.interfaces.worker import tasks
from strongroom.store.models import Item

pytestmark = pytest.mark.django_db


def test_old_trash_throttles_and_sessions_go(firm: Firm) -> None:
    long_ago = clock.now() - dt.timedelta(days=settings.TRASH_RETENTION_DAYS + 1)
    old, kept = firm.files["trashed.pdf"], firm.files["plan.pdf"]
    Item.objects.filter(id=old.id).update(trashed_at=long_ago)
    Item.objects.filter(id=kept.id).update(trashed_at=clock.now())
    Throttle.objects.create(key="old", since=long_ago, count=3)
    Session.objects.create(session_key="old", session_data="", expire_date=long_ago)
    tasks.tidy.func(timestamp=0)
    assert not Item.objects.filter(id=old.id).exists()
    assert Item.objects.filter(id=kept.id).exists()
    assert not Throttle.objects.exists()
    assert not Session.objects.filter(session_key="old").exists()


def test_the_newest_picture_is_made_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has just attached a photo does not wait for a bulk load."""
    early, late = uuid.uuid4(), uuid.uuid4()
    now = clock.now()
    tasks.want_renditions([early])
    monkeypatch.setattr(clock, "now", lambda: now + dt.timedelta(seconds=5))
    tasks.want_renditions([late])
    jobs = ProcrastinateJob.objects.filter(task_name=tasks.make_rendition.name)
    asked = [job.args["rendition_id"] for job in jobs.order_by("-priority", "id")]
    assert asked == [str(late), str(early)]
