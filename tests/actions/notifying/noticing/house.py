"""Whose browsers and mailboxes are rung by what happens in the small organisation?"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import SecretStr
from sqlmodel import col, select, update

from chatserver.actions.notifying.devices import NewDevice, Owner, register_device
from chatserver.actions.notifying.notice_facts import MAIL, PUSH
from chatserver.actions.notifying.noticing import notice
from chatserver.actions.notifying.outbox import Courier
from chatserver.actions.notifying.telling import Teller
from chatserver.actions.sign_in.sessions import begin_session
from chatserver.config import WebPush
from chatserver.core.chat import Chat
from chatserver.core.commands import Assign, Command, Open, PickTag, Read, Send
from chatserver.core.notices import SWITCHES
from chatserver.ledger.ledger import Ledger
from chatserver.ledger.outcome import Person
from chatserver.ledger.reading import Reading
from chatserver.notify import open_mailer, open_pushers
from chatserver.storage.database import Database
from chatserver.storage.tables import DeviceRow, Org, OutboxRow, RoleRow
from chatserver.world import World
from tests.seeds import (
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
    REPAIRS,
    SOSNY,
    WATER,
)
from tests.services.mailbox import Mailbox, mailbox
from tests.services.push_services import Browser, BrowserService, base64url, browser_service
from tests.small import Small, small

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


def acl_moved() -> Any:
    """What a change of rights does to the organisation."""
    return update(Org).where(col(Org.id) == SOSNY).values(acl=Org.acl + 1)
