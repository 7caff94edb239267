"""How is a text looked for within a column, or at its beginning, so that either database is quick?

SQLite's LIKE folds case and uses no index; PostgreSQL's uses trigrams, and an order that depends
on no language. What is compared here is folded already (core/searching.py), or is a path.
"""

from typing import Self

from sqlalchemy import Boolean, ColumnElement, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from typing_extensions import override

_ESCAPE = "/"
Column = ColumnElement[str] | Mapped[str]


class _Condition(FunctionElement[bool]):
    """A condition as it stands: `(…) = 1`, which SQLAlchemy would make of a function on SQLite,
    keeps SQLite from its indexes.
    """

    type = Boolean()

    @override
    def self_group(self, against: object = None) -> Self:
        """Return this: it has its own brackets."""
        return self


class _Holds(_Condition):
    """The column, the text, the text as a pattern."""

    inherit_cache = True


class _Begins(_Condition):
    """The column, the text, the first text behind all that begin with it, the text as a pattern."""

    inherit_cache = True


def holds(column: Column, text: str) -> ColumnElement[bool]:
    """Return the condition that the text stands somewhere in the column."""
    return _Holds(column, _bound(text), _bound(f"%{_escaped(text)}%"))


def begins(column: Column, text: str) -> ColumnElement[bool]:
    """Return the condition that the column begins with this text, which is not empty."""
    behind = text[:-1] + chr(ord(text[-1]) + 1)
    return _Begins(column, _bound(text), _bound(behind), _bound(f"{_escaped(text)}%"))


def _bound(text: str) -> ColumnElement[str]:
    return bindparam(None, text, unique=True)


def _escaped(text: str) -> str:
    for sign in (_ESCAPE, "%", "_"):
        text = text.replace(sign, _ESCAPE + sign)
    return text


@compiles(_Holds)
@compiles(_Begins)
def _by_pattern(element: _Holds | _Begins, compiler: SQLCompiler, **kw: object) -> str:
    column, *_, pattern = element.clauses
    left, right = compiler.process(column, **kw), compiler.process(pattern, **kw)
    return f"({left} LIKE {right} ESCAPE '{_ESCAPE}')"


@compiles(_Holds, "sqlite")
def _by_position(element: _Holds, compiler: SQLCompiler, **kw: object) -> str:
    column, text, _ = element.clauses
    return f"(instr({compiler.process(column, **kw)}, {compiler.process(text, **kw)}) > 0)"


@compiles(_Begins, "sqlite")
def _by_range(element: _Begins, compiler: SQLCompiler, **kw: object) -> str:
    column, text, behind, _ = element.clauses
    left = compiler.process(column, **kw)
    since, until = compiler.process(text, **kw), compiler.process(behind, **kw)
    return f"({left} >= {since} AND {left} < {until})"
