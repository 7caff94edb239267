"""Which fields may any body have, and what is a text?"""

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from chatserver.wire.times import rfc3339

# Some hundreds would be stored, and never be written into an answer again.
MOST_DEEP = 32


def _storable(text: str) -> str:
    if "\0" in text:
        raise ValueError("must not contain U+0000")
    return text


def _written(at: object) -> object:
    return rfc3339(at) if isinstance(at, int) else at


def _shallow(document: dict[str, Any]) -> dict[str, Any]:
    inside: list[Any] = [document]
    for _ in range(MOST_DEEP):
        inside = [within for one in inside for within in _within(one)]
    if any(isinstance(one, dict | list) for one in inside):
        deep = "at most {most} objects and lists inside each other"
        raise PydanticCustomError("too_deep", deep, {"most": MOST_DEEP})
    return document


def _within(document: object) -> Iterable[Any]:
    if isinstance(document, dict):
        return document.values()
    return document if isinstance(document, list) else ()


# A time as the door writes it, from milliseconds.
At = Annotated[str, BeforeValidator(_written)]
Text = Annotated[str, AfterValidator(_storable)]
# Of a page that a screen leads to.
WebAddress = Annotated[
    Text,
    Field(max_length=300, pattern=r"^https://[^\s\"'<>\\]+$", examples=["https://example.com"]),
]
# An object that the server keeps for others, and does not look into.
Kept = Annotated[dict[str, Any], AfterValidator(_shallow)]
ObjectKind = Literal["quarter", "group", "building", "premises"]
# A screen may send it back as it came; nothing is done with it.
READ_ONLY = Field(json_schema_extra={"readOnly": True})


class Word(BaseModel):
    """A body that is sent to us: fields that nobody knows are mistakes."""

    model_config = ConfigDict(extra="forbid")
