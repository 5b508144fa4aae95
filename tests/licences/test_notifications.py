"""The notification settings (C-4): who may, what is refused, what an event keeps."""

import pytest

from licences.licence_world import keeper
from personas import Firm
from strongroom.audit.models import Event
from strongroom.core.errors import ForbiddenError, InvalidError
from strongroom.licences import api as licences

pytestmark = pytest.mark.django_db


def test_c4_defaults_tell_the_user_at_each_distance(firm: Firm) -> None:
    found = licences.get_notification_settings(keeper(firm))
    assert found == licences.NotificationSettings(
        lead_times=("P3M", "P1M", "P7D", "P0D"),
        notify_member=True,
        emails=(),
        digest="single",
        on_missing="warn",
    )


def test_c4_any_combination_is_kept_and_nothing_else_changes(firm: Firm) -> None:
    changed = licences.put_notification_settings(
        keeper(firm),
        lead_times=["P0D", "P3M", "P3M"],
        emails=[" Office@Firm.example ", "", "office@firm.EXAMPLE", "b@firm.example"],
    )
    assert changed.lead_times == ("P3M", "P0D")
    assert changed.emails == ("office@firm.example", "b@firm.example")
    assert changed.notify_member
    changed = licences.put_notification_settings(keeper(firm), notify_member=False, lead_times=[])
    assert (changed.lead_times, changed.notify_member) == ((), False)
    assert len(changed.emails) == 2
    assert licences.get_notification_settings(keeper(firm)) == changed
    events = Event.objects.filter(verb="settings.licences_changed")
    assert events.count() == 2
    assert not any("firm.example" in str(event.data) for event in events)
    licences.put_notification_settings(keeper(firm), notify_member=False)
    assert events.count() == 2


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"lead_times": ["P2M"]}, "lead_times"),
        ({"emails": ["office"]}, "emails"),
        ({"emails": ["a@x.example\nBcc: b@x.example"]}, "emails"),
        ({"emails": [f"a{number}@x.example" for number in range(21)]}, "emails"),
        ({"digest": "daily"}, "digest"),
        ({"on_missing": "shout"}, "on_missing"),
    ],
)
def test_c4_bad_input_is_told_by_field_and_changes_nothing(
    firm: Firm, fields: dict[str, object], field: str
) -> None:
    before = licences.get_notification_settings(keeper(firm))
    with pytest.raises(InvalidError) as raised:
        licences.put_notification_settings(keeper(firm), **fields)  # type: ignore[arg-type]
    assert list(raised.value.errors) == [field]
    assert licences.get_notification_settings(keeper(firm)) == before


@pytest.mark.parametrize("who", ["office", "clerk", "tech", "sub", "watcher", "contact"])
def test_c4_is_for_whoever_keeps_licences_or_settings(firm: Firm, who: str) -> None:
    with pytest.raises(ForbiddenError):
        licences.get_notification_settings(firm.principal(who))
    with pytest.raises(ForbiddenError):
        licences.put_notification_settings(firm.principal(who), notify_member=False)


def test_c4_accounts_have_their_own(firm: Firm) -> None:
    licences.put_notification_settings(keeper(firm), emails=["a@firm.example"])
    assert licences.get_notification_settings(firm.principal("stranger")).emails == ()
