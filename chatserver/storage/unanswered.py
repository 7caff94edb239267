"""Which chats has nobody answered in time, and who has had them since? (decision 0128)

Questions without a lock, as those of storage/due.py: the rule looks again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from chatserver.storage.database import Database
from chatserver.storage.due import NOW_PG
from chatserver.storage.statement import Statement

_TIMED = Statement(
    sqlite="""SELECT id, org, json_extract(basic, '$.answer_minutes') FROM product
        WHERE json_extract(basic, '$.answer_minutes') IS NOT NULL ORDER BY id""",
    postgres="""SELECT id, org, CAST(basic ->> 'answer_minutes' AS integer) FROM product
        WHERE basic ->> 'answer_minutes' IS NOT NULL ORDER BY id""",
)
# Since when the responsible has had the question: the client's first word of the dialog that
# nobody has answered, or, where that is later, the assignment.
_UNANSWERED = """SELECT chat.id, chat.department, chat.assignment, chat.n_staff, given.at,
        asked.at, asked.seq, {now}
    FROM chat
    JOIN assignment AS given ON given.chat = chat.id AND given.number = chat.assignment
    JOIN dialog ON dialog.chat = chat.id AND dialog.number = chat.dialog
    JOIN event AS asked ON asked.chat = chat.id AND asked.seq = (
        SELECT word.seq FROM event AS word WHERE word.chat = chat.id AND word.by_kind = 'client'
        AND word.kind IN ('message', 'tag') AND word.seq > dialog.opened_seq
        AND word.seq > coalesce((
            SELECT answer.seq FROM event AS answer WHERE answer.chat = chat.id
            AND answer.kind = 'message' AND answer.by_kind = 'staff'
            ORDER BY answer.seq DESC LIMIT 1), 0)
        ORDER BY word.seq LIMIT 1)
    WHERE chat.staff IN (SELECT id FROM staff WHERE org = {org}) AND chat.staff IS NOT NULL
    AND chat.state = 'staff' AND chat.product = {product} AND chat.cause IS NOT NULL
    AND chat.spoke = 'client'
    AND given.at <= {now} - {least} AND asked.at <= {now} - {least} AND {id} > {after}
    ORDER BY chat.id LIMIT {limit}"""
# Of all chats those that somebody has are few: SQLite is kept from walking through the others.
_LITE = {
    "id": "+chat.id", "now": "?1", "org": "?2", "product": "?3", "least": "?4", "after": "?5",
    "limit": "?6",
}  # fmt: skip
_PG = {
    "id": "chat.id", "now": f"({NOW_PG} + 0 * $1::bigint)", "org": "$2", "product": "$3",
    "least": "$4::bigint", "after": "$5", "limit": "$6",
}  # fmt: skip
_ASKED = Statement(sqlite=_UNANSWERED.format(**_LITE), postgres=_UNANSWERED.format(**_PG))
_HAD = "SELECT chat, staff, to_seq FROM assignment WHERE staff IS NOT NULL AND chat "
_HOLDERS = Statement(
    sqlite=_HAD + "IN (SELECT value FROM json_each(?)) ORDER BY chat, number",
    postgres=_HAD + "= ANY($1::text[]) ORDER BY chat, number",
)


@dataclass(frozen=True, slots=True)
class Timed:
    """A product in whose chats the responsible has so many minutes to answer."""

    product: str
    org: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A chat whose client has waited for the responsible for a while, as of `now` (ms).

    It was `given` and `asked` then (ms), the latter with the event `asked_seq`.
    """

    chat: str
    department: str | None
    assignment: int
    n_staff: int
    given: int
    asked: int
    asked_seq: int
    now: int

    @property
    def since(self) -> int:
        """Since when the responsible has had the question."""
        return max(self.given, self.asked)


async def timed(db: Database) -> list[Timed]:
    """Return the products in whose chats an answer has its time."""
    return [Timed(*row) for row in await db.ask(_TIMED)]


async def unanswered(
    db: Database, product: Timed, *, now: int, after: str, limit: int
) -> list[Unanswered]:
    """Return a page of chats that have waited for their responsible at least so long, by id."""
    least = product.minutes * 60_000
    rows = await db.ask(_ASKED, now, product.org, product.product, least, after, limit)
    return [Unanswered(*row) for row in rows]


async def tried(db: Database, found: Sequence[Unanswered]) -> dict[str, frozenset[str]]:
    """Return by chat who had it since the client asked."""
    asked = {one.chat: one.asked_seq for one in found}
    had: dict[str, set[str]] = {chat: set() for chat in asked}
    for chat, staff, to_seq in await db.ask(_HOLDERS, sorted(asked)):
        if to_seq is None or to_seq >= asked[chat]:
            had[chat].add(staff)
    return {chat: frozenset(staff) for chat, staff in had.items()}
