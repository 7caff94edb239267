"""How does a mini-app's push get to the client's devices, if it still may?

A row of the outbox is one client's, so that a device which has the push does not ring again while
another of theirs cannot be reached.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.happenings import tell_endpoints
from chatserver.actions.miniapps.launches.apps import Shown, shown_apps
from chatserver.actions.miniapps.push_receipts import TOPIC, count_push
from chatserver.actions.miniapps.pushes.recipients import facts_about
from chatserver.actions.notifying.outbox import ATTEMPTS, Handler
from chatserver.core.pushes import State, stands
from chatserver.notify import Address, Gone, Push, Undelivered
from chatserver.storage import notices as stored
from chatserver.storage.outbox import Taken
from chatserver.storage.statement import ask
from chatserver.storage.tables import ClientRow, DeviceRow, PushReceipt
from chatserver.world import World

Count = Callable[[State], None]
# Whoever pushed it would want to know; what a later one replaced, or was dropped, is no failure.
_UNREACHED = (State.NO_DEVICE, State.EXPIRED, State.FAILED)


@dataclass(frozen=True, slots=True)
class Words:
    """A push as it lies in the outbox."""

    push: str
    app: str
    client: str
    title: str
    body: str
    attributes: dict[str, str]
    expires_at: int


@dataclass(frozen=True, slots=True)
class Way:
    """A push on its way: under whose name, to which devices, and which have it already."""

    shown: Shown
    devices: tuple[DeviceRow, ...]
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ringer:
    """Rings the devices of clients for mini-apps. `count` is told how each push ended."""

    world: World
    count: Count = lambda _state: None

    def handlers(self) -> dict[str, Handler]:
        """Return who tells which topic."""
        return {TOPIC: self.ring}

    async def ring(self, taken: Taken) -> None:
        """Push it to every device of the client that does not have it yet."""
        words = Words(**taken.body)
        way = await self._way(taken, words)
        if isinstance(way, State):
            await self._settle(words, way)
            return
        push = self._push(taken, words, way.shown)
        waiting = [one for one in way.devices if one.id not in way.told]
        ends = await asyncio.gather(*(self._hand_over(one, push) for one in waiting))
        told = [*way.told, *(one.id for one, end in zip(waiting, ends, strict=True) if not end)]
        failures = [end for end in ends if end is not None]
        again = [one for one in failures if not one.for_good]
        if told:
            await self._settle(words, State.SENT, told=told)
        elif not again or taken.attempt >= ATTEMPTS:
            await self._settle(words, _unreached(failures))
        if again:
            raise max(again, key=lambda one: one.after_ms or 0)

    async def _way(self, taken: Taken, words: Words) -> Way | State:
        """Return how it goes out, or why it does not."""
        if self.world.now() >= words.expires_at:
            return State.EXPIRED
        if await self.world.db.ask(stored.NEWER, taken.collapse or "", taken.id):
            return State.REPLACED
        async with self.world.db.session() as session:
            receipt = await session.get(PushReceipt, (words.push, words.client))
            shown = (await shown_apps(session, taken.org or "", [words.app])).get(words.app)
            client = await session.get(ClientRow, words.client)
            if receipt is None or client is None or client.erased_at is not None or shown is None:
                return State.DROPPED
            facts = await facts_about(session, shown, [client.id])
            if receipt.state == State.DROPPED or not stands(facts.recipient(client)):
                return State.DROPPED
            devices = await self._devices(session, client)
        if not devices:
            return State.NO_DEVICE
        return Way(shown, devices, tuple(receipt.told))

    async def _devices(self, session: AsyncSession, client: ClientRow) -> tuple[DeviceRow, ...]:
        """Return those that can be reached; one ends with the tokens of its client (X6)."""
        reached = (
            DeviceRow.owner == client.id,
            col(DeviceRow.platform).in_(sorted(self.world.pushers.platforms)),
            DeviceRow.seen_at >= client.tokens_from,
        )
        return tuple(await session.exec(select(DeviceRow).where(*reached)))

    async def _hand_over(self, device: DeviceRow, push: Push) -> Undelivered | None:
        address = Address(device.platform, device.token, device.p256dh, device.auth)
        try:
            await self.world.pushers.push(address, push)
        except Gone as gone:
            await self.world.db.write(ask(stored.FORGET, device.id, device.token))
            return gone
        except Undelivered as failure:
            return failure
        return None

    def _push(self, taken: Taken, words: Words, shown: Shown) -> Push:
        data = {
            "kind": "miniapp",
            "org": shown.org,
            "miniapp": words.app,
            "notification": words.push,
            **words.attributes,
        }
        return Push(
            # What clients read as the mini-app's name (D18).
            title=shown.title,
            subtitle=words.title,
            body=words.body,
            tag=taken.collapse or words.push,
            collapses=taken.collapse is not None,
            data=data,
            ttl_s=(words.expires_at - self.world.now()) // 1000 or 1,
        )

    async def _tell_failed(self, session: AsyncSession, words: Words, state: State) -> None:
        row = await session.get(ClientRow, words.client)
        if row is not None:
            told = {"mini_app": words.app, "client": words.client, "notification": words.push}
            happened = ("notification.failed", {**told, "reason": str(state)})
            await tell_endpoints(session, self.world, row.org, [happened])

    async def _settle(self, words: Words, state: State, *, told: list[str] | None = None) -> None:
        """Keep how far it came; what was dropped meanwhile stays so, and what was sent was sent."""
        mine = (
            col(PushReceipt.push) == words.push,
            col(PushReceipt.client) == words.client,
        )
        moves = (State.WAITING, State.SENT) if state is State.SENT else (State.WAITING,)
        values: dict[str, object] = {"state": state, "changed_at": self.world.now()}
        if told is not None:
            values["told"] = told
        held = select(PushReceipt.state).where(*mine).with_for_update()
        async with self.world.db.transaction() as session:
            standing = (await session.exec(held)).first()
            if standing in moves:
                await session.exec(update(PushReceipt).where(*mine).values(**values))
                if standing == State.WAITING and state is State.SENT:
                    await count_push(session, words.push, sent=1)
                if state in _UNREACHED:
                    await self._tell_failed(session, words, state)
        if standing == State.WAITING:
            self.count(state)


def _unreached(failures: list[Undelivered]) -> State:
    """Return why none of the devices has it: they are all gone, or no service took it."""
    gone = all(isinstance(one, Gone) for one in failures)
    return State.NO_DEVICE if gone else State.FAILED
