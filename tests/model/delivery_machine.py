"""Two nodes over one database, hints that get lost, and devices that believe no one."""

import asyncio
import copy
import logging
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from pydantic import SecretStr
from typing_extensions import override

from chatserver.config import Identity as IdentitySettings
from chatserver.config import Settings
from chatserver.core import commands as c
from chatserver.identity import Identity
from chatserver.identity.tokens import Kind
from chatserver.ledger.outcome import Commit, Person
from chatserver.storage.database import Database
from chatserver.storage.trouble import Unavailable
from chatserver.world import World
from tests.model.changes import CHANGES, Change, store
from tests.model.check_delivered import Truth, check_reader, lacking, truth_of
from tests.model.check_lists import TABS
from tests.model.dump import dump
from tests.model.estate import APP, CLIENTS, NEWS, NOON, ORG, STAFF, Estate
from tests.model.faults import AFTER, BEFORE, Fault, FaultyRunner, Late, late
from tests.model.hub_nodes import SETTINGS, HubNode
from tests.model.lossy_bus import Exchange, LossyBus
from tests.model.nodes import PATIENCE_S, Asked, Chances
from tests.model.reader import Reader
from tests.model.tries import Try, command_of, tries
from tests.seeds import quick_passwords
from tests.services.engines import opened

LOOK_AGAIN_S = 0.02
PEOPLE = (*CLIENTS, *STAFF[:4])
NODES = ("one", "two")
changes = st.builds(
    Change, what=st.sampled_from(CHANGES), who=st.integers(0, 7), value=st.integers(0, 9)
)
fates = st.lists(st.integers(0, 3), min_size=1, max_size=5)
# Mostly nothing breaks.
points = st.none() | st.none() | st.integers(0, 9) | st.sampled_from((BEFORE, AFTER))
some_tries = st.lists(tries(nodes=2), min_size=1, max_size=6)
_KEYS = Settings(
    identity=IdentitySettings(
        staff_key=SecretStr("s" * 32),
        client_key=SecretStr("c" * 32),
        miniapp_key=SecretStr("m" * 32),
    )
)


@dataclass
class Whereabouts:
    """Whose a chat is, and where it has been since all was quiet."""

    client: str
    product: str
    places: set[str | None] = field(default_factory=set)


class _Complaints(logging.Handler):
    """What the server says that it should never have to say (I15)."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[logging.LogRecord] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


class DeliveryMachine(RuleBasedStateMachine):
    """One example: a fresh database, two nodes, six people with a device each."""

    def __init__(self, runner: asyncio.Runner, url: str) -> None:
        super().__init__()
        self._runner = runner
        self._clock = NOON
        self._keys = count()
        self._estate = Estate()
        # Since all was quiet: whoever had a right then may still see what was under way.
        self._rights: list[Estate] = []
        self._known: dict[str, Whereabouts] = {}
        self._late: dict[int, list[Late]] = {}
        self._complaints = _Complaints()
        logging.getLogger("chatserver").addHandler(self._complaints)
        self._run(self._begin(url))

    async def _begin(self, url: str) -> None:
        self._held = AsyncExitStack()
        sound = await self._held.enter_async_context(opened(url, pool_size=4))
        self._faulty = FaultyRunner(sound._runner, lambda _: None)
        self._db = Database(sound.engine, self._faulty)
        self._identity = Identity.of(
            _KEYS, find_client=_nobody, now=lambda: self._clock, passwords=quick_passwords()
        )
        self._exchange, self._chances = Exchange(), Chances()
        self._news = asyncio.Event()
        self._nodes = [self._make(name) for name in NODES]
        for node in self._nodes:
            await node.start()
        self._readers = [self._reader(person) for person in PEOPLE]
        await self._look()

    def _make(self, name: str) -> HubNode:
        bus = LossyBus(name, self._exchange)
        chances = self._chances
        world = World(SETTINGS, self._db, bus, lambda: self._clock, chances.new_id, chances.draw)
        return HubNode(name, world, self._identity, self._heard)

    def _reader(self, person: Person) -> Reader:
        kind = Kind.CLIENT if person.kind == "client" else Kind.STAFF
        issued = self._identity.tokens.issue(kind, person.id or "", org=ORG, lifetime_s=10**8)
        return Reader(person, issued.token, self._permitted, self._news)

    @override
    def teardown(self) -> None:
        try:
            self._run(self._quiet())
        finally:
            self._runner.run(self._end())
            logging.getLogger("chatserver").removeHandler(self._complaints)

    async def _end(self) -> None:
        for reader in self._readers:
            reader.leave()
        for node in self._nodes:
            left = node.parts.roster
            assert (left.rooms, left.channels, left.people) == ({}, {}, {}), "somebody stayed"
            await node.stop()
        await self._identity.close()
        await self._held.aclose()

    # --- what happens -------------------------------------------------------------------------

    @initialize(node=st.integers(0, 1), some=some_tries)
    def people_come(self, node: int, some: list[Try]) -> None:
        first = [Asked(CLIENTS[0], c.Open(APP), 0), Asked(CLIENTS[1], c.Open(NEWS), 1)]
        self._run(self._act(first))
        self._run(self._act([self._ask(attempt) for attempt in some]))
        for who in range(len(PEOPLE)):
            self._run(self._settle_in(who, (node + who) % 2, resume=False))

    @rule(who=st.integers(0, 5), node=st.integers(0, 1), resume=st.booleans())
    def somebody_goes_to_another_node(self, who: int, node: int, resume: bool) -> None:
        self._run(self._settle_in(who, node, resume=resume))

    @rule(who=st.integers(0, 5), node=st.integers(0, 1), some=some_tries)
    def a_network_is_lost_for_a_while(self, who: int, node: int, some: list[Try]) -> None:
        self._readers[who].leave()
        self._run(self._act([self._ask(attempt) for attempt in some]))
        self._run(self._connect(who, node, resume=True))

    @rule(
        who=st.integers(0, 5), chat=st.integers(0, 3), after=st.integers(0, 4), wait=st.booleans()
    )
    def a_chat_is_watched(self, who: int, chat: int, after: int, wait: bool) -> None:
        self._run(self._watch(who, self._chat(chat), after, wait=wait))

    @rule(
        who=st.integers(0, 5), chat=st.integers(0, 3), after=st.integers(0, 4), stale=st.booleans()
    )
    def a_chat_is_watched_while_the_database_is_slow(
        self, who: int, chat: int, after: int, stale: bool
    ) -> None:
        self._run(self._watch_slowly(who, self._chat(chat), after, Late(stale)))

    @rule(
        who=st.integers(0, 5),
        other=st.integers(0, 5),
        chat=st.integers(0, 3),
        after=st.integers(0, 4),
        stale=st.booleans(),
        some=some_tries,
    )
    def two_begin_to_watch_what_nobody_watched(
        self, who: int, other: int, chat: int, after: int, stale: bool, some: list[Try]
    ) -> None:
        id_ = self._chat(chat)
        for each in range(len(PEOPLE)):
            self.a_chat_is_left(each, chat)
        self._run(self._watch_slowly(who, id_, after, Late(stale)))
        self._run(self._act([self._ask(attempt) for attempt in some]))
        if other != who:
            self._run(self._watch(other, id_, 0, wait=True))
        self.what_was_slow_goes_on(who)

    @rule(who=st.integers(0, 5))
    def what_was_slow_goes_on(self, who: int) -> None:
        self._run(self._with(who, lambda _: None))

    @rule(who=st.integers(0, 5), chat=st.integers(0, 3))
    def a_chat_is_left(self, who: int, chat: int) -> None:
        id_ = self._chat(chat)
        self._run(self._with(who, lambda reader: reader.ask("chat.unwatch", chat=id_)))

    @rule(who=st.integers(2, 5), tab=st.sampled_from(TABS), wait=st.booleans())
    def a_list_is_watched(self, who: int, tab: str, wait: bool) -> None:
        self._run(self._list(who, tab, wait=wait))

    @rule(who=st.integers(0, 5), chat=st.integers(0, 3))
    def somebody_types(self, who: int, chat: int) -> None:
        id_ = self._chat(chat)
        self._run(self._with(who, lambda reader: reader.typing(id_)))

    @rule(who=st.integers(0, 5))
    def a_reader_stalls(self, who: int) -> None:
        self._run(self._with(who, Reader.stall))

    @rule(who=st.integers(0, 5))
    def a_reader_catches_up(self, who: int) -> None:
        self._run(self._with(who, Reader.catch_up))

    @rule(some=some_tries, point=points)
    def people_act(self, some: list[Try], point: int | None) -> None:
        self._faulty.arm(None if point is None else Fault(Unavailable, point))
        self._run(self._act([self._ask(attempt) for attempt in some]))
        self._faulty.arm(None)

    @rule(some=some_tries, fates=fates)
    def people_act_and_others_hear_of_it(self, some: list[Try], fates: list[int]) -> None:
        self._run(self._act([self._ask(attempt) for attempt in some]))
        self._run(self._travel(fates))

    @rule(change=changes, some=some_tries)
    def rights_move_while_people_act(self, change: Change, some: list[Try]) -> None:
        self._run(self._change(change, [self._ask(attempt) for attempt in some]))

    @rule(change=changes)
    def an_administrator_changes_something(self, change: Change) -> None:
        self._run(self._change(change, []))

    @rule(fates=fates)
    def hints_travel(self, fates: list[int]) -> None:
        self._run(self._travel(fates))

    @rule(node=st.integers(0, 1))
    def a_node_sweeps(self, node: int) -> None:
        self._run(self._nodes[node].sweep())

    @rule(node=st.integers(0, 1))
    def a_node_dies(self, node: int) -> None:
        self._run(self._die(node))

    @rule(minutes=st.sampled_from((1, 10, 61)))
    def time_passes(self, minutes: int) -> None:
        self._clock += minutes * 60_000

    @rule()
    def all_comes_to_rest(self) -> None:
        self._run(self._quiet())

    # --- how ----------------------------------------------------------------------------------

    def _run(self, work: Coroutine[object, object, None]) -> None:
        self._runner.run(work)
        for reader in self._readers:
            if reader.faults:
                raise reader.faults[0]
        assert [record.getMessage() for record in self._complaints.records] == []

    def _permitted(self, person: Person, chat: str) -> bool:
        """Whether the person has the right now, or has had it since all was quiet."""
        known = self._known[chat]
        if person.kind == "client":
            return known.client == person.id
        return any(
            estate.may("view", person.id or "", {"product": known.product, "place": place})
            for estate in (*self._rights, self._estate)
            for place in known.places
        )

    def _heard(self, commit: Commit) -> None:
        for change in commit.changes:
            chat = change.chat
            self._learn(chat.id, chat.client, chat.product, chat.place)

    def _learn(self, id_: str, client: str, product: str, place: str | None) -> None:
        self._known.setdefault(id_, Whereabouts(client, product)).places.add(place)

    async def _look(self) -> None:
        self._now = await dump(self._db)
        for chat in self._now.chats.values():
            self._learn(chat["id"], chat["client"], chat["product"], chat["place"])

    def _chat(self, number: int) -> str:
        chats = list(self._now.chats)
        return chats[number % len(chats)]

    async def _settle_in(self, who: int, node: int, *, resume: bool) -> None:
        """Come, and look at everything that is one's own to see."""
        await self._connect(who, node, resume=resume)
        person = PEOPLE[who]
        for chat, known in self._known.items():
            if person.kind == "staff" or known.client == person.id:
                await self._watch(who, chat, 0, wait=True)
        if person.kind == "staff":
            await self._list(who, TABS[who % len(TABS)], wait=True)

    async def _list(self, who: int, tab: str, *, wait: bool) -> None:
        asked: dict[str, Any] = {"filter": {"tab": tab}, "limit": 200}
        await self._with(who, lambda reader: reader.ask("inbox.watch", **asked), wait=wait)

    async def _connect(self, who: int, node: int, *, resume: bool) -> None:
        reader = self._readers[who]
        reader.leave()
        reader.connect(self._nodes[node], resume=resume)
        await self._until(lambda: not reader.waits)

    async def _with(self, who: int, act: Callable[[Reader], None], *, wait: bool = True) -> None:
        reader = self._readers[who]
        if not reader.connected:
            return
        act(reader)
        if wait and not reader.stalled:
            self._hurry(who)
            await self._until(lambda: not reader.waits)

    def _hurry_all(self) -> None:
        for who in range(len(PEOPLE)):
            self._hurry(who)

    def _hurry(self, who: int) -> None:
        for slow in self._late.pop(who, ()):
            slow.end()

    async def _watch(self, who: int, chat: str, after: int, *, wait: bool) -> None:
        known = self._readers[who].chats.get(chat)
        last = known.last if known is not None else self._now.chats[chat]["last"]
        # As new, where it stands, a bit behind, or further than there is.
        fields = {} if after == 0 else {"after": max(0, last + (9 if after > 3 else after - 3))}
        await self._with(
            who, lambda reader: reader.ask("chat.watch", chat=chat, **fields), wait=wait
        )

    async def _watch_slowly(self, who: int, chat: str, after: int, slow: Late) -> None:
        self._late.setdefault(who, []).append(slow)
        token = late.set(slow)
        try:
            await self._watch(who, chat, after, wait=False)
        finally:
            late.reset(token)

    def _ask(self, attempt: Try) -> Asked:
        person, command = command_of(attempt, self._now, f"key_{next(self._keys)}")
        return Asked(person, command, attempt.node)

    async def _act(self, asked: Sequence[Asked]) -> None:
        await asyncio.gather(
            *(
                node.give([one for one in asked if one.node == number])
                for number, node in enumerate(self._nodes)
            )
        )
        await self._look()

    async def _change(self, change: Change, asked: Sequence[Asked]) -> None:
        self._rights.append(copy.deepcopy(self._estate))
        await asyncio.gather(store(self._db, change(self._estate)), self._act(asked))

    async def _travel(self, fates: Sequence[int]) -> None:
        self._exchange.travel(fates)

    async def _die(self, number: int) -> None:
        node = self._nodes[number]
        for reader in self._readers:
            if reader.node is node:
                reader.leave()
        await node.die()
        self._nodes[number] = self._make(NODES[number])
        await self._nodes[number].start()

    def requests_are_handled(self) -> None:
        """Let the nodes answer, whether anybody reads that or not."""
        self._hurry_all()
        rosters = [node.parts.roster for node in self._nodes]
        self._run(
            self._until(lambda: not any(m.tasks for roster in rosters for m in roster.members))
        )

    async def _until(self, done: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not done():
                self._news.clear()
                # What a node does in silence is looked at again without any news.
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_AGAIN_S):
                        await self._news.wait()

    async def _quiet(self) -> None:
        """Let everything arrive that is on its way, hints apart: those may all be lost."""
        self._hurry_all()
        for reader in self._readers:
            reader.catch_up()
        await self._until(lambda: not any(reader.waits for reader in self._readers))
        self._exchange.pending.clear()
        for node in self._nodes:
            await node.sweep()
        await self._look()
        truth = await truth_of(self._db, self._now, self._estate)
        await self._until_all_is_there(truth)
        for reader in self._here():
            reader.ping()
        await self._until(lambda: not any(reader.waits for reader in self._readers))
        # What was counted in between may have come behind it, and is counted once more.
        await self._until_all_is_there(truth)
        for reader in self._here():
            check_reader(reader, self._now)
        self._rights = []
        for chat in self._now.chats.values():
            self._known[chat["id"]].places = {chat["place"]}

    async def _until_all_is_there(self, truth: Truth) -> None:
        try:
            await self._until(lambda: not self._lacks(truth))
        except TimeoutError:
            raise AssertionError(self._lacks(truth)) from None

    def _here(self) -> list[Reader]:
        return [reader for reader in self._readers if reader.connected]

    def _lacks(self, truth: Truth) -> list[str]:
        """Return what has not arrived yet; whoever was told to watch anew does."""
        if any(reader.faults for reader in self._readers):
            return []  # told at once, instead of waited for
        for reader in self._here():
            reader.watch_stale()
        behind = [
            f"{node.name} has not followed"
            for node in self._nodes
            for room in node.parts.roster.rooms.values()
            if room.rev < truth.dump.org["rev"] or room.acl < truth.dump.org["acl"] or room.behind
        ]
        return behind + [each for reader in self._here() for each in lacking(reader, truth)]


async def _nobody(_: str, __: str) -> str | None:
    return None
