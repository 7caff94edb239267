"""What stands in the columns of a table of chats? (requirement 162)"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from chatserver.core.people import Side
from chatserver.core.phones import readable
from chatserver.core.table_words import word
from chatserver.ledger.directory import Directory
from chatserver.storage.chat_table import TableRow
from chatserver.workbooks.sheet import Row


@dataclass(frozen=True, slots=True)
class Looks:
    """What the rows of one table are written with."""

    directory: Directory
    zone: ZoneInfo
    language: str

    def time(self, at: int) -> datetime:
        """Return an instant as people of the organisation read it: Excel knows no zones."""
        return datetime.fromtimestamp(at // 1000, UTC).astimezone(self.zone).replace(tzinfo=None)


def maker(columns: Sequence[str], looks: Looks) -> Callable[[TableRow], Row]:
    """Return what makes a row's cells, one for each column."""
    cells = [CELLS[name] for name in columns]
    return lambda row: tuple(cell(row, looks) for cell in cells)


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
        "score": lambda row, _: "" if row.chat.score is None else row.chat.score,
        "created_at": lambda row, looks: looks.time(row.chat.created_at),
        "updated_at": lambda row, looks: looks.time(row.chat.updated_at),
        "preview": lambda row, looks: row.chat.preview or word("deleted", looks.language),
        "comment": lambda row, _: row.chat.comment,
    }
)
