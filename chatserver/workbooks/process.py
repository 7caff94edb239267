"""The process that writes one workbook and ends: `python -m chatserver.workbooks.process PATH`.

On its standard input come the sheet's name with its headings, then rows, many at a time, then
nothing: an empty piece says that this was all, and no accident.
"""

import os
import pickle
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from chatserver.workbooks.sheet import Row, write_workbook

# The chats go first.
NICENESS = 10


def main(path: str, told: BinaryIO) -> None:
    """Write the workbook that is told of."""
    os.nice(NICENESS)
    sheet, columns = _next(told)
    write_workbook(Path(path), sheet, columns, _rows(told))


def _rows(told: BinaryIO) -> Iterator[Row]:
    while piece := _next(told):
        yield from piece


def _next(told: BinaryIO) -> Any:  # noqa: ANN401 - as it was sent
    """Return the next piece; `EOFError` where the one who tells has gone."""
    # It comes from the server that started us, and from nobody else.
    return pickle.load(told)  # noqa: S301


if __name__ == "__main__":
    main(sys.argv[1], sys.stdin.buffer)
