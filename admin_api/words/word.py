"""Which fields may any body have, and how is a time written?"""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from chatserver.http.texts import Text
from chatserver.wire.times import rfc3339


def _written(at: object) -> object:
    return rfc3339(at) if isinstance(at, int) else at


# A time as the door writes it, from milliseconds.
At = Annotated[str, BeforeValidator(_written)]
# Of a page that a screen leads to.
WebAddress = Annotated[
    Text,
    Field(max_length=300, pattern=r"^https://[^\s\"'<>\\]+$", examples=["https://example.com"]),
]
ObjectKind = Literal["quarter", "group", "building", "premises"]
# A screen may send it back as it came; nothing is done with it.
READ_ONLY = Field(json_schema_extra={"readOnly": True})


class Word(BaseModel):
    """A body that is sent to us: fields that nobody knows are mistakes."""

    model_config = ConfigDict(extra="forbid")
