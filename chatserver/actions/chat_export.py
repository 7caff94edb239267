"""How do an employee's chats become a workbook? (requirement 162)"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from chatserver.actions.audit import Changed, record
from chatserver.actions.time_zones import time_zone_of
from chatserver.actions.viewers import Viewer
from chatserver.core.inbox import Filter
from chatserver.core.people import Side
from chatserver.core.phones import readable
from chatserver.core.table_words import column, word
from chatserver.files.workbooks import Cells, write_workbook
from chatserver.ledger.directory import Directory
from chatserver.ledger.outcome import Person
from chatserver.storage.chat_table import TableRow, table_of_chats
from chatserver.world import World

ROWS_MAX = 200_000


@dataclass(frozen=True, slots=True)
class Looks:
    """What the rows of one table are written with."""

    directory: Directory
    zone: ZoneInfo
    language: str

    def time(self, at: int) -> datetime:
        """Return an instant as people of the organisation read it: Excel knows no zones."""
        return datetime.fromtimestamp(at // 1000, UTC).astimezone(self.zone).replace(tzinfo=None)


async def export_chats(
    world: World,
    viewer: Viewer,
    wanted: Filter,
    into: Path,
    *,
    columns: Sequence[str],
    language: str,
) -> int:
    """Write the chats that the employee's list shows into a workbook; return how many there are.

    At most ROWS_MAX. It is audited: a table leaves the server with people's names in it.
    """
    org = viewer.home.org.id
    async with world.db.session() as session:
        looks = Looks(viewer.home, await time_zone_of(session, org), language)
    pieces = table_of_chats(world.db, viewer.staff, wanted, most=ROWS_MAX)
    written = Written(pieces, asyncio.get_running_loop())
    headings = {name: column(name, language) for name in columns}
    cells = (_cells(row, headings, looks) for row in written.rows())
    try:
        await asyncio.to_thread(
            write_workbook, into, word("chats", language), list(headings.values()), cells
        )
    finally:
        await written.close()
    async with world.db.transaction() as session:
        changed = Changed(org, {}, {"chats": written.count, "columns": list(columns)})
        by = Person("staff", viewer.id)
        await record(session, world, by=by, org=org, action="chats.export", changed=[changed])
    return written.count


class Written:
    """Rows from the event loop, for a thread that writes: piece by piece, as it needs them."""

    def __init__(
        self, pieces: AsyncIterator[Sequence[TableRow]], loop: asyncio.AbstractEventLoop
    ) -> None:
        self.count = 0
        self._pieces = pieces
        self._loop = loop

    def rows(self) -> Iterator[TableRow]:
        """Yield the rows, on the thread that writes."""
        while piece := asyncio.run_coroutine_threadsafe(self._next(), self._loop).result():
            self.count += len(piece)
            yield from piece

    async def close(self) -> None:
        """Let the database go."""
        close = getattr(self._pieces, "aclose", None)
        if close is not None:
            await close()

    async def _next(self) -> Sequence[TableRow]:
        async for piece in self._pieces:
            return piece
        return ()


def _cells(row: TableRow, headings: Mapping[str, str], looks: Looks) -> Cells:
    return {heading: CELLS[name](row, looks) for name, heading in headings.items()}


def _department(row: TableRow, looks: Looks) -> str:
    return looks.directory.departments.get(row.chat.department or "", "")


def _staff(row: TableRow, looks: Looks) -> str:
    staff = looks.directory.staff.get(row.chat.staff or "")
    return staff.name if staff is not None else ""


def _product(row: TableRow, looks: Looks) -> str:
    product = looks.directory.products.get(row.chat.product)
    return product.name if product is not None else ""


CELLS: Mapping[str, Callable[[TableRow, Looks], object]] = MappingProxyType(
    {
        "number": lambda row, _: row.chat.number,
        "client": lambda row, _: row.client,
        "phone": lambda row, _: readable(row.phone),
        "product": _product,
        "place": lambda row, _: row.place,
        "address": lambda row, _: row.address,
        "state": lambda row, looks: word(row.chat.state.value, looks.language),
        "department": _department,
        "staff": _staff,
        "tag": lambda row, _: row.chat.tag.text if row.chat.tag is not None else "",
        "platform": lambda row, looks: word(row.chat.platform or "", looks.language),
        "labels": lambda row, _: row.chat.unread(Side.STAFF),
        "unanswered": lambda row, looks: word("yes" if row.chat.unanswered else "", looks.language),
        "created_at": lambda row, looks: looks.time(row.chat.created_at),
        "updated_at": lambda row, looks: looks.time(row.chat.updated_at),
        "preview": lambda row, _: row.chat.preview,
        "comment": lambda row, _: row.chat.comment,
    }
)
