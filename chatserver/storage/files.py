"""Which questions and changes does the ledger put to the table of files?"""

from chatserver.core.attachments import Enclosure
from chatserver.core.events import FileCard
from chatserver.storage.statement import Row, Statement, update

_ARE = """file.org, id, name, size, mime, width, height, preview, purpose, owner_kind, owner,
    chat IS NOT NULL OR gone_at IS NOT NULL"""

# Pairs of (organisation, file).
FILES = Statement(
    sqlite=f"""SELECT {_ARE} FROM (VALUES {{values}}) AS pair
        CROSS JOIN file ON file.id = pair.column2 AND file.org = pair.column1""",
    postgres=f"""SELECT {_ARE} FROM unnest($1::text[], $2::text[]) AS pair(a, b)
        JOIN file ON file.id = pair.b AND file.org = pair.a""",
    width=2,
)
# Rows of (file, chat, seq). Returns one for each that nobody was faster with.
BIND_FILES = Statement(
    sqlite="""UPDATE file SET chat = v.column2, seq = v.column3 FROM (VALUES {values}) AS v
        WHERE file.id = v.column1 AND file.chat IS NULL AND file.gone_at IS NULL RETURNING id""",
    postgres="""UPDATE file SET chat = v.chat, seq = v.seq
        FROM unnest($1::text[], $2::text[], $3::bigint[]) AS v(id, chat, seq)
        WHERE file.id = v.id AND file.chat IS NULL AND file.gone_at IS NULL RETURNING file.id""",
    width=3,
)
# Pictures that messages show from now on.
KEEP_PICTURES = Statement(
    sqlite="UPDATE file SET kept = TRUE WHERE id = ?1 AND NOT kept",
    postgres="UPDATE file SET kept = TRUE WHERE id = ANY ($1::text[]) AND NOT kept",
    width=1,
)
# Rows of (file, when). Its bytes are removed by a job.
DOOM_FILES = update("file", ("id",), ("gone_at",))


def enclosure_of(row: Row) -> tuple[tuple[str, str], Enclosure]:
    """Return (organisation, id) and the file from a row of FILES."""
    org, id_, name, size, mime, width, height, preview, purpose, owner_kind, owner, taken = row
    card = FileCard(id_, name, size, mime, width, height, True if preview else None)
    return (org, id_), Enclosure(card, purpose, owner_kind, owner, bool(taken))
