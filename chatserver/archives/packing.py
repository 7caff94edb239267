"""How does a folder become a zip? The same files make the same bytes."""

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from chatserver.core.archives import MOST_ENTRIES, MOST_FILE, MOST_UNPACKED

# Of each file, whenever it was written.
_WHEN = (2026, 1, 1, 12, 0, 0)


def pack(files: Iterable[tuple[str, str | bytes]], into: IO[bytes]) -> None:
    """Write a zip of these files."""
    with zipfile.ZipFile(into, "w") as archive:
        for path, content in files:
            info = zipfile.ZipInfo(path, _WHEN)
            info.external_attr = 0o100644 << 16
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)


def files_in(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield a folder's files by their paths in it, in order. Of what no archive may hold so much
    comes that the gate sees it, and no more.

    Raises `OSError` for what cannot be read, and for a link: it may lead anywhere.
    """
    found = sorted(path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    total = 0
    for path in found[: MOST_ENTRIES + 1]:
        if path.is_symlink():
            raise OSError(f"{path} is a link")
        with path.open("rb") as file:
            content = file.read(MOST_FILE + 1)
        yield path.relative_to(folder).as_posix(), content
        total += len(content)
        if total > MOST_UNPACKED:
            return
