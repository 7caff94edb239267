"""`make bench`: measure the whole server, and check that nothing was lost while it was measured."""

import argparse
import asyncio
import json
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import uvloop

from benchmarks.crowd import connects, idle
from benchmarks.desk import Ack, Desk
from benchmarks.fanout import FanOut
from benchmarks.figures import Figures, markdown, table
from benchmarks.house import move_in
from benchmarks.lists import lists
from benchmarks.machine import describe, pace_us
from benchmarks.people import People
from benchmarks.servers import (
    CONFIG,
    GENERATOR_CORE,
    PINNED,
    SERVER_CORE,
    Cluster,
    allow_many_files,
    on_core,
    one_node,
    two_nodes,
    use_core,
)
from benchmarks.verify import dump, holes, unkept

CLIENTS = 1_000
OPEN_LOOP_PER_S = 500
READERS = 1_000

Workload = Callable[["Run"], Awaitable[Figures]]


class Run:
    """One cluster under one workload after the other."""

    def __init__(self, cluster: Cluster, people: People, options: argparse.Namespace) -> None:
        self.cluster = cluster
        self.people = people
        self.seconds: float = options.seconds
        self.idle: int = options.idle
        self.acks: list[Ack] = []

    async def desk(self, clients: int, *, per_s: int | None = None) -> Figures:
        """A desk with so many clients; saturated, or at so many messages a second."""
        desk = Desk(self.cluster, self.people, clients)
        await desk.sit_down()
        try:
            if per_s is None:
                return await desk.saturate(self.seconds)
            return await desk.stream(self.seconds, per_s=per_s)
        finally:
            desk.stand_up()
            self.acks += desk.tally.acks

    async def fan_out(self) -> Figures:
        """One writes, a thousand read."""
        fan_out = FanOut(self.cluster, self.people, READERS)
        try:
            return await fan_out.run(self.seconds)
        finally:
            self.acks += fan_out.acks


# A saturated desk comes last: while a node is quiet after it, the index of messages catches up.
WORKLOADS: dict[str, Workload] = {
    "connects": lambda run: connects(run.cluster, run.people, seconds=run.seconds),
    "reconnects": lambda run: connects(run.cluster, run.people, seconds=run.seconds, again=True),
    "fanout": lambda run: run.fan_out(),
    "idle": lambda run: idle(run.cluster, run.people, connections=run.idle),
    "desk200@500": lambda run: run.desk(200, per_s=OPEN_LOOP_PER_S),
    "desk200": lambda run: run.desk(200),
    "desk1000": lambda run: run.desk(1000),
    "lists": lambda run: lists(run.cluster),
}
CLUSTERS = {"one": one_node, "two": two_nodes}


async def measure(options: argparse.Namespace, folder: Path) -> tuple[list[Figures], list[str]]:
    """Run what was asked for; return the figures, and every promise that was broken meanwhile."""
    figures: list[Figures] = []
    broken: list[str] = []
    for name in options.servers:
        place = folder / name
        place.mkdir()
        place.chmod(0o755)
        async with CLUSTERS[name](place) as cluster:
            talkative = set(options.workloads) != {"lists"}
            clients = CLIENTS if talkative else 0
            people = await move_in(cluster.environment, CONFIG, clients=clients)
            await cluster.start()
            use_core(GENERATOR_CORE)
            cluster.profiles = options.profiles
            run = Run(cluster, people, options)
            for workload in options.workloads:
                with on_core(SERVER_CORE):
                    pace = pace_us()
                figures.append(await WORKLOADS[workload](run))
                figures[-1].numbers["pace_us"] = round(pace, 2)
                print(table(figures[-1:]), flush=True)
            cluster.stop()
            broken += [f"{cluster.name}: {one}" for one in await _check(cluster, run.acks)]
            for complaint in cluster.complaints():
                print(f"! {complaint}")
    return figures, broken


async def _check(cluster: Cluster, acks: Sequence[Ack]) -> list[str]:
    found = await dump(cluster.environment["CHATSERVER_DATABASE__URL"])
    broken = [*unkept(found, acks), *holes(found)]
    print(
        f"{'':<12} {len(acks):,} acked messages, {len(found.events):,} events, "
        f"{len(found.lasts):,} chats: {len(broken) or 'no'} broken promises",
        flush=True,
    )
    return broken[:20]


def main() -> int:
    """Measure and report; 1 when anything acked was not kept."""
    options = _options()
    allow_many_files()
    machine = describe()
    print(CONFIG.read_text())
    print("  ".join(f"{name}: {value}" for name, value in machine.items()))
    if not PINNED:
        print("! one core: servers and generator share it, and the figures mean little")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        Path(folder).chmod(0o755)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            figures, broken = runner.run(measure(options, Path(folder)))
    print("\n" + table(figures))
    for one in broken:
        print(f"BROKEN {one}")
    if options.json is not None:
        whole = {
            "machine": machine,
            "settings": CONFIG.read_text(),
            "figures": [one.document() for one in figures],
            "broken": broken,
        }
        options.json.write_text(json.dumps(whole, ensure_ascii=False, indent=1))
    if options.markdown is not None:
        options.markdown.write_text(markdown(machine, figures))
    return 1 if broken else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--seconds", type=float, default=10, help="for each workload")
    parser.add_argument("--idle", type=int, default=5_000, help="how many idle connections")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    parser.add_argument("--markdown", type=Path, help="write them as docs/performance.md has them")
    parser.add_argument("--profiles", type=Path, help="sample the first node's stacks into there")
    parser.add_argument("--servers", nargs="+", choices=CLUSTERS, default=list(CLUSTERS))
    parser.add_argument("--workloads", nargs="+", choices=WORKLOADS, default=list(WORKLOADS))
    return parser.parse_args()
