"""Settings are read once, each is checked, and whatever is wrong is a numbered sentence."""

import os
from pathlib import Path

import pytest

from strongroom.core import keys
from strongroom.core.environment import installation, web_address
from strongroom.core.environment.faults import BY_CODE, SettingsError
from strongroom.core.errors import StrongroomError

OURS = {fault.name for fault in BY_CODE.values()}
WRONG = [
    ("E001", "STRONGROOM_DATA", "/dev/null/data"),
    ("E001", "STRONGROOM_DATA", "/" + "a" * 300),
    ("E002", "STRONGROOM_DEMO", "maybe"),
    ("E003", "BASE_URL", "files.firm.example"),
    ("E003", "BASE_URL", "files.firm.example:8000"),
    ("E003", "BASE_URL", "ftp://files.firm.example"),
    ("E003", "BASE_URL", "https:files.firm.example"),
    ("E004", "BASE_URL", "https://files.firm.example/docs"),
    ("E004", "BASE_URL", "https://files.firm.example?x"),
    ("E004", "BASE_URL", "https://files.firm.example/#"),
    ("E005", "BASE_URL", "https://"),
    ("E005", "BASE_URL", "https://files_server"),
    ("E005", "BASE_URL", "https://[::1"),
    ("E005", "BASE_URL", "https://[::g]"),
    ("E005", "BASE_URL", "https://☃.example"),
    ("E005", "BASE_URL", "https://300.1.1.1"),
    ("E005", "BASE_URL", "https://files.firm.example:0"),
    ("E005", "BASE_URL", "https://files.firm.example:65536"),
    ("E005", "BASE_URL", "https://files.firm.example:port"),
    ("E005", "BASE_URL", "https://me:hunter2@files.firm.example"),
    ("E006", "ALLOWED_HOSTS", "good.example,https://x.example"),
    ("E006", "ALLOWED_HOSTS", "x.example:8000"),
    ("E007", "TRUSTED_PROXIES", "127.0.0.1,proxy"),
    ("E008", "MAIL_URL", "smtp://me:hunter2@mail.example:port"),
    ("E008", "MAIL_URL", "http://me:hunter2@mail.example"),
    ("E009", "MAIL_FROM", "Strongroom"),
    ("E009", "MAIL_FROM", "files@x_y.example"),
    ("E010", "MAIL_HELLO", "files_server"),
    ("E010", "MAIL_HELLO", "127.0.0.1"),
    ("E011", "SECRET_KEY", "hunter2"),
    ("E012", "SEALING_KEYS", "hunter2"),
    ("E012", "SEALING_KEYS", "hünter2 "),
    ("E013", "DATABASE_URL", "mysql://me:hunter2@host/name"),
    ("E013", "DATABASE_URL", "postgresql://me:hunter2#@host/name"),
    ("E013", "DATABASE_URL", "postgresql://me:hunter2@host/name?colour=red"),
    ("E014", "DATABASE_POOL", "0"),
    ("E015", "STRONGROOM_POSTGRES_USER", "root"),
    ("E015", "STRONGROOM_POSTGRES_USER", "nobody-of-that-name"),
    ("E016", "WEB_PROCESSES", "0"),
    ("E017", "WEB_THREADS", "-1"),
    ("E018", "WEB_PATIENCE", "1.5"),
    ("E019", "WEB_FLOOR", "quick"),
    ("E020", "UPLOAD_LIMIT", "5G"),
    ("E021", "UPLOAD_EXPIRY_HOURS", "9" * 30),
    ("E022", "IMAGE_PIXEL_LIMIT", "²"),
    ("E023", "STORAGE_RESERVE", "1_000"),
    ("E024", "PRUNE_GRACE_HOURS", "24h"),
    ("E025", "TRASH_RETENTION_DAYS", "999999999"),
    ("E026", "ACCEL_REDIRECT_PREFIX", "blobs"),
    ("E026", "ACCEL_REDIRECT_PREFIX", "/"),
    ("E027", "SIGN_IN_TRIES", "0"),
    ("E028", "LOG_LEVEL", "loud"),
]


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting but a data folder."""
    for name in list(os.environ):
        if name.removesuffix("_FILE") in OURS:
            monkeypatch.delenv(name)
    monkeypatch.setenv("STRONGROOM_DATA", str(tmp_path / "data"))


@pytest.mark.parametrize(("code", "name", "value"), WRONG)
def test_a_wrong_setting_is_one_numbered_sentence(
    monkeypatch: pytest.MonkeyPatch, code: str, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        installation.read()
    (message,) = caught.value.messages
    assert message.startswith(f"{code} {name} must ")
    assert "hunter2" not in message
    assert "\n" not in message


def test_every_number_is_tried() -> None:
    assert {code for code, _, _ in WRONG} | {"E029"} == set(BY_CODE)


def test_all_that_is_wrong_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASE_URL", "x")
    monkeypatch.setenv("LOG_LEVEL", "loud")
    monkeypatch.setenv("MAIL_URL", "smtp://mail.example")  # without MAIL_FROM
    with pytest.raises(SettingsError) as caught:
        installation.read()
    assert [message[:4] for message in caught.value.messages] == ["E003", "E028", "E009"]
    assert caught.value.detail.count("\n") == 2


def test_a_file_that_can_not_be_read_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe\x00")
    for place in ("/no/such/file", str(tmp_path), str(binary), "/dev/null/x"):
        monkeypatch.setenv("SECRET_KEY_FILE", place)
        with pytest.raises(SettingsError) as caught:
            installation.read()
        assert caught.value.messages == [
            f"E029 SECRET_KEY_FILE must name a file of text that can be read. It is “{place}”."
        ]


@pytest.mark.parametrize("name", ["SECRET_KEY", "MAIL_URL", "DATABASE_URL", "SEALING_KEYS"])
def test_secrets_may_stand_in_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    from strongroom.core.crypto import new_key

    good = {
        "SECRET_KEY": "k" * 50,
        "MAIL_URL": "smtp://mail.example",
        "DATABASE_URL": "postgresql://me:p%40ss@host/name?sslmode=require",
        "SEALING_KEYS": f"{new_key()} {new_key()}",
    }
    file = tmp_path / "secret"
    file.write_text(good[name] + "\n")
    monkeypatch.setenv("MAIL_FROM", "Strongroom <files@firm.example>")
    monkeypatch.setenv(f"{name}_FILE", str(file))
    found = getattr(installation.read(), name.lower())
    assert found == (good[name].split() if name == "SEALING_KEYS" else good[name])


@pytest.mark.parametrize(
    ("text", "origin", "host"),
    [
        ("https://files.firm.example", "https://files.firm.example", "files.firm.example"),
        ("HTTPS://Files.Firm.Example/", "https://files.firm.example", "files.firm.example"),
        ("https://files.firm.example:443", "https://files.firm.example", "files.firm.example"),
        ("https://files.firm.example:80", "https://files.firm.example:80", "files.firm.example"),
        ("http://files.firm.example.:80", "http://files.firm.example", "files.firm.example"),
        ("http://[0:0::1]:8296", "http://[::1]:8296", "[::1]"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000", "127.0.0.1"),
        ("http://localhost:8000", "http://localhost:8000", "localhost"),
        ("https://Straße.example", "https://xn--strae-oqa.example", "xn--strae-oqa.example"),
    ],
)
def test_the_address_is_kept_as_browsers_send_it(text: str, origin: str, host: str) -> None:
    found = web_address.parsed(text)
    assert (found.origin, found.host) == (origin, host)


def test_an_empty_setting_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    before = installation.read()
    for name in OURS - {"…_FILE", "STRONGROOM_DATA"}:
        monkeypatch.setenv(name, " ")
    assert installation.read() == before


def test_a_key_that_can_not_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("a file where a folder should be")
    with pytest.raises(StrongroomError, match=r"keys/secret-key can't be read or made"):
        keys.load_or_create(tmp_path / "keys" / "secret-key")
