"""In which words is an import told of?"""

from typing import Literal, Self

from pydantic import BaseModel

from chatserver.actions.places.imports.cards import ImportCard
from chatserver.wire.times import rfc3339


class ImportWord(BaseModel):
    """An import. `waiting` and `running` go on; `done` stored all of it (in a dry run: would
    have), `refused` and `failed` stored nothing.
    """

    id: str
    kind: Literal["objects", "clients"]
    name: str
    state: Literal["waiting", "running", "done", "refused", "failed"]
    stage: str
    dry_run: bool
    lines: int
    bad: int
    added: int
    changed: int
    unchanged: int
    at: str
    ended_at: str | None

    @classmethod
    def of(cls, card: ImportCard) -> Self:
        """Return it as it is written."""
        return cls.model_validate(
            {
                **{name: getattr(card, name) for name in cls.model_fields},
                "at": rfc3339(card.at),
                "ended_at": rfc3339(card.ended_at) if card.ended_at is not None else None,
            }
        )


class ImportsWord(BaseModel):
    """A page of one's own imports, the newest first."""

    items: list[ImportWord]
    next_cursor: str | None


class FindingWord(BaseModel):
    """What is wrong with a line (0: with the whole table), in which column, and with what."""

    line: int
    column: str
    code: str
    message: str
    value: str


class FindingsWord(BaseModel):
    """A page of what is wrong, by line."""

    items: list[FindingWord]
    next_cursor: str | None
