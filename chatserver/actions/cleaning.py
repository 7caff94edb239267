"""For how long is kept what nobody reads any more?"""

from typing import Final

from chatserver.actions.miniapps.pushes.receipts import KEPT_MS as RECEIPTS_MS
from chatserver.actions.repeats import KEPT_MS as REPEATS_MS
from chatserver.actions.webhooks.deliveries import KEPT_MS as WEBHOOKS_MS
from chatserver.core.analytics import KEPT_MS as LAUNCHES_MS
from chatserver.storage import due
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
