"""The commands member, token, createadmin: what they print, and the status they end with (6-api)."""

import io
import json

import pytest

from strongroom.access import api as access
from strongroom.access.api import Permission, Surface
from strongroom.audit.models import Event
from strongroom.directory import api as directory
from strongroom.directory.models import Account, Member, Person
from strongroom.interfaces.cli import main as cli

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a command line on the test's database; return its status, output and error output."""

    def here(module, args):
        return int(module.run(args))

    monkeypatch.setattr(cli, "_run", here)

    def call(*words: str) -> tuple[int, str, str]:
        status = cli.main(words)
        out = capsys.readouterr()
        return status, out.out, out.err

    return call


def test_member_adds_an_active_one_and_prints_the_id(firm, run):
    status, out, _ = run(
        "member", "New@x.example", "--name", "New One", "--account", "northgate",
        "--role", "clerk", "Technician",
    )  # fmt: skip
    assert status == 0
    member = Member.objects.get(id=out.strip())
    assert (member.active, member.type, member.account_id) == (True, "in_house", firm.account.id)
    assert member.person.name == "New One"
    assert not member.person.has_usable_password()
    assert access.for_member(member.id, Surface.MOBILE).holds(Permission.JOBS_EDIT)
    assert Event.objects.get(verb="member.added").actor_kind == "system"


def test_member_without_an_account_means_the_first(firm, run):
    status, out, _ = run("member", "ann.lee@x.example", "--type", "watcher", "--json")
    facts = json.loads(out)
    assert (status, facts["account"], facts["email"]) == (0, "northgate", "ann.lee@x.example")
    assert Member.objects.get(id=facts["member_id"]).person.name == "Ann Lee"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("member", "new@x.example", "--role", "Wizard"), "There is no role Wizard. Roles: Admin"),
        (("member", "clerk@northgate.example"), "is a member already"),
        (("member", "no address"), "e-mail"),
        (("member", "new@x.example", "--account", "nowhere"), "no account nowhere"),
        (("member", "new@x.example", "--password-file", "/nowhere/x"), "can't be read"),
        (("token", "nobody@x.example", "--surface", "office"), "Nobody signs in with"),
        (("token", "contact@northgate-customers.example", "--surface", "office"), "not an active"),
        (("token", "former@northgate-customers.example", "--surface", "portal"), "not an active"),
        (("token", "gone@northgate.example", "--surface", "office"), "not an active member"),
        (("token", "tech@northgate.example", "--surface", "office"), "does not let you sign in"),
        (("token", "clerk@northgate.example", "--surface", "portal"), "not an active contact"),
        (("createadmin", "new@x.example"), "--account"),
    ],
)
def test_what_is_wrong_is_said_on_standard_error(firm, run, words, sentence):
    members = Member.objects.count()
    status, out, err = run(*words)
    assert (status, out) == (1, "")
    assert sentence in err
    assert Member.objects.count() == members
    assert not Person.objects.filter(email="new@x.example").exists()


def test_a_first_password_comes_from_a_file_or_standard_input(firm, run, tmp_path, monkeypatch):
    secret = tmp_path / "secret"
    secret.write_text(" nine brown boots\nrest")
    run("member", "one@x.example", "--password-file", str(secret))
    assert directory.authenticate("one@x.example", " nine brown boots")
    monkeypatch.setattr("sys.stdin", io.StringIO("ten brown boots\n"))
    run("member", "two@x.example", "--password-file", "-")
    assert directory.authenticate("two@x.example", "ten brown boots")
    secret.write_text("weak")
    assert run("member", "three@x.example", "--password-file", str(secret))[0] == 1
    assert not Person.objects.filter(email="three@x.example").exists()
    secret.write_text("another password")
    status, _, err = run(
        "member", "one@x.example", "--account", "rival", "--password-file", str(secret)
    )
    assert (status, "has a password already" in err) == (1, True)
    assert directory.authenticate("one@x.example", " nine brown boots")


@pytest.mark.parametrize(
    ("email", "surface"),
    [
        ("clerk@northgate.example", "office"),
        ("TECH@northgate.example", "mobile"),
        ("sub@northgate.example", "mobile"),
        ("contact@northgate-customers.example", "portal"),
        ("stranger@rival.example", "office"),
    ],
)
def test_token_prints_a_working_one_and_nothing_else(firm, run, email, surface):
    status, out, err = run("token", email, "--surface", surface)
    assert (status, err, out.count("\n")) == (0, "", 1)
    principal = access.for_token(out.strip())
    assert (principal.email, principal.surface) == (email.lower(), surface)


def test_token_of_somebody_in_several_accounts(firm, run):
    person = firm.person("clerk")
    member = Member.objects.create(account=firm.other, person=person, type="watcher")
    _, out, _ = run("token", person.email, "--surface", "office")
    assert access.for_token(out.strip()).account_id == firm.account.id
    _, out, _ = run("token", person.email, "--surface", "office", "--account", "rival", "--json")
    assert access.for_token(json.loads(out)["token"]).id == member.id


def test_createadmin_makes_the_account_and_says_what_is_next(run):
    status, out, _ = run("createadmin", "boss@x.example", "--account", "Ridge & Sons Ltd")
    assert status == 0
    account = Account.objects.get(slug="ridge-sons-ltd")
    assert account.name == "Ridge & Sons Ltd"
    member = Member.objects.get(account=account)
    assert access.for_member(member.id, Surface.OFFICE).is_admin
    password = out.split("with the password ")[1].split("\n")[0]
    assert directory.authenticate("boss@x.example", password)
    assert "/sign-in" in out
    assert "/ridge-sons-ltd/" in out
    status, out, _ = run("createadmin", "second@x.example", "--account", "ridge-sons-ltd")
    assert (status, Account.objects.count()) == (0, 1)
    assert Member.objects.filter(account=account).count() == 2
