"""Which question brings a reader of many chats forward at once?"""

from chatserver.storage.statement import Statement

_COLUMNS = "chat, seq, kind, by_kind, author, by_name, key, at, body"
# So many at once; who is further behind asks again.
_AT_ONCE = 1000

# What lies above pairs of (chat, seq), ascending.
ABOVE = Statement(
    sqlite=f"""SELECT {_COLUMNS} FROM (VALUES {{values}}) AS pair
        CROSS JOIN event ON chat = pair.column1 AND seq > pair.column2
        ORDER BY chat, seq LIMIT {_AT_ONCE}""",
    # Chat by chat: a plain join may be planned as one walk through every event there is.
    postgres=f"""SELECT above.* FROM unnest($1::text[], $2::bigint[]) AS pair(a, b)
        CROSS JOIN LATERAL (
            SELECT {_COLUMNS} FROM event WHERE chat = pair.a AND seq > pair.b
            ORDER BY seq LIMIT {_AT_ONCE}
        ) AS above ORDER BY chat, seq LIMIT {_AT_ONCE}""",
    width=2,
)
