"""What is a chat about, and how is it set up? (requirements A12-A15, D18, D20)"""

from dataclasses import dataclass, field

from chatserver.core.people import Client


@dataclass(frozen=True, slots=True)
class Pool:
    """Who may be made responsible: named employees of a department, or all of it.

    An empty `staff` means the whole department; a list whose people are all gone does not (D6).
    """

    department: str | None
    staff: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """An auto-assignment rule of a tag. Without objects it matches every place."""

    pool: Pool
    objects: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Tag:
    """A topic that the bot offers."""

    id: str
    text: str
    autoreply: str = ""
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Bot:
    """The bot's document. `greeter` is the employee in whose name it speaks."""

    on: bool = False
    greeter: str | None = None
    greeting: str = ""
    prompt: str = ""
    tags: tuple[Tag, ...] = ()
    solved: str = ""
    no_answer: str = ""
    restart_minutes: int = 10

    @property
    def speaks(self) -> bool:
        """Whether the bot takes part: it is on, and has something to offer."""
        return self.on and bool(self.tags)

    def closing(self, reason: str) -> str:
        """Return what is said when an employee ends a dialog: solved or no_answer."""
        return self.solved if reason == "solved" else self.no_answer

    def tag(self, tag_id: str) -> Tag | None:
        """Return the tag of that id, or None when there is none (any more)."""
        return next((tag for tag in self.tags if tag.id == tag_id), None)


RANDOM, LEAST_BUSY = "random", "least_busy"
CHOICES = (RANDOM, LEAST_BUSY)


@dataclass(frozen=True, slots=True)
class Basic:
    """The basic settings (tab Chat > Main): greeting and who answers without a tag.

    Of those who can get a chat, by whatever rule, `choice` says who does: anybody (`random`), or
    one of those with the fewest chats in hand (`least_busy`). `skip_away`: who has said to be away
    is passed over as long as anybody else is left (requirement 125). `answer_minutes`: whoever does
    not answer within so many minutes of the department's hours passes the chat on (decision 0128);
    None: it stays theirs. `ask_rating`: clients are asked how a dialog was (decision 0130).
    """

    title: str = ""
    text: str = ""
    pool: Pool = field(default_factory=lambda: Pool(None))
    choice: str = RANDOM
    skip_away: bool = False
    answer_minutes: int | None = None
    ask_rating: bool = False

    @property
    def asks_for_workload(self) -> bool:
        """Whether it takes a look at how busy people are to choose among them."""
        return self.skip_away or self.choice == LEAST_BUSY


@dataclass(frozen=True, slots=True)
class Product:
    """What a client chats with: a mini-app or a subscription.

    `name` is the mini-app's own name and goes to staff only; `title` is what a client reads (D18).
    `door` follows the mini-app's status: open to all, to testers, closing (no new dialogs) or shut
    (suspended). `offer` binds ordinary clients, `tester_offer` testers; None: nothing to accept.
    """

    id: str
    org: str
    kind: str
    name: str
    title: str
    chat_on: bool
    basic: Basic
    bot: Bot
    offer: str | None = None
    tester_offer: str | None = None
    door: str = "open"

    @property
    def talks(self) -> bool:
        """Whether its chat takes a client's words at all."""
        return self.chat_on and self.door != "shut"

    @property
    def asks_rating(self) -> bool:
        """Whether its clients are asked how a dialog was, and could say so."""
        return self.basic.ask_rating and self.talks

    def begins_for(self, client: Client) -> bool:
        """Whether a new dialog may be begun with this client (X1)."""
        return self.talks and (self.door == "open" or (self.door == "testers" and client.tester))

    def offer_for(self, client: Client) -> str | None:
        """Return the offer that this client has to have accepted, None where there is none."""
        return self.tester_offer if client.tester and self.tester_offer else self.offer
