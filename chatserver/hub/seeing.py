"""May this member see this chat? The access of core, for whoever is connected."""

from collections.abc import Iterable

from chatserver.core.access import may_answer, may_see
from chatserver.core.chat import Chat
from chatserver.core.people import Side
from chatserver.core.refusals import NotFound
from chatserver.hub.member import Member
from chatserver.ledger.directory import Directories, Directory


def sees(member: Member, chat: Chat, directory: Directory) -> bool:
    """Whether the member may see the chat. The directory holds its client and its place."""
    if chat.org != member.org:
        return False
    if member.side is Side.CLIENT:
        client = directory.clients.get(member.id)
        return chat.client == member.id and client is not None and not client.erased
    staff = directory.staff.get(member.id)
    place = directory.places.get(chat.place) if chat.place else None
    kind = directory.products[chat.product].kind
    return staff is not None and may_see(staff, product_kind=kind, place=place)


def answers(member: Member, chat: Chat, directory: Directory) -> bool:
    """Whether the member may write into a chat that it may see."""
    if member.side is Side.CLIENT:
        return True
    staff = directory.staff.get(member.id)
    place = directory.places.get(chat.place) if chat.place else None
    kind = directory.products[chat.product].kind
    return staff is not None and may_answer(staff, product_kind=kind, place=place)


async def directory_with(directories: Directories, org: str, chats: Iterable[Chat]) -> Directory:
    """Return the organisation with the clients, places and products of these chats.

    What is known is good enough: a node looks for a newer `acl` twice a second, and the ledger
    looks again in its own transaction.
    """
    chats = tuple(chats)
    clients = {chat.client for chat in chats}
    places = {chat.place for chat in chats if chat.place is not None}
    known = directories.known(org)
    if (
        known is not None
        and clients <= known.clients.keys()
        and places <= known.places.keys()
        # One that was made a moment ago comes with a newer `acl`.
        and known.products.keys() >= {chat.product for chat in chats}
    ):
        return known
    fetched = await directories.fetch(org, clients=clients, places=places)
    if fetched is None:
        raise NotFound
    return fetched
