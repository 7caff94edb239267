"""Are the generated files as the code says?"""

from collections.abc import Callable
from pathlib import Path

from chatserver.wire.schema.asyncapi import asyncapi
from chatserver.wire.schema.kinds import with_kinds
from chatserver.wire.schema.tables import with_tables
from chatserver.wire.schema.typescript import typescript

# Where each goes, and how it is made from what stands there now ("" where there is nothing).
FILES: dict[str, Callable[[str], str]] = {
    "docs/asyncapi.json": lambda _: asyncapi(),
    "docs/protocol.md": with_tables,
    "docs/webhooks.md": with_kinds,
    "web/protocol/src/frames.gen.ts": lambda _: typescript(),
}


def generate(root: Path, *, check: bool) -> list[Path]:
    """Return the generated files under `root` that differ from the code; write them unless `check`.

    Only what differs is touched, so that a build that watches files does not run for nothing.
    """
    stale = []
    for name, make in FILES.items():
        path = root / name
        now = path.read_text(encoding="utf-8") if path.exists() else ""
        wanted = make(now)
        if wanted == now:
            continue
        stale.append(path)
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted, encoding="utf-8")
    return stale
