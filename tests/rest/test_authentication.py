"""Tokens and browser sessions: who gets in, and what is said to whom does not."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from helpers import BASE, get, post, problem

from strongroom.access.models import Surface, Token
from strongroom.directory.models import Member, Person


def bearer(secret: str) -> Client:
    return Client(headers={"authorization": f"Bearer {secret}"})


def test_me_of_a_member_names_the_account_and_the_permissions(firm):
    body = get(firm.api("clerk"), "/me").json()
    assert body["member_id"] == str(firm.members["clerk"].id)
    assert body["contact_id"] is None
    assert body["customer_id"] is None
    assert body["type"] == "in_house"
    assert body["surface"] == "office"
    assert body["email"] == "clerk@northgate.example"
    assert body["account"]["slug"] == "northgate"
    assert "jobs.edit" in body["permissions"]
    assert "admin" not in body["permissions"]


def test_me_of_a_contact_names_the_customer(firm):
    body = get(firm.api("contact"), "/me").json()
    assert body["contact_id"] == str(firm.contacts["contact"].id)
    assert body["member_id"] is None
    assert body["customer_id"] == str(firm.customers["alder"].id)
    assert (body["type"], body["surface"]) == ("contact", "portal")


def test_nobody_gets_401_with_the_way_in(firm):
    response = get(Client(), "/me")
    problem(response, 401, "unauthenticated")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer nonsense", "Basic YTpi", "Token x", "Bearer \u20ac"]
)
def test_a_header_that_is_no_token_is_401(firm, header):
    problem(get(Client(), "/me", authorization=header), 401, "unauthenticated")


def test_l40_a_revoked_expired_or_orphaned_token_is_refused_at_once(firm):
    secret = firm.token("office")
    client = bearer(secret)
    token = Token.objects.get()
    assert get(client, "/me").status_code == 200
    Token.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    problem(get(client, "/me"), 401, "unauthenticated")
    Token.objects.update(expires_at=None, revoked_at=timezone.now())
    problem(get(client, "/me"), 401, "unauthenticated")
    Token.objects.update(revoked_at=None)
    assert get(client, "/me").status_code == 200
    Member.objects.filter(id=token.member_id).update(active=False)
    problem(get(client, "/me"), 401, "unauthenticated")
    Member.objects.filter(id=token.member_id).update(active=True)
    Person.objects.filter(members=token.member_id).update(is_active=False)
    problem(get(client, "/me"), 401, "unauthenticated")


def test_a_token_is_shown_once_listed_without_secret_and_revoked(firm):
    client = firm.api("office")
    made = post(client, "/tokens", {"name": "Scanner", "surface": "mobile"})
    assert made.status_code == 201
    secret = made.json()["token"]
    assert get(bearer(secret), "/me").json()["surface"] == "mobile"
    listed = get(client, "/tokens")
    assert secret not in listed.content.decode()
    assert all(set(row) >= {"id", "name", "surface"} for row in listed.json()["results"])
    assert client.delete(made.headers["Location"]).status_code == 204
    problem(get(bearer(secret), "/me"), 401, "unauthenticated")
    problem(client.delete(made.headers["Location"]), 404, "not_found")


def test_l26_the_database_holds_no_secret_of_a_token(firm):
    secret = post(firm.api("office"), "/tokens", {"name": "x", "surface": "office"}).json()["token"]
    rows = str(list(Token.objects.values()))
    assert secret not in rows


def test_a11_a_mobile_token_makes_no_office_token(firm):
    client = firm.api("office", Surface.MOBILE)
    problem(post(client, "/tokens", {"name": "x", "surface": "office"}), 403, "forbidden")
    assert post(client, "/tokens", {"name": "x", "surface": "mobile"}).status_code == 201


def test_nobody_makes_a_token_for_a_surface_that_they_may_not_enter(firm):
    client = firm.api("clerk")
    refused = problem(post(client, "/tokens", {"name": "x", "surface": "mobile"}), 403, "forbidden")
    assert "mobile pages" in refused["detail"]
    assert not Token.objects.filter(surface="mobile").exists()
    assert post(client, "/tokens", {"name": "x", "surface": "office"}).status_code == 201


def test_l28_nobody_revokes_the_token_of_another(firm):
    post(firm.api("office"), "/tokens", {"name": "x", "surface": "office"})
    token = Token.objects.latest("created_at")
    response = firm.api("admin").delete(f"{BASE}/tokens/{token.id}")
    problem(response, 404, "not_found")
    token.refresh_from_db()
    assert token.revoked_at is None


class TestBrowserSession:
    PLACE = {"x-strongroom-surface": "northgate/office"}

    def test_reading_needs_the_place(self, firm):
        client = firm.client("office")
        problem(get(client, "/me"), 401, "unauthenticated")
        assert get(client, "/me", **self.PLACE).json()["surface"] == "office"

    @pytest.mark.parametrize("place", ["northgate/link", "northgate", "/office", "x/y/z"])
    def test_a_place_that_is_none_is_401(self, firm, place):
        response = get(firm.client("office"), "/me", **{"x-strongroom-surface": place})
        problem(response, 401, "unauthenticated") if "/office" not in place else problem(
            response, 404, "not_found"
        )

    def test_another_firm_does_not_exist_for_a_member(self, firm):
        client = firm.client("office")
        for place in ("rival/office", "no-such-firm/office", "northgate/portal"):
            problem(get(client, "/me", **{"x-strongroom-surface": place}), 404, "not_found")

    def test_a_surface_that_the_role_does_not_open_is_403(self, firm):
        client = firm.client("clerk")
        place = {"x-strongroom-surface": "northgate/mobile"}
        problem(get(client, "/me", **place), 403, "forbidden")

    def test_a_deactivated_member_is_refused_though_signed_in(self, firm):
        response = get(firm.client("gone"), "/me", **self.PLACE)
        problem(response, 404, "not_found")

    def test_a_write_needs_the_csrf_token_of_our_pages(self, firm):
        client = Client(enforce_csrf_checks=True)
        client.force_login(firm.person("office"))
        body = {"name": "x", "surface": "office"}
        problem(post(client, "/tokens", body, **self.PLACE), 403, "csrf_failed")
        secret = "a" * 32
        client.cookies["strongroom_csrf"] = secret
        headers = {**self.PLACE, "x-csrftoken": secret}
        assert post(client, "/tokens", body, **headers).status_code == 201
        headers["origin"] = "https://evil.example"
        problem(post(client, "/tokens", body, **headers), 403, "csrf_failed")

    def test_a_token_needs_no_csrf(self, firm):
        client = Client(enforce_csrf_checks=True, headers=firm.api("office").defaults)
        client = Client(
            enforce_csrf_checks=True, headers={"authorization": f"Bearer {firm.token('office')}"}
        )
        assert post(client, "/tokens", {"name": "x", "surface": "office"}).status_code == 201
