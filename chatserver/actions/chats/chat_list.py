"""Which chats does an employee see over HTTP, and how does one look?

Plain JSON of what `ledger.views` says of a chat, so that it looks the same at every door.
"""

from dataclasses import dataclass
from typing import Any

import msgspec

from chatserver.actions.callers.seen_chats import Seen
from chatserver.actions.callers.viewers import Viewer
from chatserver.core.access import may_answer, view_permission
from chatserver.core.chat import Chat
from chatserver.core.inbox import Counts, Filter
from chatserver.core.people import Named
from chatserver.core.refusals import NotFound
from chatserver.ledger.directory import Directories, Directory
from chatserver.ledger.views import hits_view, row_view
from chatserver.storage import inbox
from chatserver.storage.inbox import Position
from chatserver.world import World

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of chats as plain JSON; `end` None: the last one."""

    rows: tuple[Plain, ...]
    end: Position | None


async def list_chats(
    world: World,
    directories: Directories,
    viewer: Viewer,
    wanted: Filter,
    *,
    after: Position | None,
    limit: int,
) -> Listed:
    """Return a page of the chats that this employee's list shows, newest first."""
    page = await inbox.page(world.db, viewer.staff, wanted, after=after, limit=limit)
    directory = await _directory(directories, viewer, page.chats)
    rows = tuple(
        _row(chat, directory)
        | msgspec.to_builtins({"hits": hits_view(chat, directory, wanted, page.texts.get(chat.id))})
        for chat in page.chats
    )
    return Listed(rows, page.end)


@dataclass(frozen=True, slots=True)
class Topic:
    """What clients can choose in a product."""

    id: str
    text: str
    product: Named


def topics(viewer: Viewer) -> list[Topic]:
    """Return what clients can choose in the products whose chats the employee sees, by id."""
    return sorted(
        (
            Topic(tag.id, tag.text, Named(product.id, product.name))
            for product in viewer.home.products.values()
            if view_permission(product.kind) in viewer.permissions
            for tag in product.bot.tags
        ),
        key=lambda topic: topic.id,
    )


async def count_chats(world: World, viewer: Viewer) -> Counts:
    """Return how many chats stand in the employee's tabs."""
    return await inbox.counts(world.db, viewer.staff)


def card(seen: Seen, viewer: Viewer) -> Plain:
    """Return a chat's card; `may_send`: whether the viewer may answer in it and manage it."""
    chat, directory = seen.chat, seen.directory
    place = directory.places.get(chat.place) if chat.place is not None else None
    kind = directory.products[chat.product].kind
    staff = directory.staff[viewer.id]
    return _row(chat, directory) | {
        "dialog_reason": chat.reason,
        "cause": chat.cause,
        "may_send": may_answer(staff, product_kind=kind, place=place),
    }


def _row(chat: Chat, directory: Directory) -> Plain:
    plain: Plain = msgspec.to_builtins(row_view(chat, directory))
    return plain


async def _directory(
    directories: Directories, viewer: Viewer, chats: tuple[Chat, ...]
) -> Directory:
    clients = {chat.client for chat in chats}
    places = {chat.place for chat in chats if chat.place is not None}
    found = await directories.fetch(viewer.home.org.id, clients=clients, places=places)
    if found is None:
        raise NotFound
    return found
