"""The desk: each client's text reaches its operator, whose reply reaches the client."""

import asyncio
import gc
import itertools
import secrets
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from typing_extensions import override

from benchmarks.connection import Connection, Frame
from benchmarks.figures import Figures, Latency
from benchmarks.people import People, Person, connect, each
from benchmarks.servers import Cluster

WARM_UP_S = 2.0
SETTLE_S = 10.0
TEXT = "Добрый день! Подскажите, пожалуйста, когда придёт мастер?"  # with its quotes 104 bytes
TEXT += "." * (120 - len(TEXT.encode()))

Used = dict[str, float]  # seconds of CPU, by part of the cluster
Ack = tuple[str, str, str, int]  # author, key, chat, seq


@dataclass(slots=True)
class Tally:
    """What was counted while `on`."""

    on: bool = False
    acked: int = 0
    delivered: int = 0
    ack: Latency = field(default_factory=Latency)
    delivery: Latency = field(default_factory=Latency)
    refused: Counter[str] = field(default_factory=Counter)
    pushes: Counter[str] = field(default_factory=Counter)
    acks: list[Ack] = field(default_factory=list)


class Speaker:
    """One connection that sends; a message is settled when acked and seen across."""

    def __init__(self, desk: "Desk", person: Person) -> None:
        self.desk = desk
        self.person = person
        self.connection: Connection = None  # type: ignore[assignment]  # opened by the desk
        self.chat = ""
        self.in_flight: dict[int, tuple[str, float, str]] = {}

    def say(self, chat: str) -> None:
        """Send the text into the chat."""
        desk = self.desk
        key = desk.key(self)
        id_ = self.connection.next_id()
        now = desk.clock()
        self.in_flight[id_] = key, now, chat
        desk.on_the_way[key] = now
        self._write(id_, key, chat)

    def hear(self, _: Connection, frame: Frame, __: bytes) -> None:
        """Take a frame from the server."""
        if frame.type == "event":
            if frame.kind == "message" and frame.key is not None:
                self.saw(frame.chat, frame.key)
        elif frame.type == "ok":
            self._acked(frame)
        elif frame.type == "error":
            self._refused(frame)
        else:
            self.desk.tally.pushes[frame.type] += 1

    def saw(self, chat: str, key: str) -> None:
        """An event with a message has come."""
        raise NotImplementedError

    def settled(self) -> None:
        """A message of one's own was acked."""

    def _write(self, id_: int, key: str, chat: str) -> None:
        self.connection.write(
            f'{{"type":"send","id":{id_},"key":"{key}","chat":"{chat}","text":"{TEXT}"}}'.encode()
        )

    def _acked(self, frame: Frame) -> None:
        key, sent, chat = self.in_flight.pop(frame.id or 0)
        desk = self.desk
        tally = desk.tally
        if tally.on:
            tally.acked += 1
            tally.ack.taken_s.append(desk.clock() - sent)
        tally.acks.append((self.person.id, key, chat, frame.seq))
        self.settled()

    def _refused(self, frame: Frame) -> None:
        self.desk.tally.refused[str(frame.code)] += 1
        id_ = frame.id or 0
        waited = self.in_flight.get(id_)
        if waited is None or frame.retry_ms is None:
            return
        key, _, chat = waited
        loop = asyncio.get_running_loop()
        loop.call_later(frame.retry_ms / 1000, self._write, id_, key, chat)


class Resident(Speaker):
    """A client; in a closed loop it speaks again once its text is acked and answered."""

    side = "c"

    def __init__(self, desk: "Desk", person: Person) -> None:
        super().__init__(desk, person)
        self._acks = 0
        self._replies = 0
        self._said = 0

    def speak(self) -> None:
        """Say the next thing."""
        self._said += 1
        self.say(self.chat)

    @override
    def saw(self, chat: str, key: str) -> None:
        if key[0] == Operator.side:
            self.desk.arrived(key)
            self._replies += 1
            self._go_on()

    @override
    def settled(self) -> None:
        self._acks += 1
        self._go_on()

    def _go_on(self) -> None:
        if self.desk.closed_loop and self._acks == self._replies == self._said:
            self.speak()


class Operator(Speaker):
    """An employee, who answers everything at once."""

    side = "o"

    @override
    def saw(self, chat: str, key: str) -> None:
        if key[0] == Resident.side:
            self.desk.arrived(key)
            self.say(chat)


class Desk:
    """Clients and operators at their connections, and what was counted of their talk."""

    def __init__(self, cluster: Cluster, people: People, clients: int) -> None:
        self.clock = time.perf_counter  # the loop's counts whole milliseconds
        self.tally = Tally()
        self.closed_loop = False
        self.on_the_way: dict[str, float] = {}
        self._cluster = cluster
        self._product = people.product
        self._run = secrets.token_hex(4)
        self._numbers = itertools.count()
        self.residents = [Resident(self, person) for person in people.clients[:clients]]
        self.operators = {person.id: Operator(self, person) for person in people.operators}

    def key(self, speaker: Speaker) -> str:
        """Return a key never used before; its first letter tells the side."""
        side = Resident.side if isinstance(speaker, Resident) else Operator.side
        return f"{side}{self._run}{next(self._numbers):09d}"

    def arrived(self, key: str) -> None:
        """A message has come to the other side."""
        sent = self.on_the_way.pop(key, None)
        if sent is not None and self.tally.on:
            self.tally.delivered += 1
            self.tally.delivery.taken_s.append(self.clock() - sent)

    async def sit_down(self) -> None:
        """Connect everybody, clients and operators on different nodes, and begin the chats."""
        urls = self._cluster.sockets
        for operator in self.operators.values():
            operator.connection = await connect(urls[-1], operator.person, operator.hear)

        async def enter(resident: Resident) -> None:
            resident.connection = await connect(urls[0], resident.person, resident.hear)
            ask = resident.connection.request
            opened = await ask({"type": "chat.open", "product": self._product})
            resident.chat = opened["chat"]["id"]
            if "staff" not in opened["chat"]:
                key = self.key(resident)
                await ask({"type": "send", "key": key, "chat": resident.chat, "text": TEXT})
            watched = await ask({"type": "chat.watch", "chat": resident.chat})
            operator = self.operators[watched["chat"]["staff"]["id"]]
            await operator.connection.request({"type": "chat.watch", "chat": resident.chat})

        await each(self.residents, enter)

    async def saturate(self, seconds: float) -> Figures:
        """Everybody speaks as soon as they were answered."""
        self.closed_loop = True
        with _no_collector():
            for resident in self.residents:
                resident.speak()
            used = await self._measure(seconds)
        self.closed_loop = False
        return await self._figures(f"desk{len(self.residents)}", seconds, used)

    async def stream(self, seconds: float, *, per_s: int) -> Figures:
        """So many messages a second, half of them answers, whether or not the last came through."""
        loop = asyncio.get_running_loop()
        lateness: list[float] = []
        turns = itertools.cycle(self.residents)
        step = 2 / per_s
        due = 0.0
        running = True

        def tick() -> None:
            nonlocal due
            if running:
                lateness.append(self.clock() - due)
                next(turns).speak()
                due += step
                loop.call_later(max(0.0, due - self.clock()), tick)

        with _no_collector():
            due = self.clock()
            tick()
            used = await self._measure(seconds)
        running = False
        figures = await self._figures(f"desk{len(self.residents)} @{per_s}", seconds, used)
        figures.numbers["generator_late_p99_ms"] = round(
            sorted(lateness)[int(len(lateness) * 0.99)] * 1000, 2
        )
        return figures

    def stand_up(self) -> None:
        """Close every connection."""
        for speaker in (*self.residents, *self.operators.values()):
            speaker.connection.close()

    async def _measure(self, seconds: float) -> Used:
        await asyncio.sleep(WARM_UP_S)
        self.tally.on = True
        before = self._cluster.used()
        with self._cluster.watched(f"desk{len(self.residents)}", seconds):
            await asyncio.sleep(seconds)
        used = {name: now - before[name] for name, now in self._cluster.used().items()}
        self.tally.on = False
        return used

    async def _figures(self, workload: str, seconds: float, used: Used) -> Figures:
        await self._settle()
        tally = self.tally
        messages = min(tally.delivered, tally.acked) or 1
        figures = Figures(workload, self._cluster.name, seconds)
        figures.numbers = {
            "delivered_per_s": round(tally.delivered / seconds),
            "acked_per_s": round(tally.acked / seconds),
            "cpu_us": round(sum(used.values()) / messages * 1e6, 1),
            **{f"{name}_us": round(part / messages * 1e6, 1) for name, part in used.items()},
            "busy": round(sum(used.values()) / seconds, 2),
            **{f"ack_{name}": value for name, value in tally.ack.summary().items()},
            **{f"delivery_{name}": value for name, value in tally.delivery.summary().items()},
        }
        figures.remarks += [f"{count} x {code}" for code, count in tally.refused.items()]
        figures.remarks += [
            f"{count} pushes {name}" for name, count in tally.pushes.items() if name in ALARMS
        ]
        if self.on_the_way:
            figures.remarks.append(f"{len(self.on_the_way)} messages never arrived")
        return figures

    async def _settle(self) -> None:
        """Wait for what is under way; what never comes is told."""
        deadline = self.clock() + SETTLE_S
        # Nothing tells of what does not come.
        while self.clock() < deadline and (self.on_the_way or self._unanswered()):  # noqa: ASYNC110
            await asyncio.sleep(0.02)

    def _unanswered(self) -> bool:
        return any(speaker.in_flight for speaker in (*self.residents, *self.operators.values()))


@contextmanager
def _no_collector() -> Iterator[None]:
    """Keep the generator's own collector from making it late: it would take a tenth of a second."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


ALARMS = ("lag", "reset", "bye", "unwatched")


def acks_of(desks: Sequence[Desk]) -> list[Ack]:
    """Return everything that was acked to anybody at these desks."""
    return [ack for desk in desks for ack in desk.tally.acks]
