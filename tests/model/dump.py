"""What stands in the database, as plain rows? Read by statements of the tests' own."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from chatserver.storage.database import Database
from chatserver.storage.statement import Rows, Statement, Steps, ask
from tests.model.estate import ORG

Row = Mapping[str, Any]

# fmt: off
_CHAT = (
    "id", "number", "client", "product", "place", "platform", "created_at", "updated_at", "last",
    "dialog", "state", "reason", "acted", "answered_in", "tag_id", "tag_text", "prompt",
    "expires_at", "department", "staff", "assignment", "cause", "n_client", "n_staff",
    "client_read", "client_read_n", "client_dead", "staff_read", "staff_read_n", "staff_dead",
    "preview", "preview_seq", "comment", "comment_version", "score", "rev",
)
_EVENT = (
    "chat", "seq", "kind", "by_kind", "author", "by_name", "sender", "key", "at", "body",
    "n_client", "n_staff", "deleted",
)
_ASSIGNMENT = (
    "chat", "number", "department", "staff", "cause", "explanation", "at", "from_seq", "to_seq",
)
_DIALOG = (
    "chat", "number", "org", "opened_seq", "opened_at", "n_client", "tag_id", "tag_text",
    "closed_seq", "closed_at", "reason", "responsible", "asked", "score",
)
# fmt: on
_MARK = ("chat", "staff", "seq")
_ORIGINAL = ("chat", "seq", "version", "body")
_OUTBOX = ("id", "topic", "body")
_ORG = ("rev", "acl", "chats")

_TIMES = frozenset({"created_at", "updated_at", "expires_at", "at", "opened_at", "closed_at"})
_FLAGS = frozenset({"acted", "asked", "deleted"})


@dataclass(frozen=True)
class Dump:
    """Everything about the organisation's chats at one instant.

    Times are those of the test: what PostgreSQL stored before the test let time pass was moved
    into its past, and `shift` brings it back.
    """

    org: Row
    chats: Mapping[str, Row]
    events: Mapping[str, list[Row]]
    assignments: Mapping[str, list[Row]]
    dialogs: Mapping[str, list[Row]]
    marks: Mapping[tuple[str, str], int]
    originals: Mapping[tuple[str, int, int], str]
    outbox: list[Row]
    audits: int

    def unnumbered(self) -> tuple[object, ...]:
        """Return all that a refusal must not change: a number that was not given is lost."""
        org = {name: value for name, value in self.org.items() if name != "chats"}
        return (
            org, self.chats, self.events, self.assignments, self.dialogs, self.marks,
            self.originals, self.outbox, self.audits,
        )  # fmt: skip

    @property
    def keys(self) -> Mapping[tuple[str, str], Row]:
        """Return the events that carry a key, by who gave the command and its key."""
        return {
            (event["sender"], event["key"]): event
            for events in self.events.values()
            for event in events
            if event["key"] is not None
        }


@lru_cache(maxsize=10_000)
def parsed(body: str) -> Any:
    """Return what a row's JSON says: after each step nearly all rows say what they said before."""
    return json.loads(body)


async def dump(db: Database, *, shift: int = 0) -> Dump:
    """Read it all on one view."""
    return await db.read(_dump(shift))


def _dump(shift: int) -> Steps[Dump]:
    chats = _rows(_CHAT, (yield from _all("chat", _CHAT, "number")), shift)
    events = _rows(_EVENT, (yield from _all("event", _EVENT, "chat, seq")), shift)
    spans = _rows(_ASSIGNMENT, (yield from _all("assignment", _ASSIGNMENT, "chat, number")), shift)
    dialogs = _rows(_DIALOG, (yield from _all("dialog", _DIALOG, "chat, number")), shift)
    marks = yield from _all("staff_mark", _MARK, "chat, staff")
    originals = yield from _all("original", _ORIGINAL, "chat, seq, version")
    outbox = yield from _all("outbox", _OUTBOX, "id")
    [[audits]] = yield from _ask("SELECT count(*) FROM audit")
    [org] = yield from _ask(f"SELECT {', '.join(_ORG)} FROM org WHERE id = '{ORG}'")
    return Dump(
        org=dict(zip(_ORG, org, strict=True)),
        chats={chat["id"]: chat for chat in chats},
        events=_by_chat(chats, events),
        assignments=_by_chat(chats, spans),
        dialogs=_by_chat(chats, dialogs),
        marks={(chat, staff): seq for chat, staff, seq in marks},
        originals={(chat, seq, version): body for chat, seq, version, body in originals},
        outbox=_rows(_OUTBOX, outbox, 0),
        audits=audits,
    )


def _by_chat(chats: list[Row], rows: list[Row]) -> Mapping[str, list[Row]]:
    found: dict[str, list[Row]] = {chat["id"]: [] for chat in chats}
    for row in rows:
        found[row["chat"]].append(row)
    return found


def _all(table: str, columns: Sequence[str], order: str) -> Steps[Rows]:
    return (yield from _ask(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {order}"))


def _ask(question: str) -> Steps[Rows]:
    return (yield from ask(Statement(sqlite=question, postgres=question)))


def _rows(columns: Sequence[str], rows: Rows, shift: int) -> list[Row]:
    return [
        {name: _value(name, value, shift) for name, value in zip(columns, tuple(row), strict=True)}
        for row in rows
    ]


def _value(name: str, value: Any, shift: int) -> Any:
    if name in _TIMES and value is not None:
        return value + shift
    return bool(value) if name in _FLAGS else value
