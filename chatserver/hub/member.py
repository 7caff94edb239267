"""Who is at the other end of a connection, and what has this device asked to be told?"""

from asyncio import Lock, Task

from chatserver.core.people import Side, Staff
from chatserver.hub.connection import Connection
from chatserver.ledger.outcome import Person


class Member:
    """A person whose `hello` was good, on one connection.

    `staff` is the employee as their rights were last looked at. `watches` are the chats that this
    device is told of, `wanted` those and the ones that are still being read for it, each with a
    mark of its own, so that a watch from before an unwatch is known; `focus` is the one on its
    screen, and `looks` counts how often either moved. `tasks` are the requests in hand that wait
    for the database; they end with the connection. `choosing` is held while a choice is stored, so
    that of two the later one stays. Once it is `welcomed` a change of rights is news to the device.
    `issued_at` is when the token was issued by which it came in, and `session` the employee's
    session that it belongs to.
    """

    __slots__ = (
        "choosing",
        "connection",
        "focus",
        "issued_at",
        "looks",
        "name",
        "org",
        "person",
        "session",
        "side",
        "staff",
        "tasks",
        "wanted",
        "watches",
        "welcomed",
    )

    def __init__(
        self, connection: Connection, person: Person, org: str, *, name: str, staff: Staff | None
    ) -> None:
        self.connection = connection
        self.person = person
        self.org = org
        self.name = name
        self.side = Side.CLIENT if staff is None else Side.STAFF
        self.staff = staff
        self.watches: set[str] = set()
        self.wanted: dict[str, object] = {}
        self.focus: str | None = None
        self.looks = 0
        self.welcomed = False
        self.issued_at = 0
        self.session: str | None = None
        self.tasks: set[Task[None]] = set()
        self.choosing = Lock()

    def want(self, chat: str) -> object:
        """Note that the device wants to be told of the chat, and return the mark of this wish."""
        return self.wanted.setdefault(chat, object())

    @property
    def id(self) -> str:
        """The person's id."""
        assert self.person.id is not None
        return self.person.id
