"""Is what a client agreed to kept, asked anew after a change, and ended at their word?"""

import asyncio

import pytest
from sqlmodel import col, select

from chatserver.actions.callers.residents import resident_of
from chatserver.actions.clients.overwriting import Erasure, overwrite_person
from chatserver.actions.miniapps.launches.consents import Channel, accept, decline
from chatserver.core.commands import Open, Send
from chatserver.core.refusals import NotFound, OfferRequired
from chatserver.identity import Claims, Kind
from chatserver.ledger.outcome import SYSTEM, Person
from chatserver.storage.orgs import bump_acl
from chatserver.storage.tables import Agreement, ConsentRow, ProductRow
from tests.doors import Doors
from tests.seeds import ANN, APP, BEREZKI, CID, FAR_CLIENT, KIM, NOON, SOSNY
from tests.shelf import RINGING, SCOPES, add_release, put_app, set_app
from tests.superapp.opened import CONSENT, OFFER, agree, me, on_the_shelf, open_app

MINE = "/superapp/v1/miniapps/mine"
ERASURE = Erasure(SOSNY, CID, ANN, NOON, "Request of 12 May")
PHONE = Channel("ios", "phone", "1.2", "hashed")


async def answers(door: Doors) -> list[ConsentRow]:
    async with door.small.world.db.session() as session:
        return list((await session.exec(select(ConsentRow).order_by(col(ConsentRow.id)))).all())


@pytest.mark.any_kind
async def test_the_offer_is_shown_with_its_pdf_and_what_is_asked_for(door: Doors) -> None:
    world = door.small.world
    await put_app(world, APP)
    await world.files.put_bytes(f"offers/{OFFER}.pdf", b"%PDF-1.7 the offer")

    refused = await open_app(door)
    shown = (await door.ask("GET", f"/superapp/v1/offers/{OFFER}", door.client(CID, SOSNY))).json()

    assert (refused.status_code, refused.json()["code"]) == (403, "offer_required")
    assert refused.json()["offer"] == shown
    assert shown["scopes"] == [dict(one) for one in SCOPES]
    assert (shown["id"], shown["version"], shown["title"]) == (OFFER, 1, "Sosny Help")
    pdf = await door.caller.get(shown["file_url"])
    assert (pdf.status_code, pdf.content) == (200, b"%PDF-1.7 the offer")
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.headers["content-security-policy"] == "default-src 'none'; sandbox"
    other = shown["file_url"].replace(OFFER, "off_none")
    assert (await door.caller.get(other)).status_code == 404
    door.small.clock.at += 10 * 60 * 1000
    assert (await door.caller.get(shown["file_url"])).status_code == 404
    assert "pines" not in refused.text


async def test_an_acceptance_is_kept_with_version_channel_and_digest(door: Doors) -> None:
    await on_the_shelf(door)
    (row,) = await answers(door)
    assert (row.answer, row.offer, row.client, row.scopes) == (
        "accepted",
        OFFER,
        CID,
        ["profile.name"],
    )
    assert (row.platform, row.device, row.client_version) == ("ios", "phone", "1.2")
    assert row.text_digest == "01" * 32
    assert row.address_hash
    assert "192.0.2.1" not in row.address_hash
    assert (await agree(door)).status_code == 204
    assert len(await answers(door)) == 1


async def test_whoever_was_let_in_stays_so_through_changes_until_it_is_taken_back(
    door: Doors,
) -> None:
    def at(minute: int) -> str:
        return f"2026-01-01T12:0{minute}:00.000Z"

    async def dates() -> list[object]:
        (item,) = (await door.ask("GET", MINE, door.client(CID, SOSNY))).json()["items"]
        return [item["since"], item["changed_at"], item["opened_at"]]

    await on_the_shelf(door, scopes=RINGING)
    assert await dates() == [at(0), at(0), None]
    door.small.clock.at += 60_000
    await door.ask("PUT", CONSENT, door.client(CID, SOSNY), {"notifications": True})
    door.small.clock.at += 60_000
    await open_app(door)
    assert await dates() == [at(0), at(1), at(2)]
    await door.ask("DELETE", CONSENT, door.client(CID, SOSNY))
    door.small.clock.at += 60_000
    await agree(door)
    assert await dates() == [at(3), at(3), at(2)]


async def test_whoever_grants_notifications_wants_them_until_they_say_otherwise(
    door: Doors,
) -> None:
    await on_the_shelf(door)
    await add_release(door.small.world, APP, 2, scopes=RINGING)
    cid = door.client(CID, SOSNY)

    async def after(document: dict[str, object]) -> tuple[list[str], bool]:
        assert (await door.ask("PUT", CONSENT, cid, document)).status_code == 204
        (item,) = (await door.ask("GET", MINE, cid)).json()["items"]
        return [one for one in item["scopes"] if one == "notifications"], item["notifications"]

    unasked = await door.ask("PUT", CONSENT, cid, {"notifications": True})
    assert unasked.json()["errors"][0]["pointer"] == "/notifications"
    await set_app(door.small.world, APP, release=f"rel_2{APP}")
    assert (await agree(door, "notifications", offer=f"off_2{APP}")).status_code == 204
    (item,) = (await door.ask("GET", MINE, cid)).json()["items"]
    assert item["notifications"]  # granted for the first time with the second offer
    assert await after({"notifications": False}) == (["notifications"], False)
    assert await after({"scopes": ["profile.name", "notifications"]}) == (["notifications"], False)
    assert await after({"scopes": ["profile.name"]}) == ([], False)
    assert await after({"scopes": ["profile.name", "notifications"]}) == (["notifications"], True)
    assert await after({"scopes": ["profile.name"]}) == ([], False)
    assert await after({"notifications": True}) == (["notifications"], True)


@pytest.mark.any_kind
async def test_declining_is_kept_and_opens_nothing(door: Doors) -> None:
    await put_app(door.small.world, APP)
    cid = door.client(CID, SOSNY)
    declined = await door.ask("POST", f"/superapp/v1/offers/{OFFER}/decline", cid, {})
    assert declined.status_code == 204
    assert [row.answer for row in await answers(door)] == ["declined"]
    assert (await open_app(door)).json()["code"] == "offer_required"


@pytest.mark.any_kind
async def test_what_is_required_cannot_be_left_out_nor_the_unknown_granted(door: Doors) -> None:
    await put_app(door.small.world, APP)
    cid = door.client(CID, SOSNY)
    refused = await door.ask(
        "POST", f"/superapp/v1/offers/{OFFER}/accept", cid, {"scopes": ["storage"]}
    )
    assert refused.status_code == 422
    assert [(one["pointer"], one["code"]) for one in refused.json()["errors"]] == [
        ("/scopes/0", "unknown"),
        ("/scopes", "missing"),
    ]
    assert await answers(door) == []


async def test_another_offer_is_asked_for_once_it_is_served_and_not_before(door: Doors) -> None:
    world = door.small.world
    await on_the_shelf(door)
    await add_release(world, APP, 2)
    cid = door.client(CID, SOSNY)

    await set_app(world, APP, status="in_review", shown="active", before_review="active")
    assert (await open_app(door)).status_code == 200
    assert (await agree(door, offer=f"off_2{APP}")).status_code == 409
    hidden = await door.ask("GET", f"/superapp/v1/offers/off_2{APP}", cid)
    assert hidden.status_code == 404

    await set_app(world, APP, status="active", shown=None, release=f"rel_2{APP}")
    assert (await open_app(door)).json()["offer"]["id"] == f"off_2{APP}"
    late = await agree(door)
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    assert late.json()["offer"] == f"off_2{APP}"
    assert (await agree(door, offer=f"off_2{APP}")).status_code == 204
    assert (await open_app(door)).json()["version"] == f"{2:064x}"
    assert [row.offer for row in await answers(door)] == [OFFER, f"off_2{APP}"]


@pytest.mark.any_kind
async def test_a_new_required_scope_is_asked_for_with_the_same_offer(door: Doors) -> None:
    world = door.small.world
    await on_the_shelf(door)
    more = [*SCOPES[:1], {"name": "storage", "purpose": "To remember.", "required": True}]
    await add_release(world, APP, 2, scopes=more, same_offer=True)
    await set_app(world, APP, release=f"rel_2{APP}")
    assert (await open_app(door)).json()["code"] == "offer_required"
    assert (await agree(door, "storage")).status_code == 204
    assert (await open_app(door)).status_code == 200


async def test_what_an_agreement_may_grant_is_asked_by_a_release_that_was_published(
    door: Doors,
) -> None:
    world = door.small.world
    await on_the_shelf(door)
    more = [*SCOPES, {"name": "storage", "purpose": "To remember.", "required": False}]
    await add_release(world, APP, 2, scopes=more, same_offer=True, published=False)
    await add_release(world, APP, 3)
    await set_app(world, APP, release=f"rel_3{APP}")
    (item,) = (await door.ask("GET", MINE, door.client(CID, SOSNY))).json()["items"]
    assert [one["name"] for one in item["asked"]] == [one["name"] for one in SCOPES]


async def test_offers_of_others_and_of_nobody_are_the_same(door: Doors) -> None:
    await put_app(door.small.world, APP)
    headers = {**door.client(FAR_CLIENT, BEREZKI), "X-Request-Id": "same"}
    found = [
        await door.ask("GET", f"/superapp/v1/offers/{offer}", headers)
        for offer in (OFFER, "off_none")
    ]
    assert {one.status_code for one in found} == {404}
    assert len({one.text for one in found}) == 1
    assert (await agree(door, client=FAR_CLIENT, org=BEREZKI)).status_code == 404


async def test_clients_see_what_they_let_in_and_take_it_back(door: Doors) -> None:
    await on_the_shelf(door, scopes=RINGING)
    assert (await agree(door, "profile.phone")).status_code == 204
    cid = door.client(CID, SOSNY)
    token = (await open_app(door)).json()["token"]
    assert (await me(door, token)).json()["phone"] == "+79160000001"

    (item,) = (await door.ask("GET", MINE, cid)).json()["items"]
    assert (item["id"], item["title"], item["scopes"]) == (
        APP,
        "Sosny Help",
        ["profile.name", "profile.phone"],
    )
    less = await door.ask("PUT", CONSENT, cid, {"scopes": ["profile.name"], "notifications": True})
    assert less.status_code == 204
    # What was granted is read at each question, not out of the token.
    assert "phone" not in (await me(door, token)).json()
    (item,) = (await door.ask("GET", MINE, cid)).json()["items"]
    told = (item["scopes"], item["notifications"])
    assert told == (["notifications", "profile.name"], True)
    # What is required goes only with the whole consent.
    assert (await door.ask("PUT", CONSENT, cid, {"scopes": []})).status_code == 204
    (item,) = (await door.ask("GET", MINE, cid)).json()["items"]
    assert item["scopes"] == ["profile.name"]
    unknown = await door.ask("PUT", CONSENT, cid, {"grant": ["place.read", "birth"]})
    assert [one["pointer"] for one in unknown.json()["errors"]] == ["/grant/1"]

    assert (await door.ask("DELETE", CONSENT, cid)).status_code == 204
    assert (await me(door, token)).status_code == 401
    assert (await door.ask("GET", MINE, cid)).json()["items"] == []
    assert (await door.ask("DELETE", CONSENT, cid)).status_code == 404
    assert (await door.ask("PUT", CONSENT, cid, {"notifications": True})).status_code == 404
    assert (await open_app(door)).json()["code"] == "offer_required"
    assert [row.answer for row in await answers(door)] == [
        "accepted",
        "accepted",
        "changed",
        "changed",
        "revoked",
    ]


async def test_of_what_two_devices_grant_at_once_nothing_is_lost(door: Doors) -> None:
    await put_app(door.small.world, APP)
    await agree(door)
    cid = door.client(CID, SOSNY)
    more = ["profile.phone", "place.read"]
    done = await asyncio.gather(
        *(door.ask("PUT", CONSENT, cid, {"grant": [scope]}) for scope in more)
    )
    assert {one.status_code for one in done} == {204}
    (item,) = (await door.ask("GET", MINE, cid)).json()["items"]
    assert sorted(item["scopes"]) == sorted(["profile.name", *more])


async def test_two_devices_that_agree_at_once_leave_one_agreement(door: Doors) -> None:
    await put_app(door.small.world, APP)
    done = await asyncio.gather(*(agree(door, scope) for scope in ["profile.phone"] * 4))
    done += await asyncio.gather(*(agree(door, scope) for scope in ["place.read"] * 4))
    assert {one.status_code for one in done} == {204}
    async with door.small.world.db.session() as session:
        (kept,) = (await session.exec(select(Agreement))).all()
    assert kept.scopes == ["place.read", "profile.name"]
    assert len(await answers(door)) == 2


@pytest.mark.any_kind
async def test_nothing_of_an_answer_is_left_that_says_from_where_it_came(door: Doors) -> None:
    await on_the_shelf(door)

    await overwrite_person(door.small.world, ERASURE, SYSTEM)

    (kept,) = await answers(door)
    assert (kept.answer, kept.platform, kept.device) == ("accepted", None, "")
    assert (kept.client_version, kept.address_hash) == ("", "")


async def test_who_is_erased_meanwhile_answers_no_more(door: Doors) -> None:
    await put_app(door.small.world, APP)
    claims = Claims(Kind.CLIENT, CID, SOSNY, NOON)
    resident = await resident_of(door.ledger.directories, claims)
    await overwrite_person(door.small.world, ERASURE, SYSTEM)

    with pytest.raises(NotFound):
        await accept(door.small.world, resident, OFFER, ["profile.name"], PHONE)
    with pytest.raises(NotFound):
        await decline(door.small.world, resident, OFFER, PHONE)

    assert await answers(door) == []
    async with door.small.world.db.session() as session:
        assert (await session.exec(select(Agreement))).all() == []


async def test_the_chat_hears_who_agreed_and_nobody_else(door: Doors) -> None:
    await put_app(door.small.world, APP)
    async with door.small.world.db.transaction() as session:
        product = await session.get_one(ProductRow, APP)
        product.offer = product.tester_offer = OFFER
        session.add(product)
        await bump_acl(session, SOSNY)
    cid = Person("client", CID, "ios")
    with pytest.raises(OfferRequired):
        await door.ledger.submit(Open(APP), cid)

    await agree(door)
    chat = (await door.ledger.submit(Open(APP), cid)).chat.id
    await door.ledger.submit(Send(chat, "key_1", "hello"), cid)
    with pytest.raises(OfferRequired):
        await door.ledger.submit(Open(APP), Person("client", KIM, "ios"))

    await door.ask("DELETE", CONSENT, door.client(CID, SOSNY))
    with pytest.raises(OfferRequired):
        await door.ledger.submit(Send(chat, "key_2", "more"), cid)
    assert (await door.ledger.submit(Open(APP), cid)).chat.id == chat
