"""How does the machines' organisation come into a database?"""

from collections.abc import Sequence
from typing import Any

from chatserver.storage.bulk import insert_rows
from chatserver.storage.database import Database
from chatserver.storage.tables import (
    ClientPlace,
    ClientRow,
    Department,
    ObjectRow,
    Org,
    ProductRow,
    RoleRow,
    SQLModel,
    StaffObject,
    StaffRow,
)
from tests.model.estate import (
    DESK,
    FAR_ORG,
    FIX,
    FLAT_1,
    FLAT_2,
    HOUSE_1,
    HOUSE_2,
    NOON,
    ORG,
    QUARTER,
    ROLES,
    Employee,
    Estate,
    Setting,
)


async def build(db: Database) -> None:
    """Store the organisation as a new `Estate` describes it."""
    estate = Estate()
    tables: Sequence[tuple[type[SQLModel], list[dict[str, Any]]]] = (
        (Org, [{"id": one, "name": one, "created_at": NOON} for one in (ORG, FAR_ORG)]),
        (ObjectRow, _object_rows()),
        (Department, [{"id": one, "org": ORG, "name": one} for one in (DESK, FIX)]),
        (RoleRow, _role_rows()),
        (StaffRow, [_staff_row(id_, one) for id_, one in estate.staff.items()]),
        (StaffObject, _reach_rows(estate)),
        (ClientRow, [_client_row(number, id_) for number, id_ in enumerate(estate.places)]),
        (ClientPlace, _place_rows(estate)),
        (ProductRow, [_product_row(id_, one) for id_, one in estate.products.items()]),
    )
    async with db.transaction() as session:
        for table, rows in tables:
            await insert_rows(session, table, rows)


def _object_rows() -> list[dict[str, Any]]:
    kinds = {QUARTER: "quarter", HOUSE_1: "building", HOUSE_2: "building"}
    tree = {QUARTER: (), HOUSE_1: (QUARTER,), HOUSE_2: (QUARTER,)} | {
        FLAT_1: (QUARTER, HOUSE_1),
        FLAT_2: (QUARTER, HOUSE_2),
    }
    return [
        {
            "id": one, "org": ORG, "parent": above[-1] if above else None,
            "kind": kinds.get(one, "premises"), "name": one,
            "path": "".join(f"/{each}" for each in (*above, one)) + "/",
        }
        for one, above in tree.items()
    ]  # fmt: skip


def _role_rows() -> list[dict[str, Any]]:
    rows = [
        {"id": id_, "org": ORG, "name": id_, "administrator": id_ == "role_all",
         "permissions": list(permissions)}
        for id_, permissions in ROLES.items()
    ]  # fmt: skip
    far = {"id": "role_far", "org": FAR_ORG, "name": "far", "administrator": True}
    return [*rows, {**far, "permissions": []}]


def _staff_row(id_: str, one: Employee) -> dict[str, Any]:
    return {
        "id": id_, "org": one.org, "email": f"{id_}@example.org", "name": id_.title(),
        "role": one.role, "department": one.department, "all_objects": one.objects is None,
        "created_at": NOON,
    }  # fmt: skip


def _reach_rows(estate: Estate) -> list[dict[str, Any]]:
    return [
        {"staff": id_, "object": each}
        for id_, one in estate.staff.items()
        for each in one.objects or ()
    ]


def _client_row(number: int, id_: str) -> dict[str, Any]:
    phone = f"+7999000000{number}"
    return {
        "id": id_, "org": ORG, "name": id_.title(), "phone": phone, "search": id_,
        "created_at": NOON,
    }  # fmt: skip


def _place_rows(estate: Estate) -> list[dict[str, Any]]:
    return [
        {"client": client, "place": place, "position": position}
        for client, places in estate.places.items()
        for position, place in enumerate(places)
    ]


def _product_row(id_: str, one: Setting) -> dict[str, Any]:
    return {
        "id": id_, "org": ORG, "kind": one.kind, "name": f"inner {id_}", "title": f"Title {id_}",
        "basic": dict(one.basic), "bot": dict(one.bot), "created_at": NOON,
    }  # fmt: skip
