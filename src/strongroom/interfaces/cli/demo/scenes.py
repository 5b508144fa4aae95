"""The scenes of the demo firm's photos: boiler, roof, bathroom and the like, drawn on a canvas."""

import math
import random
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
Draw = ImageDraw.ImageDraw


def _shade(image: Image.Image, box: tuple[int, int, int, int], top: Colour, bottom: Colour) -> None:
    """Fill a box with a vertical gradient."""
    left, upper, right, lower = box
    ramp = Image.linear_gradient("L").resize((right - left, lower - upper))
    patch = Image.composite(
        Image.new("RGB", ramp.size, bottom), Image.new("RGB", ramp.size, top), ramp
    )
    image.paste(patch, (left, upper))


def _shadow(image: Image.Image, box: tuple[int, int, int, int], blur: int = 18) -> None:
    """Darken softly below and beside a box, as a lamp from the upper left would."""
    dark = Image.new("L", image.size, 0)
    left, upper, right, lower = box
    ImageDraw.Draw(dark).rectangle((left + 14, upper + 18, right + 18, lower + 22), fill=120)
    dark = dark.reduce(4).filter(ImageFilter.GaussianBlur(blur / 4)).resize(image.size)
    image.paste((30, 28, 26), (0, 0), dark)


def _pipe(draw: Draw, points: list[tuple[int, int]], colour: Colour, width: int = 22) -> None:
    light: Colour = (min(colour[0] + 60, 255), min(colour[1] + 60, 255), min(colour[2] + 60, 255))
    draw.line(points, fill=colour, width=width, joint="curve")
    draw.line(
        [(x - width // 5, y - width // 5) for x, y in points],
        fill=light,
        width=width // 5,
        joint="curve",
    )


def _boiler(image: Image.Image, draw: Draw, rng: random.Random) -> None:
    _shade(image, (0, 0, 1280, 700), (214, 210, 200), (188, 184, 174))
    _shade(image, (0, 700, 1280, 960), (120, 112, 104), (84, 78, 72))
    copper: Colour = (176, 104, 62)
    for x in (520, 600, 690, 770):
        _pipe(
            draw,
            [(x, 640), (x, 760 + rng.randint(0, 40)), (x - 260 + rng.randint(0, 90), 860)],
            copper,
        )
    box = (430, 130, 860, 640)
    _shadow(image, box)
    _shade(image, box, (246, 247, 247), (216, 219, 221))
    draw.rounded_rectangle(box, 14, outline=(160, 164, 166), width=4)
    draw.rectangle((430, 520, 860, 526), fill=(180, 184, 186))
    draw.rounded_rectangle((560, 555, 730, 605), 8, fill=(28, 40, 44))
    draw.text(
        (645, 580),
        f"{rng.randint(52, 68)}°C  1.{rng.randint(2, 6)} bar",
        fill=(120, 230, 190),
        anchor="mm",
        font_size=22,
    )
    for x in (480, 520, 780, 820):
        draw.ellipse((x - 14, 566, x + 14, 594), fill=(90, 96, 98), outline=(60, 64, 66), width=3)
    _shade(image, (600, 0, 690, 130), (236, 236, 234), (200, 200, 198))


def _roof(image: Image.Image, draw: Draw, rng: random.Random) -> None:
    _shade(image, (0, 0, 1280, 420), (126, 170, 210), (214, 226, 232))
    for _ in range(5):
        x, y = rng.randint(0, 1200), rng.randint(30, 220)
        draw.ellipse(
            (x, y, x + rng.randint(160, 340), y + rng.randint(30, 60)), fill=(236, 240, 243)
        )
    tint = rng.choice(((150, 84, 62), (96, 100, 108), (132, 92, 70)))
    for row in range(18):
        y = 360 + row * 36
        for column in range(-1, 22):
            x = column * 64 + (row % 2) * 32
            jitter = rng.randint(-14, 14)
            fill = (tint[0] + jitter, tint[1] + jitter, tint[2] + jitter)
            draw.rounded_rectangle((x, y, x + 61, y + 42), 10, fill=fill, outline=(70, 54, 48))
    x = rng.randint(240, 640)
    draw.rectangle((x, 520, x + 240, 760), fill=(58, 66, 72))
    _shade(image, (x + 16, 536, x + 224, 744), (150, 190, 214), (206, 222, 230))
    draw.line((1010, 360, 900, 960), fill=(196, 172, 60), width=16)
    draw.line((1120, 360, 1030, 960), fill=(196, 172, 60), width=16)
    for step in range(12):
        y = 380 + step * 50
        draw.line((1008 - step * 9, y, 1118 - step * 8, y), fill=(214, 190, 80), width=10)


def _bathroom(image: Image.Image, draw: Draw, rng: random.Random) -> None:
    tint = rng.choice(((222, 232, 232), (232, 228, 220), (214, 226, 236)))
    for x in range(0, 1280, 80):
        for y in range(0, 720, 80):
            j = rng.randint(-7, 7)
            draw.rectangle((x, y, x + 77, y + 77), fill=(tint[0] + j, tint[1] + j, tint[2] + j))
    _shade(image, (0, 720, 1280, 960), (150, 146, 140), (110, 106, 102))
    _shadow(image, (420, 500, 820, 570))
    _shade(image, (420, 480, 820, 560), (252, 252, 252), (226, 228, 230))
    draw.polygon([(500, 560), (740, 560), (690, 800), (550, 800)], fill=(238, 240, 241))
    _pipe(draw, [(620, 480), (620, 420), (660, 400), (690, 430)], (168, 174, 178), 18)
    draw.rounded_rectangle(
        (470, 110, 770, 360), 10, fill=(176, 198, 208), outline=(120, 128, 132), width=8
    )
    draw.polygon([(500, 330), (620, 130), (680, 130), (560, 330)], fill=(204, 220, 227))
    _pipe(draw, [(1050, 700), (1050, 170), (960, 170)], (150, 158, 164), 16)
    draw.ellipse((900, 160, 1000, 190), fill=(140, 146, 150))


def _panel(image: Image.Image, draw: Draw, rng: random.Random) -> None:
    _shade(image, (0, 0, 1280, 960), (202, 198, 188), (164, 160, 152))
    box = (300, 120, 980, 820)
    _shadow(image, box)
    _shade(image, box, (238, 240, 240), (208, 212, 214))
    draw.rectangle(box, outline=(130, 136, 140), width=6)
    for row in range(2):
        top = 230 + row * 280
        draw.rectangle((340, top, 940, top + 190), fill=(52, 58, 62))
        for slot in range(11):
            x = 352 + slot * 53
            draw.rectangle((x, top + 24, x + 46, top + 166), fill=(232, 234, 235))
            off = rng.random() < 0.12  # noqa: PLR2004
            y = top + (100 if off else 60)
            draw.rectangle((x + 12, y, x + 34, y + 34), fill=(190, 60, 48) if off else (46, 52, 56))
            draw.text(
                (x + 23, top + 40),
                f"B{rng.choice((6, 16, 20, 32))}",
                fill=(60, 66, 70),
                anchor="mm",
                font_size=14,
            )
    draw.text((640, 170), "DISTRIBUTION BOARD DB-1", fill=(60, 70, 74), anchor="mm", font_size=30)
    for number in range(7):
        x = 380 + number * 84
        _pipe(draw, [(x, 820), (x + rng.randint(-20, 20), 960)], (90, 94, 98), 20)


def _ground(image: Image.Image, draw: Draw, rng: random.Random) -> None:
    _shade(image, (0, 0, 1280, 460), (148, 182, 206), (222, 228, 226))
    draw.polygon(
        [(0, 460), (0, 360), (300, 300), (640, 350), (900, 290), (1280, 370), (1280, 460)],
        fill=(112, 130, 104),
    )
    _shade(image, (0, 450, 1280, 960), (146, 118, 88), (96, 74, 54))
    draw.polygon([(420, 960), (560, 520), (720, 520), (900, 960)], fill=(66, 50, 38))
    draw.polygon([(470, 960), (590, 530), (690, 530), (850, 960)], fill=(48, 36, 28))
    _pipe(draw, [(650, 960), (640, 540)], (206, 120, 50), 46)
    yellow = (222, 168, 40)
    draw.rectangle((880, 330, 1060, 440), fill=yellow)
    draw.rectangle((960, 240, 1050, 340), fill=(60, 70, 76))
    draw.line([(890, 350), (760, 210), (700, 380)], fill=yellow, width=30, joint="curve")
    draw.polygon([(680, 370), (730, 370), (740, 430), (670, 430)], fill=(90, 84, 70))
    draw.rounded_rectangle((860, 440, 1090, 500), 28, fill=(44, 44, 44))
    for middle, y in ((250, 720), (1060, 760), (160, 850)):
        x = middle + rng.randint(-30, 30)
        draw.polygon([(x, y), (x - 34, y + 110), (x + 34, y + 110)], fill=(222, 96, 36))
        draw.polygon(
            [(x - 14, y + 46), (x + 14, y + 46), (x + 22, y + 72), (x - 22, y + 72)],
            fill=(240, 240, 236),
        )


def _radiator(image: Image.Image, draw: Draw, rng: random.Random) -> None:
    tint = rng.choice(((206, 214, 206), (222, 212, 196), (208, 212, 222)))
    _shade(image, (0, 0, 1280, 760), tint, (tint[0] - 24, tint[1] - 24, tint[2] - 24))
    _shade(image, (0, 760, 1280, 960), (158, 120, 84), (118, 86, 58))
    draw.rectangle((0, 730, 1280, 766), fill=(240, 238, 232))
    _shade(image, (380, 60, 900, 330), (196, 214, 224), (226, 234, 236))
    for line in ((380, 60, 900, 330), (640, 60, 640, 330), (380, 195, 900, 195)):
        draw.rectangle(line, outline=(246, 246, 244), width=14)
    _shadow(image, (330, 420, 950, 690))
    for x in range(330, 950, 62):
        _shade(image, (x, 420, x + 58, 690), (250, 250, 248), (216, 216, 212))
    _pipe(draw, [(310, 660), (310, 750)], (176, 110, 70), 18)
    _pipe(draw, [(970, 660), (970, 750)], (176, 110, 70), 18)
    draw.ellipse((286, 610, 334, 668), fill=(244, 244, 242), outline=(160, 160, 156), width=3)
    if rng.random() < 0.6:  # noqa: PLR2004
        draw.ellipse((880, 770, 1100, 830), fill=(108, 82, 60))


def _wall(image: Image.Image, draw: Draw, rng: random.Random) -> None:
    draw.rectangle((0, 0, 1280, 960), fill=(186, 176, 164))
    for row in range(25):
        for column in range(-1, 14):
            x, y = column * 100 + (row % 2) * 50, row * 40
            j = rng.randint(-18, 18)
            draw.rectangle((x, y, x + 94, y + 34), fill=(158 + j, 86 + j, 66 + j))
    box = (420, 200, 860, 680)
    _shadow(image, box)
    draw.rectangle(box, fill=(240, 240, 236))
    for x in (440, 650):
        _shade(image, (x, 220, x + 190, 660), (92, 118, 132), (168, 190, 200))
    draw.rectangle((400, 680, 880, 712), fill=(206, 202, 194))
    x, y = rng.randint(900, 1000), 120
    points = [(x, y)]
    while y < 820:  # noqa: PLR2004
        x, y = x + rng.randint(-26, 34), y + rng.randint(24, 44)
        points.append((x, y))
    draw.line(points, fill=(58, 42, 36), width=7, joint="curve")
    draw.rectangle((1090, 420, 1230, 446), fill=(240, 214, 70))
    for tick in range(14):
        draw.line((1094 + tick * 10, 420, 1094 + tick * 10, 432), fill=(40, 40, 40), width=2)


def _kitchen(image: Image.Image, draw: Draw, rng: random.Random) -> None:
    _shade(image, (0, 0, 1280, 960), (228, 224, 214), (202, 198, 190))
    front = rng.choice(((84, 112, 112), (214, 208, 196), (70, 84, 104)))
    for x in range(60, 1240, 195):
        if not 400 < x < 800:  # noqa: PLR2004
            draw.rectangle((x, 60, x + 185, 330), fill=front, outline=(60, 66, 66), width=3)
        draw.rectangle((x, 590, x + 185, 880), fill=front, outline=(60, 66, 66), width=3)
        draw.rectangle((x + 150, 620, x + 162, 700), fill=(196, 200, 202))
    _shade(image, (455, 60, 815, 380), (176, 206, 226), (226, 236, 238))
    draw.rectangle((455, 60, 815, 380), outline=(248, 248, 246), width=16)
    _shade(image, (40, 540, 1260, 594), (112, 100, 90), (78, 70, 62))
    draw.rectangle((520, 532, 760, 556), fill=(176, 182, 186))
    _pipe(draw, [(640, 540), (640, 440), (676, 416), (706, 446)], (170, 176, 180), 16)
    _shade(image, (0, 880, 1280, 960), (150, 132, 112), (120, 104, 88))


def _corridor(image: Image.Image, draw: Draw, rng: random.Random) -> None:
    _shade(image, (0, 0, 1280, 960), (216, 218, 214), (176, 178, 176))
    draw.polygon([(0, 960), (480, 560), (800, 560), (1280, 960)], fill=(126, 128, 132))
    draw.polygon([(0, 0), (480, 320), (800, 320), (1280, 0)], fill=(236, 236, 232))
    draw.rectangle((480, 320, 800, 560), fill=(196, 200, 198))
    draw.rectangle((580, 370, 700, 560), fill=(60, 104, 104))
    for step in range(4):
        far = 1 / (1 + step * 0.7)
        y = int(320 - 300 * far)
        half = int(60 * far) + 14
        draw.polygon(
            [(640 - half, y), (640 + half, y), (640 + half - 8, y + 14), (640 - half + 8, y + 14)],
            fill=(255, 254, 240),
        )
    for side in (0, 1280):
        for step in range(3):
            x = abs(side - int(420 * math.sqrt(step / 3)) - 40)
            draw.rectangle(
                (x - 34, 330 - step * 4, x + 34, 760 - step * 70), outline=(140, 142, 140), width=5
            )
    draw.rectangle((1010, 430, 1090, 560), fill=(186, 44, 38))
    draw.text(
        (1050, 495), "FIRE\nPOINT", fill=(255, 255, 255), anchor="mm", align="center", font_size=20
    )
    if rng.random() < 0.5:  # noqa: PLR2004
        draw.ellipse((560, 700, 720, 740), fill=(150, 154, 160))


SCENES: dict[str, Callable[[Image.Image, Draw, random.Random], None]] = {
    "boiler": _boiler,
    "roof": _roof,
    "bathroom": _bathroom,
    "panel": _panel,
    "ground": _ground,
    "radiator": _radiator,
    "wall": _wall,
    "kitchen": _kitchen,
    "corridor": _corridor,
}
