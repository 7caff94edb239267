"""Who is told of what happens in chats, once it has happened, and what is left of it by then?"""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from pydantic import SecretStr
from sqlmodel import col, func, select, update
from starlette.responses import Response

from chatserver.actions.devices import NewDevice, Owner, register_device
from chatserver.actions.looking import LEASE_MS, Looks
from chatserver.actions.notice_facts import MAIL, PUSH
from chatserver.actions.noticing import notice
from chatserver.actions.outbox import LEASE_MS as LEASE
from chatserver.actions.outbox import Courier
from chatserver.actions.sessions import begin_session, end_own_sessions
from chatserver.actions.telling import LOOK_AGAIN_MS, LOOKED_AT_MS, Teller
from chatserver.config import Notices, WebPush
from chatserver.core.chat import Chat
from chatserver.core.commands import (
    Assign,
    CloseDialog,
    Command,
    DeleteMessage,
    EditMessage,
    Open,
    PickTag,
    Read,
    Send,
    SetComment,
)
from chatserver.core.notices import SWITCHES
from chatserver.core.people import Side
from chatserver.ledger.ledger import Ledger
from chatserver.ledger.outcome import Person
from chatserver.ledger.reading import Reading
from chatserver.notify import open_mailer, open_pushers
from chatserver.storage import outbox
from chatserver.storage.database import Database
from chatserver.storage.tables import (
    ChatRow,
    ClientRow,
    DeviceRow,
    Org,
    OutboxRow,
    RoleRow,
    StaffRow,
)
from chatserver.world import World
from tests.seeds import (
    ADMINISTRATOR,
    ANN,
    ANSWERS,
    APP,
    BOB,
    CID,
    DESK,
    DOT,
    EVE,
    FLAT_1,
    KIM,
    LOOKS,
    NEWS,
    REPAIRS,
    SOSNY,
    WATER,
)
from tests.services.mailbox import Mailbox, mailbox, words
from tests.services.push_services import Browser, BrowserService, base64url, browser_service
from tests.small import MINUTE, Small, small

CLIENT, OTHER = Person("client", CID), Person("client", KIM)
STAFF = {one: Person("staff", one) for one in (ANN, BOB, DOT, EVE)}
DELAY = 3_000
MAIL_DELAY = 120_000


@dataclass
class House:
    """A ledger over the small organisation, with people whose browsers and mailboxes are real."""

    here: Small
    ledger: Ledger
    service: BrowserService
    box: Mailbox
    browsers: dict[str, Browser] = field(default_factory=dict)
    keys: int = 0

    @property
    def world(self) -> World:
        return self.here.world

    async def do(self, person: Person, command: Command) -> None:
        await self.ledger.submit(command, person)

    def key(self) -> str:
        self.keys += 1
        return f"key_{self.keys}"

    async def chat(self, chat_id: str) -> Chat:
        chat = await Reading(self.world.db, self.world.links).chat(chat_id)
        assert chat is not None
        return chat

    async def picked(self) -> Chat:
        """A chat of a flat in building 1 about water: dot is responsible."""
        chat = (await self.ledger.submit(Open(APP, FLAT_1), CLIENT)).chat
        assert chat.prompt is not None
        await self.do(CLIENT, PickTag(chat.id, self.key(), chat.prompt, WATER))
        return await self.chat(chat.id)

    async def say(self, person: Person, chat: Chat, text: str = "hello") -> None:
        await self.do(person, Send(chat.id, self.key(), text=text))

    async def give(self, by: str, chat: Chat, to: str) -> None:
        """Have an employee make another one responsible."""
        department = {ANN: DESK, DOT: REPAIRS}[to]
        standing = (await self.chat(chat.id)).assignment
        await self.do(STAFF[by], Assign(chat.id, self.key(), department, standing, to))

    async def read(self, person: Person, chat: Chat) -> None:
        await self.do(person, Read(chat.id, (await self.chat(chat.id)).last))

    async def subscribe(self, owner: str, name: str = "") -> Browser:
        browser = self.service.browser(name or owner)
        kind = "client" if owner.startswith("cl_") else "staff"
        session = None
        if kind == "staff":
            begun = await begin_session(self.world, self.here.identity, owner)
            session = begun.claims.session
        address = browser.address
        new = NewDevice("web", address.token, address.p256dh, address.auth, "en")
        await register_device(self.world, Owner(kind, owner, SOSNY, session), new)
        self.browsers[name or owner] = browser
        return browser

    async def switch(self, role: str, *on: str) -> None:
        async with self.world.db.transaction() as session:
            switches = {name: name in on for name in SWITCHES}
            await session.exec(
                update(RoleRow).where(col(RoleRow.id) == role).values(notices=switches)
            )

    async def notice(self) -> None:
        await notice(self.world, self.ledger.directories)

    async def deliver(self) -> None:
        teller = Teller(self.world, self.ledger.directories)
        await Courier(self.world, teller.handlers()).deliver()

    async def tell(self) -> None:
        """Let everything that is to be told be told, pushes and mails."""
        await self.notice()
        self.here.clock.at += MAIL_DELAY
        await self.deliver()

    def bodies(self, who: str) -> list[str]:
        return [words["body"] for words in self.browsers[who].shown]

    async def waiting(self) -> Sequence[OutboxRow]:
        async with self.world.db.session() as session:
            question = select(OutboxRow).where(
                col(OutboxRow.done_at).is_(None), col(OutboxRow.topic).in_([PUSH, MAIL])
            )
            return (await session.exec(question.order_by(col(OutboxRow.id)))).all()

    async def devices(self) -> Sequence[str]:
        async with self.world.db.session() as session:
            return (await session.exec(select(DeviceRow.owner))).all()


@asynccontextmanager
async def at_home(database: Database, *, mails: bool) -> AsyncIterator[House]:
    async with browser_service() as service, mailbox() as box:
        here = await small(database)
        web = WebPush(key=SecretStr(base64url(b"\x01" * 32)), origins=(service.origin,))
        settings = here.world.settings.model_copy(update={"webpush": web})
        here.world = replace(
            here.world,
            settings=settings,
            pushers=open_pushers(settings),
            mailer=open_mailer(box.settings) if mails else here.world.mailer,
        )
        ledger = Ledger(here.world)
        await ledger.start()
        house = House(here, ledger, service, box)
        await house.switch(ANSWERS, "assigned_push", "message_push")
        await house.switch(LOOKS, "assigned_push", "message_push")
        try:
            yield house
        finally:
            await ledger.stop()
            await here.world.pushers.close()


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    async with at_home(database, mails=False) as made:
        yield made


@pytest.fixture
async def mailing(database: Database) -> AsyncIterator[House]:
    async with at_home(database, mails=True) as made:
        yield made


async def test_whoever_is_made_responsible_is_told_once(house: House) -> None:
    await house.subscribe(DOT)
    chat = await house.picked()
    await house.tell()
    await house.tell()

    [shown] = house.browsers[DOT].shown
    assert shown == {
        "title": "Cid Orlov",
        "body": "You were made responsible: Water",
        "tag": f"{chat.id}:{DOT}:assigned",
        "data": {"kind": "chat", "org": SOSNY, "chat": chat.id, "product": APP},
    }


async def test_a_new_message_is_told_after_a_short_while(house: House) -> None:
    await house.subscribe(DOT)
    chat = await house.picked()
    await house.tell()
    await house.say(CLIENT, chat, "the tap drips")
    await house.notice()
    house.here.clock.at += DELAY - 1
    await house.deliver()
    assert len(house.browsers[DOT].shown) == 1
    house.here.clock.at += 1
    await house.deliver()
    assert house.bodies(DOT)[1:] == ["the tap drips (2)"]


async def test_a_burst_is_one_notice_with_the_last_words(house: House) -> None:
    await house.subscribe(DOT)
    chat = await house.picked()
    await house.tell()
    for text in ("one", "two", "three"):
        await house.say(CLIENT, chat, text)
        await house.notice()
    await house.tell()
    assert house.bodies(DOT)[1:] == ["three (4)"]


async def test_what_was_read_first_is_told_to_nobody(house: House) -> None:
    await house.subscribe(DOT)
    await house.subscribe(CID)
    chat = await house.picked()
    await house.say(CLIENT, chat)
    await house.say(STAFF[DOT], chat, "on my way")
    await house.notice()
    await house.read(STAFF[DOT], chat)
    await house.read(CLIENT, chat)
    await house.tell()
    assert (house.bodies(DOT), house.bodies(CID)) == ([], [])
    assert await house.waiting() == []


async def test_what_a_colleague_read_is_no_new_message_but_still_an_assignment(
    house: House,
) -> None:
    await house.subscribe(DOT)
    chat = await house.picked()
    await house.notice()
    await house.read(STAFF[ANN], chat)
    await house.tell()
    assert house.bodies(DOT) == ["You were made responsible: Water"]


async def test_what_was_deleted_first_is_told_to_nobody(house: House) -> None:
    await house.subscribe(CID)
    chat = await house.picked()
    await house.say(STAFF[DOT], chat, "a slip")
    await house.notice()
    seq = (await house.chat(chat.id)).last
    await house.do(STAFF[DOT], DeleteMessage(chat.id, house.key(), seq))
    await house.tell()
    assert house.bodies(CID) == []


async def test_an_edit_is_told_in_its_new_words(house: House) -> None:
    await house.subscribe(CID)
    chat = await house.picked()
    await house.say(STAFF[DOT], chat, "at six")
    await house.notice()
    seq = (await house.chat(chat.id)).last
    await house.do(STAFF[DOT], EditMessage(chat.id, house.key(), seq, text="at five"))
    await house.tell()
    assert house.bodies(CID) == ["at five"]


async def test_a_client_reads_the_public_title_and_never_the_apps_own_name(house: House) -> None:
    phone, tablet = await house.subscribe(CID), await house.subscribe(CID, "tablet")
    chat = await house.picked()
    await house.say(STAFF[DOT], chat, "on my way")
    await house.tell()
    for device in (phone, tablet):
        [shown] = device.shown
        assert (shown["title"], shown["body"]) == ("Sosny Help", "on my way")
        assert "pines" not in json.dumps(shown)


async def test_nobody_is_told_of_their_own_words(house: House) -> None:
    await house.subscribe(DOT)
    await house.subscribe(CID)
    chat = await house.picked()
    await house.tell()
    await house.read(STAFF[DOT], chat)
    await house.say(STAFF[DOT], chat)
    await house.read(CLIENT, chat)
    await house.say(CLIENT, chat)
    await house.read(STAFF[DOT], chat)
    await house.tell()
    assert (len(house.bodies(DOT)), house.bodies(CID)) == (1, [])


async def test_without_a_responsible_those_of_the_department_who_may_see_it_are_told(
    house: House,
) -> None:
    """Dot may look at chats and answer none; eve, of the same department, may not even look."""
    for one in (ANN, BOB, DOT, EVE):
        await house.subscribe(one)
    async with house.world.db.transaction() as session:
        looks = update(RoleRow).where(col(RoleRow.id) == ANSWERS)
        await session.exec(looks.values(permissions=["chats.view"]))
        away = update(StaffRow).where(col(StaffRow.id).in_([ANN, BOB]))
        await session.exec(away.values(active=False))
        moved = update(StaffRow).where(col(StaffRow.id).in_([DOT, EVE]))
        await session.exec(moved.values(department=DESK))
        await session.exec(_acl_moved())
    chat = await house.picked()
    await house.tell()
    assert (chat.staff, chat.department) == (None, DESK)
    assert {who: house.bodies(who) for who in house.browsers} == {
        ANN: [],
        BOB: [],
        DOT: ["Water"],
        EVE: [],
    }


async def test_only_what_the_role_switched_on_rings(house: House) -> None:
    await house.switch(ANSWERS, "message_push")
    await house.subscribe(DOT)
    chat = await house.picked()
    await house.tell()
    assert house.bodies(DOT) == ["Water"]
    await house.switch(ANSWERS, "assigned_push", "message_mail", "assigned_mail")
    await house.say(CLIENT, chat)
    await house.tell()
    assert house.bodies(DOT) == ["Water"]


async def test_a_switch_that_goes_off_meanwhile_holds(house: House) -> None:
    await house.subscribe(DOT)
    await house.picked()
    await house.notice()
    await house.switch(ANSWERS)
    await house.tell()
    assert house.bodies(DOT) == []


async def test_whoever_passes_a_chat_on_is_not_told_and_the_next_is(house: House) -> None:
    await house.switch(ADMINISTRATOR, "assigned_push")
    for one in (ANN, DOT):
        await house.subscribe(one)
    chat = await house.picked()
    await house.read(STAFF[DOT], chat)
    await house.tell()
    before = house.bodies(DOT)
    await house.give(DOT, chat, ANN)
    await house.tell()
    assert (house.bodies(ANN), house.bodies(DOT)) == (["You were made responsible: Water"], before)
    await house.give(ANN, chat, ANN)
    await house.tell()
    assert len(house.bodies(ANN)) == 1


async def test_a_chat_that_is_passed_on_meanwhile_is_told_to_the_new_one_alone(
    house: House,
) -> None:
    await house.switch(ADMINISTRATOR, "assigned_push")
    for one in (ANN, DOT):
        await house.subscribe(one)
    chat = await house.picked()
    await house.notice()
    await house.give(BOB, chat, ANN)
    await house.tell()
    assert (len(house.bodies(ANN)), house.bodies(DOT)) == (1, [])


async def test_a_right_that_is_taken_away_meanwhile_holds(house: House) -> None:
    await house.subscribe(DOT)
    await house.picked()
    await house.notice()
    async with house.world.db.transaction() as session:
        await session.exec(update(StaffRow).where(col(StaffRow.id) == DOT).values(active=False))
        await session.exec(_acl_moved())
    await house.tell()
    assert house.bodies(DOT) == []


def _acl_moved() -> Any:
    return update(Org).where(col(Org.id) == SOSNY).values(acl=Org.acl + 1)


async def test_a_closed_chat_is_told_to_nobody(house: House) -> None:
    await house.subscribe(DOT)
    chat = await house.picked()
    await house.notice()
    await house.do(STAFF[ANN], CloseDialog(chat.id, house.key(), 1, "solved"))
    await house.tell()
    assert house.bodies(DOT) == []


async def test_a_comment_on_unread_words_tells_nothing_again(house: House) -> None:
    await house.subscribe(DOT)
    chat = await house.picked()
    await house.tell()
    await house.do(STAFF[ANN], SetComment(chat.id, "look here", chat.comment_version))
    await house.tell()
    assert len(house.bodies(DOT)) == 1


async def test_a_chat_on_a_screen_is_not_told_while_it_is_there(house: House) -> None:
    """Whatever node the device is connected to, and only while that node lives."""
    await house.subscribe(CID)
    chat = await house.picked()
    node = Looks(house.world)
    await node.tell([(CID, chat.id)])
    await house.say(STAFF[DOT], chat, "on my way")
    await house.notice()
    house.here.clock.at += DELAY
    await house.deliver()
    assert house.bodies(CID) == []

    await node.tell([])
    house.here.clock.at += LOOK_AGAIN_MS
    await house.deliver()
    assert house.bodies(CID) == ["on my way"]


async def test_a_node_that_died_holds_no_notice_back(house: House) -> None:
    await house.subscribe(CID)
    chat = await house.picked()
    await Looks(house.world).tell([(CID, chat.id)])
    await house.say(STAFF[DOT], chat, "on my way")
    await house.notice()
    for _ in range(LEASE_MS // LOOK_AGAIN_MS + 1):
        house.here.clock.at += LOOK_AGAIN_MS
        await house.deliver()
    assert house.bodies(CID) == ["on my way"]


async def test_what_stands_before_the_eyes_for_long_was_seen(house: House) -> None:
    await house.subscribe(CID)
    chat = await house.picked()
    node = Looks(house.world)
    await house.say(STAFF[DOT], chat, "on my way")
    await house.notice()
    while await house.waiting():
        await node.tell([(CID, chat.id)])
        house.here.clock.at += LOOK_AGAIN_MS
        await house.deliver()
    assert house.bodies(CID) == []
    assert house.here.clock.at >= LOOKED_AT_MS


async def test_another_chat_on_the_screen_hides_nothing(house: House) -> None:
    await house.subscribe(CID)
    chat = await house.picked()
    await Looks(house.world).tell([(CID, "chat_other"), (KIM, chat.id)])
    await house.say(STAFF[DOT], chat, "on my way")
    await house.tell()
    assert house.bodies(CID) == ["on my way"]


async def test_more_words_meanwhile_are_one_notice_with_those_on_the_screen(house: House) -> None:
    await house.subscribe(CID)
    chat = await house.picked()
    node = Looks(house.world)
    for text in ("one", "two", "three"):
        await node.tell([(CID, chat.id)])
        await house.say(STAFF[DOT], chat, text)
        await house.notice()
        house.here.clock.at += LOOK_AGAIN_MS
        await house.deliver()
    assert len(await house.waiting()) == 1


@pytest.mark.parametrize("status", [404, 410])
async def test_a_browser_that_has_unsubscribed_is_forgotten(house: House, status: int) -> None:
    await house.subscribe(CID)
    house.service.refusals.append(Response(status_code=status))
    chat = await house.picked()
    await house.say(STAFF[DOT], chat)
    await house.tell()
    assert await house.devices() == []
    assert await house.waiting() == []


async def test_a_service_that_is_down_is_asked_again_and_older_words_are_left_out(
    house: House,
) -> None:
    await house.subscribe(CID)
    house.service.refusals += [Response(status_code=503) for _ in range(3)]
    chat = await house.picked()
    for text in ("one", "two", "three"):
        await house.say(STAFF[DOT], chat, text)
        await house.tell()
    assert house.bodies(CID) == []
    house.here.clock.at += 60 * MINUTE
    await house.deliver()
    assert house.bodies(CID) == ["three (3)"]
    assert await house.waiting() == []


async def test_what_a_dead_node_had_in_hand_rings_once_more_only_if_nothing_newer_has_rung(
    house: House,
) -> None:
    await house.subscribe(CID)
    chat = await house.picked()
    for text in ("one", "two"):
        await house.say(STAFF[DOT], chat, text)
        await house.notice()
        house.here.clock.at += DELAY
        now = house.here.clock.at
        if text == "one":
            # It dies with this in its hands.
            [lost] = await outbox.take(house.world.db, [PUSH], now=now, lease_ms=LEASE, limit=9)
            assert lost.body["chat"] == chat.id
    await house.deliver()
    house.here.clock.at += LEASE
    await house.deliver()
    assert (house.bodies(CID), await house.waiting()) == (["two (2)"], [])

    await house.say(STAFF[DOT], chat, "three")
    await house.notice()
    house.here.clock.at += DELAY
    now = house.here.clock.at
    assert await outbox.take(house.world.db, [PUSH], now=now, lease_ms=LEASE, limit=9)
    house.here.clock.at += LEASE
    await house.deliver()
    assert house.bodies(CID) == ["two (2)", "three (3)"]


async def test_a_device_ends_with_the_session_it_was_registered_in(house: House) -> None:
    await house.subscribe(DOT)
    chat = await house.picked()
    await end_own_sessions(house.world, DOT, but=None)
    await house.tell()
    assert house.bodies(DOT) == []
    assert await house.devices() == []
    await house.say(CLIENT, chat)
    await house.tell()
    assert house.bodies(DOT) == []


async def test_a_device_ends_with_its_clients_tokens(house: House) -> None:
    await house.subscribe(CID)
    chat = await house.picked()
    async with house.world.db.transaction() as session:
        later = house.here.clock.at + 1
        await session.exec(
            update(ClientRow).where(col(ClientRow.id) == CID).values(tokens_from=later)
        )
        await session.exec(_acl_moved())
    await house.say(STAFF[DOT], chat)
    await house.tell()
    assert (house.bodies(CID), await house.devices()) == ([], [])


async def test_a_device_that_changed_hands_tells_nothing_of_before(house: House) -> None:
    browser = await house.subscribe(CID)
    chat = await house.picked()
    await house.say(STAFF[DOT], chat, "for cid alone")
    await house.notice()
    address = browser.address
    new = NewDevice("web", address.token, address.p256dh, address.auth, "en")
    await register_device(house.world, Owner("client", KIM, SOSNY), new)
    await house.tell()
    assert house.bodies(CID) == []


async def test_without_previews_no_words_of_the_chat_leave_the_house(house: House) -> None:
    quiet = house.world.settings.model_copy(update={"notices": Notices(preview=False)})
    house.here.world = replace(house.world, settings=quiet)
    await house.subscribe(DOT)
    await house.subscribe(CID)
    chat = await house.picked()
    await house.say(STAFF[DOT], chat, "secret")
    await house.tell()
    assert house.bodies(DOT) + house.bodies(CID) == ["You were made responsible", "New message"]


async def test_two_nodes_that_look_at_once_tell_once(house: House) -> None:
    await house.subscribe(DOT)
    await house.subscribe(CID)
    for person in (CLIENT, OTHER):
        await house.do(person, Open(APP))
    chat = await house.picked()
    for text in ("one", "two"):
        await house.say(STAFF[DOT], chat, text)
    await asyncio.gather(*(house.notice() for _ in range(6)))
    assert len(await house.waiting()) == 2
    house.here.clock.at += DELAY
    await asyncio.gather(*(house.deliver() for _ in range(6)))
    assert (len(house.bodies(DOT)), house.bodies(CID)) == (1, ["two (2)"])


@pytest.mark.parametrize("at_once", [False, True])
async def test_more_chats_than_a_page_holds_are_all_told(database: Database, at_once: bool) -> None:
    async with at_home(database, mails=False) as house:
        ledger = house.world.settings.ledger.model_copy(update={"batch": 1})
        settings = house.world.settings.model_copy(update={"ledger": ledger})
        house.here.world = replace(house.world, settings=settings)
        await house.subscribe(CID)
        await house.subscribe(KIM)
        for person in (CLIENT, OTHER):
            for product in (APP, NEWS):
                chat = (await house.ledger.submit(Open(product), person)).chat
                await house.say(person, chat)
                await house.say(STAFF[ANN], chat, f"for {person.id} in {product}")
        if at_once:
            async with house.world.db.transaction() as session:
                await session.exec(
                    update(ChatRow).values(rev=select(func.max(Org.rev)).scalar_subquery())
                )
        await house.tell()
        assert sorted(house.bodies(CID) + house.bodies(KIM)) == sorted(
            f"for {who} in {product}" for who in (CID, KIM) for product in (APP, NEWS)
        )


@pytest.mark.parametrize("mails", [False, True])
async def test_where_nobody_can_be_reached_nothing_is_written_or_told_later(
    database: Database, mails: bool
) -> None:
    async with at_home(database, mails=mails) as house:
        chat = await house.picked()
        await house.notice()
        assert await house.waiting() == []
        await house.subscribe(DOT)
        await house.tell()
        assert house.bodies(DOT) == []
        await house.say(CLIENT, chat, "and now?")
        await house.tell()
        assert len(house.bodies(DOT)) == 1


async def test_a_mail_gathers_what_happened_and_opens_the_chats(mailing: House) -> None:
    await mailing.switch(ADMINISTRATOR, "assigned_mail", "message_mail")
    first = await mailing.picked()
    await mailing.give(BOB, first, ANN)
    await mailing.notice()
    # Of the desk ann alone may answer it.
    second = (await mailing.ledger.submit(Open(NEWS, FLAT_1), CLIENT)).chat
    await mailing.say(CLIENT, second)
    await mailing.say(CLIENT, first, "still nothing")
    await mailing.tell()
    await mailing.tell()

    [mail] = mailing.box.mails
    text = words(mail)
    assert mail["to"] == "ann@example.com"
    assert mail["subject"] == "Чаты, которые вас ждут: 2"
    for chat, unread in ((first, 2), (second, 1)):
        assert f"№ {chat.number} · Cid Orlov" in text
        assert f"Не прочитано: {unread}" in text
        assert f"http://127.0.0.1:8080/console/?chat={chat.id}" in text
    assert "still nothing" not in text


async def test_a_mail_that_nobody_needs_is_not_sent(mailing: House) -> None:
    await mailing.switch(ANSWERS, "message_mail")
    chat = await mailing.picked()
    await mailing.notice()
    assert [row.topic for row in await mailing.waiting()] == [MAIL]
    await mailing.read(STAFF[DOT], chat)
    await mailing.tell()
    assert (mailing.box.mails, await mailing.waiting()) == ([], [])


async def test_the_outbox_holds_no_words_and_no_names(mailing: House) -> None:
    await mailing.switch(ANSWERS, *SWITCHES)
    await mailing.subscribe(DOT)
    await mailing.subscribe(CID)
    chat = await mailing.picked()
    await mailing.say(CLIENT, chat, "the tap drips")
    await mailing.say(STAFF[DOT], chat, "on my way")
    await mailing.notice()
    text = "".join(row.body for row in await mailing.waiting())
    assert all(secret not in text for secret in ("tap", "way", "Cid Orlov", "http", "@"))
    assert Side.CLIENT in text
