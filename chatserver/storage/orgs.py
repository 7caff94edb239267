"""How are an organisation's counters moved, and how is what the rules know of it read?"""

from sqlalchemy import update as change
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.storage.statement import Statement, update
from chatserver.storage.tables import Org, StaffRow


async def bump_acl(session: AsyncSession, org: str) -> None:
    """Say, in this transaction, that who may see or get chats, or how they are set up, changed.

    Every node then reads the organisation anew and brings its chats in line.
    """
    await session.exec(change(Org).where(col(Org.id) == org).values(acl=Org.acl + 1))


async def hold_org(session: AsyncSession, org: str) -> None:
    """Take turns with whoever holds the organisation, too; rows that name it may be written."""
    await session.exec(select(Org.id).where(Org.id == org).with_for_update(key_share=True))


async def hold_staff(session: AsyncSession, staff: StaffRow) -> None:
    """Take turns with whoever changes this employee, and see them as they are now.

    Before their sessions and links, and after their organisation (docs/architecture.md).
    """
    await session.flush()  # what was changed of them before would be read over
    await session.refresh(staff, with_for_update={"key_share": True})


NOW_PG = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint"

# `clock`: the database's own time after the locks; SQLite's is the process's (NULL).
REVISIONS = Statement(
    sqlite="SELECT id, rev, acl, NULL FROM org WHERE id IN (SELECT value FROM json_each(?))",
    postgres=f"SELECT id, rev, acl, {NOW_PG} FROM org WHERE id = ANY($1::text[])",
)
# As every lock in the order of ids, and after the chats. SQLite's one writer holds all as it is.
HOLD = Statement(
    sqlite="SELECT id FROM org WHERE id IN (SELECT value FROM json_each(?))",
    postgres="SELECT id FROM org WHERE id = ANY($1::text[]) ORDER BY id FOR NO KEY UPDATE",
)
# Rows of (org, how many revs, how many chat numbers); in the order of ids, like every lock. Not FOR
# UPDATE: whoever writes a row that names the organisation would wait for us, and we for them.
TAKE_REVS = Statement(
    sqlite="""UPDATE org SET rev = rev + v.column2 FROM (VALUES {values}) AS v
        WHERE org.id = v.column1 RETURNING org.id, org.rev, org.acl""",
    postgres="""WITH v AS (SELECT * FROM unnest($1::text[], $2::bigint[]) AS v(id, n)),
        held AS (SELECT org.id FROM org JOIN v USING (id) ORDER BY org.id FOR NO KEY UPDATE)
        UPDATE org SET rev = rev + v.n FROM v JOIN held USING (id)
        WHERE org.id = v.id RETURNING org.id, org.rev, org.acl""",
    width=2,
)
TAKE_NUMBERS = Statement(
    sqlite="""UPDATE org SET chats = chats + v.column2 FROM (VALUES {values}) AS v
        WHERE org.id = v.column1 RETURNING org.id, org.chats, org.acl""",
    postgres="""WITH v AS (SELECT * FROM unnest($1::text[], $2::bigint[]) AS v(id, n)),
        held AS (SELECT org.id FROM org JOIN v USING (id) ORDER BY org.id FOR NO KEY UPDATE)
        UPDATE org SET chats = chats + v.n FROM v JOIN held USING (id)
        WHERE org.id = v.id RETURNING org.id, org.chats, org.acl""",
    width=2,
)

ORG = Statement(
    sqlite="SELECT id, name, acl, closed_at, settings FROM org WHERE id = ?",
    postgres="SELECT id, name, acl, closed_at, settings FROM org WHERE id = $1",
)
_STAFF = """SELECT staff.id, staff.name, staff.active, staff.department, staff.all_objects,
    role.administrator, role.permissions FROM staff
    JOIN role ON role.id = staff.role WHERE staff.org = """
STAFF = Statement(sqlite=_STAFF + "?", postgres=_STAFF + "$1")
_STAFF_OBJECTS = """SELECT staff_object.staff, staff_object.object FROM staff_object
    JOIN staff ON staff.id = staff_object.staff WHERE staff.org = """
STAFF_OBJECTS = Statement(sqlite=_STAFF_OBJECTS + "?", postgres=_STAFF_OBJECTS + "$1")
DEPARTMENTS = Statement(
    sqlite="SELECT id, name, hours FROM department WHERE org = ?",
    postgres="SELECT id, name, hours FROM department WHERE org = $1",
)
_ENDED = """SELECT id FROM staff_session
    WHERE ended_at IS NOT NULL AND tokens_until > {now} AND org = {org}"""
ENDED_SESSIONS = Statement(
    sqlite=_ENDED.format(org="?", now="?"), postgres=_ENDED.format(org="$2", now="$1")
)
_PRODUCTS = """SELECT id, kind, name, title, chat_on, basic, bot, offer, tester_offer, door
    FROM product WHERE org = """
PRODUCTS = Statement(sqlite=_PRODUCTS + "?", postgres=_PRODUCTS + "$1")

# Of one organisation alone: a foreign id finds nothing. The plus keeps SQLite from reading all of
# the organisation's rows for the sake of a few.
PLACES = Statement(
    sqlite="""SELECT id, name, address, path FROM object
        WHERE +org = ? AND id IN (SELECT value FROM json_each(?))""",
    postgres="""SELECT id, name, address, path FROM object
        WHERE org = $1 AND id = ANY($2::text[])""",
)
CLIENTS = Statement(
    sqlite="""SELECT id, name, phone, tokens_from, erased_at, tester FROM client
        WHERE +org = ? AND id IN (SELECT value FROM json_each(?))""",
    postgres="""SELECT id, name, phone, tokens_from, erased_at, tester FROM client
        WHERE org = $1 AND id = ANY($2::text[])""",
)
CLIENT_PLACES = Statement(
    sqlite="""SELECT client, place FROM client_place
        WHERE client IN (SELECT value FROM json_each(?)) ORDER BY client, position""",
    postgres="""SELECT client, place FROM client_place
        WHERE client = ANY($1::text[]) ORDER BY client, position""",
)
# What these clients have agreed to, of whatever mini-app.
ACCEPTED = Statement(
    sqlite="SELECT client, offer FROM agreement WHERE client IN (SELECT value FROM json_each(?))",
    postgres="SELECT client, offer FROM agreement WHERE client = ANY($1::text[])",
)
CLIENT_ORGS = Statement(
    sqlite="SELECT id, org FROM client WHERE id IN (SELECT value FROM json_each(?))",
    postgres="SELECT id, org FROM client WHERE id = ANY($1::text[])",
)
_ORIGINS = "SELECT origins FROM superapp"
SUPERAPP_ORIGINS = Statement(sqlite=_ORIGINS, postgres=_ORIGINS)
SET_PRESENCE = update("staff", ("id",), ("presence",))
# With how many open chats each is responsible for; `ix_chat_held` has no others.
_WORKLOAD = """SELECT id, presence, (SELECT count(*) FROM chat WHERE chat.staff = staff.id
    AND chat.state = 'staff' AND chat.staff IS NOT NULL) FROM staff WHERE active AND org = """
WORKLOAD = Statement(sqlite=_WORKLOAD + "?", postgres=_WORKLOAD + "$1")
PRESENCE = Statement(
    sqlite="SELECT id, presence FROM staff WHERE org = ?",
    postgres="SELECT id, presence FROM staff WHERE org = $1",
)
