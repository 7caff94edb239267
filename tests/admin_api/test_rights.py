"""Does every route ask for the right that its document names, whoever comes?"""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import func
from sqlmodel import select

from chatserver.core.rights import ORGANISATION, Permission, granted
from chatserver.core.staffing import ADMINISTRATOR
from chatserver.http.documents import operations
from chatserver.storage.tables import AuditRow
from tests.doors import NOTHING, Doors
from tests.seeds import (
    ANN,
    ANSWERS,
    APP,
    BASIC,
    BOB,
    BOT,
    CID,
    DESK,
    DOT,
    EVE,
    FAR_ADMINISTRATOR,
    FAR_DESK,
    FLAT_1,
    MOD,
    OFFICE,
    OFFICE_PERMISSIONS,
    OLA,
    SOSNY,
    ZOE,
)
from tests.shelf import put_app

# Whoever is not of Sosny finds nothing under these ids; mod lacks every permission of theirs.
PATHS: Mapping[str, str] = {
    "staff_id": DOT,
    "miniapp_id": APP,
    "chat_id": "chat_none",
    "seq": "1",
    "widget_id": "wid_none",
    "key_id": "key_none",
    "object_id": "obj_none",
    "department_id": "dep_none",
    "client_id": "cl_none",
    "product_id": "prd_none",
    "item_id": "cat_none",
    "import_id": "imp_none",
    "export_id": "exp_none",
    "session_id": "fam_none",
    "view_id": "view_none",
    "notice_id": "ntc_none",
    "file_id": "file_none",
    "reply_id": "can_none",
    "upload_id": "file_none",
    "org_id": "org_none",
    "licence_id": "lic_none",
    "build_id": "bld_none",
    "offer_id": "off_none",
    "review_id": "rev_none",
    "superapp_id": "sup_none",
    "role_id": "role_none",
    "entity_id": "ent_none",
    "account_id": "acc_none",
    "subscription_id": "dev_none",
    "webhook_id": "whk_none",
    "delivery_id": "dlv_none",
    "order_id": "ord_none",
}
QUERIES: Mapping[str, str] = {"/api/v1/link-targets": "?chat=chat_none"}
ENTITIES = "/api/v1/orgs/{org_id}/legal-entities"
BODIES: Mapping[tuple[str, str], Any] = {
    ("post", "/api/v1/staff"): {"name": "New", "email": "new@example.org", "role": ANSWERS},
    ("patch", "/api/v1/staff/{staff_id}"): {"department": None},
    ("put", "/api/v1/miniapps/{miniapp_id}/chat"): dict(BASIC),
    ("put", "/api/v1/miniapps/{miniapp_id}/chat/bot"): dict(BOT),
    ("post", "/api/v1/miniapps/{miniapp_id}/chat/bot/dry-run"): {
        "client_id": CID,
        "premises_id": FLAT_1,
    },
    ("post", "/api/v1/miniapps/{miniapp_id}/tokens"): {"client_id": CID, "premises_id": FLAT_1},
    ("post", "/api/v1/miniapps/{miniapp_id}/keys"): {"name": "Back end"},
    ("post", "/api/v1/widgets"): {"screen": "home", "title": "Bills", "target": "bills"},
    ("patch", "/api/v1/widgets/{widget_id}"): {"title": "Bills"},
    ("post", "/api/v1/objects"): {"kind": "quarter", "name": "New"},
    ("patch", "/api/v1/objects/{object_id}"): {"name": "Newer"},
    ("post", "/api/v1/departments"): {"name": "New"},
    ("patch", "/api/v1/departments/{department_id}"): {"name": "Newer"},
    ("post", "/api/v1/clients"): {"name": "New", "phone": "+79161234567"},
    ("patch", "/api/v1/clients/{client_id}"): {"name": "Newer"},
    ("post", "/api/v1/clients/{client_id}/export"): {"reason": "asked for"},
    ("post", "/api/v1/clients/{client_id}/erase"): {"reason": "asked for"},
    ("post", "/api/v1/products"): {"name": "A new one", "department": DESK},
    ("patch", "/api/v1/products/{product_id}"): {"text": "Newer"},
    ("patch", "/api/v1/chats/{chat_id}"): {"comment": "Calm."},
    ("post", "/api/v1/canned-replies"): {"title": "Thanks", "text": "Thank you!"},
    ("patch", "/api/v1/canned-replies/{reply_id}"): {"title": "Thanks"},
    ("post", "/api/v1/catalogue"): {"kind": "screen", "screen": "bills", "title": "Bills"},
    ("patch", "/api/v1/catalogue/{item_id}"): {"title": "Newer"},
    ("post", "/api/v1/orgs"): {
        "name": "Dubki",
        "kind": "management",
        "administrator": {"name": "Una", "email": "una@example.com"},
    },
    ("patch", "/api/v1/orgs/{org_id}"): {"name": "Newer"},
    ("post", f"{ENTITIES}"): {"name": "OOO Sosny", "inn": "7707083893", "kpp": "773601001"},
    ("patch", f"{ENTITIES}/{{entity_id}}"): {"name": "Newer"},
    ("post", f"{ENTITIES}/{{entity_id}}/accounts"): {
        "bank": "The bank",
        "bik": "044030653",
        "number": "40702810900000002851",
    },
    ("patch", "/api/v1/settings"): {"locale": "en"},
    ("post", "/api/v1/api-keys"): {"name": "CRM", "scopes": ["export.clients"]},
    ("post", "/api/v1/webhooks"): {"url": "https://example.com/hooks"},
    ("patch", "/api/v1/webhooks/{webhook_id}"): {"description": "CRM"},
    ("post", "/api/v1/webhooks/{webhook_id}/replay"): {"since": "2026-01-01T00:00:00Z"},
    ("post", "/api/v1/roles"): {"name": "Concierge"},
    ("patch", "/api/v1/roles/{role_id}"): {"name": "Porter"},
    ("post", "/api/v1/platform/roles"): {"name": "Helpers"},
    ("patch", "/api/v1/platform/roles/{role_id}"): {"name": "Helpers"},
    ("post", "/api/v1/platform/staff"): {
        "name": "Hal",
        "email": "hal@example.com",
        "role": OFFICE,
    },
    ("patch", "/api/v1/platform/staff/{staff_id}"): {"name": "Hal"},
    ("post", "/api/v1/superapps"): {"name": "Domovoy", "kind": "general"},
    ("patch", "/api/v1/superapps/{superapp_id}"): {"name": "Newer"},
    ("post", "/api/v1/superapps/{superapp_id}/keys"): {"name": "Back end"},
    ("post", "/api/v1/orgs/{org_id}/licences"): {"count": 1},
    ("post", "/api/v1/placement-rules"): {"text_ru": "Правила", "text_en": "Rules"},
    ("post", "/api/v1/miniapps"): {
        "licence": "lic_none",
        "name": "Garden",
        "category": "tools",
        "description": "Watering and pruning",
        "rules_version": 1,
    },
    ("patch", "/api/v1/miniapps/{miniapp_id}"): {"description": "What it does"},
    ("put", "/api/v1/miniapps/{miniapp_id}/payment"): {"legal_entity": None, "account": None},
    ("put", "/api/v1/miniapps/{miniapp_id}/status"): {"status": "active"},
    ("post", "/api/v1/miniapps/{miniapp_id}/rollback"): {"release": f"rel_1{APP}"},
    ("post", "/api/v1/miniapps/{miniapp_id}/suspend"): {"reason": "A breach"},
    ("put", "/api/v1/miniapps/{miniapp_id}/chat-enabled"): {"on": True},
    ("put", "/api/v1/miniapps/{miniapp_id}/push-limits"): {
        "every_s": 60,
        "per_day": 3,
        "reason": "Complaints",
    },
    ("post", "/api/v1/miniapps/{miniapp_id}/orders/{order_id}/refund"): {"reason": "Asked for"},
    ("post", "/api/v1/miniapps/{miniapp_id}/builds/{build_id}/revoke"): {"reason": "A breach"},
    ("post", "/api/v1/moderation/reviews/{review_id}/reject"): {
        "reason_code": "crash",
        "text": "It crashes",
    },
    ("post", "/api/v1/moderation/reviews/{review_id}/defer"): {"text": "Busy", "hours": 24},
}
# What whoever may ask is told, where the request itself cannot succeed here.
PAST_THE_RIGHTS: Mapping[tuple[str, str], int] = {
    ("post", "/api/v1/miniapps"): 422,
    ("post", "/api/v1/files"): 415,
    ("post", "/api/v1/files/uploads"): 422,
    ("put", "/api/v1/miniapps/{miniapp_id}/offer"): 415,
    ("delete", "/api/v1/miniapps/{miniapp_id}/offer"): 404,  # the one in force stays
    ("post", "/api/v1/miniapps/{miniapp_id}/builds"): 422,
    ("post", "/api/v1/miniapps/{miniapp_id}/submit"): 409,
    ("post", "/api/v1/miniapps/{miniapp_id}/withdraw"): 409,
    ("post", "/api/v1/miniapps/{miniapp_id}/publish"): 409,
    ("post", "/api/v1/staff/{staff_id}/invite"): 409,  # dot has a password
    ("get", "/api/v1/platform/staff/{staff_id}"): 404,  # dot is an organisation's
    ("patch", "/api/v1/platform/staff/{staff_id}"): 404,
    ("post", "/api/v1/platform/staff/{staff_id}/invite"): 404,
}
# What is only read and yet written down: a table leaves the server with people's names in it.
AUDITED_READS = frozenset(
    {("get", "/api/v1/chats/export.xlsx"), ("get", "/api/v1/orders/export.xlsx")}
)
# What changes nothing, or nothing that anybody would ask about later.
UNAUDITED = frozenset(
    {
        # It draws nothing, and changes nothing.
        ("post", "/api/v1/miniapps/{miniapp_id}/chat/bot/dry-run"),
        # It is written down when the table is there.
        ("post", "/api/v1/chats/exports"),
        # Each thing that comes in by it is written down when it does.
        ("post", "/api/v1/objects/import"),
        ("post", "/api/v1/clients/import"),
        # It only tells what would be done.
        ("post", "/api/v1/miniapps/{miniapp_id}/chat/bot/dry-run"),
        # It is active already, and nobody is paid already.
        ("put", "/api/v1/miniapps/{miniapp_id}/status"),
        ("put", "/api/v1/miniapps/{miniapp_id}/payment"),
    }
)
# Every employee may read these, the platform's too.
OF_NO_ORGANISATION = frozenset({"/api/v1/categories", "/api/v1/placement-rules"})
# Where a body names something of the sender's own organisation.
OWN_BODIES: Mapping[tuple[str, str, str], Any] = {
    **{
        (who, "post", "/api/v1/staff"): {"name": "New", "email": f"{who}@example.org", "role": role}
        for who, role in ((ANN, ANSWERS), (BOB, ANSWERS), (ZOE, FAR_ADMINISTRATOR))
    },
    **{(who, "post", "/api/v1/roles"): {"name": f"Of {who}"} for who in (ANN, BOB, ZOE)},
    (ZOE, "post", "/api/v1/products"): {"name": "A new one", "department": FAR_DESK},
}
EVERYTHING = frozenset({*ORGANISATION, ADMINISTRATOR})
MAY: Mapping[str, frozenset[str]] = {
    ANN: EVERYTHING,
    BOB: granted(["staff.edit", "miniapps.edit", "chats.send"]),
    DOT: granted(["chats.send"]),
    EVE: granted(["miniapps.view", "subscriptions.view"]),
    ZOE: EVERYTHING,
    MOD: frozenset({Permission.PLATFORM_MODERATION}),
    OLA: granted(OFFICE_PERMISSIONS),
}
PLATFORMS = (MOD, OLA)


def needed(operation: Mapping[str, Any]) -> list[str]:
    permission = operation["x-permission"]
    return [permission] if isinstance(permission, str) else permission or []


def routes(door: Doors) -> list[tuple[str, str, Mapping[str, Any]]]:
    """Every route of the staff's door that asks who comes: method, path, operation."""
    return [
        (method, path, operation)
        for path, methods in door.app.openapi()["paths"].items()
        for method, operation in methods.items()
        if path.startswith("/api/v1/") and operation.get("security")
    ]


def personal(path: str) -> bool:
    """What is everybody's own, and looked at in tests of its own."""
    return path.startswith(("/api/v1/me/", "/api/v1/auth/", "/api/v1/notices"))


def expected(staff: str, method: str, path: str, wanted: list[str]) -> int:
    """Without the permission 403, before anything is looked up; then 404 for what is not theirs."""
    if wanted and MAY[staff].isdisjoint(wanted):
        return 403
    if path == "/api/v1/me":
        return 200
    platform = any(one.startswith("platform.") for one in wanted)
    foreign = (staff in PLATFORMS and not platform) or (staff == ZOE and "{" in path)
    nothing = path in QUERIES or any(
        f"{{{name}}}" in path for name, id_ in PATHS.items() if id_.endswith("_none")
    )
    if staff in PLATFORMS and path in OF_NO_ORGANISATION:
        return 200
    if foreign or nothing:
        return 404
    return PAST_THE_RIGHTS.get((method, path), 200)


@pytest.fixture
def door(sqlite_door: Doors) -> Doors:
    """One kind of database will do: what a route asks for is settled before it is asked."""
    return sqlite_door


async def written_down(door: Doors) -> int:
    """How many changes the audit log knows."""
    async with door.small.world.db.session() as session:
        return (await session.exec(select(func.count()).select_from(AuditRow))).one()


async def test_every_route_against_every_role(door: Doors) -> None:
    assert len(routes(door)) >= 12
    await put_app(door.small.world, APP)
    for staff in MAY:
        headers = {**await door.staff(staff), "If-Match": "*"}
        for method, path, operation in routes(door):
            if personal(path):
                assert not needed(operation)
                continue
            body = OWN_BODIES.get((staff, method, path), BODIES.get((method, path), NOTHING))
            asked = path.format(**PATHS) + QUERIES.get(path, "")
            before = await written_down(door)
            answer = await door.ask(method, asked, headers, body)
            told = f"{staff} {method} {path}: {answer.status_code} {answer.text}"
            asked_to = method != "get" or (method, path) in AUDITED_READS
            changes = asked_to and answer.is_success and (method, path) not in UNAUDITED
            assert (await written_down(door) > before) is changes, f"audited? {told}"
            wanted = needed(operation)
            status = 200 if answer.is_success else answer.status_code
            assert status == expected(staff, method, path, wanted), told
            if answer.status_code == 403:
                assert answer.json()["permission"] == wanted[0], told


async def test_nobody_comes_in_without_an_employees_token(door: Doors) -> None:
    ann = (await door.staff(ANN))["Authorization"]
    broken = {"Authorization": ann[:-3] + ("AAA" if ann[-3:] != "AAA" else "BBB")}
    for headers in ({}, door.client(CID, SOSNY), broken):
        for method, path, operation in routes(door):
            body = BODIES.get((method, path), NOTHING)
            answer = await door.ask(method, path.format(**PATHS), headers, body)
            assert answer.status_code == 401, f"{operation['operationId']} {headers}"
            assert answer.headers["www-authenticate"].startswith("Bearer")


def test_every_operation_names_its_permission_and_who_needs_one_a_credential(
    door: Doors,
) -> None:
    for operation in operations(door.app.openapi()):
        assert "x-permission" in operation
        if not needed(operation):
            continue
        if operation["tags"] == ["public"]:
            # A key without the scope has nothing there.
            assert operation["security"] == [{"export_key": []}]
            assert "not_found" in operation["x-problems"]
        else:
            assert operation["security"] == [{"staff": []}]
            assert "forbidden" in operation["x-problems"]
