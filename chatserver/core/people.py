"""Who takes part in a chat, and what do the rules know of them?"""

import re
from dataclasses import dataclass
from enum import StrEnum

from chatserver.core.rights import Permission
from chatserver.core.values import value


class Side(StrEnum):
    """One of the two sides of a chat."""

    CLIENT = "client"
    STAFF = "staff"

    @property
    def other(self) -> "Side":
        """The side across."""
        return Side.STAFF if self is Side.CLIENT else Side.CLIENT


@dataclass(frozen=True, slots=True)
class Named:
    """A thing with its name as it stood then: what a frame says of a department or an employee."""

    id: str
    name: str


@value
class Author:
    """Who an event is from. `kind`: client, staff, bot or system; bot and system may lack an id."""

    kind: str
    id: str | None
    name: str


SYSTEM = Author(kind="system", id=None, name="")


@dataclass(frozen=True, slots=True)
class Place:
    """Premises with their way up the tree of objects.

    `ancestors` holds the ids of the premises themselves and of every object above them.
    """

    id: str
    name: str
    address: str
    ancestors: frozenset[str]

    @property
    def whole_address(self) -> str:
        """The address down to these premises; most name them already."""
        if _names(self.address, self.name):
            return self.address
        return f"{self.address}, {self.name}" if self.address else self.name


def _names(address: str, name: str) -> bool:
    """Whether an address names the premises, as words of its own.

    A number alone must follow a word, as in `кв. 1`: else it may be the house's, or part of it.
    """
    before = r"[^\W\d][.]?\s*" if name.isdigit() else r"(?<!\w)"
    return re.search(rf"{before}{re.escape(name)}(?!\w)", address) is not None


@dataclass(frozen=True, slots=True)
class Staff:
    """An employee as the rules see one. `objects` None: the whole organisation."""

    id: str
    name: str
    org: str
    active: bool
    department: str | None
    permissions: frozenset[Permission]
    objects: frozenset[str] | None
    administrator: bool = False


# By how much the clocks of two nodes, or of an issuer and a node, may differ.
CLOCKS_MS = 30_000


def tokens_after(ended_at: int) -> int:
    """Return from when on a client's tokens count, whose earlier ones were ended then (both in
    milliseconds): beyond whatever another node's clock may have put into one of those.
    """
    return ended_at // 1000 * 1000 + CLOCKS_MS


@dataclass(frozen=True, slots=True)
class Client:
    """A resident. `places` are the ids of their premises, in the order they were given.

    Tokens issued before `tokens_from` (milliseconds) no longer count. Of one who was erased only
    the row is left, so that the chats still belong to somebody.
    """

    id: str
    name: str
    org: str
    phone: str
    places: tuple[str, ...]
    tokens_from: int = 0
    erased: bool = False
    tester: bool = False

    def admits(self, issued_at: int) -> bool:
        """Whether a token that was issued then (milliseconds) still lets the client in."""
        return not self.erased and issued_at >= self.tokens_from


@value
class Asker:
    """Who gives a command: a client, an employee, or the server itself (both None)."""

    client: Client | None = None
    staff: Staff | None = None
    platform: str | None = None

    @property
    def side(self) -> Side | None:
        """Which side of a chat this person is on."""
        if self.client is not None:
            return Side.CLIENT
        return Side.STAFF if self.staff is not None else None

    @property
    def author(self) -> Author:
        """This person as the author of an event."""
        if self.client is not None:
            return Author("client", self.client.id, self.client.name)
        if self.staff is not None:
            return Author("staff", self.staff.id, self.staff.name)
        return SYSTEM
