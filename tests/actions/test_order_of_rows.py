"""Whoever holds rows takes them in one order: does nobody wait for somebody who waits for them?

Each test lets two begin, on PostgreSQL held up at a row that both come to, before either is done.
"""

import asyncio

import pytest
from sqlmodel import col, select

from chatserver.actions.callers.residents import Resident, resident_of
from chatserver.actions.callers.viewers import NotWelcome, Viewer, viewer_of
from chatserver.actions.clients.client_changes import change_client
from chatserver.actions.clients.erasures import erase_person
from chatserver.actions.clients.overwriting import Erasure
from chatserver.actions.employees.invites import FORGOTTEN, accept, forgotten_handler, move_mailbox
from chatserver.actions.employees.platform_staff import change_platform_account
from chatserver.actions.employees.staff import change_staff
from chatserver.actions.miniapps.generations import next_generation
from chatserver.actions.miniapps.launches.app_keys import AppCaller
from chatserver.actions.miniapps.launches.consents import Channel, change_consent
from chatserver.actions.miniapps.launches.hand_made import TriedFor, make_test_token
from chatserver.actions.miniapps.launches.opening import Wish, launch
from chatserver.actions.miniapps.push_receipts import TOPIC
from chatserver.actions.miniapps.pushes.asking import WantedPush, ask_to_push
from chatserver.actions.miniapps.signing_keys import signing_key
from chatserver.actions.sign_in.renewals import refresh_session
from chatserver.actions.sign_in.sessions import log_in
from chatserver.identity import Claims, Kind
from chatserver.identity.credentials import fresh_value, stored_form
from chatserver.ledger.directory import Directories
from chatserver.ledger.outcome import Person
from chatserver.storage.outbox import Taken
from chatserver.storage.tables import (
    Agreement,
    Miniapp,
    MiniappGeneration,
    Org,
    OutboxRow,
    PasswordLink,
    StaffRow,
    StaffSession,
)
from tests.collisions import Act, both
from tests.seeds import ANN, APP, CID, DOT, FLAT_1, OLA, SOSNY
from tests.shelf import RINGING, put_app
from tests.small import MINUTE, Small, somebody_waits


async def cid(here: Small) -> Resident:
    claims = Claims(Kind.CLIENT, CID, SOSNY, 0, here.clock.at)
    return await resident_of(Directories(here.world.db), claims)


async def viewer(here: Small, staff: str, org: str | None = SOSNY) -> Viewer:
    claims = Claims(Kind.STAFF, staff, org, 0, here.clock.at)
    return await viewer_of(here.world, Directories(here.world.db), claims)


def erase(here: Small, client: str = CID) -> Act:
    erasure = Erasure(SOSNY, client, ANN, here.clock.at, "asked for")
    return erase_person(here.world, erasure, Person("staff", ANN))


async def on_the_shelf(here: Small) -> None:
    """Let the mini-app be open to the client, who agreed to it and opened it before."""
    await put_app(here.world, APP, scopes=RINGING)
    await signing_key(here.world, here.identity)
    async with here.world.db.transaction() as session:
        agreed = Agreement(client=CID, app=APP, offer=f"off_1{APP}", at=here.clock.at)
        agreed.scopes, agreed.notifications = ["notifications", "profile.name"], True
        session.add(agreed)
        for kind in ("live", "test"):
            await next_generation(
                session, here.world, app=APP, client=CID, kind=kind, sub=f"pw_{kind}", place=FLAT_1
            )


async def living_tokens(here: Small) -> list[str]:
    question = select(MiniappGeneration.kind).where(col(MiniappGeneration.ended_at).is_(None))
    async with here.world.db.session() as session:
        return sorted(await session.exec(question))


async def test_a_client_is_erased_while_they_open_a_mini_app(here: Small) -> None:
    await on_the_shelf(here)
    opening = launch(
        here.world, here.identity, await cid(here), APP, Wish("widget", FLAT_1), issuer="here"
    )

    await both(here, select(Miniapp), opening, erase(here))

    assert await living_tokens(here) == []


async def test_a_client_is_erased_while_a_token_is_made_for_them(here: Small) -> None:
    await on_the_shelf(here)
    tried = TriedFor(CID, FLAT_1)
    making = make_test_token(
        here.world, here.identity, await viewer(here, ANN), APP, tried, issuer="here"
    )

    await both(here, select(Miniapp), making, erase(here))

    assert await living_tokens(here) == []


async def test_a_client_is_erased_while_they_change_what_they_grant(here: Small) -> None:
    await on_the_shelf(here)
    granting = change_consent(
        here.world,
        await cid(here),
        APP,
        scopes=["profile.name", "place.read"],
        notifications=None,
        channel=Channel(),
    )

    await both(here, select(Agreement), granting, erase(here))

    async with here.world.db.session() as session:
        assert (await session.exec(select(Agreement))).all() == []


async def test_a_client_is_erased_while_a_mini_app_pushes_to_them(here: Small) -> None:
    await on_the_shelf(here)
    pushing = ask_to_push(
        here.world,
        AppCaller("key_1", APP, SOSNY),
        WantedPush(["pw_live"], "Order 17", "On the way", ttl_s=60),
    )

    await both(here, select(Miniapp), pushing, erase(here))

    async with here.world.db.session() as session:
        kept = await session.exec(select(OutboxRow.body).where(OutboxRow.topic == TOPIC))
        assert set(kept) == {"{}"}


async def test_a_phone_goes_while_its_client_opens_a_mini_app(here: Small) -> None:
    await on_the_shelf(here)
    ann, resident = await viewer(here, ANN), await cid(here)
    opening = launch(here.world, here.identity, resident, APP, Wish("widget", FLAT_1), issuer="x")
    changing = change_client(here.world, ann, CID, {"phone": "+79990000001"}, expected=None)

    ends = await both(here, select(Miniapp), opening, changing)

    assert ends in (["done", "done"], ["NotWelcome", "done"])
    assert await living_tokens(here) == []


@pytest.mark.any_kind
async def test_who_was_let_in_before_their_phone_went_opens_no_mini_app(here: Small) -> None:
    await on_the_shelf(here)
    ann, resident = await viewer(here, ANN), await cid(here)
    await change_client(here.world, ann, CID, {"phone": "+79990000001"}, expected=None)

    with pytest.raises(NotWelcome):
        await launch(here.world, here.identity, resident, APP, Wish("deeplink", FLAT_1), issuer="x")

    assert await living_tokens(here) == []


async def link_for(here: Small, staff: str, kind: str = "reset") -> str:
    value = fresh_value("rs_")
    async with here.world.db.transaction() as session:
        link = PasswordLink(
            id=here.world.new_id("pwl"),
            staff=staff,
            kind=kind,
            hash=stored_form(value),
            created_at=here.clock.at,
            expires_at=here.clock.at + MINUTE,
        )
        session.add(link)
    return value


async def links_left(here: Small) -> int:
    question = select(PasswordLink.id).where(col(PasswordLink.used_at).is_(None))
    async with here.world.db.session() as session:
        return len((await session.exec(question)).all())


async def test_of_two_links_of_an_employee_that_are_used_at_once_one_works(here: Small) -> None:
    first, second = await link_for(here, DOT), await link_for(here, DOT)

    ends = await both(
        here,
        select(Org).where(Org.id == SOSNY),
        accept(here.world, here.identity, "reset", first, "quiet pines by the sea"),
        accept(here.world, here.identity, "reset", second, "loud pines by the road"),
    )

    assert sorted(ends) == ["NotFound", "done"]


@pytest.mark.any_kind
async def test_a_link_works_no_more_once_its_mailbox_is_another(here: Small) -> None:
    link = await link_for(here, DOT)
    wanted = {"email": "dot.new@example.com"}

    ends = await both(
        here,
        select(Org).where(Org.id == SOSNY),
        change_staff(here.world, SOSNY, DOT, wanted, by=ANN, expected=None),
        accept(here.world, here.identity, "reset", link, "quiet pines by the sea"),
    )

    assert ends in (["done", "NotFound"], ["done", "done"])
    assert await links_left(here) == 0


async def test_no_link_is_mailed_to_an_address_that_goes_meanwhile(here: Small) -> None:
    asked = Taken("out_1", SOSNY, FORGOTTEN, {"email": "dot@example.com"}, here.clock.at, 1)

    async with here.world.db.transaction() as session:
        dot = await session.get_one(StaffRow, DOT)
        await move_mailbox(session, here.world, dot, "dot.new@example.com")
        mailing = asyncio.ensure_future(forgotten_handler(here.world)(asked))
        await somebody_waits(here.world.db)
    await mailing

    assert await links_left(here) == 0


async def test_a_link_of_the_platforms_own_works_no_more_once_their_mailbox_is_another(
    here: Small,
) -> None:
    link, ola = await link_for(here, OLA), await viewer(here, OLA, None)
    wanted = {"email": "ola.new@example.com"}

    ends = await both(
        here,
        select(StaffRow.id).where(StaffRow.id == OLA),
        accept(here.world, here.identity, "reset", link, "quiet pines by the sea"),
        change_platform_account(here.world, ola, OLA, wanted, expected=None),
    )

    assert ends in (["done", "done"], ["NotFound", "done"])
    assert await links_left(here) == 0


async def test_who_is_renewed_while_they_are_moved_and_deactivated_is_out(here: Small) -> None:
    begun = await log_in(here.world, here.identity, "dot@example.com", "dot", address="x")
    here.clock.at += MINUTE
    wanted = {"email": "dot.new@example.com", "active": False}

    ends = await both(
        here,
        select(StaffSession),
        refresh_session(here.world, here.identity, begun.refresh_token),
        change_staff(here.world, SOSNY, DOT, wanted, by=ANN, expected=None),
    )

    assert ends[1] == "done"
    async with here.world.db.session() as session:
        left = select(StaffSession).where(col(StaffSession.ended_at).is_(None))
        assert (await session.exec(left)).all() == []
