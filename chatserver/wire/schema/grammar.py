"""Which fields may a request have, of what kind, and within which limits?

Tests spoil frames by this grammar; it is made from the same schemas as the documents.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from chatserver.wire import requests
from chatserver.wire.schema import shapes
from chatserver.wire.schema.shapes import Schema

Kind = Literal["id", "integer", "string", "time", "boolean", "choice", "list", "map", "object"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a request, by its path: of what kind, and how long or between what.

    `text` marks the fields whose length is a setting. `nullable`: null is a value of its own.
    """

    path: tuple[str, ...]
    kind: Kind
    required: bool
    nullable: bool = False
    low: int | None = None
    high: int | None = None
    max_length: int | None = None
    choices: tuple[str, ...] = ()
    inner: "Kind | None" = None

    @property
    def dotted(self) -> str:
        """The path as an error names it in `data.path`."""
        return ".".join(self.path)


def grammar() -> dict[str, tuple[Field, ...]]:
    """Return the fields of every request but its `type`, outer before inner, by `type`."""
    schemas, things = _schemas()
    return {
        kind: tuple(_fields(schemas[shapes.request_name(request)], (), things))
        for kind, request in requests.REQUESTS.items()
    }


def sample(kind: str) -> dict[str, Any]:
    """Return a valid frame of this `type` with as many of its fields as go together."""
    schemas, things = _schemas()
    frame = _example(schemas[shapes.request_name(requests.REQUESTS[kind])], things)
    assert isinstance(frame, dict)
    if kind == "history":
        del frame["after"]
    return frame


# Samples of all requests are asked for one by one.
@cache
def _schemas() -> tuple[dict[str, Schema], dict[str, Schema]]:
    return shapes.request_schemas(), shapes.thing_schemas()


def _fields(schema: Schema, above: tuple[str, ...], things: dict[str, Schema]) -> Iterator[Field]:
    required = schema.get("required", ())
    for name, value in schema["properties"].items():
        if "const" in value:
            continue
        path = (*above, name)
        inner = _resolved(value, things)
        yield _field(path, inner, required=name in required)
        if "properties" in inner:
            yield from _fields(inner, path, things)


def _field(path: tuple[str, ...], schema: Schema, *, required: bool) -> Field:
    nullable = "anyOf" in schema
    if nullable:
        schema = next(each for each in schema["anyOf"] if each != {"type": "null"})
    inner = schema.get("items", schema.get("additionalProperties"))
    return Field(
        path=path,
        kind=_kind(schema),
        required=required,
        nullable=nullable,
        low=schema.get("minimum"),
        high=schema.get("maximum"),
        max_length=schema.get("maxLength", schema.get("maxItems")),
        choices=tuple(schema.get("enum", ())),
        inner=_kind(inner) if isinstance(inner, dict) else None,
    )


def _kind(schema: Schema) -> Kind:
    if "pattern" in schema:
        return "id"
    if "enum" in schema:
        return "choice"
    if schema.get("format") == "date-time":
        return "time"
    if "additionalProperties" in schema:
        return "map"
    return _KINDS[schema["type"]]


_KINDS: dict[str, Kind] = {
    "string": "string",
    "integer": "integer",
    "boolean": "boolean",
    "array": "list",
    "object": "object",
}


def _resolved(schema: Schema, things: dict[str, Schema]) -> Schema:
    if "$ref" in schema:
        return things[str(schema["$ref"]).removeprefix(shapes.REF)]
    return schema


def _example(schema: Schema, things: dict[str, Schema]) -> object:
    schema = _resolved(schema, things)
    if "const" in schema:
        return schema["const"]
    if "properties" in schema:
        return {name: _example(each, things) for name, each in schema["properties"].items()}
    if "anyOf" in schema:
        return _example(schema["anyOf"][0], things)
    if _kind(schema) == "list":
        return [_example(schema["items"], things)]
    if _kind(schema) == "map":
        return {"abc-DEF_123": _example(schema["additionalProperties"], things)}
    return _EXAMPLES.get(_kind(schema)) or schema.get("enum", [schema.get("minimum", 0)])[0]


_EXAMPLES: dict[Kind, object] = {
    "id": "abc-DEF_123",
    "string": "word",
    "time": "2026-01-01T12:00:00.000Z",
    "boolean": True,
}
