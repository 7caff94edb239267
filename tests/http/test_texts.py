"""Is half a surrogate pair a mistake wherever a body may hold a text?"""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute
from pydantic import TypeAdapter, ValidationError

import admin_api
from chatserver import superapp
from chatserver.http.texts import Kept

HALF = "\ud800"
Schema = Mapping[str, Any]
Place = tuple[str | int, ...]


def bodies() -> Iterator[tuple[str, Any]]:
    """The body of each route, with the route's name."""
    for part in (*vars(admin_api).values(), *vars(superapp).values()):
        router = getattr(part, "routes", None)
        for route in router.routes if isinstance(router, APIRouter) else ():
            if isinstance(route, APIRoute) and route.body_field is not None:
                yield route.name, route.body_field.field_info.annotation


def texts(schema: Schema, whole: Schema) -> Iterator[tuple[Place, Any]]:
    """Where a text may stand, with a body that has half a pair there and nothing else."""
    if "$ref" in schema:
        schema = whole["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    for choice in schema.get("anyOf", ()):
        yield from texts(choice, whole)
    if schema.get("type") == "string" and not schema.keys() & {"enum", "const", "format"}:
        yield (), HALF
    for name, one in schema.get("properties", {}).items():
        for place, body in texts(one, whole):
            yield (name, *place), {name: body}
    if "items" in schema:
        for place, body in texts(schema["items"], whole):
            yield (0, *place), [body]


def refused(adapter: TypeAdapter[Any], document: Any) -> set[Place]:
    try:
        adapter.validate_python(document)
    except ValidationError as error:
        return {one["loc"] for one in error.errors()}
    return set()


def test_no_field_of_a_body_takes_it() -> None:
    taken, looked_at = [], 0
    for route, body in bodies():
        adapter = TypeAdapter[Any](body)
        schema = adapter.json_schema()
        for place, document in texts(schema, schema):
            looked_at += 1
            if place not in refused(adapter, document):
                taken.append((route, place))
    assert looked_at > 150
    assert taken == []


@pytest.mark.parametrize("kept", [HALF, {HALF: 1}, [[{"a": HALF}]], float("nan"), [float("inf")]])
def test_nothing_is_kept_that_could_not_be_written_again(kept: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Kept).validate_python({"a": kept})
