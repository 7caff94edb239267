"""How large is a picture, and how does it look small? (Pillow, which is named here alone)

Pictures come from strangers: what is too large to be read within bounds, or cannot be read, has no
preview, and its receiver gets it as any other file.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import anyio
from PIL import Image, ImageOps
from PIL.JpegImagePlugin import JpegImageFile

T = TypeVar("T")

MIME = "image/webp"
PREVIEW_SIDE = 640  # twice what a screen draws it at
PICTURE_SIDE = 2048
# Pixels that are unpacked at most: a JPEG is read at a fraction of its size, all else as it is.
MOST_JPEG_PIXELS = 64_000_000
MOST_PIXELS = 25_000_000
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
_TURNED = (5, 6, 7, 8)  # on their side (EXIF, Orientation)
_QUALITY = 78
_SCAN, _MOST_SCANS = b"\xff\xda", 64
# Each may hold a hundred megabytes for a moment, a WebP four times as many.
_AT_ONCE = 2

# Pillow's own bound warns or raises by the process's settings; ours is looked at below.
Image.MAX_IMAGE_PIXELS = MOST_JPEG_PIXELS


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture made anew in WebP, and how large the original is as it is seen."""

    width: int
    height: int
    content: bytes


class Drawing:
    """Reads pictures, a few at a time, on threads of their own."""

    def __init__(self) -> None:
        self._room = anyio.CapacityLimiter(_AT_ONCE)

    async def preview(self, path: Path) -> Drawn | None:
        """Return a small picture, or None where it cannot be read within bounds."""
        return await self._run(lambda: _drawn(path, PREVIEW_SIDE))

    async def made_anew(self, path: Path) -> Drawn | None:
        """Return the picture as we keep it, without what else its file said; None as above."""
        return await self._run(lambda: _drawn(path, PICTURE_SIDE))

    async def _run(self, work: Callable[[], T]) -> T:
        return await anyio.to_thread.run_sync(work, limiter=self._room)


def _drawn(path: Path, side: int) -> Drawn | None:
    try:
        with Image.open(path, formats=_FORMATS) as image:
            return _small(image, side) if _reads_fast(image, path) else None
    except Exception:  # noqa: BLE001 - what a broken picture raises has no common base
        return None


def _reads_fast(image: Image.Image, path: Path) -> bool:
    """Whether a JPEG has no more scans than an encoder makes: each of a few bytes is a walk over
    all of the picture, and a file may have a hundred thousand.
    """
    return not isinstance(image, JpegImageFile) or path.read_bytes().count(_SCAN) <= _MOST_SCANS


def _small(image: Image.Image, side: int) -> Drawn | None:
    width, height = image.size
    # A camera's file with several pictures is one, too, whatever format it names.
    jpeg = isinstance(image, JpegImageFile)
    most = MOST_JPEG_PIXELS if jpeg else MOST_PIXELS
    if not 0 < width * height <= most:
        return None
    if jpeg:
        image.draft(None, (side, side))
    if image.getexif().get(0x0112) in _TURNED:
        width, height = height, width
    clear = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    mode = "RGBA" if clear else "RGB"
    plain = image if image.mode == mode else image.convert(mode)
    # Small before it is turned: each copy of the whole one is a hundred megabytes.
    plain.thumbnail((side, side))
    ImageOps.exif_transpose(plain, in_place=True)
    into = io.BytesIO()
    # Without where it was taken and by which camera.
    plain.save(into, "WEBP", quality=_QUALITY, method=4, exif=b"")
    return Drawn(width, height, into.getvalue())
