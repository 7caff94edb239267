"""How is a person overwritten in the database, and what of them stays?

What counts stays: seq, times, reasons, sums, and that something was agreed to (D16).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from sqlalchemy import func, or_
from sqlalchemy import update as change
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.attachments.uploads.shelves import content_key, pieces_folder, preview_key
from chatserver.actions.audit import Changed, record
from chatserver.actions.chats.chat_exports.asking import remove_all_of
from chatserver.actions.clients.tokens_ended import end_all_tokens
from chatserver.actions.miniapps.launches.counting import forget_launcher
from chatserver.actions.miniapps.orders.ending import forget_payer
from chatserver.actions.miniapps.push_receipts import drop_pushes
from chatserver.actions.repeats import KEPT_MS
from chatserver.core.events import DialogRated, Edited, Event, Message
from chatserver.core.phones import no_phone, readable
from chatserver.ledger.outcome import Person
from chatserver.storage.repeats import blank
from chatserver.storage.tables import (
    Agreement,
    AppOrder,
    AuditRow,
    ChatOrder,
    ChatRow,
    ClientPlace,
    ClientRow,
    ConsentRow,
    DeviceRow,
    EventRow,
    FileRow,
    ImportFinding,
    ImportRow,
    MessageText,
    MiniappGeneration,
    NoteRow,
    Org,
    OriginalRow,
    UploadRow,
)
from chatserver.wire import decode_body, encode_body
from chatserver.world import World

# What stands in the place of the name, in the organisation's language.
NOBODY: Mapping[str, str] = MappingProxyType({"ru": "Удалённый клиент", "en": "Deleted client"})
_GONE = encode_body(Message(deleted=True)).decode()


@dataclass(frozen=True, slots=True)
class Erasure:
    """That a client is to be erased: by whom, when (milliseconds), and why."""

    org: str
    client: str
    by: str
    at: int
    reason: str


async def overwrite_person(world: World, erasure: Erasure, by: Person) -> None:
    """Overwrite the person and remove their files; who was overwritten before stays so."""
    while True:
        try:
            files, ids = await _overwrite(world, erasure, by)
            break
        except _Begun:
            continue
    async with world.db.transaction() as session:
        # Once more: who read it before that was committed may have kept it after.
        await _blank_answers(session, erasure, ids)
    await remove_all_of(world, erasure.org)
    for key in files:
        await world.files.delete(key)
        await world.files.delete_below(key)


class _Begun(Exception):
    """A chat of the client began before anybody else could see it."""


async def _overwrite(world: World, erasure: Erasure, by: Person) -> tuple[list[str], list[str]]:
    """Overwrite the person in the database, and return where their files lie, and what answers
    name them by; raises `_Begun`.
    """
    async with world.db.transaction() as session:
        # In the ledger's order: the chats by id, then their organisation.
        own = select(ChatRow).where(ChatRow.client == erasure.client).order_by(ChatRow.id)
        chats = list(await session.exec(own.with_for_update()))
        org = await session.get_one(Org, erasure.org, with_for_update={"key_share": True})
        # Whoever begins a chat holds the organisation: from here on there are no more.
        if len(list(await session.exec(own))) > len(chats):
            raise _Begun
        client = await session.get_one(ClientRow, erasure.client)
        name = NOBODY.get(str(org.settings.get("locale")), NOBODY["ru"])
        files = await _files(session, erasure, [chat.id for chat in chats])
        ids = await _named_by(session, world, erasure.client, [chat.id for chat in chats])
        if client.erased_at is None:
            await _blank_answers(session, erasure, ids)
            await _overwrite_values(session, client, [chat.id for chat in chats])
            await _overwrite_client(session, world, client, name=name)
            await _overwrite_events(session, [chat.id for chat in chats], name=name)
            await _overwrite_chats(session, chats, org)
            org.acl += 1
            session.add(org)
            changed = Changed(erasure.client, {}, {"reason": erasure.reason, "by": erasure.by})
            await record(
                session, world, by=by, org=erasure.org, action="client.erase", changed=[changed]
            )
    return files, ids


async def _files(session: AsyncSession, erasure: Erasure, chats: Sequence[str]) -> list[str]:
    """Let the client's files be gone, and return where their bytes lie."""
    own = (col(FileRow.owner_kind) == "client") & (col(FileRow.owner) == erasure.client)
    theirs = or_(own, col(FileRow.chat).in_(chats))
    ids = list(await session.exec(select(FileRow.id).where(theirs)))
    await session.exec(
        change(FileRow)
        .where(theirs)
        .values(name="", gone_at=func.coalesce(FileRow.gone_at, erasure.at))
    )
    halves = (UploadRow.owner_kind == "client", UploadRow.owner == erasure.client)
    uploads = list(await session.exec(select(UploadRow.id).where(*halves)))
    await session.exec(delete(UploadRow).where(col(UploadRow.id).in_(uploads)))
    shelves = [place(one) for one in ids for place in (content_key, preview_key)]
    halves_of = [place(one) for one in uploads for place in (content_key, pieces_folder)]
    return [*shelves, *halves_of]


async def _named_by(
    session: AsyncSession, world: World, client: str, chats: Sequence[str]
) -> list[str]:
    """Return by what answers name the client: ids, to mini-apps too, and files sent lately."""
    fresh = select(FileRow.id).where(
        col(FileRow.chat).in_(chats), col(FileRow.at) > world.now() - KEPT_MS
    )
    known_as = select(AppOrder.sub).where(AppOrder.client == client).distinct()
    subs = [one for one in await session.exec(known_as) if one]
    return [client, *subs, *await session.exec(fresh)]


async def _blank_answers(session: AsyncSession, erasure: Erasure, ids: Sequence[str]) -> None:
    """Let answers that are kept for a repeat tell nothing of the client. Of orders each can be made
    anew: what moves money is known by more than its answer.
    """
    await blank(session, owner=f"client {erasure.client}", ids=ids, about="/orders")


async def _overwrite_client(
    session: AsyncSession, world: World, client: ClientRow, *, name: str
) -> None:
    await end_all_tokens(session, world, client)
    client.name = name
    client.phone = no_phone(client.id)
    client.external_id = None
    client.tester = False
    client.email = client.birth = None
    client.search = ""
    client.version += 1
    client.erased_at = world.now()
    session.add(client)
    await session.exec(delete(ClientPlace).where(col(ClientPlace.client) == client.id))
    await session.exec(delete(DeviceRow).where(col(DeviceRow.owner) == client.id))
    await session.exec(delete(Agreement).where(col(Agreement.client) == client.id))
    await drop_pushes(session, world, client=client.id)
    await forget_launcher(session, world, client.id)
    await forget_payer(session, world, client.id)
    await session.exec(
        change(MiniappGeneration)
        .where(col(MiniappGeneration.client) == client.id)
        .values(device="")
    )
    await session.exec(
        change(ConsentRow)
        .where(col(ConsentRow.client) == client.id)
        .values(device="", client_version="", address_hash="", platform=None)
    )


async def _overwrite_values(session: AsyncSession, client: ClientRow, chats: Sequence[str]) -> None:
    """Take every value out of the audit rows about the client, of what the client did (for which
    premises they opened a mini-app), and out of what imports told.
    """
    theirs = (
        (col(AuditRow.subject).in_([client.id, *chats]),),
        (AuditRow.actor == client.id, AuditRow.actor_kind == "client"),
    )
    for conditions in theirs:
        for row in await session.exec(
            select(AuditRow).where(AuditRow.org == client.org, *conditions)
        ):
            row.before, row.after = dict.fromkeys(row.before), dict.fromkeys(row.after)
            session.add(row)
    told = [one for one in (client.name, readable(client.phone), client.external_id) if one]
    own = select(ImportRow.id).where(ImportRow.org == client.org)
    await session.exec(
        change(ImportFinding)
        .where(col(ImportFinding.job).in_(own), col(ImportFinding.value).in_(told))
        .values(value="")
        .execution_options(synchronize_session=False)
    )


async def _overwrite_events(session: AsyncSession, chats: Sequence[str], *, name: str) -> None:
    here = col(EventRow.chat).in_(chats)
    await session.exec(
        change(EventRow)
        .where(here, col(EventRow.kind) == Message.kind)
        .values(body=_GONE, deleted=True)
    )
    await session.exec(
        change(EventRow).where(here, col(EventRow.by_kind) == "client").values(by_name=name)
    )
    texts = col(EventRow.kind).in_([Edited.kind, DialogRated.kind])
    for row in await session.exec(select(EventRow).where(here, texts)):
        row.body = encode_body(_without_text(row)).decode()
        session.add(row)
    await session.exec(delete(OriginalRow).where(col(OriginalRow.chat).in_(chats)))
    # Whoever follows the log just now puts some of it back, and finds the erasure next.
    await session.exec(delete(MessageText).where(col(MessageText.chat).in_(chats)))


def _without_text(row: EventRow) -> Event:
    event = decode_body(row.kind, row.body.encode())
    if isinstance(event, Edited):
        return replace(event, text=None)
    assert isinstance(event, DialogRated)
    return replace(event, comment=None)


async def _overwrite_chats(session: AsyncSession, chats: Sequence[ChatRow], org: Org) -> None:
    """The lists show the chats anew, without a word, and count what was unread no more."""
    for chat in chats:
        place = (chat.org, chat.rev)
        order = await session.get(ChatOrder, place) or _order(chat)  # one that was lost comes back
        org.rev += 1
        chat.rev = order.rev = org.rev
        chat.preview = chat.comment = ""
        chat.comment_version += 1
        await _overwrite_notes(session, chat)
        chat.platform = None
        chat.staff_dead = await _dead(session, chat.id, "client", chat.staff_read)
        chat.client_dead = await _dead(session, chat.id, "staff", chat.client_read)
        order.unread = chat.n_client - chat.staff_read_n - chat.staff_dead > 0
        session.add_all((chat, order))


async def _overwrite_notes(session: AsyncSession, chat: ChatRow) -> None:
    """Take the words out of what employees wrote for each other about the client.

    Each is a change with a number of its own, so that whoever has them on the screen loses them.
    """
    if chat.notes:
        await session.exec(
            change(NoteRow)
            .where(col(NoteRow.chat) == chat.id)
            .values(text="", deleted=True, change=col(NoteRow.n) + chat.notes)
            .execution_options(synchronize_session=False)
        )
        last = select(func.max(NoteRow.change)).where(NoteRow.chat == chat.id)
        chat.notes = (await session.exec(last)).one() or chat.notes


def _order(chat: ChatRow) -> ChatOrder:
    minute = chat.updated_minute
    return ChatOrder(org=chat.org, rev=chat.rev, chat=chat.id, updated_minute=minute, unread=False)


async def _dead(session: AsyncSession, chat: str, by_kind: str, read: int) -> int:
    question = (
        select(func.count())
        .select_from(EventRow)
        .where(
            EventRow.chat == chat,
            EventRow.by_kind == by_kind,
            EventRow.seq > read,
            col(EventRow.deleted),
        )
    )
    return (await session.exec(question)).one()
