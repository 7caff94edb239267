"""Do the counters of chats say what their events say? An alarm, should they ever not."""

import logging
from collections.abc import Mapping
from typing import Final

from prometheus_client import CollectorRegistry, Counter

from chatserver.storage import due
from chatserver.world import World

log = logging.getLogger(__name__)

PAGE: Final = 200  # chats at once


class Recounting:
    """What one node has counted anew so far."""

    def __init__(self, world: World, registry: CollectorRegistry) -> None:
        self._world = world
        self._recounted: dict[str, int] = {}  # up to which `rev` of each organisation
        self._drifted = Counter(
            "chatserver_counter_drift",
            "Chats whose stored counters differed from a recount; an alarm.",
            registry=registry,
        )

    async def recount(self) -> None:
        """Compare the counters of the chats that changed since the last time with their events."""
        for org in await due.acls(self._world.db):
            await self._recount(org)

    async def _recount(self, org: str) -> None:
        rev, chats = self._recounted.get(org, 0), PAGE
        while chats >= PAGE:
            page = await due.recount(self._world.db, org, rev=rev, limit=PAGE)
            rev, chats = page.rev, page.chats
            for drift in page.drifts:
                self._drifted.inc()
                log.error("counters of %s drifted", drift.chat, extra=_difference(drift))
        self._recounted[org] = rev


def _difference(drift: due.Drift) -> Mapping[str, object]:
    both = zip(due.COUNTERS, drift.stored, drift.counted, strict=True)
    return {name: f"{stored}, recounted {counted}" for name, stored, counted in both}
