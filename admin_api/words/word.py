"""Which fields may any body have, and what is a text?"""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from chatserver.wire.times import rfc3339


def _storable(text: str) -> str:
    if "\0" in text:
        raise ValueError("must not contain U+0000")
    return text


def _written(at: object) -> object:
    return rfc3339(at) if isinstance(at, int) else at


# A time as the door writes it, from milliseconds.
At = Annotated[str, BeforeValidator(_written)]
Text = Annotated[str, AfterValidator(_storable)]
ObjectKind = Literal["quarter", "group", "building", "premises"]
# A screen may send it back as it came; nothing is done with it.
READ_ONLY = Field(json_schema_extra={"readOnly": True})


class Word(BaseModel):
    """A body that is sent to us: fields that nobody knows are mistakes."""

    model_config = ConfigDict(extra="forbid")
