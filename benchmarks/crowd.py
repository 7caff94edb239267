"""How fast do connections come in, and what does one cost that says nothing?"""

import asyncio
import itertools
import time

from benchmarks.connection import Connection
from benchmarks.figures import Figures, Latency
from benchmarks.machine import cpu_s, rss_kib
from benchmarks.people import People, connect, each, nobody_listens
from benchmarks.servers import Cluster

QUIET_S = 2.0
AT_ONCE = 64
OPEN_AT_MOST = 2_000


async def idle(cluster: Cluster, people: People, *, connections: int) -> Figures:
    """Open so many connections that only live, and see how much memory the servers gained."""
    turns = itertools.cycle(people.clients)
    before = rss_kib(cluster.roots)

    async def come(index: int) -> Connection:
        url = cluster.sockets[index % len(cluster.sockets)]
        return await connect(url, next(turns), nobody_listens)

    opened = await each(range(connections), come)
    await asyncio.sleep(QUIET_S)
    after, used = rss_kib(cluster.roots), cpu_s(cluster.roots)
    await asyncio.sleep(QUIET_S)
    used = cpu_s(cluster.roots) - used
    alive = sum(not connection.closed for connection in opened)
    figures = Figures(f"idle{connections}", cluster.name, QUIET_S)
    figures.numbers = {
        "kib_each": round((after - before) / connections, 1),
        "rss_mib": round(after / 1024),
        "busy": round(used / QUIET_S, 3),
    }
    if alive < connections:
        figures.remarks.append(f"{connections - alive} connections were lost")
    for connection in opened:
        connection.close()
    await asyncio.sleep(QUIET_S)
    return figures


async def connects(
    cluster: Cluster, people: People, *, seconds: float, again: bool = False
) -> Figures:
    """Come in with a token, be welcomed, go again; as many as can be.

    Each brings a token that no node has seen; `again`, the one with which they came before.
    """
    turns = itertools.cycle(people.clients)
    urls = itertools.cycle(cluster.sockets)
    latency = Latency()
    opened: list[Connection] = []
    failed = 0
    end = time.perf_counter() + seconds

    async def keep_coming() -> None:
        nonlocal failed
        while (began := time.perf_counter()) < end:
            try:
                client = next(turns)
                person = client if again else people.renewed(client)
                opened.append(await connect(next(urls), person, nobody_listens))
            except ConnectionError:
                failed += 1
                continue
            latency.taken_s.append(time.perf_counter() - began)
            if len(opened) > OPEN_AT_MOST:
                opened.pop(0).close()

    before = cpu_s(cluster.roots)
    with cluster.watched("connects", seconds):
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(keep_coming())
        used = cpu_s(cluster.roots) - before
    welcomed = len(latency.taken_s)
    figures = Figures("reconnects" if again else "connects", cluster.name, seconds)
    figures.numbers = {
        "per_s": round(welcomed / seconds),
        "cpu_us": round(used / (welcomed or 1) * 1e6),
        "busy": round(used / seconds, 2),
        **latency.summary(),
    }
    if failed:
        figures.remarks.append(f"{failed} connections were refused")
    for connection in opened:
        connection.close()
    await asyncio.sleep(QUIET_S)
    return figures
