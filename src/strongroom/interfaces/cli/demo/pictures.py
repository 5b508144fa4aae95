"""Draws the demo firm's photos: invented sites, the same bytes each time for the same seed."""

import io
import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from strongroom.interfaces.cli.demo.scenes import SCENES, Draw

SIZE = (1280, 960)
QUALITY = 84
_ORIENTATION, _GPS, _TAKEN, _CAMERA = 0x0112, 0x8825, 0x0132, 0x0110


def photo(scene: str, seed: int, *, sideways: bool = False) -> bytes:
    """Return a JPEG of the scene.

    `sideways`: as a phone stores an upright picture, turned, with the EXIF orientation that rights
    it, and with a place in it (A-15).
    """
    rng = random.Random(f"{scene}:{seed}")  # noqa: S311 - a picture, not a secret
    image = _canvas(rng)
    SCENES[scene](image, ImageDraw.Draw(image), rng)
    image = _developed(image, rng)
    exif = Image.Exif()
    exif[_CAMERA] = "Site camera"
    exif[_TAKEN] = "2026:10:12 09:41:00"
    if sideways:
        image = image.crop((160, 0, 880, 960)).transpose(Image.Transpose.ROTATE_90)
        exif[_ORIENTATION] = 6
        exif[_GPS] = {1: "N", 2: (53.0, 48.0, 0.0), 3: "W", 4: (1.0, 33.0, 0.0)}
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, exif=exif)
    return out.getvalue()


def floor_plan(title: str) -> bytes:
    """Return a PNG of a drawn floor plan with rooms, doors and a title block."""
    image = Image.new("RGB", (1400, 1000), (252, 252, 250))
    draw = ImageDraw.Draw(image)
    for offset in range(0, 1400, 50):
        draw.line((offset, 0, offset, 1000), fill=(236, 241, 243))
        draw.line((0, offset, 1400, offset), fill=(236, 241, 243))
    ink = (38, 50, 56)
    rooms = {
        "KITCHEN": (120, 120, 520, 430),
        "LIVING": (520, 120, 1020, 560),
        "HALL": (120, 430, 520, 560),
        "BATH": (120, 560, 420, 820),
        "BEDROOM 1": (420, 560, 760, 820),
        "BEDROOM 2": (760, 560, 1020, 820),
    }
    for name, box in rooms.items():
        draw.rectangle(box, outline=ink, width=7)
        draw.text(
            ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2),
            name,
            fill=ink,
            anchor="mm",
            font_size=24,
        )
    for x, y, turn in ((300, 430, 0), (520, 480, 90), (220, 560, 0), (600, 560, 0), (860, 560, 0)):
        _door(draw, x, y, turn)
    for x, y in ((180, 180), (470, 180), (180, 620), (980, 180), (980, 600)):
        draw.ellipse((x - 14, y - 14, x + 14, y + 14), outline=(0, 110, 116), width=4)
        draw.line((x - 14, y, x + 14, y), fill=(0, 110, 116), width=3)
    draw.rectangle((1080, 700, 1340, 940), outline=ink, width=3)
    for row, text in enumerate((title, "Scale 1:50", "Drawn: D. Okafor", "Revision B")):
        draw.text((1096, 720 + row * 52), text, fill=ink, font_size=22)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _door(draw: Draw, x: int, y: int, turn: int) -> None:
    draw.line(
        (x, y, x + (0 if turn else 70), y + (70 if turn else 0)), fill=(252, 252, 250), width=9
    )
    draw.arc((x - 70, y - 70, x + 70, y + 70), turn, turn + 90, fill=(120, 132, 138), width=2)


def _canvas(rng: random.Random) -> Image.Image:
    base = rng.randint(196, 222)
    return Image.new("RGB", SIZE, (base, base - 4, base - 12))


def _developed(image: Image.Image, rng: random.Random) -> Image.Image:
    """Soften, darken the corners, add grain: what tells a photo from a drawing."""
    image = image.filter(ImageFilter.GaussianBlur(0.9))
    width, height = image.size
    falloff = (
        Image.radial_gradient("L")
        .resize(image.size)
        .point([255 - int(v * v / 500) for v in range(256)])
    )
    image = ImageChops.multiply(image, Image.merge("RGB", (falloff,) * 3))
    tile = Image.frombytes("L", (320, 240), rng.randbytes(320 * 240)).point(
        [120 + v // 16 for v in range(256)]
    )
    grain = Image.new("L", image.size)
    for x in range(0, width, 320):
        for y in range(0, height, 240):
            grain.paste(tile, (x, y))
    return ImageChops.soft_light(image, Image.merge("RGB", (grain,) * 3))
