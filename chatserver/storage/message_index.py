"""Which questions and changes does the follower of the log put to the index of messages?

Pairs come as rows of two, (chat, seq), as in chats.py.
"""

from chatserver.storage.statement import Statement

_SPOTS_PG = "unnest($1::text[], $2::bigint[]) AS pair(a, b)"

# Organisations with changes that were not followed yet.
BEHIND = Statement(
    sqlite="""SELECT org.id FROM org LEFT JOIN indexed_org ON indexed_org.org = org.id
        WHERE org.rev > coalesce(indexed_org.rev, 0) ORDER BY org.id""",
    postgres="""SELECT org.id FROM org LEFT JOIN indexed_org ON indexed_org.org = org.id
        WHERE org.rev > coalesce(indexed_org.rev, 0) ORDER BY org.id""",
)
BEGIN = Statement(
    sqlite="INSERT INTO indexed_org (org, rev) VALUES (?, 0) ON CONFLICT DO NOTHING",
    postgres="INSERT INTO indexed_org (org, rev) VALUES ($1, 0) ON CONFLICT DO NOTHING",
)
# One node follows an organisation at a time; who finds it taken lets it be.
HOLD = Statement(
    sqlite="SELECT rev FROM indexed_org WHERE org = ?",
    postgres="SELECT rev FROM indexed_org WHERE org = $1 FOR UPDATE SKIP LOCKED",
)
_CHANGED = """SELECT chat.id, chat.last, chat.rev, coalesce(indexed_chat.seq, 0),
        client.erased_at IS NOT NULL, chat.notes, coalesce(indexed_chat.notes, 0)
        FROM chat_order AS o JOIN chat ON chat.id = o.chat JOIN client ON client.id = chat.client
        LEFT JOIN indexed_chat ON indexed_chat.chat = chat.id
        WHERE o.org = {org} AND o.rev > {rev} ORDER BY o.rev LIMIT {limit}"""
CHANGED = Statement(
    sqlite=_CHANGED.format(org="?", rev="?", limit="?"),
    postgres=_CHANGED.format(org="$1", rev="$2", limit="$3"),
)
# What was written, edited or deleted in a stretch of each log: rows of (chat, above, up to).
_TELLING = "kind IN ('message', 'edited', 'deleted')"
WRITTEN = Statement(
    sqlite=f"""SELECT chat, seq, kind, body FROM (VALUES {{values}}) AS part
        CROSS JOIN event ON chat = part.column1 AND seq > part.column2 AND seq <= part.column3
        WHERE {_TELLING} ORDER BY chat, seq""",
    postgres=f"""SELECT found.* FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS part(a, b, c)
        CROSS JOIN LATERAL (SELECT chat, seq, kind, body FROM event
        WHERE chat = part.a AND seq > part.b AND seq <= part.c AND {_TELLING} OFFSET 0) AS found
        ORDER BY found.chat, found.seq""",
    width=3,
)
# Rows of (org, chat, seq, stems).
PUT = Statement(
    sqlite="""INSERT INTO message_text (org, chat, seq, words) VALUES {values}
        ON CONFLICT (chat, seq) DO UPDATE SET words = excluded.words""",
    postgres="""INSERT INTO message_text (org, chat, seq, words)
        SELECT v.a, v.b, v.c, array_to_tsvector(string_to_array(v.d, ' '))
        FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[]) AS v(a, b, c, d)
        ON CONFLICT (chat, seq) DO UPDATE SET words = excluded.words""",
    width=4,
)
# Pairs of (chat, seq).
DROP = Statement(
    sqlite="""DELETE FROM message_text WHERE id IN (SELECT id FROM (VALUES {values}) AS pair
        CROSS JOIN message_text ON chat = pair.column1 AND seq = pair.column2)""",
    postgres=f"""DELETE FROM message_text USING {_SPOTS_PG}
        WHERE message_text.chat = pair.a AND message_text.seq = pair.b""",
    width=2,
)
# Pairs of (chat, the note's number).
DROP_NOTES = Statement(
    sqlite="""DELETE FROM message_text WHERE id IN (SELECT id FROM (VALUES {values}) AS pair
        CROSS JOIN message_text ON chat = pair.column1 AND seq = -pair.column2)""",
    postgres=f"""DELETE FROM message_text USING {_SPOTS_PG}
        WHERE message_text.chat = pair.a AND message_text.seq = -pair.b""",
    width=2,
)
DROP_CHATS = Statement(
    sqlite="DELETE FROM message_text WHERE chat IN (SELECT value FROM json_each(?))",
    postgres="DELETE FROM message_text WHERE chat = ANY($1::text[])",
)
FOLLOWED_CHATS = Statement(
    sqlite="""INSERT INTO indexed_chat (chat, seq) VALUES {values}
        ON CONFLICT (chat) DO UPDATE SET seq = excluded.seq""",
    postgres=f"""INSERT INTO indexed_chat (chat, seq) SELECT pair.a, pair.b FROM {_SPOTS_PG}
        ON CONFLICT (chat) DO UPDATE SET seq = excluded.seq""",
    width=2,
)
# Pairs of (chat, change).
FOLLOWED_NOTES = Statement(
    sqlite="""INSERT INTO indexed_chat (chat, seq, notes)
        SELECT pair.column1, 0, pair.column2 FROM (VALUES {values}) AS pair WHERE true
        ON CONFLICT (chat) DO UPDATE SET notes = excluded.notes""",
    postgres=f"""INSERT INTO indexed_chat (chat, seq, notes)
        SELECT pair.a, 0, pair.b FROM {_SPOTS_PG}
        ON CONFLICT (chat) DO UPDATE SET notes = excluded.notes""",
    width=2,
)
FOLLOWED_ORG = Statement(
    sqlite="UPDATE indexed_org SET rev = ? WHERE org = ?",
    postgres="UPDATE indexed_org SET rev = $1 WHERE org = $2",
)
