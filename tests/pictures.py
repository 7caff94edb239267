"""Files of many kinds, made when a test asks for them."""

import io
import struct
import zipfile
import zlib

from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
EXE = b"MZ\x90\x00" + bytes(60)
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + bytes(9000)


def picture(
    width: int = 40, height: int = 20, *, kind: str = "PNG", orientation: int | None = None
) -> bytes:
    """A picture whose left half is red and whose right half is blue, as it is stored."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    exif = Image.Exif()
    if orientation is not None:
        exif[0x0112] = orientation
    into = io.BytesIO()
    image.save(into, kind, exif=exif)
    return into.getvalue()


def bomb(side: int) -> bytes:
    """A PNG of a few kilobytes that unpacks to `side` times `side` pixels of one colour."""

    def part(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    row = bytes(1 + side // 8)
    packed = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", header) + part(b"IDAT", packed) + part(b"IEND", b"")


def of_scans(extra: int, *, several: bool = False) -> bytes:
    """A progressive JPEG whose last scan is there so many times more; `several`: a second picture
    is in the file, as with many cameras.
    """
    into = io.BytesIO()
    image = Image.new("L", (100, 100), 128)
    more = {"save_all": True, "append_images": [image]} if several else {}
    image.save(into, "MPO" if several else "JPEG", progressive=True, **more)
    whole = into.getvalue()
    end = whole.index(b"\xff\xd9")
    scan = whole[whole.rindex(b"\xff\xda", 0, end) : end]
    return whole[:end] + scan * extra + whole[end:]


def word_document() -> bytes:
    """A zip as some programs write a .docx: nothing at its beginning says what it is."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        archive.writestr("customXml/item.xml", "<x/>")
        archive.writestr("word/document.xml", "<x/>")
    return into.getvalue()


def opened(content: bytes) -> Image.Image:
    """The picture as a program sees it."""
    return Image.open(io.BytesIO(content))


def form(
    content: bytes, name: str = "photo.png", *, boundary: str = "--=edge", **fields: str
) -> tuple[bytes, dict[str, str]]:
    """A form with this file behind these fields, and the header that goes with it."""
    text = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
        for field, value in fields.items()
    )
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    head += "Content-Type: application/octet-stream\r\n\r\n"
    body = text.encode() + head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
    return body, {"Content-Type": f'multipart/form-data; boundary="{boundary}"'}
