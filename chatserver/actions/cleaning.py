"""For how long is kept what nobody reads any more?"""

from typing import Final

from sqlmodel import col, select

from chatserver.actions.miniapps.pushes.receipts import KEPT_MS as RECEIPTS_MS
from chatserver.actions.repeats import KEPT_MS as REPEATS_MS
from chatserver.actions.webhooks.deliveries import KEPT_MS as WEBHOOKS_MS
from chatserver.core.analytics import KEPT_MS as LAUNCHES_MS
from chatserver.storage import due
from chatserver.storage.tables import AuditRow, Org
from chatserver.world import World

AT_MOST: Final = 2_000  # rows at once

DAY_MS: Final = 24 * 3600 * 1000
ORIGINALS_MS: Final = 180 * DAY_MS  # D16
TOKENS_MS: Final = 30 * DAY_MS
OUTBOX_MS: Final = 7 * DAY_MS
IMPORTS_MS: Final = 30 * DAY_MS  # names and phones of bad lines, which were read long ago


async def clean(world: World) -> None:
    """Throw away what is older than that, a bounded number of rows at a time."""
    now = world.now()
    gone = AT_MOST
    while gone >= AT_MOST:
        gone = await due.clean(
            world.db,
            originals_before=now - ORIGINALS_MS,
            tokens_before=now - TOKENS_MS,
            outbox_before=now - OUTBOX_MS,
            repeats_before=now - REPEATS_MS,
            imports_before=now - IMPORTS_MS,
            receipts_before=now - RECEIPTS_MS,
            webhooks_before=now - WEBHOOKS_MS,
            launches_before=now - LAUNCHES_MS,
            limit=AT_MOST,
        )
    while await _forget_notes(world, now - ORIGINALS_MS) >= AT_MOST:
        pass


async def _forget_notes(world: World, before: int) -> int:
    """Keep of notes that were deleted before then who did it, and not what they said."""
    old = (
        select(AuditRow)
        .where(col(AuditRow.org).in_(select(Org.id)))  # by their index, which begins with it
        .where(AuditRow.action == "note.delete", AuditRow.at < before)
        .where(col(AuditRow.before)["text"].as_string() != "")
        .limit(AT_MOST)
    )
    async with world.db.transaction() as session:
        rows = (await session.exec(old)).all()
        for row in rows:
            row.before = {**row.before, "text": ""}
    return len(rows)
