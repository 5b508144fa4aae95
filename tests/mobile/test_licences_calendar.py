"""The pages of calendars, on the phone and in the office (C-11)."""

import pytest

from licences.licence_world import keeper
from personas import Firm
from strongroom.licences import api as licences
from strongroom.licences.models import Feed

PHONE = "/northgate/m/licences/calendar"
OWN, FIRM = "/northgate/licences/calendar", "/northgate/admin/licences/calendar"


@pytest.mark.parametrize(("who", "path"), [("tech", PHONE), ("sub", PHONE), ("sub", OWN)])
def test_c11_made_shown_and_revoked(firm: Firm, who: str, path: str) -> None:
    client = firm.client(who)
    assert client.get(path).context["feeds"] == []
    assert client.post(path).status_code == 303
    (feed,) = client.get(path).context["feeds"]
    kept = Feed.objects.get()
    assert (kept.member_id, kept.firm) == (firm.members[who].id, False)
    text = client.get(path).content.decode()
    assert feed.url == f"http://testserver/calendar/{feed.row.token}.ics"
    assert feed.url in text
    assert f"webcal://testserver/calendar/{feed.row.token}.ics" in text
    assert client.get(feed.url).status_code == 200
    assert client.post(feed.revoke_url).status_code == 303
    assert client.get(path).context["feeds"] == []
    assert client.get(feed.url).status_code == 404
    assert client.post(feed.revoke_url).status_code == 404


def test_c11_its_address_never_uses_the_host_header(firm: Firm, settings: object) -> None:
    settings.BASE_URL = "https://docs.northgate.example"  # type: ignore[attr-defined]
    settings.ALLOWED_HOSTS = ["*"]  # type: ignore[attr-defined]
    client = firm.client("tech")
    client.post(PHONE)
    (feed,) = client.get(PHONE, headers={"host": "evil.example"}).context["feeds"]
    assert feed.url.startswith("https://docs.northgate.example/calendar/")


def test_c11_no_more_than_twenty_each(firm: Firm) -> None:
    for _ in range(20):
        licences.make_feed(firm.principal("tech"), scope="own")
    answer = firm.client("tech").post(PHONE, follow=True)
    assert answer.context["flashes"][0].level == "error"
    assert len(answer.context["feeds"]) == 20


def test_nobody_elses_is_shown_or_revoked(firm: Firm) -> None:
    made = licences.make_feed(firm.principal("tech"), scope="own")
    client = firm.client("sub")
    assert client.get(PHONE).context["feeds"] == []
    assert client.post(f"{PHONE}/{made.id}/revoke").status_code == 404
    assert client.post(f"{OWN}/{made.id}/revoke").status_code == 404
    assert Feed.objects.get().revoked_at is None


def test_c11_the_firms_is_the_keepers(firm: Firm) -> None:
    keeper(firm)
    for who in ("office", "sub", "watcher"):
        assert firm.client(who).get(FIRM).status_code == 403
        assert firm.client(who).post(FIRM).status_code == 403
    client = firm.client("keeper")
    assert client.post(FIRM).status_code == 303
    (feed,) = client.get(FIRM).context["feeds"]
    assert feed.row.scope == "firm"
    (seen,) = firm.client("admin").get(FIRM).context["feeds"]
    assert seen.url is None
    assert feed.row.token not in firm.client("admin").get(FIRM).content.decode()
    answer = firm.client("admin").post(seen.revoke_url)
    assert (answer.status_code, answer["Location"]) == (303, FIRM)
    assert client.get(FIRM).context["feeds"] == []
