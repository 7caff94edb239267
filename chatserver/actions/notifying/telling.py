"""What is told of a chat, at the moment at which somebody is told of it?

A row of the outbox says who may have to be told of what; whether that still holds, and in which
words, is asked of the database when its turn comes. So what was read meanwhile is told to nobody,
and no text lies in the outbox.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from chatserver.actions.callers.languages import language_of
from chatserver.actions.notifying.notice_facts import (
    MAIL,
    PUSH,
    Switches,
    around,
    assigners,
    switches_of,
    wants,
)
from chatserver.actions.notifying.outbox import Handler, Postponed
from chatserver.core.chat import Chat
from chatserver.core.events import Message, TagPicked
from chatserver.core.notice_words import Line, Said, letter, shown, subject
from chatserver.core.notices import (
    Channel,
    Notice,
    Occasion,
    Told,
    collapse_key,
    notices,
    undisturbed,
)
from chatserver.core.people import Side
from chatserver.ledger.directory import Directories, Directory
from chatserver.ledger.reading import Reading
from chatserver.notify import Address, Gone, Mail, Push
from chatserver.storage import notices as stored
from chatserver.storage.outbox import Taken
from chatserver.storage.statement import Steps, ask
from chatserver.storage.tables import StaffRow
from chatserver.wire import decode_body
from chatserver.world import World

# A chat that stands on its reader's screen is looked at again: they may turn away unread.
LOOK_AGAIN_MS = 15_000
# For so long; whoever has had it before their eyes by then has seen it.
LOOKED_AT_MS = 600_000
LINES = 50


@dataclass(frozen=True, slots=True)
class Device:
    """A registered device, as it stands when it is to ring."""

    id: str
    owner: str
    address: Address
    locale: str
    seen_at: int
    session_until: int


@dataclass(frozen=True, slots=True)
class Now:
    """A chat with what is known around it, at this moment."""

    chat: Chat
    directory: Directory
    due: frozenset[Notice]


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells what was written into the outbox for people who look at no screen."""

    world: World
    directories: Directories

    def handlers(self) -> Mapping[str, Handler]:
        """Return who tells which topic."""
        return {PUSH: self.push, MAIL: self.mail}

    async def push(self, taken: Taken) -> None:
        """Let a device ring, if what it was to say still stands."""
        body = taken.body
        notice = Notice(Side(body["side"]), body["person"], Occasion(body["occasion"]))
        device = await self._device(body["device"])
        if device is None or device.owner != notice.person:
            return
        now = await self._now(body["chat"], Told(*body["told"]))
        if now is None or notice not in now.due:
            return
        if not self._admits(now, notice, device):
            await self._forget(device)
            return
        asked = await self.world.db.read(self._ask(taken, now.chat, notice))
        if asked is None:
            return
        said, looked_at = asked
        if looked_at:
            if self.world.now() - taken.at < LOOKED_AT_MS:
                raise Postponed(LOOK_AGAIN_MS)
            return
        try:
            await self.world.pushers.push(device.address, self._words(now, notice, device, said))
        except Gone:
            await self._forget(device)

    async def mail(self, taken: Taken) -> None:
        """Send an employee one mail about all chats of theirs that still need them."""
        staff, body = taken.body["staff"], taken.body
        found = await self.world.db.ask(stored.SWITCHES, [staff])
        if not found:
            return
        [(_, email, document)] = found
        switches = {staff: switches_of(document)}
        lines: list[Line] = []
        for chat_id, told in body["chats"].items():
            line = await self._line(staff, chat_id, Told(*told), switches)
            if line is not None:
                lines.append(line)
        if not lines:
            return
        async with self.world.db.session() as session:
            locale = await language_of(session, await session.get_one(StaffRow, staff))
        text = letter(lines[:LINES], locale=locale)
        mail = Mail(str(email), subject(lines, locale=locale), text)
        await self.world.mailer.send(mail, id_=taken.id)

    async def _device(self, device_id: str) -> Device | None:
        rows = await self.world.db.ask(stored.DEVICE, device_id)
        if not rows:
            return None
        [(owner, platform, token, p256dh, auth, *rest)] = rows
        return Device(device_id, owner, Address(platform, token, p256dh, auth), *rest)

    async def _forget(self, device: Device) -> None:
        await self.world.db.write(ask(stored.FORGET, device.id, device.address.token))

    def _admits(self, now: Now, notice: Notice, device: Device) -> bool:
        """Whether a device still speaks for its owner: an employee's ends with the session in
        which it was registered, a client's with their tokens (X6).
        """
        if notice.side is Side.STAFF:
            return device.session_until > self.world.now()
        client = now.directory.clients.get(notice.person)
        return client is not None and client.admits(device.seen_at)

    async def _now(self, chat_id: str, told: Told) -> Now | None:
        chat = await Reading(self.world.db, self.world.links).chat(chat_id)
        if chat is None:
            return None
        places = [chat.place] if chat.place is not None else []
        directory = await self.directories.fetch(chat.org, clients=[chat.client], places=places)
        if directory is None:
            return None
        by = await self.world.db.read(assigners([chat.id] if chat.staff else []))
        return Now(chat, directory, notices(chat, told, around(directory, chat, by.get(chat.id))))

    def _ask(self, taken: Taken, chat: Chat, notice: Notice) -> Steps[tuple[Said, bool] | None]:
        """Steps that return what was said last, and whether it stands on a screen of theirs; None
        when it need not be told any more.
        """
        newer = yield from ask(stored.NEWER, taken.collapse or "", taken.id)
        if newer:
            return None
        if notice.side is Side.STAFF:
            switches = yield from _switches(notice.person)
            if not wants(notice, Channel.PUSH, switches):
                return None
        if notice.occasion is Occasion.ASSIGNED and (yield from _seen(chat, notice.person)):
            return None
        looking = yield from ask(stored.LOOKING, [chat.id], self.world.now())
        pairs = {(person, of) for person, of in looking}
        said = yield from _said(chat, notice.side.other)
        return said, undisturbed(notice, chat.id, pairs)

    def _words(self, now: Now, notice: Notice, device: Device, said: Said) -> Push:
        chat, directory = now.chat, now.directory
        title = (
            directory.products[chat.product].title
            if notice.side is Side.CLIENT
            else directory.clients[chat.client].name
        )
        words = shown(
            title=title,
            said=said,
            occasion=notice.occasion,
            locale=device.locale,
            preview=self.world.settings.notices.preview,
            unread=chat.unread(notice.side),
        )
        data = {"kind": "chat", "org": chat.org, "chat": chat.id, "product": chat.product}
        return Push(words.title, words.body, collapse_key(chat.id, notice), data)

    async def _line(
        self, staff: str, chat_id: str, told: Told, switches: Mapping[str, Switches]
    ) -> Line | None:
        now = await self._now(chat_id, told)
        if now is None:
            return None
        chat = now.chat
        mine = {one for one in now.due if one.person == staff}
        if await self.world.db.read(_seen(chat, staff)):
            mine -= {Notice(Side.STAFF, staff, Occasion.ASSIGNED)}
        occasions = frozenset(one.occasion for one in mine if wants(one, Channel.MAIL, switches))
        if not occasions:
            return None
        return Line(
            client=now.directory.clients[chat.client].name,
            product=now.directory.products[chat.product].name,
            number=chat.number,
            unread=chat.unread(Side.STAFF),
            occasions=occasions,
            url=f"{self.world.settings.server.address}/console/?chat={chat.id}",
        )


def _switches(staff: str) -> Steps[Mapping[str, Switches]]:
    rows = yield from ask(stored.SWITCHES, [staff])
    return {id_: switches_of(document) for id_, _, document in rows}


def _seen(chat: Chat, staff: str) -> Steps[bool]:
    """Steps that say whether an employee has read the chat since it was given to them."""
    rows = yield from ask(stored.SEEN, staff, chat.id)
    return any(row[0] for row in rows)


def _said(chat: Chat, side: Side) -> Steps[Said]:
    rows = yield from ask(stored.SAID, chat.id, side.value)
    if not rows:
        return Said()
    [(kind, body)] = rows
    event = decode_body(kind, body.encode())
    if isinstance(event, TagPicked):
        return Said(text=event.text)
    assert isinstance(event, Message)
    file = event.file.name if event.file is not None else ""
    link = event.link.title if event.link is not None else None
    return Said(text=event.text or "", file=file, link=link or "")
