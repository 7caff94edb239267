"""Who gets the chats that wait, and those whose responsible lost them? (D5, delivery §3.10)"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from chatserver.core.commands import Expire, HandOut
from chatserver.core.refusals import Refused
from chatserver.core.responsible import barrier
from chatserver.ledger.directory import Directory
from chatserver.ledger.ledger import Ledger
from chatserver.ledger.outcome import SYSTEM
from chatserver.storage import due
from chatserver.world import World

WAITING_EVERY_S = 10
PAGE = 200


@dataclass(slots=True)
class _InLine:
    """How far an organisation has been brought in line: the `acl` seen last, and the one at which
    its responsibles were last looked through after it had stood for a while.
    """

    seen: int = 0
    settled: int = 0


class HandingOut:
    """Keeps responsibility in line with who is eligible, organisation by organisation.

    It only finds what may be due; the rule looks again under each chat's lock.
    """

    def __init__(self, world: World, ledger: Ledger) -> None:
        self._world = world
        self._ledger = ledger
        self._known: dict[str, _InLine] = {}
        self._waited_at = float("-inf")

    async def bring_in_line(self) -> None:
        """Give back and hand out what is due.

        Who is responsible is looked at when an organisation's `acl` moved, and once more after ten
        seconds: a batch that read the old `acl` may have committed meanwhile.
        """
        ticks = asyncio.get_running_loop().time()
        slow = ticks - self._waited_at >= WAITING_EVERY_S
        for org, acl in (await due.acls(self._world.db)).items():
            known = self._known.setdefault(org, _InLine())
            moved = known.seen != acl
            if moved or (slow and known.settled != acl):
                await self._return(org)
            if moved or slow:
                await self._hand_out_waiting(org)
            if slow and not moved:
                known.settled = acl
            known.seen = acl
        if slow:
            self._waited_at = ticks

    async def _hand_out_waiting(self, org: str) -> None:
        last: due.Waiting | None = None
        while True:
            page = await due.waiting(self._world.db, org, after=last, limit=PAGE)
            await give(self._ledger, (HandOut(one.chat) for one in page))
            if len(page) < PAGE:
                return
            last = page[-1]

    async def _return(self, org: str) -> None:
        last = ""
        while True:
            page = await due.held(self._world.db, org, after=last, limit=PAGE)
            places = {one.place for one in page if one.place is not None}
            directory = await self._ledger.directories.fetch(org, places=places)
            if directory is not None:
                fallen = [one.chat for one in page if not _stands(one, directory)]
                await give(self._ledger, (HandOut(chat) for chat in fallen))
            if len(page) < PAGE:
                return
            last = page[-1].chat


async def give(ledger: Ledger, commands: Iterable[Expire | HandOut]) -> None:
    """Put all of them into the ledger and wait; a refusal means that it was done already."""
    answers = await asyncio.gather(
        *(ledger.submit(command, SYSTEM) for command in commands),
        return_exceptions=True,
    )
    for answer in answers:
        if isinstance(answer, BaseException) and not isinstance(answer, Refused):
            raise answer


def _stands(one: due.Held, directory: Directory) -> bool:
    """Whether the responsible may keep the chat; the rule asks the same once more."""
    staff = directory.staff.get(one.staff)
    place = directory.places.get(one.place) if one.place is not None else None
    kind = directory.products[one.product].kind
    if staff is None:
        return False
    return barrier(staff, department=one.department, product_kind=kind, place=place) is None
