"""Is every change written down, with who made it? Each thing is made, changed and taken away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from chatserver.storage.tables import AuditRow
from tests.doors import NOTHING, Doors
from tests.seeds import ANN, ANSWERS, APP, BASIC, BEREZKI, BOT, CID, DESK, DOT, FLAT_1, MOD, OLA
from tests.seeds import SOSNY as ORG
from tests.shelf import put_app


@dataclass(frozen=True, slots=True)
class Step:
    """A request that succeeds; the id in its answer is known as `name` from then on."""

    who: str
    method: str
    path: str
    body: Any = NOTHING
    name: str = ""


def life(who: str, path: str, new: Any, change: Any, name: str) -> Sequence[Step]:
    """Make a thing, change it and take it away."""
    one = f"{path}/{{{name}}}"
    return (
        Step(who, "POST", path, new, name),
        Step(who, "PATCH", one, change),
        Step(who, "DELETE", one),
    )


ENTITIES = f"orgs/{ORG}/legal-entities"
PINES = {"name": "OOO Sosny", "inn": "7707083893", "kpp": "773601001"}
STEPS: Sequence[Step] = (
    *life(ANN, "objects", {"kind": "quarter", "name": "New"}, {"name": "Newer"}, "object"),
    *life(ANN, "departments", {"name": "New"}, {"name": "Newer"}, "department"),
    *life(ANN, "products", {"name": "Good tips", "department": DESK}, {"text": "Hello"}, "product"),
    *life(
        ANN,
        "catalogue",
        {"kind": "screen", "screen": "bills", "title": "Bills"},
        {"title": "All bills"},
        "item",
    ),
    *life(ANN, "roles", {"name": "Concierge"}, {"permissions": ["chats.view"]}, "role"),
    Step(ANN, "POST", "widgets", {"screen": "home", "title": "Bills", "target": "bills"}, "widget"),
    Step(ANN, "PATCH", "widgets/{widget}", {"title": "All bills"}),
    Step(ANN, "POST", "widgets/{widget}/publish"),
    Step(ANN, "POST", "widgets/{widget}/draft"),
    Step(ANN, "DELETE", "widgets/{widget}"),
    Step(ANN, "POST", "clients", {"name": "Una", "phone": "+79161234567"}, "client"),
    Step(ANN, "PATCH", "clients/{client}", {"tester": True}),
    Step(ANN, "POST", "clients/{client}/export", {"reason": "asked for"}),
    Step(ANN, "POST", "clients/{client}/erase", {"reason": "asked for"}),
    Step(
        ANN,
        "POST",
        "staff",
        {"name": "Gus", "email": "gus@example.com", "role": ANSWERS},
        "gus",
    ),
    Step(ANN, "POST", "staff/{gus}/invite"),
    Step(ANN, "PATCH", "staff/{gus}", {"active": False}),
    Step(ANN, "POST", "api-keys", {"name": "CRM", "scopes": ["export.chats"]}, "crm"),
    Step(ANN, "DELETE", "api-keys/{crm}"),
    Step(ANN, "PATCH", "settings", {"locale": "en"}),
    Step(ANN, "PATCH", f"miniapps/{APP}", {"description": "What it does now"}),
    Step(ANN, "PUT", f"miniapps/{APP}/chat", {**BASIC, "title": "Good day"}),
    Step(ANN, "PUT", f"miniapps/{APP}/chat/bot", {**BOT, "prompt": "And?"}),
    Step(ANN, "POST", f"miniapps/{APP}/tokens", {"client_id": CID, "premises_id": FLAT_1}),
    Step(ANN, "POST", f"miniapps/{APP}/keys", {"name": "Back end"}, "key"),
    Step(ANN, "DELETE", f"miniapps/{APP}/keys/{{key}}"),
    Step(ANN, "PUT", f"miniapps/{APP}/status", {"status": "testing"}),
    Step(MOD, "POST", f"miniapps/{APP}/suspend", {"reason": "A breach"}),
    Step(MOD, "POST", f"miniapps/{APP}/unsuspend"),
    Step(OLA, "PUT", f"miniapps/{APP}/chat-enabled", {"on": False}),
    Step(
        OLA,
        "PUT",
        f"miniapps/{APP}/push-limits",
        {"every_s": 60, "per_day": None, "reason": "Complaints"},
    ),
    Step(MOD, "POST", "placement-rules", {"text_ru": "Правила", "text_en": "Rules"}),
    Step(OLA, "POST", ENTITIES, PINES, "entity"),
    Step(OLA, "PATCH", f"{ENTITIES}/{{entity}}", {"name": "AO Sosny"}),
    Step(OLA, "DELETE", f"{ENTITIES}/{{entity}}"),
    Step(OLA, "POST", f"orgs/{ORG}/licences", {"count": 1}),
    Step(OLA, "DELETE", f"orgs/{ORG}/licences/lic_{APP}"),
    Step(OLA, "POST", "superapps", {"name": "Domovoy", "kind": "general"}, "superapp"),
    Step(OLA, "PATCH", "superapps/{superapp}", {"orgs": [ORG]}),
    Step(OLA, "POST", "superapps/{superapp}/keys", {"name": "Back end"}, "ak"),
    Step(OLA, "DELETE", "superapps/{superapp}/keys/{ak}"),
    Step(OLA, "PATCH", "superapps/{superapp}", {"orgs": []}),
    Step(OLA, "DELETE", "superapps/{superapp}"),
    *life(OLA, "platform/roles", {"name": "Helpers"}, {"name": "Support"}, "platform_role"),
    Step(OLA, "PATCH", f"platform/staff/{MOD}", {"name": "Moderator"}),
    Step(
        OLA,
        "POST",
        "orgs",
        {
            "name": "Dubki",
            "kind": "management",
            "administrator": {"name": "Ida", "email": "ida@example.com"},
        },
        "org",
    ),
    Step(OLA, "PATCH", "orgs/{org}", {"name": "Oaks"}),
    Step(OLA, "POST", "orgs/{org}/close"),
    Step(OLA, "POST", "orgs/{org}/reopen"),
)


async def newest(door: Doors) -> tuple[int, AuditRow | None]:
    """How many changes are written down, and the newest of them."""
    async with door.small.world.db.session() as session:
        count = (await session.exec(select(func.count()).select_from(AuditRow))).one()
        rows = select(AuditRow).order_by(col(AuditRow.at).desc(), col(AuditRow.id).desc())
        return count, (await session.exec(rows.limit(1))).first()


async def test_every_change_is_written_down_with_its_maker(door: Doors) -> None:
    await put_app(door.small.world, APP)
    names: dict[str, str] = {}
    headers: Mapping[str, Mapping[str, str]] = {
        who: {**await door.staff(who), "If-Match": "*"} for who in (ANN, MOD, OLA)
    }
    for step in STEPS:
        door.small.clock.at += 1
        before, _ = await newest(door)
        path = f"/api/v1/{step.path.format(**names)}"

        answer = await door.ask(step.method, path, headers[step.who], step.body)

        told = f"{step.method} {path}: {answer.status_code} {answer.text[:300]}"
        assert answer.is_success, told
        if step.name:
            names[step.name] = answer.json()["id"]
        after, row = await newest(door)
        assert after > before, told
        assert row is not None
        assert (row.actor_kind, row.actor, row.at) == ("staff", step.who, door.small.clock.at), told
        assert row.org != BEREZKI


async def test_a_refused_change_leaves_no_trace(door: Doors) -> None:
    dot = {**await door.staff(DOT), "If-Match": "*"}
    for step in STEPS:
        path = f"/api/v1/{step.path}".replace("{", "").replace("}", "")

        answer = await door.ask(step.method, path, dot, step.body)

        assert answer.status_code == 403, f"{step.method} {path}"
    assert await newest(door) == (0, None)
