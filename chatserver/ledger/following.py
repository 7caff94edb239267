"""What has happened in these chats since the last event of each that one knows?"""

from collections.abc import Mapping

from chatserver.ledger.outcome import Logged
from chatserver.storage.database import Database
from chatserver.storage.following import ABOVE
from chatserver.storage.statement import Steps, ask
from chatserver.wire import event_frame


async def events_above(db: Database, positions: Mapping[str, int]) -> dict[str, list[Logged]]:
    """Return what lies above each chat's position, ascending and without holes.

    Not always all of it: whoever is still behind asks again from where this has brought it.
    """
    return await db.read(_above(positions))


def _above(positions: Mapping[str, int]) -> Steps[dict[str, list[Logged]]]:
    rows = yield from ask(ABOVE, [list(position) for position in positions.items()])
    found: dict[str, list[Logged]] = {}
    for chat, seq, kind, by_kind, author, by_name, key, at, body in rows:
        frame = event_frame(chat, seq, kind, by_kind, author, by_name, key, at, body.encode())
        found.setdefault(chat, []).append(Logged(seq, kind, frame))
    return found
