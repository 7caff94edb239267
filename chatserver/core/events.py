"""What can happen in a chat? Each class is one kind of event and its fields are its body.

This is the one spelling of an event: it is stored, sent and replayed as these fields, absent
where they are None (protocol chat.v1, "Event kinds and body").
"""

from dataclasses import dataclass
from typing import ClassVar

from chatserver.core.people import Named
from chatserver.core.values import value


@dataclass(frozen=True, slots=True)
class Edit:
    """That a message was edited: how often, and when last (milliseconds)."""

    version: int
    at: int


@dataclass(frozen=True, slots=True)
class Link:
    """A transition to a screen of the superapp, as the sender chose it."""

    to: str
    target: str | None = None


@dataclass(frozen=True, slots=True)
class LinkCard:
    """A transition as its message shows it: a snapshot of when it was sent."""

    to: str
    url: str
    target: str | None = None
    title: str | None = None
    text: str | None = None
    image_url: str | None = None


@dataclass(frozen=True, slots=True)
class FileCard:
    """A file as its message shows it. Links to it are made when it is read, and never stored.

    `width` and `height` are those of the picture as it is seen; `preview`: there is a small one.
    """

    id: str
    name: str
    size: int
    mime: str
    width: int | None = None
    height: int | None = None
    preview: bool | None = None


@value
class Message:
    """A person wrote, in reply to what was said in the event `reply` if that is named. After a
    deletion the body is `deleted` alone.
    """

    kind: ClassVar[str] = "message"
    text: str | None = None
    file: FileCard | None = None
    link: LinkCard | None = None
    edited: Edit | None = None
    deleted: bool | None = None
    reply: int | None = None


@dataclass(frozen=True, slots=True)
class Edited:
    """A message got a new text. The text is gone once the message is deleted."""

    kind: ClassVar[str] = "edited"
    target: int
    version: int
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Deleted:
    """A message was deleted."""

    kind: ClassVar[str] = "deleted"
    target: int


@dataclass(frozen=True, slots=True)
class DialogOpened:
    """A new episode begins."""

    kind: ClassVar[str] = "dialog.opened"
    dialog: int


@dataclass(frozen=True, slots=True)
class Greeting:
    """The first words; a title only where the bot is off. `deleted`: taken back, the text is ""."""

    kind: ClassVar[str] = "greeting"
    text: str
    title: str | None = None
    deleted: bool | None = None


@dataclass(frozen=True, slots=True)
class TagOffer:
    """A tag as the client sees it."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """The call to choose a topic, with the topics."""

    kind: ClassVar[str] = "prompt"
    text: str
    tags: tuple[TagOffer, ...]


@dataclass(frozen=True, slots=True)
class TagPicked:
    """The client chose a topic of the prompt whose seq is `prompt`."""

    kind: ClassVar[str] = "tag"
    prompt: int
    tag: str
    text: str


@dataclass(frozen=True, slots=True)
class AutoReply:
    """What the bot says after a topic was chosen, or while a department is closed.

    `deleted`: taken back, the text is "".
    """

    kind: ClassVar[str] = "autoreply"
    text: str
    deleted: bool | None = None


@dataclass(frozen=True, slots=True)
class Assigned:
    """The chat got a department and a responsible; without `staff` it waits."""

    kind: ClassVar[str] = "assigned"
    assignment: int
    cause: str
    department: Named | None = None
    staff: Named | None = None


@dataclass(frozen=True, slots=True)
class DialogClosed:
    """The episode ended: solved, no_answer or timeout (which says nothing). `deleted`: the text
    was taken back. `asks`: the client is asked how it was.
    """

    kind: ClassVar[str] = "dialog.closed"
    dialog: int
    reason: str
    text: str | None = None
    deleted: bool | None = None
    asks: bool | None = None


@dataclass(frozen=True, slots=True)
class DialogRated:
    """The client said how the dialog was, which ended with the event `target`: 1 (bad) to 5. The
    last one counts.
    """

    kind: ClassVar[str] = "dialog.rated"
    dialog: int
    target: int
    score: int
    comment: str | None = None


Event = (
    Message
    | Edited
    | Deleted
    | DialogOpened
    | Greeting
    | Prompt
    | TagPicked
    | AutoReply
    | Assigned
    | DialogClosed
    | DialogRated
)

# In these somebody, or the bot, says something: they can be replied to.
SPOKEN = (Message, Greeting, Prompt, TagPicked, AutoReply, DialogClosed)

EVENTS: dict[str, type[Event]] = {
    cls.kind: cls
    for cls in (
        Message,
        Edited,
        Deleted,
        DialogOpened,
        Greeting,
        Prompt,
        TagPicked,
        AutoReply,
        Assigned,
        DialogClosed,
        DialogRated,
    )
}
