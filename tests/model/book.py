"""A chat with its whole log, kept as the ledger keeps it, only plainer and slower."""

from dataclasses import dataclass, field

from bots.rules import decide, may_assign
from chatserver.core.chat import Chat, Entry, alter, evolve
from chatserver.core.commands import (
    Assign,
    CloseDialog,
    Command,
    DeleteMessage,
    EditMessage,
    Expire,
    HandOut,
    NewDialog,
    Open,
    PassOn,
    PickTag,
    Rate,
    Read,
    Send,
    SetComment,
    spoken_of,
)
from chatserver.core.events import Assigned, DialogOpened, Event, Message
from chatserver.core.facts import Decision, Mark, Rewrite, Target
from chatserver.core.people import Asker, Side
from chatserver.core.refusals import Refused
from tests.model.street import AS_CID, SERVER, Street

CHAT = "chat_1"


def fresh_chat(street: Street) -> Chat:
    """Return the chat that the ledger makes for a client's first `Open`."""
    return Chat(
        id=CHAT,
        number=1,
        org=street.product.org,
        client=street.client.id,
        product=street.product.id,
        place=None,
        platform=None,
        created_at=street.now,
        updated_at=street.now,
    )


@dataclass(frozen=True)
class Line:
    """An entry of the log, with both ordinals as they were when it was written."""

    seq: int
    entry: Entry
    at: int
    n_client: int
    n_staff: int


@dataclass
class Book:
    """The chat, its log, its messages as they stand, and what is left of other words taken back."""

    street: Street = field(default_factory=Street)
    log: list[Line] = field(default_factory=list)
    messages: dict[int, Message] = field(default_factory=dict)
    unsaid: dict[int, Event] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.first = self.chat = fresh_chat(self.street)

    # --- what people do ---------------------------------------------------------------------

    def do(self, asker: Asker, command: Command) -> Decision:
        """Decide and write down; a refusal is raised."""
        decision = self.decide(asker, command)
        self.take(decision)
        return decision

    def refusal(self, asker: Asker, command: Command) -> Refused:
        """Return the refusal; that it changes nothing is checked on the way."""
        before = alter(self.chat, {})
        try:
            decision = self.decide(asker, command)
        except Refused as refused:
            assert self.chat == before
            return refused
        raise AssertionError(f"was taken: {decision}")

    def enter(self, place: str | None = None) -> Decision:
        return self.do(AS_CID, Open(self.chat.product, place))

    def say(self, asker: Asker = AS_CID, text: str = "hello") -> Decision:
        return self.do(asker, Send(CHAT, "k", text))

    def pick(self, tag: str = "tag_water", *, prompt: int | None = None) -> Decision:
        standing = self.chat.prompt if prompt is None else prompt
        return self.do(AS_CID, PickTag(CHAT, "k", standing or 0, tag))

    def renew(self, place: str | None = None) -> Decision:
        return self.do(AS_CID, NewDialog(CHAT, "k", place))

    def end(self, asker: Asker, reason: str = "solved") -> Decision:
        return self.do(asker, CloseDialog(CHAT, "k", self.chat.dialog, reason))

    def rate(
        self, score: int = 5, comment: str | None = None, *, seq: int | None = None
    ) -> Decision:
        return self.do(
            AS_CID, Rate(CHAT, "k", self.chat.last if seq is None else seq, score, comment)
        )

    def give(self, asker: Asker, department: str, staff: str | None = None) -> Decision:
        return self.do(asker, Assign(CHAT, "k", department, self.chat.assignment, staff))

    def edit(self, asker: Asker, seq: int, text: str = "changed") -> Decision:
        return self.do(asker, EditMessage(CHAT, "k", seq, text))

    def erase(self, asker: Asker, seq: int) -> Decision:
        return self.do(asker, DeleteMessage(CHAT, "k", seq))

    def see(self, asker: Asker, seq: int | None = None) -> Decision:
        return self.do(asker, Read(CHAT, self.chat.last if seq is None else seq))

    def note(self, asker: Asker, text: str) -> Decision:
        return self.do(asker, SetComment(CHAT, text, self.chat.comment_version))

    def tick(self, minutes: float = 10) -> Decision:
        """Let time pass, then let the job look at the timer."""
        self.street.now += int(minutes * 60_000)
        return self.do(SERVER, Expire(CHAT))

    def hand_out(self) -> Decision:
        return self.do(SERVER, HandOut(CHAT))

    def pass_on(
        self, *tried: str, due: int | None = None, as_of: tuple[int, int] | None = None
    ) -> Decision:
        """Let the job find that the answer is due, as of an assignment and a number of words."""
        assignment, n_staff = as_of or (self.chat.assignment, self.chat.n_staff)
        when = self.street.now if due is None else due
        return self.do(SERVER, PassOn(CHAT, assignment, n_staff, when, frozenset(tried)))

    # --- how it is kept ---------------------------------------------------------------------

    def decide(self, asker: Asker, command: Command) -> Decision:
        """Ask the rules."""
        spot = spoken_of(command)
        target = None if spot is None else self.target(spot[1])
        decision = decide(self.chat, command, self.street.facts(asker, target))
        if any(isinstance(entry.event, Assigned) for entry in decision.entries):
            assert may_assign(self.chat, command), "nobody would look how busy everybody is"
        return decision

    def target(self, seq: int) -> Target | None:
        """Return the event of that seq as an edit sees it."""
        if not 1 <= seq <= len(self.log):
            return None
        line = self.log[seq - 1]
        standing = self.messages.get(seq) or self.unsaid.get(seq) or line.entry.event
        return Target(seq, line.entry.by, line.at, standing)

    def take(self, decision: Decision) -> None:
        """Write a decision down."""
        for entry in decision.entries:
            self.chat = evolve(self.chat, entry, at=self.street.now)
            chat = self.chat
            self.log.append(Line(chat.last, entry, self.street.now, chat.n_client, chat.n_staff))
            if isinstance(entry.event, Message):
                self.messages[chat.last] = entry.event
        if any(isinstance(entry.event, DialogOpened) for entry in decision.entries):
            self.chat = alter(self.chat, {"place": decision.place})
        if decision.expires_at is not None:
            self.chat = alter(self.chat, {"expires_at": decision.expires_at})
        if decision.mark is not None:
            self._mark(decision.mark)
        if decision.rewrite is not None:
            self._rewrite(decision.rewrite)
        if decision.comment is not None:
            version = self.chat.comment_version + 1
            self.chat = alter(
                self.chat, {"comment": decision.comment.text, "comment_version": version}
            )

    def _mark(self, mark: Mark) -> None:
        line, dead = self.log[mark.seq - 1], len(self.deleted_above(mark.side, mark.seq))
        name = mark.side.value
        n = line.n_staff if mark.side is Side.CLIENT else line.n_client
        self.chat = alter(
            self.chat,
            {f"{name}_read": mark.seq, f"{name}_read_n": n, f"{name}_dead": dead},
        )

    def _rewrite(self, rewrite: Rewrite) -> None:
        if isinstance(rewrite.event, Message):
            self.messages[rewrite.seq] = rewrite.event
        else:
            self.unsaid[rewrite.seq] = rewrite.event
        if rewrite.dead is not None:
            name = f"{rewrite.dead.value}_dead"
            self.chat = alter(self.chat, {name: getattr(self.chat, name) + 1})

    def deleted_above(self, side: Side, seq: int) -> list[int]:
        """Return the deleted messages of the other side that lie above a mark."""
        return [
            line.seq
            for line in self.log
            if line.seq > seq
            and line.entry.by.kind == side.other.value
            and line.seq in self.messages
            and self.messages[line.seq].deleted
        ]


def kinds(decision: Decision) -> str:
    """Return what was written, as words: 'message assigned'."""
    return " ".join(entry.event.kind.removeprefix("dialog.") for entry in decision.entries)
