"""How does a table become a workbook, without being held in memory? (rustpy-xlsxwriter)"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from rustpy_xlsxwriter import FastExcel

Row = Sequence[object]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TIME = "dd.mm.yyyy hh:mm"
# What XML cannot hold: a cell with one of these would make the whole workbook unreadable.
_UNWRITABLE = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF))


def write_workbook(path: Path, sheet: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Write one sheet: a header, then the rows as they come, each with a value for each column.

    Texts are written as texts: what begins as a formula does stays what somebody wrote
    (requirement 162). Blocks; not for the event loop.
    """
    (
        FastExcel(path)
        .format(datetime_format=_TIME, bold_headers=True)
        .freeze(row=1)
        .sheet(sheet, _named(columns, iter(rows)))
        .save()
    )


def _named(columns: Sequence[str], rows: Iterator[Row]) -> Iterator[Mapping[str, object]]:
    # The header is made of the first row, also where there is none.
    yield dict(zip(columns, map(_writable, next(rows, ("",) * len(columns))), strict=True))
    for row in rows:
        yield dict(zip(columns, map(_writable, row), strict=True))


def _writable(value: object) -> object:
    return value.translate(_UNWRITABLE) if isinstance(value, str) else value
