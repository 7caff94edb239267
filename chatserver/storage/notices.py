"""Which chats are to be told of, to whom, and what is known when it is told?"""

from chatserver.storage.chats import COLUMNS
from chatserver.storage.statement import Statement, insert, update

_CHAT = ", ".join(f'chat."{column}"' for column in COLUMNS)
_TOLD = """coalesce(told.assignment, 0), coalesce(told.n_client, 0), coalesce(told.n_staff, 0)"""


def _behind(notices: str) -> str:
    return f"""SELECT org.id, org.rev,
        EXISTS (SELECT 1 FROM device WHERE device.org = org.id),
        EXISTS (SELECT 1 FROM role WHERE role.org = org.id AND {notices} LIKE '%mail": true%')
        FROM org LEFT JOIN noticed ON noticed.org = org.id
        WHERE org.rev > coalesce(noticed.rev, 0)"""


# Organisations whose chats have changed since they were last looked through, with how far they are
# by now, whether anybody has a device there, and whether any role is told by mail.
BEHIND = Statement(sqlite=_behind("role.notices"), postgres=_behind("role.notices::text"))
BEGIN = insert("noticed", ("org", "rev"), conflict="ON CONFLICT DO NOTHING")
# Who holds the row looks through the organisation; nobody waits for it.
HOLD = Statement(
    sqlite="SELECT rev FROM noticed WHERE org = ?",
    postgres="SELECT rev FROM noticed WHERE org = $1 FOR UPDATE SKIP LOCKED",
)
MOVE = update("noticed", ("org",), ("rev",))
# Never back: another node may have looked further meanwhile.
SKIP = insert(
    "noticed",
    ("org", "rev"),
    conflict="""ON CONFLICT (org) DO UPDATE SET rev = excluded.rev
        WHERE noticed.rev < excluded.rev""",
)
# A chat's columns, then how far it was told of; the oldest change first.
CHANGED = Statement(
    sqlite=f"""SELECT {_CHAT}, {_TOLD} FROM chat_order AS o JOIN chat ON chat.id = o.chat
        LEFT JOIN told ON told.chat = chat.id
        WHERE o.org = ? AND o.rev > ? ORDER BY o.rev LIMIT ?""",
    postgres=f"""SELECT {_CHAT}, {_TOLD} FROM chat_order AS o JOIN chat ON chat.id = o.chat
        LEFT JOIN told ON told.chat = chat.id
        WHERE o.org = $1 AND o.rev > $2 ORDER BY o.rev LIMIT $3""",
)
_ASSIGNED_BY = """SELECT assignment.chat, event.author FROM assignment
    JOIN event ON event.chat = assignment.chat AND event.seq = assignment.from_seq
    WHERE assignment.to_seq IS NULL AND event.by_kind = 'staff' AND assignment.chat """
# By which employee a chat was given to its responsible, where it was one.
ASSIGNED_BY = Statement(
    sqlite=_ASSIGNED_BY + "IN (SELECT value FROM json_each(?))",
    postgres=_ASSIGNED_BY + "= ANY($1::text[])",
)
_SWITCHES = """SELECT staff.id, staff.email, role.notices FROM staff
    JOIN role ON role.id = staff.role WHERE staff.id """
SWITCHES = Statement(
    sqlite=_SWITCHES + "IN (SELECT value FROM json_each(?))",
    postgres=_SWITCHES + "= ANY($1::text[])",
)
_DEVICES = "SELECT owner, id, platform FROM device WHERE owner "
DEVICES = Statement(
    sqlite=_DEVICES + "IN (SELECT value FROM json_each(?))",
    postgres=_DEVICES + "= ANY($1::text[])",
)
_WAITING = """SELECT collapse, id, body FROM outbox
    WHERE done_at IS NULL AND attempts = 0 AND collapse IS NOT NULL AND collapse """
# Rows that nobody has begun to tell; on PostgreSQL nobody begins while we may change them.
WAITING = Statement(
    sqlite=_WAITING + "IN (SELECT value FROM json_each(?))",
    postgres=_WAITING + "= ANY($1::text[]) ORDER BY id FOR UPDATE",
)
WRITE = insert("outbox", ("id", "org", "topic", "body", "collapse", "at", "next_at", "attempts"))
REWRITE = update("outbox", ("id",), ("body",))
SET_TOLD = insert(
    "told",
    ("chat", "assignment", "n_client", "n_staff"),
    conflict="""ON CONFLICT (chat) DO UPDATE SET assignment = excluded.assignment,
        n_client = excluded.n_client, n_staff = excluded.n_staff""",
)

# What is asked when one is told. An employee's device ends with the session it was registered in.
_DEVICE = """SELECT owner, platform, token, p256dh, auth, locale, seen_at,
    CASE WHEN session IS NULL THEN 9007199254740991
        WHEN staff_session.ended_at IS NOT NULL THEN 0 ELSE staff_session.expires_at END
    FROM device LEFT JOIN staff_session ON staff_session.id = device.session WHERE device.id = """
DEVICE = Statement(
    sqlite=_DEVICE + "?",
    postgres=_DEVICE + "$1",
)
# A newer row under the same key tells the same and more, or has told it.
_NEWER = """SELECT id FROM outbox WHERE collapse IS NOT NULL AND failure IS NULL
    AND collapse = {} AND id > {} LIMIT 1"""
NEWER = Statement(sqlite=_NEWER.format("?", "?"), postgres=_NEWER.format("$1", "$2"))
# Who of a chat's people has it on a screen; a node that is gone is not believed for long.
LOOKING = Statement(
    sqlite="""SELECT person, chat FROM look JOIN node ON node.id = look.node
        WHERE chat IN (SELECT value FROM json_each(?)) AND node.until > ?""",
    postgres="""SELECT person, chat FROM look JOIN node ON node.id = look.node
        WHERE chat = ANY($1::text[]) AND node.until > $2""",
)
# How far somebody has read since a chat was given to them: their own mark, and where that was.
SEEN = Statement(
    sqlite="""SELECT staff_mark.seq >= assignment.from_seq FROM assignment
        JOIN staff_mark ON staff_mark.chat = assignment.chat AND staff_mark.staff = ?
        WHERE assignment.chat = ? AND assignment.to_seq IS NULL""",
    postgres="""SELECT staff_mark.seq >= assignment.from_seq FROM assignment
        JOIN staff_mark ON staff_mark.chat = assignment.chat AND staff_mark.staff = $1
        WHERE assignment.chat = $2 AND assignment.to_seq IS NULL""",
)
# What a side said last, of what still stands.
SAID = Statement(
    sqlite="""SELECT kind, body FROM event WHERE chat = ? AND by_kind = ? AND NOT deleted
        AND kind IN ('message', 'tag') ORDER BY seq DESC LIMIT 1""",
    postgres="""SELECT kind, body FROM event WHERE chat = $1 AND by_kind = $2 AND NOT deleted
        AND kind IN ('message', 'tag') ORDER BY seq DESC LIMIT 1""",
)
FORGET = Statement(
    sqlite="DELETE FROM device WHERE id = ? AND token = ?",
    postgres="DELETE FROM device WHERE id = $1 AND token = $2",
)
