"""What does a rule know when it decides, and what does it answer?"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chatserver.core.attachments import Enclosure
from chatserver.core.chat import Entry
from chatserver.core.events import Event, Message
from chatserver.core.hours import Hours
from chatserver.core.links import Attachable
from chatserver.core.people import Asker, Author, Client, Named, Place, Side, Staff
from chatserver.core.products import Product
from chatserver.core.values import value
from chatserver.core.workload import Workload

AT_EASE = Workload()  # nobody is away, and nobody has anything in hand


@dataclass(frozen=True, slots=True)
class Target:
    """The event that an edit, a deletion, a reply or a rating speaks of, as it stands."""

    seq: int
    by: Author
    at: int
    event: Event

    @property
    def message(self) -> Message | None:
        """The event, if it is a message."""
        return self.event if isinstance(self.event, Message) else None


@dataclass(frozen=True, slots=True)
class Noted:
    """A note as it stands: its number in the chat, who wrote it and when (ms). `text` None: it was
    deleted.
    """

    n: int
    author: str
    at: int
    text: str | None


@value
class Facts:
    """Everything around a chat that its rules may look at, as of one instant (`now`, ms).

    `places` holds the chat's own place and every place of the client. `draw` is one number in [0,
    1). `staff` holds everybody of the organisation, deactivated people too. `target` is the event
    that a command speaks of, None where there is none. `accepted` holds the offers
    that the client has accepted. `attachable` is what the link of a message names, None where there
    is no such thing, `enclosure` the file, None where the organisation has none. `workload` is
    known where the product's settings ask for it. `hours` are those of departments that have some:
    the others are always there; `locale` is the language of the organisation. `silent` are those
    who had the chat and let the client wait.
    """

    now: int
    asker: Asker
    product: Product
    client: Client
    places: Mapping[str, Place]
    staff: Mapping[str, Staff]
    departments: Mapping[str, str]
    draw: float
    target: Target | None
    edit_window_ms: int
    accepted: frozenset[str] = frozenset()
    attachable: Attachable | None = None
    enclosure: Enclosure | None = None
    workload: Workload = AT_EASE
    hours: Mapping[str, Hours] = field(default_factory=dict)
    locale: str = "ru"
    silent: frozenset[str] = frozenset()
    noted: Noted | None = None

    @property
    def homes(self) -> list[Place]:
        """The client's premises."""
        return [self.places[one] for one in self.client.places if one in self.places]

    def place(self, place_id: str | None) -> Place | None:
        """Return the place of that id, or None when there is none (any more)."""
        return None if place_id is None else self.places.get(place_id)

    def department(self, department_id: str | None) -> Named | None:
        """Return the department of that id, or None when there is none (any more)."""
        name = None if department_id is None else self.departments.get(department_id)
        return None if department_id is None or name is None else Named(department_id, name)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody of the pool who could not be chosen, and why.

    `why`: inactive, moved, no_permission, no_access; unanswered: they had the chat, and the client
    got no answer; away or busier where others are not.
    """

    staff: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Look:
    """One pool that was looked at. `source`: rule, basic, department, last, named; `rule` counts
    from 0 within the tag; `matched` False: the rule's objects do not hold the place.
    """

    source: str
    department: str | None
    department_name: str | None
    rule: int | None = None
    matched: bool = True
    candidates: tuple[tuple[str, str], ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an assignment came out as it did (D6): what was looked at, in order, and the draw.

    `draw` is the number drawn, None where nothing was: nobody was eligible, the last responsible
    was kept, or a person named one. `chosen` is the new responsible, None when the chat waits.
    `by` is the employee who assigned by hand.
    """

    cause: str
    tag: str | None
    tag_text: str | None
    place: str | None
    looks: tuple[Look, ...]
    draw: float | None
    chosen: str | None
    chosen_name: str | None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A side's read mark moves to `seq`."""

    side: Side
    seq: int


@dataclass(frozen=True, slots=True)
class Comment:
    """The comment's new text."""

    text: str


@dataclass(frozen=True, slots=True)
class NewNote:
    """A note is written."""

    text: str
    by: Author


@dataclass(frozen=True, slots=True)
class GoneNote:
    """A note loses its words; the ledger keeps them in the audit log."""

    note: Noted


@dataclass(frozen=True, slots=True)
class Rewrite:
    """The stored event `seq` stands as `event` from now on: a message, or words that were said in
    an employee's name.

    `dead` names the side for which it was unread when it was deleted. The ledger keeps the
    original, and takes the text out of the message's `edited` events when it is deleted.
    """

    seq: int
    event: Event
    dead: Side | None = None


@value
class Decision:
    """What a command does. Nothing of it happens when the batch is not committed.

    `entries` go into the log in this order; `keyed` is the index of the one whose seq the answer
    names and on which the key stands. `explanations` belong to the `Assigned` among them, in their
    order: a prompt that lapsed may have handed the chat out right before. `place` is set when a
    dialog opens; `expires_at` when a prompt is asked or the client came back to it.
    """

    entries: tuple[Entry, ...] = ()
    keyed: int = 0
    explanations: tuple[Explanation, ...] = ()
    rewrite: Rewrite | None = None
    mark: Mark | None = None
    comment: Comment | None = None
    note: NewNote | GoneNote | None = None
    place: str | None = None
    expires_at: int | None = None


NOTHING = Decision()
