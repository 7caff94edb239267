"""How is one question put to either database?

The ledger's steps are generators that yield an `Ask` and are sent its rows: they hold no
connection, so that SQLite can run them in one hop to its writer thread and PostgreSQL on the
event loop, and a batch is one piece of code (docs/decisions/0004).
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import JSON, BigInteger, Boolean, Integer

from chatserver.storage.tables import SQLModel

T = TypeVar("T")
Row = Sequence[Any]
Rows = Sequence[Row]


@dataclass(frozen=True, slots=True)
class Statement:
    """The same statement in both dialects.

    Arguments that are lists go to SQLite as one JSON text (read it by `json_each(?)`) and to
    PostgreSQL as arrays. With `width` set the one argument is a list of rows of that many columns:
    PostgreSQL gets one array for each column, SQLite runs `sqlite` for each row in turn, or once,
    with its `VALUES_HERE` replaced by as many `(?, …)` as there are rows. Once is for what returns
    rows; a change of many rows costs a third when it is run for each.
    """

    sqlite: str
    postgres: str
    width: int = 0


@dataclass(frozen=True, slots=True)
class Ask:
    """A statement with its arguments."""

    statement: Statement
    args: tuple[Any, ...] = ()


Steps = Generator[Ask, Rows, T]

VALUES_HERE = "{values}"


def ask(statement: Statement, *args: object) -> Steps[Rows]:
    """Put one question; `yield from` this and get its rows."""
    return (yield Ask(statement, args))


def array_of(table: str, column: str) -> str:
    """Return PostgreSQL's name for an array of what the column holds."""
    kind = SQLModel.metadata.tables[table].c[column].type
    if isinstance(kind, Boolean):
        return "boolean[]"
    return "bigint[]" if isinstance(kind, BigInteger | Integer) else "text[]"


def _cast(table: str, column: str) -> str:
    return "::json" if isinstance(SQLModel.metadata.tables[table].c[column].type, JSON) else ""


def _arrays(table: str, columns: Sequence[str]) -> str:
    return ", ".join(f"${i}::{array_of(table, c)}" for i, c in enumerate(columns, 1))


def insert(
    table: str, columns: Sequence[str], *, conflict: str = "", raced: bool = False
) -> Statement:
    """Insert rows and return one for each that went in.

    `conflict` is an ON CONFLICT clause. With `raced` another node may have stored the same row
    meanwhile, which then is not there among the returned; SQLite has no other node, so that it
    need not look.
    """
    names = ", ".join(f'"{c}"' for c in columns)
    chosen = ", ".join(f"v.c{i}{_cast(table, c)}" for i, c in enumerate(columns))
    short = ", ".join(f"c{i}" for i in range(len(columns)))
    marks = ", ".join("?" * len(columns))
    tail = "ON CONFLICT DO NOTHING" if raced else conflict
    return Statement(
        sqlite=f"INSERT INTO {table} ({names}) VALUES ({marks}) {conflict}",
        postgres=f"""INSERT INTO {table} ({names}) SELECT {chosen}
            FROM unnest({_arrays(table, columns)}) AS v({short}) {tail}
            RETURNING {table}.{columns[0]}""",
        width=len(columns),
    )


def update(table: str, keys: Sequence[str], columns: Sequence[str]) -> Statement:
    """Set `columns` of the rows named by `keys`; each row of the argument is keys, then columns."""
    every = [*keys, *columns]
    place = {name: f"?{i}" for i, name in enumerate(every, 1)}
    lite_set = ", ".join(f'"{c}" = {place[c]}' for c in columns)
    lite_on = " AND ".join(f"{k} = {place[k]}" for k in keys)
    names = ", ".join(f'"{c}"' for c in every)
    set_ = ", ".join(f'"{c}" = v."{c}"' for c in columns)
    on = " AND ".join(f"{table}.{k} = v.{k}" for k in keys)
    return Statement(
        sqlite=f"UPDATE {table} SET {lite_set} WHERE {lite_on}",
        postgres=f"""UPDATE {table} SET {set_}
            FROM unnest({_arrays(table, every)}) AS v({names}) WHERE {on}""",
        width=len(every),
    )
