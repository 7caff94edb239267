"""Every request with one thing wrong with it, and the fault that has to be found."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from chatserver.wire import Code
from chatserver.wire.schema.grammar import Field, grammar, sample

Frame = dict[str, Any]

_ABSENT = object()

# Nothing of another kind is ever taken for a value.
_WRONG: dict[str, tuple[object, ...]] = {
    "id": (7, True, ["a"], {"a": 1}, 1.5),
    "string": (7, False, [], {}, 0.5),
    "time": (7, True, "yesterday", "2026-01-01", "2026-01-01T12:00:00", "", []),
    "integer": ("1", True, False, 1.0, 1.5, [], {}, "", 1e300),
    "boolean": (0, 1, "true", [], {}),
    "choice": ("nonsense", "", 1, True, [], {}),
    "list": ({}, "abc", 1, True),
    "map": ([], "abc", 1, True),
    "object": ([], "abc", 1, True),
}
_BAD_IDS = ("", " ", "a b", "a.b", "а", "a\n", "\na", "a/b", "é", "🙂", "a\u2028")


@dataclass(frozen=True, slots=True)
class Spoiled:
    """A frame with one fault: the code that answers it, and where it is."""

    kind: str
    what: str
    frame: Frame
    code: Code
    path: str

    @property
    def name(self) -> str:
        return f"{self.kind}: {self.what}"


def all_spoiled() -> list[Spoiled]:
    """Return every request with each field missing, null, of a wrong type, too long, too big."""
    return [one for kind in grammar() for one in spoiled(kind)]


def spoiled(kind: str) -> list[Spoiled]:
    """Return one request with each of its faults."""
    return list(_spoil(kind, grammar()[kind]))


def _spoil(kind: str, fields: tuple[Field, ...]) -> Iterator[Spoiled]:
    whole = sample(kind)
    for field in fields:
        if kind == "history" and field.dotted == "after":
            continue  # stands for `before`, of which there may be only one
        for what, value in _values(field):
            frame = _with(whole, field.path, value)
            yield _judged(kind, field, what, frame)
        for what, value, path in _inner(field):
            frame = _with(whole, field.path, value)
            yield Spoiled(kind, f"{field.dotted} {what}", frame, *path)


def _judged(kind: str, field: Field, what: str, frame: Frame) -> Spoiled:
    code = Code.TOO_LARGE if what.endswith("too long") and field.kind != "list" else Code.BAD_FRAME
    return Spoiled(kind, f"{field.dotted} {what}", frame, code, field.dotted)


def _values(field: Field) -> Iterator[tuple[str, object]]:
    if field.required:
        yield "missing", _ABSENT
    if not field.nullable:
        yield "null", None
    for wrong in _WRONG[field.kind]:
        yield f"is {wrong!r}", wrong
    if field.kind == "id":
        for wrong in _BAD_IDS:
            yield f"is {wrong!r}", wrong
    yield from _out_of_range(field)
    if field.kind == "string":
        yield "with U+0000", "a\0b"
        yield "with half a pair", "a\ud800b"
        yield "with the other half", "a\udc00"


def _out_of_range(field: Field) -> Iterator[tuple[str, object]]:
    if field.low is not None and field.high is not None:
        yield "too small", field.low - 1
        yield "too big", field.high + 1
        yield "far too big", 10**30
    if field.max_length is not None:
        one: object = "a"
        if field.kind == "list":
            one = [1] if field.inner == "integer" else ["a"]
        if field.inner == "choice":
            return
        yield "too long", one * (field.max_length + 1)  # type: ignore[operator]
        yield "far too long", one * (field.max_length * 3)  # type: ignore[operator]


def _inner(field: Field) -> Iterator[tuple[str, object, tuple[Code, str]]]:
    if field.kind == "list":
        at = f"{field.dotted}[0]"
        yield "holds null", [None], (Code.BAD_FRAME, at)
        other: object = "1" if field.inner == "integer" else 1
        yield f"holds {other!r}", [other], (Code.BAD_FRAME, at)
        if field.inner == "integer":
            yield "holds one that is too big", [10**30], (Code.BAD_FRAME, at)
        if field.inner == "id":
            yield "holds a long id", ["a" * 41], (Code.TOO_LARGE, at)
            yield "holds no id", ["a b"], (Code.BAD_FRAME, at)
    if field.kind == "map":
        yield "holds null", {"a": None}, (Code.BAD_FRAME, f"{field.dotted}[...]")
        yield "holds a string", {"a": "1"}, (Code.BAD_FRAME, f"{field.dotted}[...]")
        yield "has a long key", {"a" * 41: 1}, (Code.TOO_LARGE, field.dotted)
        yield "has a bad key", {"a b": 1}, (Code.BAD_FRAME, field.dotted)


def _with(frame: Frame, path: tuple[str, ...], value: object) -> Frame:
    changed = deepcopy(frame)
    inner = changed
    for name in path[:-1]:
        inner = inner[name]
    if value is _ABSENT:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return changed
