"""Is a file what its name says, and does a page keep to what it may do?"""

import re
from collections.abc import Iterator

from chatserver.core.archives import Finding, extension

_PAGES = ("html", "js", "mjs", "css", "svg")
# Whatever else they are, they are text.
_TEXTS = (*_PAGES, "json", "webmanifest", "map", "txt", "xml")
_NATIVE = (b"\x7fELF", b"MZ", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"dex\n", b"#!")
_ARCHIVES = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
# What a file of this extension has, and where; one that has it not is something else.
_MARKS: dict[str, tuple[int, tuple[bytes, ...]]] = {
    "png": (0, (b"\x89PNG\r\n\x1a\n",)),
    "jpg": (0, (b"\xff\xd8\xff",)),
    "jpeg": (0, (b"\xff\xd8\xff",)),
    "gif": (0, (b"GIF87a", b"GIF89a")),
    "webp": (8, (b"WEBP",)),
    "avif": (4, (b"ftyp",)),
    "ico": (0, (b"\0\0\1\0",)),
    "pdf": (0, (b"%PDF-",)),
    "woff": (0, (b"wOFF",)),
    "woff2": (0, (b"wOF2",)),
    "ttf": (0, (b"\0\1\0\0", b"true", b"OTTO")),
    "otf": (0, (b"OTTO", b"\0\1\0\0")),
    "mp3": (0, (b"ID3", b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2")),
    "ogg": (0, (b"OggS",)),
    "wav": (8, (b"WAVE",)),
    "mp4": (4, (b"ftyp",)),
    "webm": (0, (b"\x1a\x45\xdf\xa3",)),
    "wasm": (0, (b"\0asm",)),
}
# Bounded, so that a page of nothing but beginnings is not searched for ever.
_REMOTE_SCRIPT = re.compile(
    rb"<script\b[^>]{0,2000}?[\s/\"']src\s*=\s*[\"']?\s*(?:https?:)?//", re.IGNORECASE
)
_ROOTED = re.compile(rb"\b(?:src|href)\s*=\s*[\"']/(?!/)", re.IGNORECASE)
_EVAL = re.compile(rb"\beval\s*\(|\bnew\s+Function\s*\(")
_WORKER = re.compile(rb"\bserviceWorker\s*\.\s*register\b")
# The beginnings of our own keys and secrets: none belongs into a page that everybody can read.
_KEYS = re.compile(rb"\b(?:(?:ak|mk)_[A-Za-z0-9_-]{20}|whsec_[A-Za-z0-9+/]{20})")
# As they are made, with 256 bits in base64url; what stands behind that is the page's own.
_WHOLE_KEY = re.compile(rb"\b(?:ak|mk)_[A-Za-z0-9_-]{43}")


def content_findings(path: str, content: bytes) -> Iterator[Finding]:
    """Yield what is wrong with a file's content."""
    kind = extension(path)
    if content.startswith(_NATIVE):
        yield Finding("native_code", path, "it is a program of its own")
    if content.startswith(_ARCHIVES):
        yield Finding("nested_archive", path, "an archive inside the archive")
    if not _is_what_it_says(kind, content):
        yield Finding("type_mismatch", path, f"its content is no {kind}")
    if _KEYS.search(content):
        text = (
            "a key or a secret stands in it; a key of yours has ended, a secret is to be made anew"
        )
        yield Finding("secret", path, text)
    if kind in _PAGES:
        yield from _page_findings(path, kind, content)


def keys_in(content: bytes) -> Iterator[str]:
    """Yield what may be one of our keys; whether it is one, the caller knows."""
    for found in _WHOLE_KEY.finditer(content):
        yield found[0].decode()


def _is_what_it_says(kind: str, content: bytes) -> bool:
    if kind in _TEXTS:
        return _is_text(content)
    if kind not in _MARKS:
        return True
    at, marks = _MARKS[kind]
    return content.startswith(marks, at)


def _is_text(content: bytes) -> bool:
    """It is served as UTF-8, so it has to be that."""
    try:
        return "\0" not in content.decode()
    except UnicodeDecodeError:
        return False


def _page_findings(path: str, kind: str, content: bytes) -> Iterator[Finding]:
    if kind in ("html", "svg") and _REMOTE_SCRIPT.search(content):
        yield Finding("remote_script", path, "a script from elsewhere: put it into the archive")
    if kind == "html" and _ROOTED.search(content):
        text = "an address that begins with / will not be found: make it relative"
        yield Finding("rooted_address", path, text, hard=False)
    if _EVAL.search(content):
        yield Finding("eval", path, "eval does not work under the page's policy", hard=False)
    if _WORKER.search(content):
        yield Finding("service_worker", path, "a service worker will not be let in", hard=False)
