"""The fan-out: one client writes, and a thousand connections of staff read along."""

import asyncio
import secrets
import time

from benchmarks.connection import Connection, Frame
from benchmarks.desk import ALARMS, TEXT, WARM_UP_S, Ack
from benchmarks.figures import Figures, Latency
from benchmarks.machine import cpu_s
from benchmarks.people import People, connect, each
from benchmarks.servers import Cluster

IN_FLIGHT = 4
SETTLE_S = 10.0


class FanOut:
    """Readers of one chat, and its client who sends as fast as all of them have read."""

    def __init__(self, cluster: Cluster, people: People, readers: int) -> None:
        self.acks: list[Ack] = []
        self._cluster = cluster
        self._people = people
        self._count = readers
        self._chat = ""
        self._run = secrets.token_hex(4)
        self._readers: list[Connection] = []
        self._publisher: Connection | None = None
        self._number = 0
        self._in_flight: dict[int, str] = {}
        self._sent: dict[int, float] = {}
        self._left: dict[int, int] = {}
        self._on = self._going = False
        self._deliveries = 0
        self._latency = Latency()
        self._alarms: dict[str, int] = {}
        self._clock = time.perf_counter  # the loop's counts whole milliseconds

    async def run(self, seconds: float) -> Figures:
        """Connect everybody, measure, and close."""
        await self._gather()
        self._going = True
        for _ in range(IN_FLIGHT):
            self._publish()
        await asyncio.sleep(WARM_UP_S)
        self._on, before = True, cpu_s(self._cluster.roots)
        with self._cluster.watched(f"fanout{self._count}", seconds):
            await asyncio.sleep(seconds)
        used, self._on, self._going = cpu_s(self._cluster.roots) - before, False, False
        deadline = self._clock() + SETTLE_S
        # Nothing tells of what does not come.
        while self._clock() < deadline and self._left:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        figures = Figures(f"fanout{self._count}", self._cluster.name, seconds)
        figures.numbers = {
            "deliveries_per_s": round(self._deliveries / seconds),
            "cpu_us": round(used / (self._deliveries or 1) * 1e6, 2),
            "busy": round(used / seconds, 2),
            **{f"last_reader_{name}": ms for name, ms in self._latency.summary().items()},
        }
        figures.remarks += [f"{count} pushes {name}" for name, count in self._alarms.items()]
        if self._left:
            figures.remarks.append(f"{sum(self._left.values())} deliveries never came")
        for connection in self._readers:
            connection.close()
        return figures

    async def _gather(self) -> None:
        client, urls = self._people.clients[0], self._cluster.sockets
        self._publisher = await connect(urls[0], client, self._acked)
        ask = self._publisher.request
        opened = await ask({"type": "chat.open", "product": self._people.product})
        self._chat = opened["chat"]["id"]
        operators = self._people.operators

        async def sit_down(index: int) -> Connection:
            person = operators[index % len(operators)]
            reader = await connect(urls[index % len(urls)], person, self._read)
            await reader.request({"type": "chat.watch", "chat": self._chat})
            return reader

        self._readers = await each(range(self._count), sit_down)

    def _publish(self) -> None:
        assert self._publisher is not None
        self._number += 1
        id_, key = self._publisher.next_id(), f"f{self._run}{self._number:09d}"
        self._in_flight[id_] = key
        self._publisher.write(
            f'{{"type":"send","id":{id_},"key":"{key}","chat":"{self._chat}",'
            f'"text":"{TEXT}"}}'.encode()
        )

    def _acked(self, _: Connection, frame: Frame, __: bytes) -> None:
        if frame.type == "error":
            self._alarms[frame.code] = self._alarms.get(frame.code, 0) + 1
        key = self._in_flight.pop(frame.id or 0, None)
        if key is not None and frame.type == "ok":
            self.acks.append((self._people.clients[0].id, key, self._chat, frame.seq))

    def _read(self, _: Connection, frame: Frame, __: bytes) -> None:
        if frame.kind == "message":
            self._has_read(frame.seq)
        elif frame.type in ALARMS:
            self._alarms[frame.type] = self._alarms.get(frame.type, 0) + 1

    def _has_read(self, seq: int) -> None:
        left = self._left.get(seq)
        if left is None:
            left = self._count
            self._sent[seq] = self._clock()
        if self._on:
            self._deliveries += 1
        if left > 1:
            self._left[seq] = left - 1
            return
        self._left.pop(seq, None)
        spread = self._clock() - self._sent.pop(seq)
        if self._on:
            self._latency.taken_s.append(spread)
        if self._going:
            self._publish()
