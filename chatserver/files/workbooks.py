"""How does a table become a workbook, without being held in memory? (rustpy-xlsxwriter)"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from rustpy_xlsxwriter import FastExcel

Cells = Mapping[str, object]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TIME = "dd.mm.yyyy hh:mm"
# What XML cannot hold: a cell with one of these would make the whole workbook unreadable.
_UNWRITABLE = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF))


def write_workbook(path: Path, sheet: str, columns: Sequence[str], rows: Iterable[Cells]) -> None:
    """Write one sheet: a header, then the rows as they come.

    Texts are written as texts: what begins as a formula does stays what somebody wrote (162).
    Blocks; not for the event loop.
    """
    written = iter(rows)
    # The header is made of the first row, also where there is none.
    first = next(written, dict.fromkeys(columns))
    every = (
        {name: _writable(value) for name, value in row.items()} for row in _all(first, written)
    )
    (
        FastExcel(path)
        .format(datetime_format=_TIME, bold_headers=True)
        .freeze(row=1)
        .sheet(sheet, every)
        .save()
    )


def _all(first: Cells, others: Iterator[Cells]) -> Iterator[Cells]:
    return chain((first,), others)


def _writable(value: object) -> object:
    return value.translate(_UNWRITABLE) if isinstance(value, str) else value
