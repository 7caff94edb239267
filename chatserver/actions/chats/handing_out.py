"""Who gets the chats that wait, and those whose responsible lost them? (D5)"""

import asyncio
from collections.abc import Iterable
from itertools import islice

from chatserver.actions.each_org import for_each
from chatserver.core.commands import Expire, HandOut, PassOn
from chatserver.core.refusals import Refused
from chatserver.core.responsible import barrier
from chatserver.ledger.directory import Directory
from chatserver.ledger.ledger import Ledger
from chatserver.ledger.outcome import SYSTEM, Trouble
from chatserver.storage import due
from chatserver.world import World

WAITING_EVERY_S = 600
# Those that wait are sorted anew for each page: a page holds many.
PAGE = 5_000
AT_ONCE = 200  # of a queue that others' commands stand in, too


class HandingOut:
    """Keeps responsibility in line with who is eligible, organisation by organisation.

    It only finds what may be due; the rule looks again under each chat's lock.
    """

    def __init__(self, world: World, ledger: Ledger) -> None:
        self._world = world
        self._ledger = ledger
        self._known: dict[str, int] = {}  # by organisation, the `acl` that it is in line with
        self._waited_at = float("-inf")

    async def bring_in_line(self) -> None:
        """Give back and hand out what is due.

        Looked at is when an organisation's `acl` moved. Once is enough: a batch that was decided by
        the old one is committed before it moves, or not at all. Who waits does so because nobody
        can get the chat as of this `acl`; that they are looked at now and then all the same is
        precaution, and thousands may wait (docs/decisions/0107).
        """
        ticks = asyncio.get_running_loop().time()
        slow = ticks - self._waited_at >= WAITING_EVERY_S
        acls = await due.acls(self._world.db)

        async def look(org: str) -> None:
            moved = self._known.get(org) != acls[org]
            if moved:
                await self._return(org)
            if moved or slow:
                await self._hand_out_waiting(org)
            self._known[org] = acls[org]

        if slow:
            self._waited_at = ticks
        await for_each(acls, look)

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


async def give(ledger: Ledger, commands: Iterable[Expire | HandOut | PassOn]) -> None:
    """Put all of them into the ledger, so many at once, and wait.

    A refusal means that it was done already. What breaks has been told by the ledger, and keeps no
    other chat waiting; whatever else is in the way ends it.
    """
    left = iter(commands)
    while some := list(islice(left, AT_ONCE)):
        answers = await asyncio.gather(
            *(ledger.submit(command, SYSTEM) for command in some), return_exceptions=True
        )
        for answer in answers:
            broke = isinstance(answer, Trouble) and answer.code == "internal"
            if isinstance(answer, BaseException) and not (broke or isinstance(answer, Refused)):
                raise answer


def _stands(one: due.Held, directory: Directory) -> bool:
    """Whether the responsible may keep the chat; the rule asks the same once more."""
    staff = directory.staff.get(one.staff)
    place = directory.places.get(one.place) if one.place is not None else None
    kind = directory.products[one.product].kind
    if staff is None:
        return False
    return barrier(staff, department=one.department, product_kind=kind, place=place) is None
