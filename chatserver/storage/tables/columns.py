"""How is a column of a common kind declared, and how are constraints named?

Times are milliseconds since the epoch, UTC (docs/decisions/0001).
"""

from typing import Any

from sqlalchemy import JSON, BigInteger, Text
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def big(*, nullable: bool = False, default: int | None = None, index: bool = False) -> Any:  # noqa: ANN401 - as SQLModel types its fields
    """A time, or another number of 64 bits."""
    return Field(default=default, sa_type=BigInteger, nullable=nullable, index=index)


def text(default: str = "") -> Any:  # noqa: ANN401
    """A text of any length, empty by default."""
    return Field(default=default, sa_type=Text)


def document() -> Any:  # noqa: ANN401
    """A JSON object, empty by default."""
    return Field(default_factory=dict, sa_type=JSON)
