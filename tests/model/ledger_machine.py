"""The real ledger over a real database, in every order of things that the machine thinks of."""

import asyncio
import copy
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from itertools import count

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from sqlalchemy import text
from typing_extensions import override

from chatserver.core import commands as c
from chatserver.storage import due
from chatserver.storage.trouble import Raced, Unavailable
from chatserver.wall_clock import WallClock
from tests.model.changes import CHANGES, Change, Statements, everybody, store
from tests.model.check_announced import check_announced
from tests.model.check_answers import check_passed_on
from tests.model.check_lists import TABS, check_in_line, check_list
from tests.model.check_log import check_log
from tests.model.check_marks import check_marks
from tests.model.check_reports import check_reports
from tests.model.check_step import Step, check_step
from tests.model.check_timers import Timers
from tests.model.dump import Dump, dump
from tests.model.estate import APP, CLIENTS, NEWS, NOON, ORG, PRODUCTS, Estate
from tests.model.faults import AFTER, BEFORE, Crash, Fault, Spoilt
from tests.model.nodes import Asked, Chances, LedgerNode
from tests.model.replay import Replay
from tests.model.tries import PUNCTUAL, SENDS, Try, command_of, crowds, tries
from tests.services.engines import opened

changes = st.builds(
    Change, what=st.sampled_from(CHANGES), who=st.integers(0, 7), value=st.integers(0, 9)
)
_early = st.integers(0, 9) | st.just(BEFORE)
# A race and a fault of ours end a transaction; a node or a connection may also be lost after one.
faults = st.one_of(
    st.builds(Fault, st.sampled_from((Crash, Unavailable)), _early | st.just(AFTER)),
    st.builds(Fault, st.sampled_from((Raced, Spoilt)), _early, st.integers(1, 3)),
)
WORK = ("expire", "pass_on", "hand_out", "hand_out", "restart")
_UPDATED_EARLIER = """UPDATE chat SET updated_at = updated_at - :ms,
    updated_minute = (updated_at - :ms) / 60000"""
_ORDERED_EARLIER = """UPDATE chat_order SET updated_minute =
    (SELECT updated_minute FROM chat WHERE id = chat_order.chat)"""
_CLIENT_SAYS = st.just(SENDS[0])
MINUTES = (0.5, 1, 9.5, 10, 30, 59, 61)


class LedgerMachine(RuleBasedStateMachine):
    """One example: a fresh database, its nodes, and all that is known of what was done to it."""

    def __init__(self, runner: asyncio.Runner, url: str, *, nodes: int) -> None:
        super().__init__()
        self._runner = runner
        self._nodes_wanted = nodes
        self._few = st.lists(tries(nodes=nodes), min_size=2, max_size=6)
        self._many = crowds(nodes=nodes)
        self._keys = count()
        self._given: dict[tuple[str, str], c.Command] = {}
        self._tried: list[Asked] = []
        self._clock = NOON
        self._shift = 0
        self._estate = Estate()
        self._replay = Replay()
        self._timers = Timers()
        self._run(self._begin(url))

    @property
    def _postgres(self) -> bool:
        return self._witness.dialect == "postgresql"

    async def _begin(self, url: str) -> None:
        chances = Chances()
        self._held = AsyncExitStack()
        self._witness = await self._held.enter_async_context(opened(url, pool_size=2))
        self._nodes = [
            LedgerNode(url, lambda: self._clock, chances) for _ in range(self._nodes_wanted)
        ]
        for node in self._nodes:
            await node.start()
        self._now = await self._look()

    @override
    def teardown(self) -> None:
        self._run(self._end())

    async def _end(self) -> None:
        found = await due.recount(self._witness, ORG, rev=0, limit=1000)
        for node in self._nodes:
            await node.stop()
        await check_reports(self._witness)
        await self._held.aclose()
        assert found.drifts == ()
        # Each has its row in the order of changes, or it would not have been met.
        assert found.chats == len(self._now.chats)

    # --- what happens ---------------------------------------------------------------------------

    @initialize(second=st.booleans())
    def clients_come(self, second: bool) -> None:
        coming = [Asked(CLIENTS[0], c.Open(APP), 0), Asked(CLIENTS[1], c.Open(NEWS), 0)]
        self._run(self._do(coming[: 1 + second]))

    @rule(data=st.data())
    def people_act_in_turn(self, data: st.DataObject) -> None:
        for attempt in data.draw(self._few):
            self._run(self._do([self._ask(attempt)]))

    @rule(data=st.data())
    def many_act_at_once(self, data: st.DataObject) -> None:
        attempts = data.draw(self._many)
        self._run(self._do([self._ask(attempt) for attempt in attempts]))

    @rule(which=st.integers(0, 20), node=st.integers(0, 1), times=st.integers(1, 3))
    def somebody_repeats(self, which: int, node: int, times: int) -> None:
        if self._tried:
            first = self._tried[-1 - which % len(self._tried)]
            self._run(self._do([self._again(first, node + turn) for turn in range(times)]))

    @rule(which=st.integers(0, 20), changed=st.booleans())
    def a_key_is_used_for_something_else(self, which: int, changed: bool) -> None:
        if not self._tried:
            return
        first = self._tried[-1 - which % len(self._tried)]
        command = first.command
        assert isinstance(command, c.Keyed)
        person = first.person
        other: c.Command = (
            c.Send(command.chat, command.key, text="something else")
            if changed
            else c.NewDialog(command.chat, command.key, "obj_f1")
        )
        who = (person.id or "", command.key)
        known = who in self._now.keys
        if other == (self._given[who] if known else command):
            return
        if not known:
            self._given[who] = other
        asked = Asked(person, other, 0)
        self._run(self._do([asked]))
        assert not known or isinstance(asked.answer, Exception)

    @rule(data=st.data(), fault=faults)
    def something_breaks(self, data: st.DataObject, fault: Fault) -> None:
        attempts = data.draw(self._few)
        self._run(self._do([self._ask(attempt) for attempt in attempts], fault=fault))

    @rule(change=changes)
    def an_administrator_changes_something(self, change: Change) -> None:
        self._run(store(self._nodes[0].db, change(self._estate)))
        self._run(self._settle([], [self._estate], self._time()))

    @rule(data=st.data(), change=changes)
    def rights_move_while_people_act(self, data: st.DataObject, change: Change) -> None:
        attempts = data.draw(self._few)
        self._run(self._do([self._ask(attempt) for attempt in attempts], change=change))

    @rule(data=st.data())
    def everybody_goes_and_comes_back(self, data: st.DataObject) -> None:
        """Whoever writes meanwhile waits, and in the end nobody does in vain."""
        for active in (False, True):
            attempts = data.draw(self._few)
            asked = [self._ask(attempt) for attempt in attempts]
            self._run(self._do(asked, change=everybody(active=active)))
            for node in self._nodes:
                self._run(self._work(node, "hand_out"))

    @rule(minutes=st.sampled_from(MINUTES), data=st.data())
    def time_passes(self, minutes: float, data: st.DataObject) -> None:
        self._run(self._pass(int(minutes * 60_000)))
        late = tries(nodes=self._nodes_wanted, what=st.sampled_from(PUNCTUAL))
        self._run(self._do([self._ask(data.draw(late))]))

    @rule(minutes=st.sampled_from(MINUTES[:5]), data=st.data())
    def a_client_comes_back_after_a_while(self, minutes: float, data: st.DataObject) -> None:
        client = data.draw(st.sampled_from(CLIENTS))
        self._run(self._pass(int(minutes * 60_000)))
        self._run(self._do([Asked(client, c.Open(data.draw(st.sampled_from(PRODUCTS))), 0)]))

    @rule(minutes=st.sampled_from(MINUTES), data=st.data())
    def somebody_thinks_again_after_a_while(self, minutes: float, data: st.DataObject) -> None:
        kind = st.sampled_from(SENDS)
        said = replace(data.draw(tries(nodes=self._nodes_wanted, what=kind)), wrong=False)
        self._run(self._do([self._ask(said)]))
        self._run(self._pass(int(minutes * 60_000)))
        turned = data.draw(st.sampled_from(("edit", "delete")))
        # The newest of the same person's, in the same chat.
        who = 0 if said.what == SENDS[0] else 4 + said.who % 4
        again = replace(said, what=turned, who=who, pick=0, wrong=False)
        self._run(self._do([self._ask(again)]))

    @rule(work=st.sampled_from(WORK), node=st.integers(0, 1), minutes=st.sampled_from(MINUTES))
    def the_server_does_its_work(self, work: str, node: int, minutes: float) -> None:
        if work in ("expire", "pass_on"):
            self._run(self._pass(int(minutes * 60_000)))
        self._run(self._work(self._nodes[node % len(self._nodes)], work))

    @rule(minutes=st.sampled_from(MINUTES), node=st.integers(0, 1), data=st.data())
    def nobody_answers(self, minutes: float, node: int, data: st.DataObject) -> None:
        asks = replace(data.draw(tries(nodes=self._nodes_wanted, what=_CLIENT_SAYS)), wrong=False)
        self._run(self._do([self._ask(asks)]))
        self._run(self._pass(int(minutes * 60_000)))
        self._run(self._work(self._nodes[node % len(self._nodes)], "pass_on"))

    @rule(who=st.sampled_from(["st_ann", "st_bob", "st_dot", "st_eve"]), tab=st.sampled_from(TABS))
    def a_list_is_looked_at(self, who: str, tab: str) -> None:
        node = self._nodes[0]
        looked = check_list(
            node.db, node.ledger.directories, self._now, self._estate, who=who, tab=tab
        )
        self._run(looked)

    # --- how ------------------------------------------------------------------------------------

    def _run(self, work: Coroutine[object, object, None]) -> None:
        self._runner.run(work)

    def _time(self) -> int:
        return self._clock if not self._postgres else time.time_ns() // 1_000_000 + self._shift

    async def _look(self) -> Dump:
        return await dump(self._witness, shift=self._shift)

    def _ask(self, attempt: Try) -> Asked:
        key = f"key_{next(self._keys)}"
        person, command = command_of(attempt, self._now, key)
        asked = Asked(person, command, attempt.node)
        if isinstance(command, c.Keyed):
            self._given[person.id or "", key] = command
            self._tried.append(asked)
        return asked

    def _again(self, first: Asked, node: int) -> Asked:
        # The first may have been refused, and its key be somebody else's by now.
        command = first.command
        assert isinstance(command, c.Keyed)
        who = (first.person.id or "", command.key)
        same = self._given[who] == command
        if who not in self._now.keys and not same:
            self._given[who] = command
        return Asked(
            first.person, command, node % len(self._nodes), repeats=first if same else None
        )

    async def _do(
        self,
        asked: Sequence[Asked],
        *,
        fault: Fault | None = None,
        change: Callable[[Estate], Statements] | None = None,
    ) -> None:
        began, estates = self._time(), [self._estate]
        self._nodes[0].arm(fault)
        if change is not None:
            estates = [copy.deepcopy(self._estate), self._estate]
        for number, node in enumerate(self._nodes):
            node.post([one for one in asked if one.node % len(self._nodes) == number])
        if change is not None:
            await store(self._nodes[-1].db, change(self._estate))
        for node in self._nodes:
            await node.quiet()
        await self._settle(asked, estates, began)

    async def _settle(self, asked: Sequence[Asked], estates: Sequence[Estate], began: int) -> None:
        struck = [error for node in self._nodes for error in node.struck]
        for node in self._nodes:
            if node.crashed:
                await node.revive()
        before, self._now = self._now, await self._look()
        step = Step(before, self._now, asked, estates, began, self._time(), self._shift, struck)
        heard = [commit for node in self._nodes for commit in node.heard]
        for node in self._nodes:
            node.heard.clear()
            node.struck.clear()
        check_log(step.after, self._given)
        check_step(step)
        check_marks(step)
        self._timers.check(step)
        check_announced(step, heard)
        self._replay.go_on(step.after)

    async def _pass(self, ms: int) -> None:
        self._clock += ms
        if not self._postgres:
            return
        # Its clock cannot be held: everything that was is moved into the past instead.
        self._shift += ms
        async with self._witness.transaction() as session:
            connection = await session.connection()
            for table, column in (
                ("event", "at"), ("chat", "created_at"), ("chat", "expires_at"),
                ("assignment", "at"), ("original", "at"), ("dialog", "opened_at"),
                ("dialog", "closed_at"),
            ):  # fmt: skip
                change = f"UPDATE {table} SET {column} = {column} - :ms"
                await connection.execute(text(change), {"ms": ms})
            await connection.execute(text(_UPDATED_EARLIER), {"ms": ms})
            await connection.execute(text(_ORDERED_EARLIER))
        for node in self._nodes:
            # Nobody but this machine changes a chat that keeps its `rev`.
            node.forget()
        self._now = await self._look()

    async def _work(self, node: LedgerNode, work: str) -> None:
        began = self._time()
        if work == "restart":
            await node.stop()
            await node.start()
            return
        jobs = node.jobs
        # The machine's clock is not what is looked at here.
        jobs._clock = WallClock(lambda: self._clock, lambda: self._clock / 1000)
        # Hours are by the database's clock, whatever the machine takes for its own.
        before = await dump(self._witness)
        await getattr(jobs, work)()
        await self._settle([], [self._estate], began)
        if work == "pass_on":
            check_passed_on(before, await dump(self._witness), self._estate)
            return
        if work == "hand_out":
            check_in_line(self._now, self._estate)
            return
        deadlines = [chat["expires_at"] for chat in self._now.chats.values() if chat["prompt"]]
        assert all(deadline > began for deadline in deadlines)
