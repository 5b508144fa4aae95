"""Makes pictures of a stranger's file, in a process of its own.

`python -I converter.py SOURCE FOLDER PIXEL_LIMIT SIZE...` writes FOLDER/SIZE.webp for each size and
prints what it did as JSON.
Imports nothing of strongroom and needs no environment. First it limits itself, then it decodes.
"""

import json
import sys
from errno import EDQUOT, EFBIG, ENOSPC
from pathlib import Path
from typing import Any

DISK_FULL = "disk full"
MEMORY = 2 * 1024**3
"""Address space in bytes: 100 megapixels take some 1.2 GB on the way."""
SECONDS = 60
"""Processor time."""
OUTPUT = 32 * 1024**2
"""Bytes of one file written."""
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "HEIF", "AVIF")


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
        resource.setrlimit(what, (most, most))


def _open_pdf(source: Path, size: int) -> Any:
    """Render the first page so that its longer edge has `size` pixels."""
    import pypdfium2

    document = pypdfium2.PdfDocument(source)
    try:
        if len(document) == 0:
            raise Refused("no pages")
        page = document[0]
        width, height = page.get_size()
        scale = size / max(width, height, 1)
        return page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    finally:
        document.close()


def _open_image(source: Path, size: int, pixel_limit: int) -> Any:
    """Decode the first frame, no larger than needed, upright, in RGB or RGBA, without metadata."""
    import pi_heif
    from PIL import Image, ImageOps

    pi_heif.register_heif_opener(thumbnails=False)
    Image.MAX_IMAGE_PIXELS = None  # the check below is the same for every format
    with Image.open(source, formats=_FORMATS) as image:
        if image.width * image.height > pixel_limit:
            raise Refused("too many pixels")
        image.draft("RGB", (size, size))
        picture = image if image.mode in {"RGB", "RGBA"} else _plain(image)
        picture.thumbnail((size, size), Image.Resampling.LANCZOS, reducing_gap=2.0)
        upright = ImageOps.exif_transpose(picture)
        upright.info = {}
        return upright


def _plain(image: Any) -> Any:
    """Return RGB, or RGBA where something is transparent; keep what tells the orientation."""
    see_through = image.mode in {"LA", "PA", "La", "RGBa"} or "transparency" in image.info
    exif = image.getexif()
    if image.mode.startswith(("I;16", "I", "F")):
        low, high = image.getextrema()
        scale = 255 / ((high - low) or 1)
        image = image.convert("F").point(lambda value: value * scale - low * scale)
    plain = image.convert("RGBA" if see_through else "RGB")
    if exif:
        plain.info["exif"] = exif.tobytes()
    return plain


def convert(source: Path, folder: Path, pixel_limit: int, sizes: list[int]) -> dict[str, Any]:
    """Write a picture for each size, largest first and the smaller ones from it."""
    with source.open("rb") as file:
        is_pdf = b"%PDF-" in file.read(1024)
    largest = max(sizes)
    picture = _open_pdf(source, largest) if is_pdf else _open_image(source, largest, pixel_limit)
    made: dict[str, tuple[int, int]] = {}
    for size in sorted(sizes, reverse=True):
        picture.thumbnail((size, size), reducing_gap=2.0)
        picture.save(folder / f"{size}.webp", "WEBP", quality=80, method=3)
        made[str(size)] = picture.size
    return {"made": made}


def main(arguments: list[str]) -> int:
    """Convert, and answer in one line of JSON; 0 whenever there is an answer."""
    source, folder, pixel_limit, *sizes = arguments
    answer: dict[str, Any]
    try:
        limit_self()
        answer = convert(Path(source), Path(folder), int(pixel_limit), [int(s) for s in sizes])
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
