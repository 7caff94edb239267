"""How is a client erased for good, also from a database that came out of a backup? (D16)

The list of erasures lies in the file store, which no backup of the database takes back.
"""

import json
from dataclasses import asdict

from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.clients.overwriting import Erasure, overwrite_person
from chatserver.core.commands import CloseUnrated
from chatserver.core.refusals import Forbidden, NotFound, Refused
from chatserver.core.staffing import ADMINISTRATOR
from chatserver.ledger.ledger import Ledger
from chatserver.ledger.outcome import SYSTEM, Person
from chatserver.ledger.reading import Reading
from chatserver.storage.tables import ClientRow
from chatserver.world import World

LIST = "erasures"


def check_administrator(viewer: Viewer) -> None:
    """Refuse everybody but an Administrator."""
    if not viewer.staff.administrator:
        raise Forbidden(permission=ADMINISTRATOR)


async def erase_client(
    world: World, ledger: Ledger, viewer: Viewer, client_id: str, *, reason: str
) -> None:
    """End what is open, note the erasure for every later restore, and overwrite the person.

    Raises `Forbidden` or `NotFound`; one who is erased already stays so.
    """
    check_administrator(viewer)
    async with world.db.session() as session:
        row = await session.get(ClientRow, client_id)
    if row is None or row.org != viewer.home.org.id:
        raise NotFound
    await _close_dialogs(world, ledger, viewer, client_id)
    erasure = Erasure(row.org, client_id, viewer.id, world.now(), reason)
    await erase_person(world, erasure, Person("staff", viewer.id))


async def erase_person(world: World, erasure: Erasure, by: Person) -> None:
    """Note an erasure for every later restore, and overwrite the person."""
    # First, so that it is not lost whatever happens from here on.
    place = f"{LIST}/{erasure.org}/{erasure.client}"
    await world.files.put_bytes(place, json.dumps(asdict(erasure)).encode())
    await overwrite_person(world, erasure, by)


async def repeat_erasures(world: World) -> int:
    """Erase again whom a restored backup brought back; return how many there were."""
    again = 0
    async for content in world.files.below(LIST):
        erasure = Erasure(**json.loads(content))
        async with world.db.session() as session:
            row = await session.get(ClientRow, erasure.client)
        if row is not None and row.erased_at is None:
            await overwrite_person(world, erasure, SYSTEM)
            again += 1
    return again


async def _close_dialogs(world: World, ledger: Ledger, viewer: Viewer, client_id: str) -> None:
    for chat in await Reading(world.db, world.links).chats_of(client_id):
        command = CloseUnrated(chat.id, world.new_id("key"), chat.dialog, "no_answer")
        try:
            await ledger.submit(command, Person("staff", viewer.id))
        except Refused:
            continue  # closed already, or somebody closes it just now
