"""The firm's own settings: name, time zone, logo; and where the logo is shown."""

import io

import pytest
from PIL import Image

from strongroom.access.api import Surface
from strongroom.administration import api as administration
from strongroom.audit.models import Event
from strongroom.core.errors import ForbiddenError
from strongroom.directory.models import Account, Logo
from strongroom.sharing import api as sharing

pytestmark = pytest.mark.django_db
URL = "/northgate/admin/firm"


def picture(kind: str = "PNG", size: tuple[int, int] = (1200, 300)) -> io.BytesIO:
    file = io.BytesIO()
    image = Image.new("RGB", size, "#0a6c74")
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    image.save(file, kind, exif=exif)
    file.seek(0)
    file.name = f"logo.{kind.lower()}"
    return file


def save(client, **changes):
    page = client.get(URL)
    form = page.context["form"]
    values = {
        "name": form["name"].value(),
        "time_zone": form["time_zone"].value(),
        "seen": form["seen"].value(),
    }
    return client.post(URL, {**values, **changes})


def test_the_logo_is_drawn_afresh_and_shown_to_customers_and_strangers(firm):
    admin = firm.client("admin")
    assert save(admin, logo=picture()).status_code == 303
    account = Account.objects.get(slug="northgate")
    kept = Image.open(io.BytesIO(bytes(Logo.objects.get(account=account).picture)))
    assert (kept.format, kept.size) == ("WEBP", (480, 120))
    assert not kept.getexif()
    address = f"/northgate/logo/{account.logo_tag}.webp"
    [row] = sharing.share_by_link(
        firm.principal("office"), item_ids=[firm.files["plan.pdf"].id], password="x"
    )
    token = row.url.rpartition("/")[2]
    anyone = firm.client(None)
    for client, page in (
        (anyone, f"/l/{token}"),
        (anyone, "/northgate/portal/sign-in"),
        (firm.client("contact"), "/northgate/portal/"),
    ):
        assert f'src="{address}"' in client.get(page).content.decode(), page
    answer = anyone.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]

    assert save(admin, remove_logo="on").status_code == 303
    assert anyone.get(address).status_code == 404
    assert anyone.get("/northgate/logo/x.webp").status_code == 404
    assert "/logo/" not in anyone.get(f"/l/{token}").content.decode()
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {"account.logo_changed", "account.logo_removed"} <= verbs


@pytest.mark.parametrize(
    "data",
    [
        b"not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
    ],
)
def test_l36_what_is_no_picture_is_refused_and_nothing_is_changed(firm, data):
    file = io.BytesIO(data)
    file.name = "logo.png"
    answer = save(firm.client("admin"), name="Another name", logo=file)
    assert answer.status_code == 422
    assert "be read as a picture" in answer.content.decode()
    assert 'value="Another name"' in answer.content.decode()
    assert not Logo.objects.exists()
    assert Account.objects.get(slug="northgate").name == "Northgate Electrical"


def test_a_logo_that_is_too_large_is_refused(firm):
    file = picture()
    file.seek(0, io.SEEK_END)
    file.write(b"\0" * (5 * 1024**2))
    file.seek(0)
    answer = save(firm.client("admin"), logo=file)
    assert answer.status_code == 422
    assert "5 MB" in answer.content.decode()


def test_name_and_time_zone_are_changed_and_checked(firm):
    admin = firm.client("admin")
    assert save(admin, name="  Northgate   Works ", time_zone="Pacific/Auckland").status_code == 303
    account = Account.objects.get(slug="northgate")
    assert (account.name, account.time_zone) == ("Northgate Works", "Pacific/Auckland")
    assert save(admin, name="").status_code == 422
    assert save(admin, time_zone="Mars/Olympus").status_code == 422
    stale = save(admin, name="Mine", seen="older")
    assert stale.status_code == 412
    assert 'value="Mine"' in stale.content.decode()


@pytest.mark.parametrize("name", ["office", "clerk", "tech", "sub", "watcher"])
def test_only_who_keeps_the_settings_opens_them(firm, name):
    assert firm.client(name).get(URL).status_code in {403, 404}
    with pytest.raises(ForbiddenError):
        administration.remove_logo(
            firm.principal(name, Surface.MOBILE if name == "tech" else Surface.OFFICE)
        )


def test_a_form_in_another_charset_is_read_as_utf_8(firm):
    answer = firm.client("admin").post(
        URL,
        data=b"name=\\ud800&time_zone=Europe/London&seen=x",
        content_type="application/x-www-form-urlencoded; charset=unicode_escape",
    )
    assert answer.status_code == 412
