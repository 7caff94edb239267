"""What can be asked of a chat? Each class is one command; its fields are what was asked.

Commands that write an event on a person's behalf carry the sender's `key`
(docs/protocol.md, "The same frame again").
"""

from dataclasses import dataclass

from chatserver.core.events import Link
from chatserver.core.values import value


@dataclass(frozen=True, slots=True)
class Open:
    """The client enters the chat of a product; finds or makes it."""

    product: str
    place: str | None = None


@value
class Send:
    """A person writes."""

    chat: str
    key: str
    text: str | None = None
    file: str | None = None
    link: Link | None = None


@value
class Reply(Send):
    """A person writes in reply to what was said in one event of the chat, whose seq is `reply`.

    A command of its own, so that what `Send` leaves on its event stays what it was.
    """

    reply: int = 0


@dataclass(frozen=True, slots=True)
class EditMessage:
    """The author changes a text."""

    chat: str
    key: str
    seq: int
    text: str


@dataclass(frozen=True, slots=True)
class DeleteMessage:
    """The author, or an Administrator, takes a message back."""

    chat: str
    key: str
    seq: int


@dataclass(frozen=True, slots=True)
class Read:
    """A side has seen everything up to `seq`."""

    chat: str
    seq: int


@dataclass(frozen=True, slots=True)
class PickTag:
    """The client chooses a topic of the prompt whose seq is `prompt`."""

    chat: str
    key: str
    prompt: int
    tag: str


@dataclass(frozen=True, slots=True)
class NewDialog:
    """The client starts anew after the last dialog was closed."""

    chat: str
    key: str
    place: str | None = None


@value
class CloseDialog:
    """An employee ends the dialog: solved or no_answer."""

    chat: str
    key: str
    dialog: int
    reason: str


@value
class CloseUnrated(CloseDialog):
    """An employee ends the dialog, and the client is not to be asked how it was.

    A command of its own, so that what `CloseDialog` leaves on its event stays what it was.
    """


@dataclass(frozen=True, slots=True)
class Rate:
    """The client says how the dialog was that ended with the event `seq`: 1 to 5, and why."""

    chat: str
    key: str
    seq: int
    score: int
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Assign:
    """An employee names department and responsible; without `staff` it is drawn."""

    chat: str
    key: str
    department: str
    expect: int
    staff: str | None = None


@dataclass(frozen=True, slots=True)
class SetComment:
    """An employee writes the chat's comment."""

    chat: str
    text: str
    expect: int


@dataclass(frozen=True, slots=True)
class WriteNote:
    """An employee writes a note for colleagues into the conversation."""

    chat: str
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class DeleteNote:
    """Its author, or an Administrator, takes note number `n` back."""

    chat: str
    n: int


@dataclass(frozen=True, slots=True)
class Manage:
    """An employee saves the management block of the chat's card: both parts, or neither."""

    chat: str
    assign: Assign | None = None
    comment: SetComment | None = None


@dataclass(frozen=True, slots=True)
class Expire:
    """The restart timer may be due (D7)."""

    chat: str


@dataclass(frozen=True, slots=True)
class HandOut:
    """Bring responsibility in line with who is eligible now (D5)."""

    chat: str


@dataclass(frozen=True, slots=True)
class PassOn:
    """The responsible may have let the client wait for too long (decision 0128).

    It was found of the chat with this `assignment` and so many words of employees (`n_staff`): too
    long is from `due` (ms) on. `tried` are those who had the chat since the client asked.
    """

    chat: str
    assignment: int
    n_staff: int
    due: int
    tried: frozenset[str]


Keyed = (
    Send
    | Reply
    | EditMessage
    | DeleteMessage
    | PickTag
    | NewDialog
    | CloseDialog
    | CloseUnrated
    | Rate
    | Assign
    | WriteNote
)
Command = Open | Keyed | Read | SetComment | DeleteNote | Manage | Expire | HandOut | PassOn


def spoken_of(command: Command) -> tuple[str, int] | None:
    """Return chat and seq of the event that has to be looked at before the command is decided."""
    match command:
        case EditMessage() | DeleteMessage() | Rate():
            return command.chat, command.seq
        case Reply():
            return command.chat, command.reply
        case _:
            return None
