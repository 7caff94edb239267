"""Where does a chat stand in its organisation's order of changes, and is it to be read?

What moves with each message and must be found by an index has a table of its own, so that the
chat's own row can change without touching any (docs/decisions/0100).
"""

from chatserver.core.chat import Chat
from chatserver.core.people import Side
from chatserver.storage.statement import Statement, insert

# Whether there is anything for staff to read: core.chat.Chat.unread, in SQL.
UNREAD = "chat.n_client - chat.staff_read_n - chat.staff_dead > 0"
COLUMNS = ("org", "rev", "chat", "updated_minute", "unread")
BEGIN = insert("chat_order", COLUMNS)
# Rows of COLUMNS, and the `rev` at which each chat stood before.
MOVE = Statement(
    sqlite="""UPDATE chat_order SET rev = ?2, updated_minute = ?4, unread = ?5
        WHERE org = ?1 AND rev = ?6 AND chat = ?3""",
    postgres="""UPDATE chat_order SET rev = v.rev, updated_minute = v.minute, unread = v.unread
        FROM unnest($1::text[], $2::bigint[], $3::text[], $4::bigint[], $5::boolean[], $6::bigint[])
            AS v(org, rev, chat, minute, unread, was)
        WHERE chat_order.org = v.org AND chat_order.rev = v.was AND chat_order.chat = v.chat
        RETURNING chat_order.chat""",
    width=6,
)
# Some chats of a batch had no row where they stood, whatever took it from them: what stands
# elsewhere goes, which takes a walk through the table, and who has none gets one.
_LOSE = """DELETE FROM chat_order WHERE {} AND NOT EXISTS
    (SELECT 1 FROM chat WHERE chat.id = chat_order.chat AND chat.rev = chat_order.rev)"""
LOSE = Statement(
    sqlite=_LOSE.format("chat IN (SELECT value FROM json_each(?))"),
    postgres=_LOSE.format("chat = ANY($1::text[])"),
)
_FIND = f"""INSERT INTO chat_order ({", ".join(COLUMNS)})
    SELECT org, rev, id, updated_minute, {UNREAD} FROM chat WHERE {{}}
    AND NOT EXISTS (SELECT 1 FROM chat_order AS o WHERE o.org = chat.org AND o.rev = chat.rev)"""
FIND = Statement(
    sqlite=_FIND.format("id IN (SELECT value FROM json_each(?))"),
    postgres=_FIND.format("id = ANY($1::text[])"),
)


def minute_of(time: int) -> int:
    """Return the minute of a time in milliseconds: as exact as indexes of chats are.

    With a minute that stands, PostgreSQL changes a chat's row without touching any index
    (docs/decisions/0100).
    """
    return time // 60_000


def row_of(chat: Chat) -> tuple[object, ...]:
    """Return the chat's row in the order of COLUMNS."""
    unread = chat.unread(Side.STAFF) > 0
    return chat.org, chat.rev, chat.id, minute_of(chat.updated_at), unread
