"""Two small organisations in which everybody's rights differ.

*Sosny* has a quarter with two buildings and a house apart. Ann is its Administrator, bob looks
after staff and mini-apps of the quarter, dot answers in building 1, eve only looks, fay is gone.
*Berezki* has one of each, and nobody of the one may learn anything of the other. Of the platform's
people mod looks at reviews and ola does the rest. A password is the first name.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pwdlib.hashers.argon2 import Argon2Hasher
from sqlmodel import SQLModel

from chatserver.core.searching import haystack
from chatserver.identity.passwords import Passwords
from chatserver.storage.bulk import insert_rows
from chatserver.storage.database import Database
from chatserver.storage.orgs import bump_acl
from chatserver.storage.tables import (
    ClientPlace,
    ClientRow,
    Department,
    ObjectRow,
    Org,
    ProductRow,
    RoleRow,
    StaffObject,
    StaffRow,
)
from chatserver.world import World
from tests import again

NOON = 1_767_268_800_000

SOSNY, BEREZKI = "org_sosny", "org_berezki"
QUARTER, HOUSE_1, HOUSE_2, APART = "obj_quarter", "obj_house1", "obj_house2", "obj_apart"
FLAT_1, FLAT_2, FLAT_3 = "obj_flat1", "obj_flat2", "obj_flat3"
FAR_HOUSE, FAR_FLAT = "obj_farhouse", "obj_farflat"
DESK, REPAIRS, FAR_DESK = "dep_desk", "dep_repairs", "dep_fardesk"
ADMINISTRATOR, KEEPER, ANSWERS, LOOKS = "role_admin", "role_keeper", "role_answers", "role_looks"
FAR_ADMINISTRATOR, MODERATOR, OFFICE = "role_faradmin", "role_moderator", "role_office"
ANN, BOB, DOT, EVE, FAY = "st_ann", "st_bob", "st_dot", "st_eve", "st_fay"
ZOE, MOD, OLA = "st_zoe", "st_mod", "st_ola"
OFFICE_PERMISSIONS = ["platform.licences", "platform.orgs", "platform.staff", "platform.support"]
CID, KIM, FAR_CLIENT = "cl_cid", "cl_kim", "cl_far"
APP, QUIET, NEWS, FAR_APP = "prd_app", "prd_quiet", "prd_news", "prd_far"
WATER, PASS = "tag_water", "tag_pass"

BASIC: Mapping[str, Any] = {
    "choice": "random",
    "skip_away": False,
    "answer_minutes": None,
    "ask_rating": False,
    "title": "Welcome",
    "text": "Write to us",
    "department": DESK,
    "staff": [],
}
BOT: Mapping[str, Any] = {
    "on": True,
    "greeter": ANN,
    "greeting": "Hello!",
    "prompt": "What is it about?",
    "tags": [
        {
            "id": WATER,
            "text": "Water",
            "autoreply": "Looking into it.",
            "rules": [{"objects": [HOUSE_1], "department": REPAIRS, "staff": [DOT]}],
        },
        {"id": PASS, "text": "Passes", "autoreply": "", "rules": []},
    ],
    "solved": "Glad to help.",
    "no_answer": "Write again any time.",
    "restart_minutes": 10,
}

_QUICK = Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1)


def quick_passwords() -> Passwords:
    """Return a hasher that costs next to nothing."""
    return Passwords(time_cost=1, memory_kib=64)


# By kind of database, once they have been written.
_SCRIPTS: dict[str, str] = {}


async def seed_small(world: World) -> None:
    """Fill an empty database with the two organisations."""
    database = world.db
    if database.dialect in _SCRIPTS:
        await again.run(database, _SCRIPTS[database.dialect])
        return
    async with database.transaction() as session:
        for table, rows in _TABLES:
            await insert_rows(session, table, rows)
    filled = [SQLModel.metadata.tables[str(table.__tablename__)] for table, _ in _TABLES]
    _SCRIPTS[database.dialect] = await again.script_of(database, filled)


def _rows(columns: Sequence[str], *rows: Sequence[Any]) -> list[dict[str, Any]]:
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _person(
    id_: str,
    org: str | None,
    role: str,
    department: str | None,
    everywhere: bool,
    active: bool = True,
) -> dict[str, Any]:
    name = id_.removeprefix("st_")
    return {
        "id": id_,
        "org": org,
        "email": f"{name}@example.com",
        "name": name.title(),
        "password_hash": _QUICK.hash(name),
        "role": role,
        "department": department,
        "all_objects": everywhere,
        "active": active,
        "presence": "available",
        "version": 1,
        "created_at": NOON,
    }


def _client(id_: str, org: str, name: str, phone: str, external: str) -> dict[str, Any]:
    return {
        "id": id_,
        "org": org,
        "name": name,
        "phone": phone,
        "external_id": external,
        "tester": False,
        "search": haystack(name, phone),
        "created_at": NOON,
    }


def _product(
    id_: str, org: str, kind: str, name: str, title: str, chat_on: bool, bot: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "id": id_,
        "org": org,
        "kind": kind,
        "name": name,
        "title": title,
        "chat_on": chat_on,
        "basic": dict(BASIC) if org == SOSNY else {**BASIC, "department": FAR_DESK},
        "bot": dict(bot),
        "version": 1,
        "created_at": NOON,
    }


def _object(id_: str, org: str, parent: str | None, kind: str, path: str) -> dict[str, Any]:
    name = id_.removeprefix("obj_")
    return {
        "id": id_,
        "org": org,
        "parent": parent,
        "kind": kind,
        "name": name,
        "address": f"{name} street",
        "path": path,
    }


_ORGS = _rows(
    ("id", "name", "kind", "rev", "acl", "chats", "created_at"),
    (SOSNY, "Sosny", "management", 0, 1, 0, NOON),
    (BEREZKI, "Berezki", "developer", 0, 1, 0, NOON),
)
_OBJECTS = [
    _object(QUARTER, SOSNY, None, "quarter", f"/{QUARTER}/"),
    _object(HOUSE_1, SOSNY, QUARTER, "building", f"/{QUARTER}/{HOUSE_1}/"),
    _object(HOUSE_2, SOSNY, QUARTER, "building", f"/{QUARTER}/{HOUSE_2}/"),
    _object(FLAT_1, SOSNY, HOUSE_1, "premises", f"/{QUARTER}/{HOUSE_1}/{FLAT_1}/"),
    _object(FLAT_2, SOSNY, HOUSE_2, "premises", f"/{QUARTER}/{HOUSE_2}/{FLAT_2}/"),
    _object(APART, SOSNY, None, "quarter", f"/{APART}/"),
    _object(FLAT_3, SOSNY, APART, "premises", f"/{APART}/{FLAT_3}/"),
    _object(FAR_HOUSE, BEREZKI, None, "quarter", f"/{FAR_HOUSE}/"),
    _object(FAR_FLAT, BEREZKI, FAR_HOUSE, "premises", f"/{FAR_HOUSE}/{FAR_FLAT}/"),
]
_ROLES = _rows(
    ("id", "org", "name", "administrator", "permissions", "notices"),
    (ADMINISTRATOR, SOSNY, "Administrator", True, [], {}),
    (KEEPER, SOSNY, "Keeper", False, ["staff.edit", "miniapps.edit", "chats.send"], {}),
    (ANSWERS, SOSNY, "Answers", False, ["chats.send"], {}),
    (LOOKS, SOSNY, "Looks", False, ["miniapps.view", "subscriptions.view"], {}),
    (FAR_ADMINISTRATOR, BEREZKI, "Administrator", True, [], {}),
    (MODERATOR, None, "Moderator", False, ["platform.moderation"], {}),
    (OFFICE, None, "Office", False, OFFICE_PERMISSIONS, {}),
)
_PEOPLE = [
    _person(ANN, SOSNY, ADMINISTRATOR, DESK, everywhere=False),
    _person(BOB, SOSNY, KEEPER, DESK, everywhere=False),
    _person(DOT, SOSNY, ANSWERS, REPAIRS, everywhere=False),
    _person(EVE, SOSNY, LOOKS, None, everywhere=True),
    _person(FAY, SOSNY, ANSWERS, REPAIRS, everywhere=True, active=False),
    _person(ZOE, BEREZKI, FAR_ADMINISTRATOR, FAR_DESK, everywhere=True),
    _person(MOD, None, MODERATOR, None, everywhere=True),
    _person(OLA, None, OFFICE, None, everywhere=True),
]
_PRODUCTS = [
    _product(APP, SOSNY, "miniapp", "App of the pines", "Sosny Help", True, BOT),
    _product(QUIET, SOSNY, "miniapp", "Quiet app", "Sosny Quiet", False, {}),
    _product(NEWS, SOSNY, "subscription", "News of the pines", "Sosny News", True, {}),
    _product(FAR_APP, BEREZKI, "miniapp", "App of the birches", "Berezki Help", True, {}),
]
_TABLES: Sequence[tuple[type[SQLModel], list[dict[str, Any]]]] = (
    (Org, _ORGS),
    (ObjectRow, _OBJECTS),
    (
        Department,
        _rows(
            ("id", "org", "name"),
            (DESK, SOSNY, "Desk"),
            (REPAIRS, SOSNY, "Repairs"),
            (FAR_DESK, BEREZKI, "Desk"),
        ),
    ),
    (RoleRow, _ROLES),
    (StaffRow, _PEOPLE),
    (StaffObject, _rows(("staff", "object"), (BOB, QUARTER), (DOT, HOUSE_1))),
    (
        ClientRow,
        [
            _client(CID, SOSNY, "Cid Orlov", "+79160000001", "77"),
            _client(KIM, SOSNY, "Kim Lis", "+79160000002", "78"),
            _client(FAR_CLIENT, BEREZKI, "Far Away", "+79160000001", "77"),
        ],
    ),
    (
        ClientPlace,
        _rows(
            ("client", "place", "position"),
            (CID, FLAT_1, 0),
            (CID, FLAT_2, 1),
            (KIM, FLAT_3, 0),
            (FAR_CLIENT, FAR_FLAT, 0),
        ),
    ),
    (ProductRow, _PRODUCTS),
)


async def ask_rating(db: Database, product: str = APP) -> None:
    """Let the clients of a product of Sosny's be asked how a dialog was."""
    async with db.transaction() as session:
        row = await session.get_one(ProductRow, product)
        row.basic = {**row.basic, "ask_rating": True}
        session.add(row)
        await bump_acl(session, SOSNY)
