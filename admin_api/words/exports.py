"""In which words is a table of chats told of that somebody takes along?"""

from typing import Literal, Self

from pydantic import BaseModel, Field

from chatserver.actions.chats.chat_exports.asking import ExportCard
from chatserver.wire.times import rfc3339


class ExportWord(BaseModel):
    """A table. `waiting` and `running` go on; `done` can be fetched until `expires_at`; of one that
    `failed` there is nothing. `percent` is 100 once it is done, and not before.
    """

    id: str
    state: Literal["waiting", "running", "done", "failed"]
    percent: int = Field(ge=0, le=100)
    rows: int
    total: int | None = Field(description="How many rows it will have, once that is known.")
    size: int = Field(description="In bytes, once it is done.")
    at: str
    ended_at: str | None
    expires_at: str | None

    @classmethod
    def of(cls, card: ExportCard) -> Self:
        """Return it as it is written."""
        return cls(
            id=card.id,
            state=card.state,
            percent=card.percent,
            rows=card.rows,
            total=card.total,
            size=card.size,
            at=rfc3339(card.at),
            ended_at=_time(card.ended_at),
            expires_at=_time(card.expires_at),
        )


def _time(at: int | None) -> str | None:
    return None if at is None else rfc3339(at)
