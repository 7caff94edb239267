"""How does an organisation come by so many rows that its lists could be slow?

Ten thousand mini-apps, a hundred thousand clients in twenty thousand flats, a million changes:
written by the database itself, in one statement a table, since only reading them is measured.
"""

from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.core.rights import ORGANISATION
from chatserver.storage.database import Database
from chatserver.storage.tables import ApiKey, Org, RoleRow, StaffObject, StaffRow

MINIAPPS = 10_000
CLIENTS = 100_000
CHANGES = 1_000_000
STAFF, WIDGETS, REVIEWS, BUILDS = 1_000, 1_000, 1_000, 200
QUARTERS, BUILDINGS, FLATS = 10, 200, 20_000
FIRST = 100_000_000  # so that ids of one kind have one length and sort as they were made
STARTED = 1_767_268_800_000

ORG = "org_lists"
EVERYWHERE, ONE_QUARTER, PLATFORM = "st_lists", "st_lists_one", "st_lists_ours"

_ROWS = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {count})"
_NUMBER = f"CAST({FIRST} + i AS TEXT)"


@dataclass(frozen=True, slots=True)
class Large:
    """What was made: ids by number."""

    def client(self, number: int) -> str:
        """Return a client's id."""
        return f"cl_l{FIRST + number}"

    def miniapp(self, number: int) -> str:
        """Return a mini-app's id."""
        return f"prd_l{FIRST + number}"

    def change(self, number: int) -> str:
        """Return the id of an entry of the log."""
        return f"aud_l{FIRST + number}"


async def make_large(url: str) -> Large:
    """Fill the organisation, which is not there yet."""
    db = await Database.open(url)
    try:
        async with db.transaction() as session:
            await _people(session)
        json = "" if db.dialect == "sqlite" else "::json"
        for table, columns, count in _TABLES:
            async with db.transaction() as session:
                connection = await session.connection()
                rows = _ROWS.format(count=count)
                values = columns.replace("{json}", f"'{{}}'{json}")
                values = values.replace("{list}", f"'[]'{json}")
                names = _COLUMNS[table]
                await connection.execute(
                    text(f"INSERT INTO {table} ({names}) {rows} SELECT {values} FROM n")
                )
        async with db.transaction() as session:
            session.add(StaffObject(staff=ONE_QUARTER, object="obj_lq0"))
            await (await session.connection()).execute(text("ANALYZE"))
    finally:
        await db.close()
    return Large()


async def _people(session: AsyncSession) -> None:
    session.add(Org(id=ORG, name="Lists", created_at=STARTED))
    await session.flush()
    every = [str(one) for one in sorted(ORGANISATION)]
    roles = [
        RoleRow(id="role_lists", org=ORG, name="Administrator", administrator=True),
        RoleRow(id="role_lists_one", org=ORG, name="Keeper", permissions=every),
        RoleRow(
            id="role_lists_ours",
            org=None,
            name="Lists",
            permissions=["platform.orgs", "platform.moderation"],
        ),
    ]
    session.add_all(roles)
    session.add(
        ApiKey(id="key_lists", name="Lists", scope="none", hash="-", org=ORG, created_at=STARTED)
    )
    await session.flush()
    for id_, role, org in zip(
        (EVERYWHERE, ONE_QUARTER, PLATFORM), roles, (ORG, ORG, None), strict=True
    ):
        session.add(
            StaffRow(
                id=id_,
                org=org,
                email=f"{id_}@river.example",
                name=id_,
                role=role.id,
                created_at=STARTED,
            )
        )


_COLUMNS = {
    "object": "id, org, parent, kind, name, address, path",
    "client": "id, org, name, phone, tester, search, created_at",
    "client_place": "client, place, position",
    "product": "id, org, kind, name, title, chat_on, basic, bot, door, version, created_at",
    "miniapp": "id, org, name, category, description, status, approved, label, version,"
    " created_at, updated_at",
    "staff": "id, org, email, name, role, all_objects, active, presence, version, created_at",
    "licence": "id, org, number, app, granted_at",
    "widget": "id, org, screen, position, title, text, app, published, all_objects, version,"
    " created_at",
    "build": "id, app, digest, state, manifest, warnings, size, unpacked, entries, at",
    "review": "id, app, state, sent_at, due_at, reason",
    "audit": 'id, org, at, actor_kind, actor, action, subject, "before", "after"',
}
_I = "CAST(i AS TEXT)"
_BUILDING = f"CAST(i / {FLATS // BUILDINGS} AS TEXT)"
_QUARTER_OF_BUILDING = f"CAST(i / {BUILDINGS // QUARTERS} AS TEXT)"
_QUARTER_OF_FLAT = f"CAST(i / {FLATS // QUARTERS} AS TEXT)"
_NAME = f"CAST((i * 7919) % {CLIENTS} AS TEXT)"
# In each ten changes six are of a client, one of each other kind.
_ACTION = """CASE i % 10 WHEN 6 THEN 'client_token.mint' WHEN 7 THEN 'miniapp.publish'
    WHEN 8 THEN 'staff.change' WHEN 9 THEN 'dialog.close' ELSE 'client.change' END"""
_SUBJECT = f"""CASE i % 10 WHEN 7 THEN 'prd_l' || CAST({FIRST} + (i * 31) % {MINIAPPS} AS TEXT)
    WHEN 8 THEN '{ONE_QUARTER}' WHEN 9 THEN 'chat_l' || {_NUMBER}
    ELSE 'cl_l' || CAST({FIRST} + (i * 31) % {CLIENTS} AS TEXT) END"""
_ACTOR_KIND = "CASE i % 10 WHEN 6 THEN 'api_key' ELSE 'staff' END"
_ACTOR = f"CASE i % 10 WHEN 6 THEN 'key_lists' ELSE '{EVERYWHERE}' END"
_TABLES = (
    (
        "object",
        (
            f"'obj_lq' || {_I}, 'org_lists', NULL, 'quarter', 'Quarter ' || {_I},"
            f" '', '/obj_lq' || {_I} || '/'"
        ),
        QUARTERS,
    ),
    (
        "object",
        (
            f"'obj_lb' || {_I}, 'org_lists', 'obj_lq' || {_QUARTER_OF_BUILDING},"
            f" 'building', 'Building ' || {_I}, '',"
            f" '/obj_lq' || {_QUARTER_OF_BUILDING} || '/obj_lb' || {_I} || '/'"
        ),
        BUILDINGS,
    ),
    (
        "object",
        (
            f"'obj_lf' || {_NUMBER}, 'org_lists', 'obj_lb' || {_BUILDING}, 'premises',"
            f" 'Flat ' || {_I}, '', '/obj_lq' || {_QUARTER_OF_FLAT}"
            f" || '/obj_lb' || {_BUILDING} || '/obj_lf' || {_NUMBER} || '/'"
        ),
        FLATS,
    ),
    (
        "client",
        (
            f"'cl_l' || {_NUMBER}, 'org_lists', 'Resident ' || {_NAME},"
            f" '+79' || {_NUMBER}, (i % 100) = 0,"
            f" 'resident ' || {_NAME} || ' 79' || {_NUMBER}, {STARTED} + i"
        ),
        CLIENTS,
    ),
    (
        "client_place",
        # Names say nothing of the place: neighbours are not neighbours in the alphabet.
        f"'cl_l' || {_NUMBER}, 'obj_lf' || CAST({FIRST} + (i * 6871) % {FLATS} AS TEXT), 0",
        CLIENTS,
    ),
    (
        "product",
        (
            f"'prd_l' || {_NUMBER}, 'org_lists', 'miniapp', 'App ' || {_I}, 'Lists', TRUE,"
            f" {{json}}, {{json}}, 'open', 1, {STARTED} + i"
        ),
        MINIAPPS,
    ),
    (
        "miniapp",
        (
            f"'prd_l' || {_NUMBER}, 'org_lists', 'App ' || {_I}, 'other', 'What it does',"
            f" 'active', TRUE, 'al' || {_NUMBER}, 1, {STARTED} + i,"
            f" {STARTED} + (i * 7919) % {MINIAPPS}"
        ),
        MINIAPPS,
    ),
    (
        "staff",
        (
            f"'st_l' || {_NUMBER}, 'org_lists', 'l' || {_I} || '@river.example',"
            f" 'Employee ' || {_I}, 'role_lists_one', TRUE, TRUE, 'available', 1, {STARTED} + i"
        ),
        STAFF,
    ),
    (
        "licence",
        f"'lic_l' || {_NUMBER}, 'org_lists', {FIRST} + i, 'prd_l' || {_NUMBER}, {STARTED} + i",
        MINIAPPS,
    ),
    (
        "widget",
        (
            f"'wdg_l' || {_NUMBER}, 'org_lists', CASE i % 4 WHEN 0 THEN 'home' WHEN 1 THEN 'house'"
            f" WHEN 2 THEN 'showcase' ELSE 'services' END, i / 4, 'Widget ' || {_I}, '',"
            f" 'prd_l' || {_NUMBER}, TRUE, TRUE, 1, {STARTED} + i"
        ),
        WIDGETS,
    ),
    (
        "build",
        (
            f"'bld_l' || {_NUMBER}, 'prd_l' || CAST({FIRST} AS TEXT), 'digest ' || {_I},"
            f" 'validated', {{json}}, {{list}}, 1, 1, 1, {STARTED} + i"
        ),
        BUILDS,
    ),
    (
        "review",
        (
            f"'rev_l' || {_NUMBER}, 'prd_l' || {_NUMBER}, 'submitted', {STARTED} + i,"
            f" {STARTED} + (i * 7919) % {REVIEWS}, ''"
        ),
        REVIEWS,
    ),
    (
        "audit",
        (
            f"'aud_l' || {_NUMBER}, 'org_lists', {STARTED} + i, {_ACTOR_KIND}, {_ACTOR}, {_ACTION},"
            f" {_SUBJECT}, {{json}}, {{json}}"
        ),
        CHANGES,
    ),
)
