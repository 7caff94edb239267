"""Where does a server without a configured secret keep its own?"""

import contextlib
import os
import secrets
from pathlib import Path

from chatserver.identity.tokens import SECRET_BYTES


def read_or_make(path: Path) -> bytes:
    """Return the secret in this file, made on the first call and readable by its owner alone."""
    with contextlib.suppress(FileExistsError):
        _make(path)
    return bytes.fromhex(path.read_text(encoding="ascii").strip())


def _make(path: Path) -> None:
    # Written aside and linked into place, so that a second process never reads half of it.
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(SECRET_BYTES) + "\n")
        os.link(aside, path)
    finally:
        aside.unlink()
