"""Which names and types may stand in an archive of a mini-app? (D13)"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

MOST_BYTES = 40 * 1024 * 1024
MOST_UNPACKED = 120 * 1024 * 1024
MOST_ENTRIES = 2_000
MOST_FILE = 20 * 1024 * 1024
MOST_DEPTH = 12
MOST_PATH = 255
MOST_PART = 240  # of a path; a disk takes 255, and a store adds to it while a file comes in
MOST_RATIO = 100
INDEX = "index.html"
MANIFEST = "miniapp.json"

# What is served, and as what: by extension alone, never by what a partner says.
TYPES: Mapping[str, str] = MappingProxyType(
    {
        "html": "text/html; charset=utf-8",
        "css": "text/css; charset=utf-8",
        "js": "text/javascript; charset=utf-8",
        "mjs": "text/javascript; charset=utf-8",
        "json": "application/json",
        "webmanifest": "application/manifest+json",
        "map": "application/json",
        "txt": "text/plain; charset=utf-8",
        "xml": "text/xml; charset=utf-8",
        "svg": "image/svg+xml",
        "png": "image/png",
        "jpg": "image/jpeg",
        "jpeg": "image/jpeg",
        "gif": "image/gif",
        "webp": "image/webp",
        "avif": "image/avif",
        "ico": "image/x-icon",
        "woff": "font/woff",
        "woff2": "font/woff2",
        "ttf": "font/ttf",
        "otf": "font/otf",
        "mp3": "audio/mpeg",
        "ogg": "audio/ogg",
        "wav": "audio/wav",
        "mp4": "video/mp4",
        "webm": "video/webm",
        "pdf": "application/pdf",
        "wasm": "application/wasm",
    }
)

_RESERVED = re.compile(r"^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?$", re.IGNORECASE)
_STRANGE = re.compile(r"[\x00-\x1f\x7f\\]")
_DRIVE = re.compile(r"^[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong with an archive: a code, where, and a sentence for its maker."""

    code: str
    path: str
    message: str
    hard: bool = True


def name_findings(path: str) -> Iterable[Finding]:
    """Yield what is wrong with an entry's name; a name is refused, never mended."""
    if _STRANGE.search(path):
        yield Finding("bad_name", path, "the name has control characters or a backslash")
    if path.startswith("/") or _DRIVE.match(path):
        yield Finding("absolute_path", path, "the name is absolute")
    if not unicodedata.is_normalized("NFC", path):
        yield Finding("bad_name", path, "the name is not in the normal form NFC")
    if len(path.encode("utf-8", "surrogatepass")) > MOST_PATH:
        yield Finding("path_too_long", path, f"the name is longer than {MOST_PATH} bytes")
    parts = path.rstrip("/").split("/")
    if ".." in parts or "." in parts:
        yield Finding("path_traversal", path, "the name leads out of the archive")
    elif "" in parts:
        yield Finding("bad_name", path, "the name has an empty part")
    if path.count("/") > MOST_DEPTH:
        yield Finding("too_deep", path, f"deeper than {MOST_DEPTH} folders")
    yield from _part_findings(path, parts)


def _part_findings(path: str, parts: Iterable[str]) -> Iterable[Finding]:
    for part in parts:
        if len(part.encode("utf-8", "surrogatepass")) > MOST_PART:
            text = f"a part of the name is longer than {MOST_PART} bytes"
            yield Finding("path_too_long", path, text)
        if part.endswith((" ", ".")) and part not in (".", ".."):
            yield Finding("bad_name", path, "a part of the name ends with a space or a dot")
        if _RESERVED.match(part):
            yield Finding("bad_name", path, "a part of the name is reserved by Windows")


def twin_findings(paths: Iterable[str]) -> Iterable[Finding]:
    """Yield every name that stands there twice, capital letters aside, and every file that is a
    folder of another, too.
    """
    files: dict[str, str] = {}
    folders: dict[str, str] = {}
    for path in paths:
        name = path.casefold()
        seen = folders if name.endswith("/") else files
        if name in seen:
            yield Finding("duplicate", path, f"the same name as {seen[name]}")
        else:
            seen[name] = path
    folders |= {folder: path for name, path in files.items() for folder in _above(name)}
    for name, path in files.items():
        if f"{name}/" in folders:
            yield Finding("duplicate", path, f"it is a folder, too: {folders[f'{name}/']}")


def _above(path: str) -> Iterable[str]:
    parts = path.split("/")[:-1]
    return ("/".join(parts[: n + 1]) + "/" for n in range(len(parts)))


def extension(path: str) -> str:
    """Return the extension that decides the type, in small letters; "" for none."""
    name = path.rsplit("/", 1)[-1]
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""


def type_finding(path: str, *, wasm: bool) -> Finding | None:
    """Return what is wrong with the kind of file that a name promises, or None."""
    kind = extension(path)
    if kind in ("zip", "rar", "7z", "gz", "tar", "tgz", "bz2", "xz", "apk", "jar"):
        return Finding("nested_archive", path, "an archive inside the archive")
    if kind not in TYPES:
        return Finding("type_not_allowed", path, "files of this kind are not served")
    if kind == "wasm" and not wasm:
        return Finding("wasm_undeclared", path, "WebAssembly has to be declared in miniapp.json")
    return None
