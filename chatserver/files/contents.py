"""Is a file what its name says, and does a page keep to what it may do?"""

import re
from collections.abc import Iterator

from chatserver.core.archives import Finding, extension

_PAGES = ("html", "js", "mjs", "css", "svg")
_NATIVE = (b"\x7fELF", b"MZ", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"dex\n", b"#!")
_ARCHIVES = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
# What a file of this extension begins with; one that begins otherwise is something else.
_MARKS: dict[str, tuple[bytes, ...]] = {
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "gif": (b"GIF87a", b"GIF89a"),
    "webp": (b"RIFF",),
    "pdf": (b"%PDF-",),
    "woff": (b"wOFF",),
    "woff2": (b"wOF2",),
    "wasm": (b"\0asm",),
}
_REMOTE_SCRIPT = re.compile(rb"<script[^>]+src\s*=\s*[\"']?\s*(https?:)?//", re.IGNORECASE)
_ROOTED = re.compile(rb"(src|href)\s*=\s*[\"']/(?!/)", re.IGNORECASE)
_EVAL = re.compile(rb"\beval\s*\(|new\s+Function\s*\(")
_WORKER = re.compile(rb"serviceWorker\s*\.\s*register")
# The beginnings of our own keys: none belongs into a page that everybody can read.
_KEYS = re.compile(rb"\b(ak|mk|whsec)_[A-Za-z0-9_-]{20,}")


def content_findings(path: str, content: bytes) -> Iterator[Finding]:
    """Yield what is wrong with a file's content."""
    kind = extension(path)
    if content.startswith(_NATIVE) and kind not in ("txt", "json"):
        yield Finding("native_code", path, "it is a program of its own")
    if content.startswith(_ARCHIVES):
        yield Finding("nested_archive", path, "an archive inside the archive")
    marks = _MARKS.get(kind)
    if marks is not None and not content.startswith(marks):
        yield Finding("type_mismatch", path, f"its content is no {kind}")
    if _KEYS.search(content):
        yield Finding("secret", path, "a secret key stands in it; revoke that key")
    if kind in _PAGES:
        yield from _page_findings(path, kind, content)


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
