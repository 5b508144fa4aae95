"""Golden pictures: whatever mode, packing, turn and profile, the corners have the colours that were drawn."""

import io
import random
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pillow_heif
import pytest
from PIL import Image, ImageOps

import colour_profiles as profiles
from strongroom.store import converter
from strongroom.store.converter import Refused, Wanted
from strongroom.store.filetypes import decoders, detect_type
from strongroom.store.staging import HEAD, TAIL

Colour = tuple[int, int, int]
CORNERS: tuple[Colour, ...] = ((220, 30, 30), (30, 160, 40), (40, 60, 200), (240, 200, 40))
"""Of the picture as it should be seen: top left, top right, bottom left, bottom right."""
GREYS: tuple[Colour, ...] = ((0, 0, 0), (90, 90, 90), (180, 180, 180), (255, 255, 255))
BLACKS: tuple[Colour, ...] = ((0, 0, 0), (255, 255, 255), (255, 255, 255), (0, 0, 0))
WIDE, HIGH = 96, 64
BACK = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
"""EXIF orientation -> what turns an upright picture into the one that a camera keeps."""
PACKED = {
    "1": ["raw", "group4", "packbits", "tiff_adobe_deflate"],
    "L": ["raw", "tiff_lzw", "packbits", "jpeg"],
    "I;16": ["raw", "tiff_adobe_deflate"],
    "P": ["raw", "tiff_lzw"],
    "RGB": ["raw", "tiff_lzw", "tiff_adobe_deflate", "jpeg"],
    "RGBA": ["raw", "tiff_lzw"],
    "CMYK": ["raw", "tiff_lzw", "packbits"],
    "LAB": ["raw", "tiff_lzw"],
}


def drawn(corners: tuple[Colour, ...]) -> Image.Image:
    image = Image.new("RGB", (WIDE, HIGH))
    for number, colour in enumerate(corners):
        left, top = (number % 2) * WIDE // 2, number // 2 * HIGH // 2
        image.paste(colour, (left, top, left + WIDE // 2, top + HIGH // 2))
    return image


def in_mode(mode: str) -> tuple[Image.Image, tuple[Colour, ...]]:
    if mode == "1":
        return drawn(BLACKS).convert("1"), BLACKS
    if mode in {"L", "LA"}:
        return drawn(GREYS).convert(mode), GREYS
    if mode == "I;16":
        pixels = b"".join(
            (value * 257).to_bytes(2, "little") for value in drawn(GREYS).convert("L").tobytes()
        )
        return Image.frombytes("I;16", (WIDE, HIGH), pixels), GREYS
    if mode == "LAB":
        from PIL import ImageCms

        web, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
        return ImageCms.profileToProfile(drawn(CORNERS), web, lab, outputMode="LAB"), CORNERS
    return drawn(CORNERS).convert(mode), CORNERS


def turned(image: Image.Image, orientation: int) -> Image.Image:
    """Return what a camera held so would have kept of the picture."""
    back = BACK[orientation]
    return image if back is None else image.transpose(Image.Transpose(back))


def kept(image: Image.Image, kind: str, orientation: int) -> Image.Image:
    """HEIF turns by properties of its own, which the decoder obeys; what EXIF says there is a copy."""
    return image if kind == "HEIF" else turned(image, orientation)


def encoded(image: Image.Image, kind: str, **how: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


@pytest.fixture
def draw(tmp_path: Path) -> Iterator[Any]:
    """What the child does, here: the picture of these bytes, decoded as what they are."""

    def shown(data: bytes, *, ground: bool = True) -> Image.Image:
        source = tmp_path / "source"
        source.write_bytes(data)
        allowed = decoders(detect_type(data[:HEAD], "", data[-TAIL:]))
        assert allowed
        converter.convert(source, tmp_path, Wanted(allowed, (256,), 10**8, ground))
        image = Image.open(tmp_path / "256.webp")
        assert not {"exif", "icc_profile", "xmp"} & set(image.info)
        image.load()
        return image

    most = Image.MAX_IMAGE_PIXELS
    with warnings.catch_warnings():
        yield shown
    Image.MAX_IMAGE_PIXELS = most


def corners_of(image: Image.Image) -> list[Any]:
    image = image.convert("RGB")
    wide, high = image.size
    return [image.getpixel((x * wide // 4, y * high // 4)) for y in (1, 3) for x in (1, 3)]


def same(image: Image.Image, corners: tuple[Colour, ...], *, within: int = 24) -> None:
    seen = corners_of(image)
    far = [
        max(abs(a - b) for a, b in zip(*pair, strict=True))
        for pair in zip(seen, corners, strict=True)
    ]
    assert max(far) <= within, (seen, corners)


TIFFS = [
    (mode, packing, orientation, order)
    for mode, packings in PACKED.items()
    for packing in packings
    for orientation, order in [
        (random.Random(f"{mode}{packing}{n}").randint(2 + 3 * n, 4 + 4 * n), n) for n in (0, 1)
    ]
]
"""Each mode and packing with a turn that keeps the sides, and one that swaps them."""


def test_the_turns_of_the_test_are_those_of_exif() -> None:
    for orientation in BACK:
        image = turned(drawn(CORNERS), orientation)
        exif = Image.Exif()
        exif[0x0112] = orientation
        image.info["exif"] = exif.tobytes()
        same(ImageOps.exif_transpose(image), CORNERS, within=0)


@pytest.mark.parametrize(("mode", "packing", "orientation", "order"), TIFFS)
def test_a15_tiff_of_every_mode_packing_and_turn(
    draw: Any, mode: str, packing: str, orientation: int, order: int
) -> None:
    image, corners = in_mode(mode)
    how = {"tiffinfo": {274: orientation}}
    data = encoded(turned(image, orientation), "TIFF", compression=packing, **how)
    picture = draw(data)
    assert picture.size == (WIDE, HIGH)
    same(picture, corners, within=40 if mode == "P" else 24)


PHOTOS = [
    (kind, mode, orientation)
    for kind, modes in {
        "JPEG": ("L", "RGB", "CMYK"),
        "PNG": ("1", "L", "LA", "I;16", "P", "RGB", "RGBA"),
        "WEBP": ("RGB", "RGBA"),
        "HEIF": ("RGB", "RGBA"),
        "AVIF": ("RGB",),
    }.items()
    for mode in modes
    for orientation in ((1,) if mode == "1" else (3, 6))
]


@pytest.mark.parametrize(("kind", "mode", "orientation"), PHOTOS)
def test_a15_photos_of_every_kind_mode_and_turn(
    draw: Any, kind: str, mode: str, orientation: int
) -> None:
    pillow_heif.register_heif_opener()
    image, corners = in_mode(mode)
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = draw(encoded(kept(image, kind, orientation), kind, quality=95, exif=exif))
    assert picture.size == (WIDE, HIGH)
    same(picture, corners, within=40 if mode == "P" or kind in {"HEIF", "AVIF"} else 24)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "ICO"])
def test_kinds_that_know_no_turn(draw: Any, kind: str) -> None:
    data = encoded(drawn(CORNERS), kind)
    if kind == "ICO":  # a smaller one before it, as icons have
        data = encoded(drawn(CORNERS).resize((WIDE, WIDE)), kind, sizes=[(16, 16), (WIDE, WIDE)])
    picture = draw(data)
    assert picture.width == WIDE
    same(picture, CORNERS, within=40)


@pytest.mark.parametrize("orientation", [1, 6])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP", "HEIF"])
def test_a_profile_is_turned_into_the_colours_of_the_web(
    draw: Any, kind: str, orientation: int
) -> None:
    pillow_heif.register_heif_opener()
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = kept(drawn(CORNERS), kind, orientation)
    plain = draw(encoded(image, kind, quality=95, exif=exif, icc_profile=profiles.web()))
    same(plain, CORNERS, within=40)
    picture = draw(encoded(image, kind, quality=95, exif=exif, icc_profile=profiles.swapped()))
    red, green = corners_of(picture)[:2]
    assert red[1] > red[0] + 60, "its red light is green"
    assert green[0] > green[1] + 60, "and its green light is red"


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_inks_are_shown_by_their_profile(draw: Any, kind: str) -> None:
    cyan = Image.new("CMYK", (WIDE, HIGH), (255, 0, 0, 0))
    blue = draw(encoded(cyan, kind)).getpixel((9, 9))
    assert blue[2] > 150
    assert blue[0] < 150
    orange = draw(encoded(cyan, kind, icc_profile=profiles.inks())).getpixel((9, 9))
    assert orange[0] > 200
    assert orange[2] < 120


def test_grey_profiles_and_damaged_ones_take_nothing_away(draw: Any) -> None:
    image, corners = in_mode("L")
    for profile in (
        profiles.grey(),
        profiles.web(),
        profiles.inks(),
        b"no profile",
        profiles.web()[:200],
    ):
        same(draw(encoded(image, "PNG", icc_profile=profile)), corners)
    for profile in (profiles.grey(), profiles.inks(), profiles.swapped()[:150]):
        same(draw(encoded(drawn(CORNERS), "PNG", icc_profile=profile)), CORNERS)


def test_what_is_transparent_stands_on_a_light_ground(draw: Any) -> None:
    """Black lines on nothing, half-transparent ones, and white ones, which are lost on white."""
    for line, ground in (
        ((0, 0, 0, 255), 255),
        ((0, 0, 0, 128), 255),
        ((255, 255, 255, 255), 0x72),
    ):
        image = Image.new("RGBA", (WIDE, HIGH), (0, 0, 0, 0))
        image.paste(line, (0, 0, WIDE // 2, HIGH))
        for kind in ("PNG", "WEBP", "TIFF"):
            how = {"lossless": True} if kind == "WEBP" else {}
            picture = draw(encoded(image, kind, **how))
            assert picture.mode == "RGB"
            left, right = picture.getpixel((20, 20)), picture.getpixel((80, 20))
            assert abs(right[1] - ground) < 6
            assert abs(left[1] - right[1]) > 90
    assert draw(encoded(Image.new("RGBA", (9, 9)), "PNG")).getpixel((4, 4)) == (255, 255, 255)
    assert draw(encoded(Image.new("RGBA", (9, 9)), "PNG"), ground=False).mode == "RGBA"


def test_the_first_page_or_frame_is_shown(draw: Any) -> None:
    first, second = drawn(CORNERS), drawn(GREYS)
    for kind in ("TIFF", "GIF", "PNG", "WEBP"):
        data = encoded(first, kind, save_all=True, append_images=[second])
        same(draw(data), CORNERS, within=40)
    pillow_heif.register_heif_opener()
    data = encoded(
        first, "HEIF", quality=95, save_all=True, append_images=[second], primary_index=1
    )
    same(draw(data), GREYS, within=40)


def test_a_small_copy_before_the_page_is_passed_over(draw: Any) -> None:
    small = drawn(GREYS).resize((WIDE // 4, HIGH // 4))
    small.encoderinfo = {"tiffinfo": {254: 1}}
    data = encoded(small, "TIFF", save_all=True, tiffinfo={254: 1}, append_images=[])
    page = drawn(CORNERS)
    page.encoderinfo = {"tiffinfo": {254: 0}}
    data = encoded(small, "TIFF", save_all=True, append_images=[page])
    picture = draw(data)
    assert picture.size == (WIDE, HIGH)
    same(picture, CORNERS)


def test_no_decoder_guesses_another_kind(draw: Any, tmp_path: Path) -> None:
    """A file is read as what it was taken for, or not at all."""
    png = encoded(drawn(CORNERS), "PNG")
    source = tmp_path / "photo"
    source.write_bytes(png)
    for others in (("JPEG",), ("TIFF", "GIF"), ("HEIF", "AVIF"), ("PDF",)):
        with pytest.raises(Exception, match=r"identify|load|PDF|data format"):
            converter.convert(source, tmp_path, Wanted(others, (256,), 10**8, ground=True))
    assert not list(tmp_path.glob("*.webp"))


def test_a_large_picture_inside_an_icon_is_not_unpacked(draw: Any, tmp_path: Path) -> None:
    source = tmp_path / "icon"
    source.write_bytes(encoded(Image.new("RGB", (256, 256)), "ICO", sizes=[(256, 256)]))
    with pytest.raises(Refused, match="too many pixels"):
        converter.convert(source, tmp_path, Wanted(("ICO",), (256,), 250 * 250, ground=True))
