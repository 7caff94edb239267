"""How is an organisation's log of chats followed, and what is written of it for its endpoints?"""

from chatserver.storage.statement import Statement, insert

_FORGET = "DELETE FROM webhook_org WHERE org = {}"
FORGET = Statement(sqlite=_FORGET.format("?"), postgres=_FORGET.format("$1"))

_BEHIND = """SELECT org.id FROM webhook_org AS w JOIN org ON org.id = w.org
    WHERE org.rev > w.rev OR org.closed_at IS NOT NULL ORDER BY org.id"""
BEHIND = Statement(sqlite=_BEHIND, postgres=_BEHIND)
# One node follows an organisation at a time; who finds it taken lets it be.
_HOLD = """SELECT w.rev, org.closed_at FROM webhook_org AS w JOIN org ON org.id = w.org
    WHERE w.org = """
HOLD = Statement(sqlite=_HOLD + "?", postgres=_HOLD + "$1 FOR UPDATE OF w SKIP LOCKED")
_CHANGED = """SELECT chat.id, chat.last, chat.rev, coalesce(w.seq, 0),
        chat.number, chat.product, chat.client, chat.place
    FROM chat_order AS o JOIN chat ON chat.id = o.chat
    LEFT JOIN webhook_chat AS w ON w.chat = chat.id
    WHERE o.org = {} AND o.rev > {} ORDER BY o.rev LIMIT {}"""
CHANGED = Statement(
    sqlite=_CHANGED.format("?", "?", "?"), postgres=_CHANGED.format("$1", "$2", "$3")
)
# What can be told in a stretch of each log: rows of (chat, above, up to).
_TELLING = """kind IN (
    'dialog.opened', 'message', 'edited', 'deleted', 'assigned', 'dialog.closed', 'dialog.rated')"""
_COLUMNS = "chat, seq, kind, by_kind, at, body"
SAID = Statement(
    sqlite=f"""SELECT {_COLUMNS} FROM (VALUES {{values}}) AS part
        CROSS JOIN event ON chat = part.column1 AND seq > part.column2 AND seq <= part.column3
        WHERE {_TELLING} ORDER BY chat, seq""",
    postgres=f"""SELECT found.* FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS part(a, b, c)
        CROSS JOIN LATERAL (SELECT {_COLUMNS} FROM event
        WHERE chat = part.a AND seq > part.b AND seq <= part.c AND {_TELLING} OFFSET 0) AS found
        ORDER BY found.chat, found.seq""",
    width=3,
)
FOLLOWED_CHATS = insert(
    "webhook_chat",
    ("chat", "seq"),
    conflict="ON CONFLICT (chat) DO UPDATE SET seq = excluded.seq",
)
FOLLOWED_ORG = Statement(
    sqlite="UPDATE webhook_org SET rev = ? WHERE org = ?",
    postgres="UPDATE webhook_org SET rev = $1 WHERE org = $2",
)

# Who wants to hear; an endpoint that is off hears nothing, and may have it sent again later.
_LISTENERS = "SELECT id, kinds, active FROM webhook WHERE org = {} ORDER BY id"
LISTENERS = Statement(sqlite=_LISTENERS.format("?"), postgres=_LISTENERS.format("$1"))
EVENTS = insert("webhook_event", ("id", "org", "kind", "at", "body", "only"))
DELIVERIES = insert(
    "webhook_delivery",
    ("id", "webhook", "event", "at", "state", "next_at", "tries", "step", "answer"),
)
