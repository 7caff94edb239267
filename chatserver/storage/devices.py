"""Which devices have people registered?"""

from chatserver.storage.statement import Statement, insert

_SHOWN = "SELECT id, platform, token, locale, created_at, seen_at FROM device WHERE owner = "
_NEWEST = " ORDER BY seen_at DESC, id DESC"
OF_OWNER = Statement(sqlite=f"{_SHOWN}?{_NEWEST}", postgres=f"{_SHOWN}$1{_NEWEST}")
# Whoever erases the client waits for this one, or this one for them.
CLIENT = Statement(
    sqlite="SELECT id FROM client WHERE id = ? AND erased_at IS NULL",
    postgres="SELECT id FROM client WHERE id = $1 AND erased_at IS NULL FOR SHARE",
)
BY_HASH = Statement(
    sqlite="SELECT id, created_at FROM device WHERE hash = ?",
    postgres="SELECT id, created_at FROM device WHERE hash = $1",
)
# A device that is registered anew keeps its id; one that has changed hands begins anew.
REGISTER = insert(
    "device",
    (
        "id", "org", "owner_kind", "owner", "session", "platform", "token", "hash", "p256dh",
        "auth", "locale", "created_at", "seen_at",
    ),
    conflict="""ON CONFLICT (hash) DO UPDATE SET org = excluded.org,
        owner_kind = excluded.owner_kind, owner = excluded.owner, session = excluded.session,
        p256dh = excluded.p256dh, auth = excluded.auth, locale = excluded.locale,
        created_at = CASE WHEN device.owner = excluded.owner THEN device.created_at
            ELSE excluded.created_at END,
        seen_at = excluded.seen_at""",
)  # fmt: skip
REMOVE = Statement(
    sqlite="DELETE FROM device WHERE owner = ? AND id = ?",
    postgres="DELETE FROM device WHERE owner = $1 AND id = $2",
)
# All but the newest of one owner.
CROWD_OUT = Statement(
    sqlite=f"""DELETE FROM device WHERE owner = ?1 AND id NOT IN
        (SELECT id FROM device WHERE owner = ?1{_NEWEST} LIMIT ?2)""",
    postgres=f"""DELETE FROM device WHERE owner = $1 AND id NOT IN
        (SELECT id FROM device WHERE owner = $1{_NEWEST} LIMIT $2)""",
)
