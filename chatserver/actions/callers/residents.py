"""What can a client read outside a chat: who they are, and what they can chat with?"""

from dataclasses import dataclass

from chatserver.actions.callers.viewers import NotWelcome
from chatserver.core.people import Client, Place, Side
from chatserver.core.products import Product
from chatserver.identity import Claims
from chatserver.ledger.directory import Directories, Directory
from chatserver.ledger.reading import Reading
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class Resident:
    """A client at the door, in their organisation as it is now."""

    client: Client
    directory: Directory

    @property
    def places(self) -> list[Place]:
        """The client's premises, in the order in which they were given."""
        known = self.directory.places
        return [known[place] for place in self.client.places if place in known]


@dataclass(frozen=True, slots=True)
class Offered:
    """A product that the client can chat with, or has chatted with. `chat` None: not yet."""

    product: Product
    chat: str | None
    unread: int


async def resident_of(directories: Directories, claims: Claims) -> Resident:
    """Return whose claims these are; raises `NotWelcome` for one who is gone."""
    if claims.org is None:
        raise NotWelcome
    directory = await directories.fetch(claims.org, clients=[claims.id])
    client = directory.clients.get(claims.id) if directory is not None else None
    if directory is None or client is None or not client.admits(claims.issued_at):
        raise NotWelcome
    return Resident(client, directory)


async def offered(world: World, resident: Resident) -> list[Offered]:
    """Return the products of the client's organisation whose chat is on, and those whose chat the
    client can still read (D19), by id.
    """
    chats = {
        chat.product: chat
        for chat in await Reading(world.db, world.links).chats_of(resident.client.id)
    }
    found = []
    for product in sorted(resident.directory.products.values(), key=lambda one: one.id):
        chat = chats.get(product.id)
        if product.begins_for(resident.client) or chat is not None:
            unread = chat.unread(Side.CLIENT) if chat is not None else 0
            found.append(Offered(product, chat.id if chat is not None else None, unread))
    return found
