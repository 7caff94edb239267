"""Which questions and changes are put to the table of notes? It is read for staff alone."""

from chatserver.storage.statement import Statement, insert, update

INSERT_NOTES = insert(
    "note",
    ("chat", "n", "change", "after", "author", "by_name", "key", "hash", "at", "text", "deleted"),
    raced=True,
)
DELETE_NOTES = update("note", ("chat", "n"), ("change", "text", "deleted"))

# Keys seen before: pairs of (author, key).
NOTE_KEYS = Statement(
    sqlite="""SELECT author, key, hash, n, at FROM (VALUES {values}) AS pair
        CROSS JOIN note ON author = pair.column1 AND key = pair.column2""",
    postgres="""SELECT author, key, hash, n, at FROM note
        JOIN unnest($1::text[], $2::text[]) AS pair(a, b)
        ON author = pair.a AND key = pair.b""",
    width=2,
)
# Single notes: pairs of (chat, n).
NOTES_AT = Statement(
    sqlite="""SELECT chat, n, author, at, text, deleted FROM (VALUES {values}) AS pair
        CROSS JOIN note ON chat = pair.column1 AND n = pair.column2""",
    postgres="""SELECT chat, n, author, at, text, deleted FROM note
        JOIN unnest($1::text[], $2::bigint[]) AS pair(a, b) ON chat = pair.a AND n = pair.b""",
    width=2,
)

_SERVED = "chat, n, change, after, author, by_name, key, at, text, deleted"
AT_ONCE = 200
# What changed after pairs of (chat, change), ascending; who is further behind asks again.
CHANGED_ABOVE = Statement(
    sqlite=f"""SELECT {_SERVED} FROM (VALUES {{values}}) AS pair
        CROSS JOIN note ON chat = pair.column1 AND change > pair.column2
        ORDER BY chat, change LIMIT {AT_ONCE}""",
    postgres=f"""SELECT above.* FROM unnest($1::text[], $2::bigint[]) AS pair(a, b)
        CROSS JOIN LATERAL (
            SELECT {_SERVED} FROM note WHERE chat = pair.a AND change > pair.b
            ORDER BY change LIMIT {AT_ONCE}
        ) AS above ORDER BY chat, change LIMIT {AT_ONCE}""",
    width=2,
)
CHANGED = Statement(
    sqlite=f"SELECT {_SERVED} FROM note WHERE chat = ? AND change > ? ORDER BY change LIMIT ?",
    postgres=f"""SELECT {_SERVED} FROM note WHERE chat = $1 AND change > $2
        ORDER BY change LIMIT $3""",
)
BELOW = Statement(
    sqlite=f"SELECT {_SERVED} FROM note WHERE chat = ? AND n < ? ORDER BY n DESC LIMIT ?",
    postgres=f"SELECT {_SERVED} FROM note WHERE chat = $1 AND n < $2 ORDER BY n DESC LIMIT $3",
)
# In the order in which they were written, from behind a note.
WRITTEN = Statement(
    sqlite=f"SELECT {_SERVED} FROM note WHERE chat = ? AND n > ? ORDER BY n LIMIT ?",
    postgres=f"SELECT {_SERVED} FROM note WHERE chat = $1 AND n > $2 ORDER BY n LIMIT $3",
)
