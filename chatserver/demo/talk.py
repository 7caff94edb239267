"""How is a dialog of the demo held? By the ledger's own commands, as if people had typed."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from random import Random

from chatserver.core import commands as c
from chatserver.core.chat import Chat
from chatserver.core.refusals import RatingClosed
from chatserver.demo.stories import Story
from chatserver.ledger.ledger import Ledger
from chatserver.ledger.outcome import Outcome, Person, Trouble

CLIENT_SAYS, STAFF_SAYS, STAFF_NOTES = ">", "<", "!"
PLATFORMS = ("ios", "android", "android", "web")
SILENT = 1 / 3
# What clients say of a dialog, and how many of a hundred.
RATINGS: Mapping[int, str] = {
    5: "Быстро и вежливо, спасибо!",
    4: "Всё решили, но пришлось подождать.",
    3: "Помогли не сразу.",
    2: "Долго не отвечали.",
    1: "Вопрос так и не решён.",
}
WEIGHTS = (55, 25, 10, 5, 5)


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
        ended: int | None = None
        if end != "open":
            close = c.CloseDialog(chat.id, f"{scene.label}-end", chat.dialog, end)
            await self._do(c.Read(chat.id, chat.last), staff)
            outcome = await self._do(close, staff)
            chat, ended = outcome.chat, outcome.seq
        if end != "no_answer":
            await self._do(c.Read(chat.id, chat.last), client)
        if end == "solved" and ended is not None:
            await self._rate(scene, chat, ended, client)

    async def _rate(self, scene: Scene, chat: Chat, ended: int, client: Person) -> None:
        """Two in three of those who are asked say how it was, most of them that it was good."""
        chance = Random(f"{scene.label} rated")  # noqa: S311  the same at every call
        if chance.random() < SILENT:
            return
        [score] = chance.choices(tuple(RATINGS), WEIGHTS)
        comment = chance.choice((None, RATINGS[score]))
        with suppress(RatingClosed):  # nobody was asked
            await self._do(c.Rate(chat.id, f"{scene.label}-rated", ended, score, comment), client)

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
