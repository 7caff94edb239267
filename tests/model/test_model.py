"""Any people doing anything in any order: does a chat stay whole?"""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from chatserver.core import commands as c
from chatserver.core.access import may_see
from chatserver.core.chat import alter
from chatserver.core.events import (
    SPOKEN,
    Assigned,
    DialogClosed,
    DialogOpened,
    Message,
    Prompt,
)
from chatserver.core.facts import Decision
from chatserver.core.hours import Hours
from chatserver.core.people import Asker, Side
from chatserver.core.products import Pool, Rule, Tag
from chatserver.core.rating import RATE_MS
from chatserver.core.refusals import Refused
from chatserver.core.rights import granted
from tests.model import oracle
from tests.model.book import CHAT, Book
from tests.model.street import (
    ADA,
    AS_CID,
    DEPARTMENTS,
    EVERYBODY,
    FLAT_1,
    FLAT_2,
    HOUSE_1,
    HOUSE_2,
    MINUTE,
    QUARTER,
    SERVER,
    Street,
    as_staff,
)

PEOPLE = st.sampled_from([one.id for one in EVERYBODY])
OBJECTS = st.frozensets(st.sampled_from([HOUSE_1, HOUSE_2, QUARTER, FLAT_2.id]), max_size=2)
PLACES = st.sampled_from([FLAT_1.id, FLAT_2.id])
POOLS = st.builds(
    Pool,
    st.sampled_from([*DEPARTMENTS, *DEPARTMENTS, None]),
    st.lists(PEOPLE, max_size=2, unique=True).map(tuple),
)
RULES = st.builds(Rule, POOLS, OBJECTS)
TAGS = st.lists(
    st.builds(
        Tag,
        st.sampled_from(["tag_a", "tag_b", "tag_c"]),
        st.just("Topic"),
        st.sampled_from(["", "Right."]),
        st.lists(RULES, max_size=2).map(tuple),
    ),
    max_size=3,
    unique_by=lambda tag: tag.id,
).map(tuple)
SEQS = st.integers(0, 25)
OFTEN = st.sampled_from([True, True, False])
DRAWS = st.floats(0, 1, exclude_max=True)
RIGHTS = st.sampled_from([["chats.send"], ["chats.view"], []])


class Life(RuleBasedStateMachine):
    """One chat, its client, the employees, whoever changes the settings, and time."""

    def __init__(self) -> None:
        super().__init__()
        self.book = Book()
        self.marks = dict.fromkeys(Side, 0)
        self.deadline: int | None = None  # of the standing prompt, kept by ourselves

    @property
    def street(self) -> Street:
        return self.book.street

    @property
    def due(self) -> bool:
        """Whether the prompt's time is up, whatever the job has seen of it."""
        return self.deadline is not None and self.street.now >= self.deadline

    # --- what is asked ----------------------------------------------------------------------

    def ask(self, asker: Asker, command: c.Command) -> Decision | None:
        """Give a command as the ledger would; None: refused, and nothing was changed."""
        if asker.staff is not None:
            staff = self.street.staff[asker.staff.id]
            place = self.street.places.get(self.book.chat.place or "")
            if not may_see(staff, product_kind=self.street.product.kind, place=place):
                return None
        before, place_before = alter(self.book.chat, {}), self.book.chat.place
        waited = self.deadline
        try:
            decision = self.book.decide(asker, command)
        except Refused:
            assert self.book.chat == before
            return None
        assert self.book.chat == before
        self.book.take(decision)
        self._check_form(decision, command)
        self._check_assignments(decision)
        self._check_timer(decision, command, waited)
        opened = any(isinstance(entry.event, DialogOpened) for entry in decision.entries)
        assert opened or self.book.chat.place == place_before
        return decision

    def _check_form(self, decision: Decision, command: c.Command) -> None:
        if isinstance(command, c.Keyed):
            entry = decision.entries[decision.keyed]
            assert entry.by.kind in ("client", "staff")
            assert isinstance(entry.event, Message) == isinstance(command, c.Send)
        else:
            assert all(entry.by.kind != "client" for entry in decision.entries)

    def _check_assignments(self, decision: Decision) -> None:
        made = [one.event for one in decision.entries if isinstance(one.event, Assigned)]
        assert len(made) <= 2
        for event, why in zip(made, decision.explanations, strict=True):
            assert why.chosen == (event.staff.id if event.staff else None)
            assert why.cause == event.cause
            if event.staff is not None:
                staff = self.street.staff[event.staff.id]
                assert oracle.can_answer(self.street, staff, self.book.chat.place)
                department = event.department.id if event.department else None
                assert department is None or staff.department == department
                assert why.chosen in dict(why.looks[-1].candidates)

    def _check_timer(self, decision: Decision, command: c.Command, waited: int | None) -> None:
        now = self.street.now
        due = waited is not None and now >= waited
        timeouts = [
            one.event
            for one in decision.entries
            if isinstance(one.event, DialogClosed) and one.event.reason == "timeout"
        ]
        assert due or not timeouts
        if isinstance(command, c.Expire):
            assert bool(decision.entries) == due
        if isinstance(command, c.Open) and self.book.chat.prompt and self.street.product.chat_on:
            self.deadline = now + self.street.product.bot.restart_minutes * MINUTE
        if any(isinstance(one.event, Prompt) for one in decision.entries):
            self.deadline = now + self.street.product.bot.restart_minutes * MINUTE
        if self.book.chat.prompt is None:
            self.deadline = None

    # --- the client -------------------------------------------------------------------------

    @initialize(on=st.booleans(), tags=TAGS, basic=POOLS, asks=st.booleans())
    def begin(self, on: bool, tags: tuple[Tag, ...], basic: Pool, asks: bool) -> None:
        self.street.ask_rating(on=asks)
        self.set_up(on=on, tags=tags, basic=basic, minutes=10)
        self.enter(None)

    @rule(place=PLACES | st.none())
    def enter(self, place: str | None) -> None:
        self.ask(AS_CID, c.Open(self.book.chat.product, place))

    @rule(draw=DRAWS, text=st.sampled_from(["hello", "hello", "  "]))
    def client_writes(self, draw: float, text: str) -> None:
        self.street.draw = draw
        if self.book.chat.dialog == 0:
            return
        taken = self.ask(AS_CID, c.Send(CHAT, "k", text))
        # Never refused for want of somebody to answer (D5).
        assert (taken is not None) == (text == "hello" and self.street.product.chat_on)

    @rule(draw=DRAWS, tag=st.sampled_from(["tag_a", "tag_b", "tag_c"]), stale=st.booleans())
    def picks(self, draw: float, tag: str, stale: bool) -> None:
        self.street.draw = draw
        standing, due = (
            self.book.chat.prompt,
            self.deadline is not None and self.street.now >= self.deadline,
        )
        prompt = 1 if stale else standing or 1
        taken = self.ask(AS_CID, c.PickTag(CHAT, "k", prompt, tag))
        known = self.street.product.bot.tag(tag) is not None
        fits = prompt == standing and known and not due
        assert (taken is not None) == (fits and self.street.product.chat_on)

    @rule(place=PLACES | st.none())
    def renews(self, place: str | None) -> None:
        if self.book.chat.dialog:
            self.ask(AS_CID, c.NewDialog(CHAT, "k", place))

    @rule(seq=SEQS, last=OFTEN, score=st.integers(1, 5))
    def rates(self, seq: int, last: bool, score: int) -> None:
        ends = [one.seq for one in self.book.log if isinstance(one.entry.event, DialogClosed)]
        seq = ends[-1] if ends and last else seq
        if self.ask(AS_CID, c.Rate(CHAT, "k", seq, score)):
            asked = self.book.log[seq - 1]
            assert isinstance(asked.entry.event, DialogClosed)
            assert asked.entry.event.asks
            assert self.street.now - asked.at < RATE_MS

    # --- either side ------------------------------------------------------------------------

    @rule(who=PEOPLE | st.none(), seq=SEQS, own=OFTEN)
    def edits(self, who: str | None, seq: int, own: bool) -> None:
        asker, seq = self.writer(seq) if own else (self.someone(who), seq)
        self.ask(asker, c.EditMessage(CHAT, "k", seq, "changed"))

    @rule(who=PEOPLE | st.none(), seq=SEQS, draw=DRAWS)
    def replies(self, who: str | None, seq: int, draw: float) -> None:
        self.street.draw = draw
        if self.ask(self.someone(who), c.Reply(CHAT, "k", "so it is", reply=seq)):
            assert isinstance(self.book.log[seq - 1].entry.event, SPOKEN)

    @rule(who=PEOPLE | st.none(), seq=SEQS, own=OFTEN)
    def deletes(self, who: str | None, seq: int, own: bool) -> None:
        asker, seq = self.writer(seq) if own else (self.someone(who), seq)
        self.ask(asker, c.DeleteMessage(CHAT, "k", seq))

    @rule(number=SEQS, read=st.booleans())
    def an_administrator_deletes(self, number: int, read: bool) -> None:
        asker, seq = self.writer(number)
        if read:
            self.ask(AS_CID, c.Read(CHAT, seq))
        taken = self.ask(as_staff(ADA), c.DeleteMessage(CHAT, "k", seq))
        assert taken is None or asker.staff is not None

    @rule(who=PEOPLE | st.none(), seq=SEQS)
    def reads(self, who: str | None, seq: int) -> None:
        self.ask(self.someone(who), c.Read(CHAT, seq))

    # --- staff ------------------------------------------------------------------------------

    @rule(who=PEOPLE)
    def staff_write(self, who: str) -> None:
        chat = self.book.chat
        unowned = chat.state.value != "staff" or chat.staff is None
        unowned = unowned and not self.due
        if self.ask(self.someone(who), c.Send(CHAT, "k", "answer")) and unowned:
            assert self.book.chat.staff == who

    @rule(
        who=PEOPLE,
        reason=st.sampled_from(["solved", "no_answer"]),
        off=st.sampled_from([0, 0, 0, -1, 1]),
        asks=OFTEN,
    )
    def closes(self, who: str, reason: str, off: int, asks: bool) -> None:
        dialog = max(self.book.chat.dialog + off, 0)
        kind = c.CloseDialog if asks else c.CloseUnrated
        self.ask(self.someone(who), kind(CHAT, "k", dialog, reason))

    @rule(
        who=PEOPLE,
        to=st.sampled_from(list(DEPARTMENTS)),
        named=PEOPLE | st.none(),
        late=st.sampled_from([0, 0, 0, 1]),
        draw=DRAWS,
    )
    def assigns(self, who: str, to: str, named: str | None, late: int, draw: float) -> None:
        self.street.draw = draw
        expect = max(self.book.chat.assignment - late, 0)
        stale = expect != self.book.chat.assignment
        taken = self.ask(self.someone(who), c.Assign(CHAT, "k", to, expect, named))
        assert not (stale and taken)

    @rule(who=PEOPLE, late=st.sampled_from([0, 1]))
    def notes(self, who: str, late: int) -> None:
        version = self.book.chat.comment_version
        if self.ask(self.someone(who), c.SetComment(CHAT, "note", max(version - late, 0))):
            assert self.book.chat.comment_version == version + 1

    # --- the server, time, and settings -----------------------------------------------------

    @rule(minutes=st.sampled_from([1, 9, 10, 61]))
    def time_passes(self, minutes: int) -> None:
        self.street.now += minutes * MINUTE

    @rule(early=st.sampled_from([0, 1]), looked_at=st.booleans())
    def the_deadline_comes(self, early: int, looked_at: bool) -> None:
        if self.deadline is not None:
            self.street.now = max(self.street.now, self.deadline - early)
        if looked_at:
            self.the_timer_is_looked_at()

    @rule()
    def the_timer_is_looked_at(self) -> None:
        self.ask(SERVER, c.Expire(CHAT))

    @rule(draw=DRAWS)
    def handed_out(self, draw: float) -> None:
        self.street.draw = draw
        self.ask(SERVER, c.HandOut(CHAT))
        chat = self.book.chat
        if chat.waits:
            assert oracle.wanted(self.street, chat) == set()
        if chat.state.value == "staff" and chat.cause is not None and chat.staff is not None:
            staff = self.street.staff[chat.staff]
            assert oracle.can_answer(self.street, staff, chat.place)

    @rule(on=st.booleans(), tags=TAGS, basic=POOLS, minutes=st.sampled_from([1, 10, 60]))
    def set_up(self, on: bool, tags: tuple[Tag, ...], basic: Pool, minutes: int) -> None:
        self.street.set_bot(on=on, tags=tags, restart_minutes=minutes)
        product = self.street.product
        self.street.product = replace(product, basic=replace(product.basic, pool=basic))

    @rule(department=st.sampled_from(list(DEPARTMENTS)), until=st.integers(0, 24))
    def hours_are_set(self, department: str, until: int) -> None:
        spans = ((0, until * 60),) if until else ()
        self.street.hours[department] = Hours((spans,) * 7)

    @rule(on=st.sampled_from([True, True, False]))
    def switched(self, on: bool) -> None:
        self.street.product = replace(self.street.product, chat_on=on)

    @rule(
        who=PEOPLE.filter(lambda one: one != ADA.id),
        active=st.booleans(),
        department=st.sampled_from([*DEPARTMENTS, None]),
        rights=RIGHTS,
        objects=OBJECTS | st.none(),
    )
    def staff_change(
        self,
        who: str,
        active: bool,
        department: str | None,
        rights: list[str],
        objects: frozenset[str] | None,
    ) -> None:
        self.street.staff[who] = replace(
            self.street.staff[who],
            active=active,
            department=department,
            permissions=granted(rights),
            objects=objects,
        )

    @rule(keep=PEOPLE)
    def all_but_one_leave(self, keep: str) -> None:
        for staff in EVERYBODY:
            if staff.id not in (keep, ADA.id):
                self.street.change(staff, active=False)

    @rule(
        who=PEOPLE,
        department=st.sampled_from(list(DEPARTMENTS)),
        objects=OBJECTS | st.none(),
        draw=DRAWS,
    )
    def somebody_comes(
        self, who: str, department: str, objects: frozenset[str] | None, draw: float
    ) -> None:
        if who != ADA.id:
            self.staff_change(who, True, department, ["chats.send"], objects)
        self.handed_out(draw)

    @rule(places=st.lists(PLACES, unique=True).map(tuple))
    def the_client_moves(self, places: tuple[str, ...]) -> None:
        self.street.client = replace(self.street.client, places=places)

    def writer(self, number: int) -> tuple[Asker, int]:
        """Return one of the messages, and who wrote it."""
        if not self.book.messages:
            return AS_CID, 1
        seqs = list(self.book.messages)
        seq = seqs[-1 - number % len(seqs)]
        by = self.book.log[seq - 1].entry.by
        return self.someone(by.id if by.kind == "staff" else None), seq

    def someone(self, who: str | None) -> Asker:
        return AS_CID if who is None else as_staff(self.street.staff[who])

    # --- what always holds ------------------------------------------------------------------

    @invariant()
    def the_log_is_whole(self) -> None:
        oracle.check_log(self.book)

    @invariant()
    def the_chat_is_what_its_log_says(self) -> None:
        oracle.check_chat(self.book)

    @invariant()
    def the_timer_stands_as_it_was_armed(self) -> None:
        assert self.book.chat.expires_at == self.deadline

    @invariant()
    def marks_never_go_back(self) -> None:
        for side in Side:
            assert self.book.chat.read(side) >= self.marks[side]
            self.marks[side] = self.book.chat.read(side)


pytestmark = pytest.mark.slow
Life.TestCase.settings = settings(
    max_examples=300,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    report_multiple_bugs=False,
)
test_a_chat_stays_whole_whatever_is_done = Life.TestCase
