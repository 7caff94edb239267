"""Which chat may an employee see?"""

from dataclasses import dataclass

from chatserver.actions.callers.viewers import Viewer
from chatserver.core.access import may_see
from chatserver.core.chat import Chat
from chatserver.core.refusals import NotFound
from chatserver.ledger.directory import Directories, Directory
from chatserver.ledger.reading import Reading
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class Seen:
    """A chat that the viewer may see, in the organisation as it is now."""

    chat: Chat
    directory: Directory


async def seen_chat(world: World, directories: Directories, viewer: Viewer, chat_id: str) -> Seen:
    """Return the chat, or raise `NotFound` where it is not the viewer's to see (D15)."""
    chat = await Reading(world.db, world.links).chat(chat_id)
    if chat is None or chat.org != viewer.home.org.id:
        raise NotFound
    places = [chat.place] if chat.place is not None else []
    directory = await directories.fetch(chat.org, clients=[chat.client], places=places)
    staff = directory.staff.get(viewer.id) if directory is not None else None
    staff = viewer.person or staff
    if directory is None or staff is None:
        raise NotFound
    place = directory.places.get(chat.place) if chat.place is not None else None
    kind = directory.products[chat.product].kind
    if not may_see(staff, product_kind=kind, place=place):
        raise NotFound
    return Seen(chat, directory)
