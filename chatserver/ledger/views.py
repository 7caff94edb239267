"""How does a chat look to its client, to staff, and as a row of their list?

The one place where a chat becomes words of the wire, so that a mini-app's own name, a phone or a
comment cannot reach a client by another way (D18).
"""

from typing import Any

from msgspec import UNSET, UnsetType

from chatserver.core.chat import Chat
from chatserver.core.fragments import Said, fragment, why
from chatserver.core.inbox import Filter
from chatserver.core.people import Named, Side
from chatserver.ledger.directory import Directory
from chatserver.wire import rfc3339, shapes


def chat_view(chat: Chat, directory: Directory, side: Side) -> shapes.Chat:
    """Return the chat as that side may see it. The directory holds its client and its place."""
    return _client_chat(chat, directory) if side is Side.CLIENT else _staff_chat(chat, directory)


def row_view(chat: Chat, directory: Directory) -> shapes.InboxRow:
    """Return the chat as a row of the staff's list."""
    return shapes.InboxRow(
        **_shared(chat, directory, Side.STAFF),
        **_staff_only(chat, directory),
        preview=chat.preview,
        unread=chat.unread(Side.STAFF),
        tag=chat.tag if chat.tag is not None else UNSET,
        unanswered=True if chat.unanswered else UNSET,
        score=UNSET if chat.score is None else chat.score,
    )


def hits_view(
    chat: Chat, directory: Directory, wanted: Filter, said: Said | None
) -> list[shapes.Hit]:
    """Return why the chat was found; `said` is the message, or the note, with the words."""
    if wanted.needle is None:
        return []
    client = directory.clients[chat.client]
    hits = [
        shapes.Hit(field, list(parts)) for field, parts in why(client, chat.number, wanted.needle)
    ]
    if said is not None:
        parts = list(fragment(said.text, wanted.words))
        if said.note is None:
            hits.append(shapes.Hit("text", parts, said.seq))
        else:
            hits.append(shapes.Hit("note", parts, said.seq, said.note))
    return hits


def _client_chat(chat: Chat, directory: Directory) -> shapes.Chat:
    product, client = directory.products[chat.product], directory.clients[chat.client]
    return shapes.Chat(
        **_shared(chat, directory, Side.CLIENT),
        product=shapes.ProductView(product.id, product.kind, product.title),
        client=shapes.ClientView(client.id, client.name),
    )


def _staff_chat(chat: Chat, directory: Directory) -> shapes.StaffChat:
    return shapes.StaffChat(**_shared(chat, directory, Side.STAFF), **_staff_only(chat, directory))


def _staff_only(chat: Chat, directory: Directory) -> dict[str, Any]:
    product, client = directory.products[chat.product], directory.clients[chat.client]
    return {
        "product": shapes.ProductView(product.id, product.kind, product.name),
        "client": shapes.ClientContact(client.id, client.name, client.phone),
        "comment": chat.comment,
        "comment_version": chat.comment_version,
        "notes": chat.notes,
    }


def _shared(chat: Chat, directory: Directory, side: Side) -> dict[str, Any]:
    return {
        "id": chat.id,
        "number": chat.number,
        "org": chat.org,
        "place": _place(chat, directory),
        "platform": chat.platform or UNSET,
        "dialog": chat.dialog,
        "state": chat.state.value,
        "prompt": _prompt(chat),
        "department": _department(chat, directory),
        "staff": _responsible(chat, directory),
        "assignment": chat.assignment,
        "last": chat.last,
        "marks": shapes.ChatMarks(chat.client_read, chat.staff_read, chat.unread(side)),
        "created_at": rfc3339(chat.created_at),
        "updated_at": rfc3339(chat.updated_at),
    }


def _place(chat: Chat, directory: Directory) -> shapes.Place | UnsetType:
    place = directory.places.get(chat.place) if chat.place else None
    return shapes.Place(place.id, place.name, place.address) if place is not None else UNSET


def _prompt(chat: Chat) -> shapes.PromptView | UnsetType:
    if chat.prompt is None or chat.expires_at is None:
        return UNSET
    return shapes.PromptView(chat.prompt, rfc3339(chat.expires_at))


def _department(chat: Chat, directory: Directory) -> Named | UnsetType:
    if chat.department is None:
        return UNSET
    return Named(chat.department, directory.departments.get(chat.department, ""))


def _responsible(chat: Chat, directory: Directory) -> Named | UnsetType:
    staff = directory.staff.get(chat.staff) if chat.staff else None
    return Named(staff.id, staff.name) if staff is not None else UNSET
