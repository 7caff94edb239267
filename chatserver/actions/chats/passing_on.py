"""Which chats go to somebody else since their responsible does not answer? (decision 0128)"""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from chatserver.actions.chats.handing_out import give
from chatserver.actions.each_org import for_each
from chatserver.core.commands import PassOn
from chatserver.core.hours import closed_at, worked_until
from chatserver.ledger.directory import Directory
from chatserver.ledger.ledger import Ledger
from chatserver.storage.unanswered import Timed, Unanswered, timed, tried, unanswered
from chatserver.world import World

PAGE = 1_000
AGAIN_AFTER_S: Final = 600
MINUTE_MS: Final = 60_000

Turn = tuple[str, int, int]  # a chat, its assignment, and how much employees had said in it
Asked = dict[Turn, tuple[int, float]]  # as of which `acl`, and when by the loop's clock


@dataclass(slots=True)
class PassingOn:
    """Finds whose time to answer is over; the rule looks again under each chat's lock.

    Nothing is stored of it: whoever asked, and who has had the chat since, stands in the log, so
    that a node that starts anew knows as much. Who is the only one keeps the chat: of that the
    ledger is not asked at each turn, but when the organisation has changed, or ten minutes later.
    """

    world: World
    ledger: Ledger
    _asked: dict[str, Asked] = field(default_factory=dict)  # by product

    async def look(self) -> None:
        """Pass on what is due."""
        products = {one.product: one for one in await timed(self.world.db)}
        self._asked = {id_: asked for id_, asked in self._asked.items() if id_ in products}

        async def pass_on(product: str) -> None:
            await self._of_product(products[product])

        await for_each(products, pass_on)

    async def _of_product(self, product: Timed) -> None:
        directory = await self.ledger.directories.fetch(product.org)
        if directory is None:
            return
        before, seen = self._asked.get(product.product, {}), Asked()
        last: str | None = ""
        while last is not None:
            page = await unanswered(
                self.world.db, product, now=self.world.now(), after=last, limit=PAGE
            )
            late = {_turn(one): (one, when) for one, when in _late(page, product, directory)}
            known = {turn: before[turn] for turn in late if _lately(before.get(turn), directory)}
            await self._give([each for turn, each in late.items() if turn not in known])
            seen |= dict.fromkeys(late, (directory.acl, _ticks())) | known
            last = page[-1].chat if len(page) == PAGE else None
        self._asked[product.product] = seen

    async def _give(self, late: Sequence[tuple[Unanswered, int]]) -> None:
        if not late:
            return
        had = await tried(self.world.db, [one for one, _ in late])
        commands = (
            PassOn(one.chat, one.assignment, one.n_staff, when, had[one.chat]) for one, when in late
        )
        await give(self.ledger, commands)


def _late(
    found: Iterable[Unanswered], product: Timed, directory: Directory
) -> Iterator[tuple[Unanswered, int]]:
    """Yield whose time is over by the hours of a department that works now, and since when."""
    for one in found:
        hours = directory.hours.get(one.department or "")
        when = worked_until(hours, one.since, product.minutes * MINUTE_MS)
        here = hours is None or closed_at(hours, one.now) is None
        if here and when is not None and when <= one.now:
            yield one, when


def _turn(one: Unanswered) -> Turn:
    return one.chat, one.assignment, one.n_staff


def _lately(asked: tuple[int, float] | None, directory: Directory) -> bool:
    return asked is not None and asked[0] == directory.acl and _ticks() - asked[1] < AGAIN_AFTER_S


def _ticks() -> float:
    return asyncio.get_running_loop().time()
