"""Makes pictures of a stranger's file, in a process of its own.

`python -I converter.py SOURCE FOLDER PIXEL_LIMIT GROUND DECODERS SIZE...` writes FOLDER/SIZE.webp for each
size and prints what it did as JSON. GROUND is 1 to put what is transparent on a light ground, else 0.
DECODERS, joined by commas, are those of Pillow that may be asked, or PDF: no other guesses.
Imports nothing of strongroom and needs no environment. First it limits itself, then it decodes.
"""

import io
import json
import sys
import warnings
from dataclasses import dataclass
from errno import EDQUOT, EFBIG, ENOSPC
from pathlib import Path
from typing import Any, BinaryIO

DISK_FULL = "disk full"
MEMORY = 2 * 1024**3
"""Address space in bytes: 100 megapixels take some 1.2 GB on the way."""
SECONDS = 60
"""Processor time."""
OUTPUT = 32 * 1024**2
"""Bytes of one file written."""
_ORIENTATION, _SUBFILE, _BITS = 0x0112, 0x00FE, 0x0102
"""Tags of TIFF and EXIF."""
_PAGES = 8
"""Pages of a TIFF among which the first whole one is looked for."""
_RESIZED = frozenset({"L", "RGB", "RGBA", "CMYK", "LAB"})
"""Modes in which a picture is made smaller as it is."""
_SPACES = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK", "LAB": "Lab"}
"""What profiles call the colours of a mode."""
_SEEN, _LIGHT = 64, 224
"""Alpha above which something is seen; grey from which it is lost on white."""
_GREY = "#6b7280"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; `sizes` are of the longer edge, `pixel_limit` is of the whole picture."""

    decoders: tuple[str, ...]
    sizes: tuple[int, ...]
    pixel_limit: int
    ground: bool


class Refused(Exception):  # noqa: N818 - it is an answer, not a fault
    """The file is not pictured; the text says why in a word."""


def limit_self() -> None:
    """Give up memory, time, output and core dumps beyond what one picture needs."""
    import resource

    for what, limit in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(what)
        most = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        # Told that its time is over before it is killed: a kill then comes from outside.
        spare = 1 if what == resource.RLIMIT_CPU and most != hard else 0
        resource.setrlimit(what, (most, most + spare))


def _open_pdf(file: BinaryIO, size: int) -> Any:
    """Render the first page, what is filled into its form too, its longer edge `size` pixels."""
    import pypdfium2

    document = pypdfium2.PdfDocument(file)
    try:
        document.init_forms()
        if len(document) == 0:
            raise Refused("no pages")
        page = document[0]
        width, height = page.get_size()
        return page.render(scale=size / max(width, height, 1)).to_pil().convert("RGB")
    finally:
        document.close()


def _open_image(file: BinaryIO, wanted: Wanted, size: int) -> Any:
    """Decode one frame, no larger than needed, upright, in sRGB (RGB or RGBA), without metadata."""
    from PIL import Image, ImageOps

    if "HEIF" in wanted.decoders:
        import pi_heif

        pi_heif.register_heif_opener(thumbnails=False)
    Image.MAX_IMAGE_PIXELS = wanted.pixel_limit
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        # A path would be mapped into memory, which takes a turned picture for one that is not.
        with Image.open(file, formats=wanted.decoders) as image:
            _choose_frame(image)
            if image.width * image.height > wanted.pixel_limit:
                raise Refused("too many pixels")
            image.draft("RGB", (size, size))
            image.load()
            turned, profile = image.getexif().get(_ORIENTATION, 1), image.info.get("icc_profile")
            picture = image if image.mode in _RESIZED and _opaque(image) else _plain(image)
            picture.thumbnail((size, size), Image.Resampling.LANCZOS, reducing_gap=2.0)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Refused("too many pixels") from None
    picture = _in_srgb(picture, profile)
    exif = Image.Exif()
    exif[_ORIENTATION] = turned
    picture.info = {"exif": exif.tobytes()}
    upright = ImageOps.exif_transpose(picture)
    upright.info = {}
    return _grounded(upright) if wanted.ground else upright


def _choose_frame(image: Any) -> None:
    """Go to the first page of a TIFF that is not a small copy of another one; else stay at the first frame.

    HEIC opens at its primary picture, ICO at its largest, an animation at its beginning.
    """
    if image.format != "TIFF":
        return
    for number in range(_PAGES):
        try:
            image.seek(number)
        except EOFError:
            break
        if not int(image.tag_v2.get(_SUBFILE, 0)) & 1:
            return
    image.seek(0)


def _opaque(image: Any) -> bool:
    return "transparency" not in image.info


def _plain(image: Any) -> Any:
    """Return RGB, or RGBA where something is transparent, of modes that can't be resized well."""
    if image.mode.startswith("I;16"):
        bits = getattr(image, "tag_v2", {}).get(_BITS, (16,))[0]
        return (
            image.convert("F").point(lambda value: value * (255 / (2**bits - 1)) + 0).convert("L")
        )
    if image.mode in {"I", "F"}:  # of no known range: from its darkest to its lightest
        low, high = image.getextrema()
        scale = 255 / ((high - low) or 1)
        return image.convert("F").point(lambda value: value * scale - low * scale).convert("L")
    see_through = image.mode in {"LA", "PA", "La", "RGBa"} or not _opaque(image)
    return image.convert("RGBA" if see_through else "RGB")


def _in_srgb(picture: Any, profile: bytes | None) -> Any:
    """Return the picture in the colours of the web, RGB or RGBA, by its own profile if that fits."""
    from PIL import ImageCms

    if picture.mode == "RGBA":
        colours = _in_srgb(picture.convert("RGB"), profile)
        colours.putalpha(picture.getchannel("A"))
        return colours
    try:
        source: Any = ImageCms.ImageCmsProfile(io.BytesIO(profile)) if profile else None
        space = source.profile.xcolor_space.strip() if source else ""
        if picture.mode == "LAB":
            source, space = ImageCms.createProfile("LAB"), _SPACES["LAB"]
        if picture.mode == "L" and space == _SPACES["RGB"]:
            picture = picture.convert("RGB")
        if source and _SPACES.get(picture.mode) == space:
            web = ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(picture, source, web, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        pass  # a damaged profile: the picture is there all the same
    return picture.convert("RGB")


def _grounded(picture: Any) -> Any:
    """Return RGB on white; on grey, if what is drawn is nearly white itself."""
    from PIL import Image, ImageStat

    if picture.mode != "RGBA":
        return picture
    alpha = picture.getchannel("A")
    seen = ImageStat.Stat(
        picture.convert("L"), mask=alpha.point(lambda value: value > _SEEN and 255)
    )
    light = seen.count[0] > 0 and seen.extrema[0][0] >= _LIGHT
    ground = Image.new(
        "RGB", picture.size, _GREY if light and alpha.getextrema()[0] < _SEEN else "white"
    )
    ground.paste(picture.convert("RGB"), mask=alpha)
    return ground


def convert(source: Path, folder: Path, wanted: Wanted) -> dict[str, Any]:
    """Write a picture for each size, largest first and the smaller ones from it."""
    largest = max(wanted.sizes)
    with source.open("rb") as file:
        is_pdf = wanted.decoders == ("PDF",)
        picture = _open_pdf(file, largest) if is_pdf else _open_image(file, wanted, largest)
    made: dict[str, tuple[int, int]] = {}
    for size in sorted(wanted.sizes, reverse=True):
        picture.thumbnail((size, size), reducing_gap=2.0)
        picture.save(folder / f"{size}.webp", "WEBP", quality=80, method=3)
        made[str(size)] = picture.size
    return {"made": made}


def main(arguments: list[str]) -> int:
    """Convert, and answer in one line of JSON; 0 whenever there is an answer."""
    source, folder, pixel_limit, ground, decoders, *sizes = arguments
    answer: dict[str, Any]
    try:
        limit_self()
        numbers = tuple(map(int, sizes))
        wanted = Wanted(tuple(decoders.split(",")), numbers, int(pixel_limit), ground == "1")
        answer = convert(Path(source), Path(folder), wanted)
    except Refused as refusal:
        answer = {"error": str(refusal)}
    except MemoryError:
        answer = {"error": "out of memory"}
    except OSError as error:
        full = error.errno in {ENOSPC, EDQUOT, EFBIG}
        answer = {"error": DISK_FULL if full else f"not readable: {type(error).__name__}"}
    except Exception as error:  # noqa: BLE001 - a decoder may raise anything at hostile bytes
        answer = {"error": f"not readable: {type(error).__name__}"}
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
