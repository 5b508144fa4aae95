"""Pictures without where they were taken, and otherwise the same (A-15)."""

import io
import random

import pillow_heif
import pytest
from PIL import Image, TiffImagePlugin

from strongroom.store import cleaned
from strongroom.store.blanking.child import blank
from strongroom.store.blanking.common import UNKNOWN, Refused

pillow_heif.register_heif_opener()
XMP = (
    b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    b"<exif:GPSLatitude>51,30.43N</exif:GPSLatitude></x:xmpmeta><?xpacket end='w'?>"
)
SECRETS = (b"GPSLat", b"SOMEMETHOD", b"Mill Lane")
GPS = {1: "N", 2: (51.0, 30.0, 26.0), 3: "W", 4: (0.0, 7.0, 39.0), 27: b"SOMEMETHOD"}
FORMS = ["JPEG", "MPO", "PNG", "WEBP", "HEIF", "AVIF", "TIFF", "BIGTIFF", "GIF"]


def drawn(seed=3):
    chance = random.Random(seed)
    return Image.frombytes("RGB", (64, 48), chance.randbytes(64 * 48 * 3))


def exif():
    made = Image.Exif()
    made[0x0112] = 6
    made[0x8825] = GPS
    inner = made.get_ifd(0x8769)
    inner[0x927C] = b"Maker\0Mill Lane" * 3
    inner[0x9003] = "2026:01:01 00:00:00"
    return made


def photo(form):
    out, picture = io.BytesIO(), drawn()
    if form in {"TIFF", "BIGTIFF"}:
        tags = TiffImagePlugin.ImageFileDirectory_v2()
        tags[0x0112] = 6
        tags[0x02BC] = XMP
        tags[0x8825] = GPS
        picture.save(out, "TIFF", tiffinfo=tags, big_tiff=form == "BIGTIFF")
    elif form == "GIF":
        picture.convert("P").save(out, form, comment=b"Mill Lane", loop=0)
    elif form == "PNG":
        from PIL.PngImagePlugin import PngInfo

        text = PngInfo()
        text.add_itxt("XML:com.adobe.xmp", XMP.decode())
        text.add_text("Comment", "Mill Lane")
        picture.save(out, form, exif=exif().tobytes(), pnginfo=text)
    elif form == "MPO":
        more = {"save_all": True, "append_images": [drawn(4)]}
        picture.save(out, form, exif=exif().tobytes(), xmp=XMP, **more)
    else:
        picture.save(out, form, exif=exif().tobytes(), xmp=XMP)
    return out.getvalue()


def blanked(data):
    copy = bytearray(data)
    changed = blank(memoryview(copy))
    assert changed == (bytes(copy) != data)
    assert len(copy) == len(data)
    return bytes(copy)


def frames(data):
    with Image.open(io.BytesIO(data)) as image:
        found = []
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            found.append((image.size, image.tobytes()))
        return found


@pytest.mark.parametrize("form", FORMS)
def test_a15_the_picture_is_the_same_and_tells_no_place(form):
    data = photo(form)
    assert any(secret in data for secret in SECRETS)
    copy = blanked(data)
    assert frames(copy) == frames(data)
    for secret in SECRETS:
        assert secret not in copy
    with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(copy)) as after:
        assert not after.getexif().get_ifd(0x8825)
        assert after.getexif().get(0x0112) == before.getexif().get(0x0112)
        assert after.info.get("icc_profile") == before.info.get("icc_profile")
    assert blanked(copy) == copy


@pytest.mark.parametrize("form", FORMS)
def test_a15_broken_bytes_end_in_an_answer(form):
    """Cut off anywhere, or with odd bytes, it is cleaned or refused; nothing else happens."""
    data, chance = photo(form), random.Random(11)
    for _ in range(150):
        broken = bytearray(data[: chance.randrange(12, len(data) + 1)])
        for _ in range(chance.randrange(4)):
            broken[chance.randrange(12, max(13, min(len(broken), 400))) % len(broken)] = (
                chance.randrange(256)
            )
        try:
            blank(memoryview(broken))
        except (Refused, IndexError, ValueError, OverflowError):
            continue


@pytest.mark.parametrize("cut", range(20, 600, 37))
def test_a15_a_photo_that_is_cut_off_tells_no_place_either(cut):
    data = photo("JPEG")
    broken = bytearray(data[:-cut])
    blank(memoryview(broken))
    for secret in SECRETS:
        assert secret not in broken


def test_a15_what_hangs_behind_a_photo_is_gone():
    """Phones put films with a place behind photos."""
    data = photo("JPEG") + b"\0\0\0\x18ftypmp42" + b"Mill Lane" * 9
    copy = blanked(data)
    assert b"Mill Lane" not in copy
    assert frames(copy) == frames(data)


def test_a15_other_files_are_of_another_form():
    with pytest.raises(Refused, match=UNKNOWN):
        blank(memoryview(bytearray(b"%PDF-1.4 and so on")))


def test_a15_it_runs_by_itself(tmp_path):
    path = tmp_path / "photo"
    path.write_bytes(photo("JPEG"))
    assert cleaned._blanked(path) == (True, "")
    assert path.read_bytes() == blanked(photo("JPEG"))
