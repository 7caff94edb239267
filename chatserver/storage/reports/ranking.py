"""How are medians and the like found on both databases? SQLite has none of its own."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, case, func

Column = ColumnElement[Any]


def ranked(name: str, value: Column, *, key: Column) -> Sequence[Column]:
    """Return the value, its rank in the group, and how many values the group has."""
    rank = func.row_number().over(partition_by=(key, value.is_(None)), order_by=value)
    of = func.count(value).over(partition_by=key)
    return value.label(name), rank.label(f"{name}_rank"), of.label(f"{name}_of")


def percentiles(rows: FromClause, name: str) -> Sequence[Column]:
    """Return of each group of `rows`, which have what `ranked` returns, the value that half of its
    values do not exceed, and that which nine in ten do not.
    """
    value, rank, of = (rows.c[f"{name}{part}"] for part in ("", "_rank", "_of"))
    return [func.max(case((rank == (of * tenths + 9) // 10, value))) for tenths in (5, 9)]


def many(condition: ColumnElement[bool]) -> Column:
    """Return how many rows are so."""
    return func.sum(case((condition, 1), else_=0))
