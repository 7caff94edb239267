"""How do an organisation's endpoints hear of what happens in its chats?

The ledger is not asked: its log is followed by the organisation's `rev`, as the index of messages
follows it. How far was followed moves in the transaction that writes the events, so that each entry
of the log becomes one event, whatever crashes, and however many nodes look at once.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

from sqlalchemy import text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.chats.message_index import Part, Stride, shared_out
from chatserver.actions.each_org import for_each
from chatserver.actions.happenings import Listener, Written, listening, store_steps, written
from chatserver.core.webhook_events import Happened, event_of_log
from chatserver.core.webhook_kinds import CLOSED, KINDS, wants
from chatserver.storage import webhook_log as log
from chatserver.storage.statement import Row, Steps, ask
from chatserver.storage.tables import Webhook
from chatserver.wire import decode_body
from chatserver.wire.times import rfc3339
from chatserver.world import World

# A step is one transaction, for which on SQLite whoever writes waits: some milliseconds. After so
# many of them it is another organisation's turn.
STRIDES = {"sqlite": Stride(25, 50, 40), "postgresql": Stride(50, 200, 20)}


@dataclass(frozen=True, slots=True)
class Told:
    """What every event of a chat's log tells of its chat."""

    number: int
    product: str
    client: str
    place: str | None


async def begin_following(session: AsyncSession, org: str) -> None:
    """Follow an organisation's chats from here on, unless they are followed already.

    Whoever calls it holds the organisation: nothing is being committed to its chats meanwhile.
    """
    connection = await session.connection()
    begun = await connection.execute(
        text(
            "INSERT INTO webhook_org (org, rev) SELECT id, rev FROM org WHERE id = :org"
            " ON CONFLICT DO NOTHING"
        ),
        {"org": org},
    )
    if begun.rowcount > 0:
        await connection.execute(
            text(
                "INSERT INTO webhook_chat (chat, seq)"
                " SELECT id, last FROM chat WHERE org = :org AND true"
                " ON CONFLICT (chat) DO UPDATE SET seq = excluded.seq"
            ),
            {"org": org},
        )


async def follow_again(session: AsyncSession, org: str) -> None:
    """Follow an organisation that was opened again, if it has endpoints."""
    if (await session.exec(select(Webhook.id).where(Webhook.org == org).limit(1))).first():
        await begin_following(session, org)


async def end_following(session: AsyncSession, org: str) -> None:
    """Follow an organisation's chats no more: it has no endpoints."""
    connection = await session.connection()
    await connection.execute(text("DELETE FROM webhook_org WHERE org = :org"), {"org": org})


async def follow_chats(world: World, *, stride: Stride | None = None) -> None:
    """Write what happened in chats since the last time, for those who want to hear of it.

    It rests after each step as long as that took, so that people who write are never held up.
    """
    most = stride or STRIDES[world.db.dialect]

    async def follow(org: str) -> None:
        for _ in range(most.steps):
            begun = monotonic()
            if not await world.db.write(_step(world, org, most)):
                return
            await asyncio.sleep(monotonic() - begun)

    await for_each([org for (org,) in await world.db.ask(log.BEHIND)], follow)


def _step(world: World, org: str, stride: Stride) -> Steps[bool]:
    """Follow the next few chats of the organisation; return whether there may be more."""
    held = yield from ask(log.HOLD, org)
    if not held:
        return False  # another node is at it
    [(rev, closed_at)] = held
    listeners = yield from listening(org)
    changed = yield from ask(log.CHANGED, org, rev, stride.chats)
    parts, rev, whole = shared_out(changed, rev, stride.events)
    if parts:
        yield from _tell(world, org, parts, changed, listeners)
        yield from ask(log.FOLLOWED_CHATS, sorted([part.chat, part.upto] for part in parts))
    more = not whole or len(changed) == stride.chats
    if closed_at is not None and not more:
        yield from _end(world, org, listeners)
        return False
    if changed:
        yield from ask(log.FOLLOWED_ORG, rev, org)
    return more


def _end(world: World, org: str, listeners: Sequence[Listener]) -> Steps[None]:
    """Tell that the organisation was closed, as the last thing that is told of it (11.7)."""
    yield from store_steps(written(world, org, [(CLOSED, {"org": org})], listeners))
    yield from ask(log.FORGET, org)


def _tell(
    world: World,
    org: str,
    parts: Sequence[Part],
    changed: Sequence[Row],
    listeners: Sequence[Listener],
) -> Steps[None]:
    heard = {kind for kind in KINDS if any(wants(one.kinds, kind) for one in listeners)}
    if not any(kind.startswith("chat.") for kind in heard):
        return
    chats = {row[0]: Told(*row[4:]) for row in changed}
    stretches = sorted([part.chat, part.above, part.upto] for part in parts)
    said = yield from ask(log.SAID, stretches)
    happened = [one for one in (_happened(row, chats) for row in said) if one is not None]
    rows: Written = written(world, org, happened, listeners)
    yield from store_steps(rows)


def _happened(row: Row, chats: dict[str, Told]) -> Happened | None:
    chat, seq, kind, by_kind, at, body = row
    found = event_of_log(decode_body(kind, body.encode()), by_kind)
    if found is None:
        return None
    told = chats[chat]
    event, data = found
    common = {
        "chat": chat,
        "number": told.number,
        "product": told.product,
        "client": told.client,
        "seq": seq,
        "at": rfc3339(at),
    }
    place = {"place": told.place} if event == "chat.opened" else {}
    return event, {**common, **data, **place}
