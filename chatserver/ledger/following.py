"""What has happened in these chats since the last event of each that one knows?"""

from collections.abc import Mapping

from chatserver.files import FileLinks
from chatserver.ledger.outcome import Logged
from chatserver.ledger.serving import logged
from chatserver.storage.database import Database
from chatserver.storage.following import ABOVE


async def events_above(
    db: Database, positions: Mapping[str, int], links: FileLinks
) -> dict[str, list[Logged]]:
    """Return what lies above each chat's position, ascending and without holes.

    Not always all of it: whoever is still behind asks again from where this has brought it.
    """
    found: dict[str, list[Logged]] = {}
    for row in await db.ask(ABOVE, [list(position) for position in positions.items()]):
        found.setdefault(row[0], []).append(logged(row, links))
    return found
