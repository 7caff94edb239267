"""How is a dialog of the demo held? By the ledger's own commands, as if people had typed."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from chatserver.core import commands as c
from chatserver.core.chat import Chat
from chatserver.demo.stories import Story
from chatserver.ledger.ledger import Ledger
from chatserver.ledger.outcome import Outcome, Person, Trouble

CLIENT_SAYS, STAFF_SAYS, STAFF_NOTES = ">", "<", "!"
PLATFORMS = ("ios", "android", "android", "web")


@dataclass(frozen=True, slots=True)
class Scene:
    """A story with its people and place. `label` begins every key, so that playing it again after
    an interruption repeats nothing.
    """

    label: str
    story: Story
    client: str
    product: str
    place: str
    tag: str | None


class Actors:
    """Plays scenes; `step` is called before each act and moves the clock."""

    def __init__(self, ledger: Ledger, step: Callable[[], None]) -> None:
        self._ledger = ledger
        self._step = step

    async def play(self, scene: Scene) -> None:
        """Play the scene to its end, or as far as there is somebody to answer."""
        story = scene.story
        platform = Random(scene.label).choice(PLATFORMS)  # noqa: S311  the same at every call
        client = Person("client", scene.client, platform)
        chat = (await self._do(c.Open(scene.product, scene.place), client)).chat
        if scene.tag is not None and chat.prompt is not None:
            pick = c.PickTag(chat.id, f"{scene.label}-tag", chat.prompt, scene.tag)
            chat = (await self._do(pick, client)).chat
        for number, line in enumerate(story.lines):
            who = client if line.startswith(CLIENT_SAYS) else _responsible(chat)
            if who is None:
                return
            if line.startswith(STAFF_NOTES):
                note = c.WriteNote(chat.id, f"{scene.label}-{number}", line[1:].strip())
                chat = (await self._do(note, who)).chat
                continue
            if who is not client:
                await self._do(c.Read(chat.id, chat.last), who)
            send = c.Send(chat.id, f"{scene.label}-{number}", line[1:].strip())
            chat = (await self._do(send, who)).chat
        await self._end(scene, chat, client)

    async def _end(self, scene: Scene, chat: Chat, client: Person) -> None:
        end, staff = scene.story.end, _responsible(chat)
        if end in ("unread", "silent") or staff is None:
            return
        if end != "open":
            close = c.CloseDialog(chat.id, f"{scene.label}-end", chat.dialog, end)
            await self._do(c.Read(chat.id, chat.last), staff)
            chat = (await self._do(close, staff)).chat
        if end != "no_answer":
            await self._do(c.Read(chat.id, chat.last), client)

    async def _do(self, command: c.Command, person: Person) -> Outcome:
        self._step()
        while True:
            try:
                return await self._ledger.submit(command, person)
            except Trouble as trouble:
                if trouble.code == "internal":
                    raise
                await asyncio.sleep(trouble.retry_ms / 1000)


def _responsible(chat: Chat) -> Person | None:
    return Person("staff", chat.staff) if chat.staff is not None else None
