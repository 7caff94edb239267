"""What can be read of the log of changes, and by whom?"""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlmodel import select

from chatserver.actions.audit import Changed, record
from chatserver.core.audit import PLATFORM_SEES, Action
from chatserver.core.commands import CloseDialog, Open, Send
from chatserver.ledger.outcome import SYSTEM, Person
from chatserver.storage.tables import AuditRow
from tests.doors import Doors
from tests.seeds import (
    ANN,
    APP,
    BEREZKI,
    BOB,
    CID,
    DOT,
    FAR_CLIENT,
    KIM,
    MOD,
    NOON,
    OLA,
    SOSNY,
    ZOE,
)
from tests.shelf import put_app
from tests.superapp.shop import put_order

PATH = "/api/v1/audit"


async def write(
    door: Doors,
    action: Action,
    subject: str,
    *,
    by: Person = SYSTEM,
    org: str | None = SOSNY,
    after: Mapping[str, object] | None = None,
) -> None:
    door.small.clock.at += 1
    async with door.small.world.db.transaction() as session:
        changed = [Changed(subject, {}, after or {})]
        await record(session, door.small.world, by=by, org=org, action=action, changed=changed)


async def read(door: Doors, who: str, **filters: Any) -> list[dict[str, Any]]:
    answer = await door.caller.get(PATH, headers=await door.staff(who), params=filters)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def actions(door: Doors, who: str, **filters: Any) -> list[str]:
    return [one["action"] for one in await read(door, who, **filters)]


async def let_bob_look(door: Doors) -> None:
    """Bob keeps the quarter, in which Cid lives and Kim does not."""
    role = {"permissions": ["audit.view", "staff.edit"]}
    answer = await door.ask("PATCH", "/api/v1/roles/role_keeper", await door.staff(ANN), role)
    assert answer.status_code == 200


async def test_an_entry_tells_who_what_before_and_after(door: Doors) -> None:
    ann = await door.staff(ANN)
    await door.ask("PATCH", f"/api/v1/staff/{DOT}", ann, {"department": "dep_desk"})

    [entry] = await read(door, ANN)

    assert entry["actor"] == {"kind": "staff", "id": ANN, "name": "Ann"}
    assert (entry["action"], entry["subject"]) == ("staff.change", DOT)
    assert (entry["before"]["department"], entry["after"]["department"]) == (
        "dep_repairs",
        "dep_desk",
    )
    assert entry["at"] == "2026-01-01T12:00:00.000Z"


@pytest.mark.any_kind
async def test_phones_and_addresses_are_masked(door: Doors) -> None:
    ann = await door.staff(ANN)
    new = {"name": "Gus", "email": "gus@example.com", "role": "role_answers"}
    assert (await door.ask("POST", "/api/v1/staff", ann, new)).status_code == 201
    client = {"name": "Una", "phone": "+79161234567"}
    assert (await door.ask("POST", "/api/v1/clients", ann, client)).status_code == 201
    changed = {"phone": "+79161234568"}
    await door.ask("PATCH", f"/api/v1/clients/{CID}", ann, changed)

    told = (await door.caller.get(PATH, headers=ann)).text

    for secret in ("+79161234567", "79161234568", "+79160000001", "gus@example.com"):
        assert secret not in told
    assert "g***@example.com" in told
    assert "+7********67" in told


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["widget.draft", "widget.change", "widget.make"]),
        ({"actor": ANN}, ["widget.change"]),
        ({"action": "widget.make"}, ["widget.make"]),
        ({"action": ["widget.make", "widget.draft"]}, ["widget.draft", "widget.make"]),
        ({"subject": "wid_1"}, ["widget.change", "widget.make"]),
        ({"subject": "wid_1", "action": "widget.change"}, ["widget.change"]),
        ({"since": "2026-01-01T12:00:00.002Z"}, ["widget.draft", "widget.change"]),
        ({"until": "2026-01-01T15:00:00.002+03:00"}, ["widget.make"]),
        ({"org": SOSNY}, ["widget.draft", "widget.change", "widget.make"]),
        ({"actor": "st_none"}, []),
    ],
)
async def test_what_is_looked_for_is_found(
    door: Doors, filters: dict[str, Any], found: list[str]
) -> None:
    await write(door, "widget.make", "wid_1")
    await write(door, "widget.change", "wid_1", by=Person("staff", ANN))
    await write(door, "widget.draft", "wid_2")
    await write(door, "widget.delete", "wid_1", org=BEREZKI)

    assert await actions(door, ANN, **filters) == found


async def test_a_log_is_the_same_page_by_page_also_within_one_instant(door: Doors) -> None:
    async with door.small.world.db.transaction() as session:
        changed = [Changed(f"wid_{n}") for n in range(5)]
        await record(
            session, door.small.world, by=SYSTEM, org=SOSNY, action="widget.make", changed=changed
        )
    whole = [one["id"] for one in await read(door, ANN)]
    paged: list[str] = []
    ann, more = await door.staff(ANN), {"limit": "2"}
    while more:
        page = (await door.caller.get(PATH, headers=ann, params=more)).json()
        paged += [one["id"] for one in page["items"]]
        cursor = page["next_cursor"]
        more = {"limit": "2", "cursor": cursor} if cursor else {}

    assert len(whole) == 5
    assert paged == whole == sorted(whole, reverse=True)


async def test_another_organisations_log_is_not_there(door: Doors) -> None:
    await write(door, "superapp.add", "wid_1")
    await write(door, "rules.write", "sup_1", org=None)

    assert await actions(door, ZOE) == []
    zoe = await door.staff(ZOE)
    for org in (SOSNY, "org_none"):
        assert (await door.caller.get(PATH, headers=zoe, params={"org": org})).status_code == 404
    assert (await door.caller.get(PATH, headers=await door.staff(DOT))).status_code == 403


async def test_of_clients_one_reads_what_lies_inside_ones_objects(door: Doors) -> None:
    await let_bob_look(door)
    cid, kim = Person("client", CID, "ios"), Person("client", KIM, "ios")
    chats = {}
    for who in (cid, kim):
        opened = await door.ledger.submit(Open(APP), who)
        sent = await door.ledger.submit(Send(opened.chat.id, f"key_{who.id}", "Hello"), who)
        close = CloseDialog(opened.chat.id, f"key2_{who.id}", sent.chat.dialog, "solved")
        await door.ledger.submit(close, Person("staff", ANN))
        chats[who.id] = opened.chat.id
    await put_app(door.small.world, APP)
    for client in (CID, KIM):
        await write(door, "client.change", client)
        await put_order(door.small.world, f"ord_{client}", client=client)
        await write(door, "order.refund", f"ord_{client}")
        await write(door, "miniapp.launch", APP, by=Person("client", client))
        await write(door, "miniapp.token", APP, by=Person("staff", ANN), after={"client": client})
    await write(door, "widget.make", "wid_1")

    everything = await read(door, ANN)
    hers = await read(door, BOB)

    about = {(one["action"], one["subject"]) for one in hers}
    assert ("client.change", CID) in about
    assert ("dialog.close", chats[CID]) in about
    assert ("widget.make", "wid_1") in about
    assert ("client.change", KIM) not in about
    assert ("dialog.close", chats[KIM]) not in about
    refunds = [one["subject"] for one in hers if one["action"] == "order.refund"]
    assert refunds == [f"ord_{CID}"]
    assert [one["actor"]["id"] for one in hers if one["action"] == "miniapp.launch"] == [CID]
    tokens = [one["after"]["client"] for one in hers if one["action"] == "miniapp.token"]
    assert tokens == [None, CID]
    assert KIM not in str(hers)
    assert len(everything) == len(hers) + 4


async def test_the_platform_reads_its_own_and_what_it_may_know_of_an_organisation(
    door: Doors,
) -> None:
    ola = await door.staff(OLA)
    await door.ask("POST", "/api/v1/superapps", ola, {"name": "Domovoy", "kind": "general"})
    await door.ask("PATCH", f"/api/v1/orgs/{SOSNY}", ola, {"name": "Pines"})
    await write(door, "client.change", CID)
    await write(door, "miniapp.launch", APP, by=Person("client", CID))
    await write(door, "miniapp.token", APP, by=Person("staff", ANN), after={"client": CID})
    await write(door, "dialog.close", "chat_1", by=Person("staff", ANN))
    await write(door, "miniapp.chat.save", APP, by=Person("staff", ANN))
    await write(door, "miniapp.publish", APP, by=Person("staff", ANN))

    assert await actions(door, MOD) == ["superapp.add"]
    assert await actions(door, MOD, org=SOSNY) == ["miniapp.publish", "org.change"]
    assert await actions(door, MOD, org=SOSNY, action="client.change") == []
    assert await actions(door, OLA, org=SOSNY, subject=CID) == []
    assert await actions(door, OLA, org=BEREZKI) == []
    nowhere = await door.caller.get(PATH, headers=ola, params={"org": "org_none"})
    assert nowhere.status_code == 404


def test_nothing_of_clients_or_chats_is_the_platforms_to_read() -> None:
    ours = ("client", "chat", "dialog", "message", "consent", "subscription", "canned")
    assert not any(action.startswith(ours) for action in PLATFORM_SEES)
    assert not {"miniapp.launch", "miniapp.token", "client.read"} & PLATFORM_SEES


@pytest.mark.any_kind
async def test_an_erased_clients_values_are_gone_from_the_log(door: Doors) -> None:
    ann = await door.staff(ANN)
    await door.ask("PATCH", f"/api/v1/clients/{CID}", ann, {"name": "Cid the Second"})
    reason = {"reason": "asked for"}
    assert (await door.ask("POST", f"/api/v1/clients/{CID}/erase", ann, reason)).status_code == 204

    told = (await door.caller.get(PATH, headers=ann, params={"subject": CID})).text

    assert "Cid the Second" not in told
    async with door.small.world.db.session() as session:
        rows = await session.exec(select(AuditRow).where(AuditRow.subject == CID))
        assert {one.action for one in rows} >= {"client.change", "client.erase"}
    assert FAR_CLIENT not in told
    assert door.small.clock.at == NOON
