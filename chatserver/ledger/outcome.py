"""What does the ledger answer, and what does it announce once a batch is committed?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from chatserver.core.chat import Chat
from chatserver.core.values import value
from chatserver.ledger.directory import Directory


@dataclass(frozen=True, slots=True)
class Person:
    """Who gives a command, as the door knows them; rights are read by the ledger itself.

    `kind` is client, staff or system (the server's own jobs, which have no id).
    """

    kind: str
    id: str | None = None
    platform: str | None = None


SYSTEM = Person("system")


@value
class Outcome:
    """A command that was taken, after its commit.

    `seq` and `at` are of the event on which the key stands; for a `Read`, `seq` is the mark that
    holds; of a note it is the number. `duplicate`: the key was known and this is the first answer
    again.
    """

    chat: Chat
    directory: Directory
    seq: int | None = None
    at: int | None = None
    assignment: int | None = None
    duplicate: bool = False


class Trouble(Exception):
    """The server could not do it now: overloaded, unavailable or internal. Nothing was answered
    that is not so: the same command with the same key may be sent again after `retry_ms`.
    """

    def __init__(self, code: str, *, retry_ms: int, reference: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.retry_ms = retry_ms
        self.reference = reference


Answer = Outcome | Exception  # Refused or Trouble
Done = Callable[[Answer], None]


@value
class Logged:
    """A stored event, ready to be sent: `frame` is the whole JSON of its `event` frame."""

    seq: int
    kind: str
    frame: bytes


@value
class Change:
    """What a committed batch did to one chat. `before` is None for a new chat."""

    before: Chat | None
    chat: Chat
    events: tuple[Logged, ...]
    directory: Directory


@dataclass(frozen=True, slots=True)
class Commit:
    """A committed batch. `revs` gives for each organisation its `rev` before and after."""

    changes: tuple[Change, ...]
    revs: Mapping[str, tuple[int, int]]


Heard = Callable[[Commit], None]
