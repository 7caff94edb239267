"""What is a text in a body, and what may stand in a document that is kept for others?"""

from collections.abc import Iterable
from math import isfinite
from typing import Annotated, Any

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from chatserver.core.texts import whole

# Some hundreds would be stored, and never be written into an answer again.
MOST_DEEP = 32


def _storable(text: str) -> str:
    if "\0" in text:
        raise ValueError("must not contain U+0000")
    return _whole(text)


def _whole(text: str) -> str:
    """Pydantic looks at this only where the length is limited on the very same level."""
    if not whole(text):
        raise PydanticCustomError("string_unicode", "must not contain half a surrogate pair")
    return text


def _writable(document: dict[str, Any]) -> dict[str, Any]:
    """Refuse what could be stored, and would never be written into an answer again."""
    inside: list[Any] = [document]
    for _ in range(MOST_DEEP):
        inside = [within for one in inside for within in _within(one)]
    if any([*_within(one)] or isinstance(one, dict | list) for one in inside):
        deep = "at most {most} objects and lists inside each other"
        raise PydanticCustomError("too_deep", deep, {"most": MOST_DEEP})
    return document


def _within(document: object) -> Iterable[Any]:
    match document:
        case dict():
            return [*document.keys(), *document.values()]
        case list():
            return document
        case str():
            _whole(document)
        case float() if not isfinite(document):
            raise PydanticCustomError("finite_number", "JSON knows no such number")
    return ()


Text = Annotated[str, AfterValidator(_storable)]
# An object that the server keeps for others, and does not look into.
Kept = Annotated[dict[str, Any], AfterValidator(_writable)]
