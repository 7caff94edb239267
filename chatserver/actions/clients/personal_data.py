"""What does the server hold about a client, for them to take along? (D16)"""

import asyncio
import json
import zipfile
from collections.abc import AsyncIterator, Sequence
from typing import IO, Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.attachments.uploads.shelves import content_key
from chatserver.actions.audit import Changed, record
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.clients.client_cards import client_card
from chatserver.actions.clients.erasures import check_administrator
from chatserver.files import NoSuchFile
from chatserver.ledger.outcome import Person
from chatserver.storage.tables import (
    AppOrder,
    AuditRow,
    ChatRow,
    ConsentRow,
    DeviceRow,
    EventRow,
    FileRow,
    LaunchRow,
    NoteRow,
    OriginalRow,
    PushReceipt,
)
from chatserver.wire.times import rfc3339
from chatserver.world import World

_PAGE = 1_000
# What the audit log keeps of it are words of an employee: they lie with the other notes.
_NOTE_DELETED = "note.delete"


async def export_client(
    world: World, viewer: Viewer, client_id: str, into: IO[bytes], *, reason: str
) -> None:
    """Write everything about a client into a zip: the card, chats with every event, consents,
    devices, launches of mini-apps, what they pushed, what was bought there, files, and who changed
    what. Raises `Forbidden` or `NotFound`; audited with its reason.
    """
    check_administrator(viewer)
    card = await client_card(world, viewer, client_id)
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        _write(
            archive,
            "client.json",
            {
                "id": card.id,
                "name": card.name,
                "phone": card.phone,
                "external_id": card.external_id,
                "tester": card.tester,
                "email": card.email,
                "birth": card.birth,
                "premises": [{"name": one.name, "address": one.address} for one in card.premises],
                "created_at": rfc3339(card.created_at),
            },
        )
        async with world.db.session() as session:
            rows = await session.exec(
                select(ChatRow).where(ChatRow.client == client_id).order_by(ChatRow.id)
            )
            chats = list(rows)
            for chat in chats:
                await _write_chat(session, archive, chat)
            _write(archive, "consents.json", await _consents(session, client_id))
            _write(archive, "devices.json", await _devices(session, client_id))
            _write(archive, "pushes.json", await _pushes(session, client_id))
            _write(archive, "launches.json", await _launches(session, client_id))
            _write(archive, "orders.json", await _orders(session, client_id))
            _write(archive, "history.json", await _history(session, card.id, chats))
            files = await _files(session, client_id, [chat.id for chat in chats])
        for file in files:
            await _write_file(world, archive, file)
    async with world.db.transaction() as session:
        await record(
            session,
            world,
            by=Person("staff", viewer.id),
            org=viewer.home.org.id,
            action="client.export",
            changed=[Changed(client_id, {}, {"reason": reason})],
        )


async def _write_chat(session: AsyncSession, archive: zipfile.ZipFile, chat: ChatRow) -> None:
    with archive.open(f"chats/{chat.number}.jsonl", "w") as file:
        async for rows in _events(session, chat.id):
            # Everybody else would wait while a page is packed.
            await asyncio.to_thread(_write_events, file, rows)
    originals = await session.exec(select(OriginalRow).where(OriginalRow.chat == chat.id))
    said = [
        {"seq": one.seq, "version": one.version, "body": json.loads(one.body)} for one in originals
    ]
    if said:
        _write(archive, f"chats/{chat.number}-originals.json", said)
    # In a file of its own: whoever hands the archive over looks first at what it says of others.
    notes = await _notes(session, chat.id)
    if notes or chat.comment:
        of_staff = {"comment": chat.comment, "notes": notes}
        _write(archive, f"chats/{chat.number}-notes.json", of_staff)


async def _notes(session: AsyncSession, chat: str) -> list[dict[str, Any]]:
    """Return what employees wrote for each other; of a deleted note the audit log has the words."""
    gone = await session.exec(
        select(AuditRow).where(AuditRow.subject == chat, AuditRow.action == _NOTE_DELETED)
    )
    words = {one.before.get("note"): one.before.get("text") for one in gone}
    written = await session.exec(
        select(NoteRow).where(NoteRow.chat == chat).order_by(col(NoteRow.n))
    )
    return [
        {
            "by": one.by_name,
            "at": rfc3339(one.at),
            "text": words.get(one.n) if one.deleted else one.text,
            "deleted": one.deleted,
        }
        for one in written
    ]


def _write_events(file: IO[bytes], rows: Sequence[EventRow]) -> None:
    for row in rows:
        event = {
            "seq": row.seq,
            "kind": row.kind,
            "by": {"kind": row.by_kind, "name": row.by_name},
            "at": rfc3339(row.at),
            "body": json.loads(row.body),
        }
        file.write(json.dumps(event, ensure_ascii=False).encode() + b"\n")


async def _events(session: AsyncSession, chat: str) -> AsyncIterator[Sequence[EventRow]]:
    seq = 0
    while True:
        question = select(EventRow).where(EventRow.chat == chat, EventRow.seq > seq)
        rows = (await session.exec(question.order_by(col(EventRow.seq)).limit(_PAGE))).all()
        yield rows
        if len(rows) < _PAGE:
            return
        seq = rows[-1].seq


async def _devices(session: AsyncSession, client_id: str) -> list[dict[str, Any]]:
    """Return which devices ring for the client, without what they are addressed by."""
    rows = await session.exec(
        select(DeviceRow).where(DeviceRow.owner == client_id).order_by(col(DeviceRow.id))
    )
    return [
        {
            "platform": row.platform,
            "locale": row.locale,
            "created_at": rfc3339(row.created_at),
            "seen_at": rfc3339(row.seen_at),
        }
        for row in rows
    ]


async def _consents(session: AsyncSession, client_id: str) -> list[dict[str, Any]]:
    rows = await session.exec(
        select(ConsentRow)
        .where(ConsentRow.client == client_id)
        .order_by(col(ConsentRow.at), col(ConsentRow.id))
    )
    return [
        {
            "miniapp": one.app,
            "offer": one.offer,
            "answer": one.answer,
            "scopes": one.scopes,
            "at": rfc3339(one.at),
            "platform": one.platform,
            "device": one.device,
            "client_version": one.client_version,
        }
        for one in rows
    ]


async def _pushes(session: AsyncSession, client_id: str) -> list[dict[str, Any]]:
    """Return what mini-apps pushed to the client lately; what it said nobody has kept."""
    rows = await session.exec(
        select(PushReceipt)
        .where(PushReceipt.client == client_id)
        .order_by(col(PushReceipt.at), col(PushReceipt.push))
    )
    return [
        {
            "miniapp": one.app,
            "at": rfc3339(one.at),
            "state": one.state,
            "opened_at": None if one.opened_at is None else rfc3339(one.opened_at),
        }
        for one in rows
    ]


async def _launches(session: AsyncSession, client_id: str) -> list[dict[str, Any]]:
    """Return when the client opened mini-apps, as long as that is kept."""
    rows = await session.exec(
        select(LaunchRow)
        .where(LaunchRow.client == client_id)
        .order_by(col(LaunchRow.at), col(LaunchRow.id))
    )
    return [
        {"miniapp": one.app, "at": rfc3339(one.at), "from": one.source, "load_ms": one.load_ms}
        for one in rows
    ]


async def _orders(session: AsyncSession, client_id: str) -> list[dict[str, Any]]:
    """Return what the client was to pay in mini-apps, and what became of it."""
    rows = await session.exec(
        select(AppOrder).where(AppOrder.client == client_id).order_by(col(AppOrder.id))
    )
    return [
        {
            "miniapp": one.app,
            "env": one.env,
            "external_id": one.external_id,
            "state": one.state,
            "amount": one.amount,
            "currency": one.currency,
            "refunded": one.refunded,
            "description": one.description,
            "lines": one.lines,
            "created_at": rfc3339(one.created_at),
            "paid_at": None if one.paid_at is None else rfc3339(one.paid_at),
        }
        for one in rows
    ]


async def _history(
    session: AsyncSession, client_id: str, chats: Sequence[ChatRow]
) -> list[dict[str, Any]]:
    subjects = [client_id, *(chat.id for chat in chats)]
    rows = await session.exec(
        select(AuditRow)
        .where(col(AuditRow.subject).in_(subjects))
        .order_by(col(AuditRow.at), col(AuditRow.id))
    )
    return [
        {
            "at": rfc3339(one.at),
            "action": one.action,
            "before": {} if one.action == _NOTE_DELETED else one.before,
            "after": one.after,
        }
        for one in rows
    ]


async def _files(session: AsyncSession, client_id: str, chats: Sequence[str]) -> list[FileRow]:
    own = (FileRow.owner_kind == "client", FileRow.owner == client_id)
    mine = await session.exec(select(FileRow).where(*own, col(FileRow.gone_at).is_(None)))
    sent = await session.exec(
        select(FileRow).where(col(FileRow.chat).in_(chats), col(FileRow.gone_at).is_(None))
    )
    return list({row.id: row for row in [*mine, *sent]}.values())


async def _write_file(world: World, archive: zipfile.ZipFile, file: FileRow) -> None:
    try:
        await world.files.size(content_key(file.id))
    except NoSuchFile:
        return
    name = file.name.replace("/", "_").replace("\\", "_") or "file"
    with archive.open(f"files/{file.id}-{name}", "w", force_zip64=True) as into:
        async for part in world.files.read(content_key(file.id)):
            await asyncio.to_thread(into.write, part)


def _write(archive: zipfile.ZipFile, name: str, document: object) -> None:
    archive.writestr(name, json.dumps(document, ensure_ascii=False, indent=1))
