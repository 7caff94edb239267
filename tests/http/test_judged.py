"""Are mistakes of form and of content told in one answer, and is nothing done to find them?"""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute
from pydantic import TypeAdapter, ValidationError
from sqlmodel import SQLModel

import admin_api
from chatserver.actions.integrations.api_keys import make_superapp_key
from chatserver.http.judged import Judged
from chatserver.http.mending import CannotMend, mend
from chatserver.ledger.outcome import SYSTEM
from chatserver.storage.tables import LegalEntity, ObjectRow
from tests.admin_api.test_rights import BODIES, PATHS
from tests.doors import Doors
from tests.seeds import (
    ANN,
    ANSWERS,
    APP,
    BASIC,
    BOT,
    CID,
    DESK,
    DOT,
    FAR_APP,
    FAR_CLIENT,
    FLAT_1,
    FLAT_2,
    HOUSE_1,
    MOD,
    NEWS,
    NOON,
    OLA,
    SOSNY,
    WATER,
)
from tests.shelf import put_app

Told = set[tuple[str, str]]
ENTITIES = f"orgs/{SOSNY}/legal-entities"
# What has a mistake of the schema's and several of the rules': every one is told.
MIXED: list[tuple[str, str, str, Any, Told]] = [
    (ANN, "POST", "miniapps", {
        "licence": "lic_none", "name": "No, no", "category": "x", "description": 5,
        "rules_version": 99, "more": 1,
    }, {
        ("/description", "string_type"), ("/more", "extra_forbidden"),
        ("/name", "characters"), ("/category", "unknown"), ("/licence", "unknown"),
        ("/rules_version", "rules_changed"),
    }),
    (ANN, "POST", "miniapps", {
        "licence": f"lic_{APP}", "name": "Garden", "category": "tools", "description": 5,
        "rules_version": 99,
    }, {
        ("/description", "string_type"), ("/licence", "licence_in_use"),
        ("/rules_version", "rules_changed"),
    }),
    (ANN, "POST", "miniapps", {"name": "x", "description": ""}, {
        ("/licence", "missing"), ("/category", "missing"), ("/rules_version", "missing"),
        ("/name", "length"), ("/description", "length"),
    }),
    (ANN, "PATCH", f"miniapps/{APP}", {
        "name": 1, "category": "x", "description": "..", "licence": "lic_none",
    }, {
        ("/name", "string_type"), ("/category", "unknown"), ("/description", "length"),
        ("/description", "characters"), ("/licence", "unknown"),
    }),
    (ANN, "PATCH", f"miniapps/{APP}", {"name": "", "category": "", "description": " "}, {
        ("/name", "length"), ("/category", "unknown"), ("/description", "length"),
    }),
    (ANN, "PUT", f"miniapps/{APP}/payment", {"legal_entity": "ent_none", "account": 1}, {
        ("/account", "string_type"), ("/legal_entity", "unknown"),
    }),
    (ANN, "PUT", f"miniapps/{APP}/chat", {
        **BASIC, "title": 7, "department": "dep_none", "staff": ["st_none", DOT, DOT], "more": 1,
    }, {
        ("/title", "type"), ("/department", "unknown_department"), ("/staff/0", "unknown_staff"),
        ("/staff/2", "duplicate"), ("/more", "unknown_field"),
    }),
    (ANN, "PUT", f"miniapps/{APP}/chat/bot", {
        **BOT, "on": "yes", "greeter": "st_none", "restart_minutes": 0,
        "tags": [
            {"id": WATER, "text": 5, "rules": [
                {"objects": ["obj_none", HOUSE_1, HOUSE_1], "department": DESK, "staff": [DOT]},
            ]},
            {"id": "tag_none", "text": "Passes"}, {"text": "passes"}, 4,
        ],
    }, {
        ("/on", "type"), ("/greeter", "unknown_staff"), ("/restart_minutes", "out_of_range"),
        ("/tags/0/text", "type"), ("/tags/0/rules/0/objects/0", "unknown_object"),
        ("/tags/0/rules/0/objects/2", "duplicate"),
        ("/tags/0/rules/0/staff/0", "not_in_department"),
        ("/tags/1/id", "unknown_tag"), ("/tags/2/text", "duplicate"), ("/tags/3", "type"),
    }),
    (ANN, "POST", f"miniapps/{APP}/chat/bot/dry-run", {
        "client_id": CID, "premises_id": "obj_none", "tag_id": "tag_none", "more": 1,
    }, {
        ("/more", "extra_forbidden"), ("/premises_id", "unknown"), ("/tag_id", "unknown"),
    }),
    (ANN, "POST", "staff", {
        "name": 1, "email": "dot@example.com", "role": "role_none", "department": "dep_none",
        "objects": [HOUSE_1, HOUSE_1, 5, "obj_none"],
    }, {
        ("/name", "string_type"), ("/objects/2", "string_type"), ("/email", "taken"),
        ("/role", "unknown"), ("/department", "unknown"), ("/objects/3", "unknown"),
    }),
    (ANN, "PATCH", f"staff/{DOT}", {
        "active": "yes", "email": "ann@example.com", "role": "role_none", "objects": ["obj_none"],
    }, {
        ("/active", "bool_type"), ("/email", "taken"), ("/role", "unknown"),
        ("/objects/0", "unknown"),
    }),
    (ANN, "POST", "roles", {
        "name": "keeper", "permissions": ["x", "chats.send", "platform.orgs", "chats.send"],
    }, {
        ("/permissions/0", "enum"), ("/permissions/2", "unknown"), ("/permissions/3", "duplicate"),
        ("/name", "taken"),
    }),
    (ANN, "PATCH", f"roles/{ANSWERS}", {
        "name": "Keeper", "permissions": ["platform.orgs"], "notices": {"assigned_push": 1},
    }, {
        ("/notices/assigned_push", "bool_type"), ("/name", "taken"), ("/permissions/0", "unknown"),
    }),
    (ANN, "POST", "objects", {
        "kind": "premises", "name": " ", "parent": "obj_none", "external_id": "taken",
    }, {
        ("/name", "value_error"), ("/parent", "unknown"), ("/external_id", "taken"),
    }),
    (ANN, "PATCH", f"objects/{FLAT_2}", {
        "address": 1, "parent": "obj_none", "external_id": "taken",
    }, {
        ("/address", "string_type"), ("/parent", "unknown"), ("/external_id", "taken"),
    }),
    (ANN, "POST", "clients", {
        "name": "", "phone": "12", "premises": [FLAT_1, FLAT_1, "obj_none", HOUSE_1],
        "external_id": "78",
    }, {
        ("/name", "too_short"), ("/phone", "malformed"), ("/premises/2", "unknown"),
        ("/premises/3", "unknown"), ("/external_id", "taken"),
    }),
    (ANN, "PATCH", f"clients/{CID}", {
        "tester": 1, "phone": "+79160000002", "external_id": "78", "premises": ["obj_none"],
    }, {
        ("/tester", "bool_type"), ("/phone", "taken"), ("/external_id", "taken"),
        ("/premises/0", "unknown"),
    }),
    (ANN, "PATCH", f"clients/{CID}", {"name": 1, "take_phone": True, "external_id": "78"}, {
        ("/name", "string_type"), ("/take_phone", "unexpected"), ("/external_id", "taken"),
    }),
    (OLA, "POST", "orgs", {
        "name": 1, "kind": "bank", "administrator": {"name": "Una", "email": "ann@example.com"},
    }, {
        ("/name", "string_type"), ("/kind", "literal_error"), ("/administrator/email", "taken"),
    }),
    (OLA, "POST", ENTITIES, {"name": 1, "inn": "1", "kpp": "2"}, {
        ("/name", "string_type"), ("/inn", "malformed"), ("/kpp", "malformed"),
    }),
    (OLA, "PATCH", f"{ENTITIES}/ent_one", {"name": 1, "inn": "7707083894", "kpp": "2"}, {
        ("/name", "string_type"), ("/inn", "malformed"), ("/kpp", "malformed"),
    }),
    (OLA, "POST", f"{ENTITIES}/ent_one/accounts", {"bank": "", "bik": "1", "number": "2"}, {
        ("/bank", "too_short"), ("/bik", "malformed"), ("/number", "malformed"),
    }),
    (OLA, "POST", "superapps", {
        "name": "Domovoy", "kind": "none", "orgs": [SOSNY, SOSNY, 5, "org_none"],
        "origins": ["https://a.example", "https://a.example"],
        "stores": {"BAD": "https://a.example"},
        "packages": [
            {"platform": "ios", "id": "ru.app", "fingerprints": [":".join(["3F"] * 32)]},
            {"platform": "android", "id": "ru.app", "fingerprints": ["x"]},
        ],
    }, {
        ("/kind", "literal_error"), ("/orgs/2", "string_type"), ("/orgs/1", "duplicate"),
        ("/orgs/3", "unknown"), ("/origins/1", "duplicate"),
        ("/stores/BAD", "string_pattern_mismatch"),
        ("/packages/0/fingerprints", "unexpected"),
        ("/packages/1/fingerprints/0", "string_pattern_mismatch"),
    }),
    (OLA, "POST", "platform/staff", {"name": 1, "email": "x@y", "role": ANSWERS}, {
        ("/name", "string_type"), ("/email", "malformed"), ("/role", "unknown"),
    }),
    (ANN, "POST", "widgets", {
        "screen": "cellar", "title": "", "position": -1, "text": "x" * 201, "image": "file_none",
        "miniapp": FAR_APP, "objects": [HOUSE_1, 5, "obj_none"],
    }, {
        ("/screen", "literal_error"), ("/position", "greater_than_equal"),
        ("/objects/1", "string_type"), ("/title", "length"), ("/text", "too_long"),
        ("/image", "unknown"), ("/miniapp", "unknown"), ("/objects/2", "unknown"),
    }),
    (ANN, "POST", "catalogue", {
        "kind": "event", "title": 1, "screen": "bills", "category": "cat_none",
        "image": "file_none", "objects": ["obj_none"], "products": [APP, "prd_none"],
    }, {
        ("/title", "string_type"), ("/screen", "unexpected"), ("/category", "unknown"),
        ("/image", "unknown"), ("/objects/0", "unknown"), ("/products/1", "unknown"),
    }),
    (ANN, "POST", "products", {
        "name": "x", "department": "dep_none", "staff": ["st_none"], "chat_on": 1,
        "title": "x" * 31,
    }, {
        ("/chat_on", "bool_type"), ("/name", "length"), ("/department", "unknown_department"),
        ("/staff/0", "unknown_staff"), ("/title", "too_long"),
    }),
    (ANN, "PATCH", "settings", {
        "locale": "de", "time_zone": "Mars/Olympus", "logo": "file_none",
        "colours": {"primary": "red"},
    }, {
        ("/locale", "literal_error"), ("/colours/primary", "string_pattern_mismatch"),
        ("/time_zone", "unknown"), ("/logo", "unknown"),
    }),
    (ANN, "POST", "api-keys", {"name": "", "scopes": ["export.chats", "export.chats"]}, {
        ("/name", "too_short"), ("/scopes/1", "duplicate"),
    }),
    (ANN, "POST", "canned-replies", {"title": " ", "text": "{x}", "shared": 1}, {
        ("/shared", "bool_type"), ("/title", "required"), ("/text", "unknown_placeholder"),
    }),
    (MOD, "POST", "moderation/reviews/rev_none/reject", {
        "reason_code": "x", "text": "x" * 2001, "more": 1,
    }, {
        ("/more", "extra_forbidden"), ("/reason_code", "unknown"), ("/text", "too_long"),
    }),
    (MOD, "POST", "moderation/reviews/rev_none/reject", {"reason_code": "x", "text": " "}, {
        ("/reason_code", "unknown"), ("/text", "reason_required"),
    }),
]  # fmt: skip
# What the rules have judged by something of the wrong form is not told: nobody can know it.
UNKNOWABLE: list[tuple[str, str, str, Any, Told]] = [
    (OLA, "POST", ENTITIES, {"name": "A", "inn": 7707083893}, {("/inn", "string_type")}),
    (OLA, "POST", f"{ENTITIES}/ent_one/accounts", {
        "bank": "A", "bik": 1, "number": "40702810900000002851",
    }, {("/bik", "string_type")}),
    (ANN, "POST", "objects", {"kind": "cellar", "name": "A", "parent": HOUSE_1}, {
        ("/kind", "literal_error"),
    }),
    (ANN, "POST", "objects", {"kind": "premises", "name": "A", "parent": 1}, {
        ("/parent", "string_type"),
    }),
    (ANN, "POST", "widgets", {"screen": "home", "title": "A", "target": 1}, {
        ("/target", "string_type"),
    }),
    (ANN, "POST", "catalogue", {"kind": "x", "title": "A", "screen": "bills"}, {
        ("/kind", "literal_error"),
    }),
    (ANN, "PATCH", f"clients/{CID}", {"phone": 1, "take_phone": True}, {("/phone", "string_type")}),
    (ANN, "PATCH", f"clients/{CID}", {"phone": "+79160000002", "take_phone": 1}, {
        ("/take_phone", "bool_type"),
    }),
    (ANN, "POST", "products", {"name": "A new one", "department": 1, "staff": [DOT]}, {
        ("/department", "string_type"),
    }),
]  # fmt: skip
OWN: Mapping[str, str] = {
    "staff_id": DOT, "miniapp_id": APP, "client_id": CID, "object_id": FLAT_2, "role_id": ANSWERS,
    "department_id": DESK, "product_id": NEWS, "org_id": SOSNY, "entity_id": "ent_one",
}  # fmt: skip
NEITHER = object()
# They change more than the database, or try a secret: of these one hears of the form first.
UNJUDGED = frozenset(
    {
        *(f"/api/v1/auth/{one}" for one in ("login", "refresh", "logout", "reset")),
        *(f"/api/v1/auth/{one}/{{token}}" for one in ("invites", "reset")),
        *(f"/api/v1/clients/{{client_id}}/{one}" for one in ("export", "erase")),
        *(f"/api/v1/me/{one}" for one in ("password", "totp")),
        *(f"/api/v1/me/totp/{one}" for one in ("confirm", "recovery-codes", "disable")),
    }
)


def with_bodies() -> Iterator[tuple[str, str, APIRoute]]:
    """Every route of the staff's door that reads a body as the schema says."""
    routers = [getattr(part, "routes", None) for part in vars(admin_api).values()]
    for router in routers:
        for route in router.routes if isinstance(router, APIRouter) else ():
            if isinstance(route, APIRoute) and route.body_field is not None:
                yield min(route.methods or ()).lower(), route.path, route


async def everything(door: Doors) -> Mapping[str, list[Any]]:
    """All that is stored."""
    async with door.small.world.db.session() as session:
        connection = await session.connection()
        return {
            name: sorted(map(repr, await connection.execute(table.select())))
            for name, table in SQLModel.metadata.tables.items()
        }


@pytest.fixture
async def shop(door: Doors) -> Doors:
    """With something that the bodies can speak of."""
    await put_app(door.small.world, APP)
    async with door.small.world.db.transaction() as session:
        flat = await session.get_one(ObjectRow, FLAT_1)
        flat.external_id = "taken"
        named = {"id": "ent_one", "name": "Sosny", "inn": "7707083893", "kpp": "773601001"}
        entity = LegalEntity.model_validate({**named, "org": SOSNY, "created_at": NOON})
        session.add_all([flat, entity])
    return door


@pytest.mark.parametrize("case", MIXED + UNKNOWABLE, ids=lambda case: f"{case[1]} {case[2]}")
async def test_one_answer_has_them_all(shop: Doors, case: tuple[str, str, str, Any, Told]) -> None:
    who, method, path, body, told = case
    headers = {**await shop.staff(who), "If-Match": "*"}
    before = await everything(shop)

    answer = await shop.ask(method, f"/api/v1/{path}", headers, body)

    assert (answer.status_code, answer.json()["code"]) == (422, "validation")
    found = [(one["pointer"], one["code"]) for one in answer.json()["errors"]]
    assert sorted(found) == sorted(told)
    assert await everything(shop) == before


@pytest.mark.slow
async def test_what_is_only_tried_leaves_nothing(shop: Doors) -> None:
    """With one field too many all of these are refused; without it most of them are done."""
    done = []
    people = {one: {**await shop.staff(one), "If-Match": "*"} for one in (ANN, OLA, MOD)}
    for method, path, _ in with_bodies():
        body = BODIES.get((method, path))
        if body is None or path.endswith(("/chat", "/chat/bot")):
            continue
        asked = path.format(**{**PATHS, **OWN})
        before = await everything(shop)
        for headers in people.values():
            tried = await shop.ask(method, asked, headers, {**body, "more": 1})
            assert tried.status_code in (422, 403, 404), f"{method} {path} {tried.text}"
        assert await everything(shop) == before, f"{method} {path}"
        for headers in people.values():
            if (await shop.ask(method, asked, headers, body)).is_success:
                done.append((method, path))
                break
    assert len(done) >= 30


async def test_who_may_not_see_it_learns_nothing_of_the_rest(shop: Doors) -> None:
    """Of what is another's the form alone is told, as of what never was."""
    ann = {**await shop.staff(ANN), "If-Match": "*"}
    wrong = {"name": 1, "external_id": "77"}

    answers = [
        await shop.ask("PATCH", f"/api/v1/clients/{one}", ann, wrong)
        for one in (FAR_CLIENT, "cl_none")
    ]

    for answer in answers:
        assert [one["pointer"] for one in answer.json()["errors"]] == ["/name"]


async def test_what_a_body_lacks_as_a_whole_is_not_told_of_the_rest_of_it(door: Doors) -> None:
    key = await make_superapp_key(door.small.world, "Superapp", [SOSNY], by=SYSTEM)
    superapp = {"Authorization": f"Bearer {key}"}
    bodies: list[tuple[Any, Told]] = [
        ({"phone": 5}, {("/phone", "string_type")}),
        ({"phone": "12", "more": 1}, {("/phone", "malformed"), ("/more", "extra_forbidden")}),
        ({}, {("", "value_error")}),
    ]
    for body, told in bodies:
        answer = await door.ask("POST", "/superapp/v1/client-tokens", superapp, body)
        assert {(one["pointer"], one["code"]) for one in answer.json()["errors"]} == told


async def test_a_body_that_is_none_and_a_wrong_query_are_told_as_ever(shop: Doors) -> None:
    ann = await shop.staff(ANN)
    bodies: list[Any] = [5, [], None, "x"]
    for body in bodies:
        answer = await shop.ask("POST", "/api/v1/widgets", ann, body)
        assert [one["pointer"] for one in answer.json()["errors"]] == [""], answer.text
    deep: Any = {}
    for _ in range(400):
        deep = {"x": deep}
    answer = await shop.ask("POST", "/api/v1/departments", ann, {"name": "Desk", "more": deep})
    assert {one["pointer"] for one in answer.json()["errors"]} == {"/more", "/name"}


def test_every_body_of_the_staffs_is_judged_but_for_those_named() -> None:
    others = {path for _, path, route in with_bodies() if not isinstance(route, Judged)}
    assert others == UNJUDGED


def test_whatever_is_wrong_of_a_body_can_be_put_right() -> None:
    """Each field of each body, wrong in turn: what is left in its place passes the schema."""
    looked_at = 0
    for method, path, route in with_bodies():
        assert route.body_field is not None
        body: Any = route.body_field.field_info.annotation
        adapter = TypeAdapter(body)
        schema = adapter.json_schema()
        for place, wrong in broken(schema, schema):
            looked_at += 1
            with pytest.raises(ValidationError) as refused:
                adapter.validate_python(wrong)
            mend(wrong, schema, [one["loc"] for one in refused.value.errors()])
            assert adapter.validate_python(wrong) is not None, f"{method} {path} {place}"
    assert looked_at > 100


def broken(schema: Any, whole: Any) -> Iterator[tuple[str, Any]]:
    """Yield bodies in which one field, or one value of a list in it, is of no type at all."""
    if "$ref" in schema:
        schema = whole["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    for name in schema.get("properties", {}):
        yield name, {name: NEITHER}
        if "array" in str(schema["properties"][name]):
            yield f"{name}/0", {name: [NEITHER]}


def test_what_the_schema_does_not_know_cannot_be_put_right() -> None:
    for document, path in (
        ({}, ()),
        (5, ("x",)),
        ({"x": [1]}, ("x", 0)),
        ({"x": [1]}, ("x", 1)),
        ({"x": [1]}, ("x", "int")),
        ({"x": 1}, ("x", "int")),
        ({}, ("x", "y")),
    ):
        with pytest.raises(CannotMend):
            mend(document, {"type": "object", "properties": {"x": {}}}, [path])
