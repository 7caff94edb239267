"""Of which type is a file, by its first bytes? (filetype, which is named here alone)"""

import filetype

from chatserver.core.attachments import OLE

HEAD_BYTES = 8192

_OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What begins so is, or may be taken by a browser for, a page or a program.
_ACTIVE = (b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<?xml", b"#!")
# The same type under another name.
_SAME = {"video/x-m4v": "video/mp4", "image/apng": "image/png"}


def kind_of(head: bytes) -> str | None:
    """Return the type of a file that begins so, `text/plain` for a text, None for what is unknown.

    `head` is the first `HEAD_BYTES`, or all there is.
    """
    known: str | None = filetype.guess_mime(head)
    if head.startswith(_OLE_MARK):
        return OLE
    if known is not None:
        return _SAME.get(known, known)
    return "text/plain" if _is_text(head) else None


def _is_text(head: bytes) -> bool:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not start or start.startswith(_ACTIVE):
        return False
    # UTF-16 has zeros, and so have programs; in a text of bytes there are none.
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return len(head) > 2
    return not any(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in head)
