"""Is a text that nobody could store, or read, a mistake wherever a body may hold one?"""

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
IDS = 40
FOR_PROGRAMS = {"time_zone", "endpoint", "p256dh", "auth", "token", "id"}
# By the core, or by a mini-app of the demo.
JUDGED_LATER = {
    ("new_order", ("description",)),
    ("new_order", ("lines", 0, "name")),
    ("parking", ("guest",)),
}
Schema = Mapping[str, Any]
Place = tuple[str | int, ...]


def bodies() -> Iterator[tuple[str, Any]]:
    """The body of each route, with the route's name."""
    for part in (*vars(admin_api).values(), *vars(superapp).values()):
        router = getattr(part, "routes", None)
        for route in router.routes if isinstance(router, APIRouter) else ():
            if isinstance(route, APIRoute) and route.body_field is not None:
                yield route.name, route.body_field.field_info.annotation


def texts(schema: Schema, whole: Schema, text: str) -> Iterator[tuple[Place, Any, Schema]]:
    """Where a text may stand, with a body that has `text` there and nothing else, and what is said
    of such a text.
    """
    if "$ref" in schema:
        schema = whole["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    for choice in schema.get("anyOf", ()):
        yield from texts(choice, whole, text)
    if schema.get("type") == "string" and not schema.keys() & {"enum", "const", "format"}:
        yield (), text, schema
    for name, one in schema.get("properties", {}).items():
        for place, body, said in texts(one, whole, text):
            yield (name, *place), {name: body}, said
    if "items" in schema:
        for place, body, said in texts(schema["items"], whole, text):
            yield (0, *place), [body], said


def for_people(said: Schema) -> bool:
    """Whether it must not be empty, and is longer than an id."""
    return "minLength" in said and said.get("maxLength", 0) > IDS


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
        for place, document, _ in texts(schema, schema, HALF):
            looked_at += 1
            if place not in refused(adapter, document):
                taken.append((route, place))
    assert looked_at > 150
    assert taken == []


def test_what_people_are_to_read_has_something_to_be_seen() -> None:
    taken, looked_at = [], 0
    for route, body in bodies():
        adapter = TypeAdapter[Any](body)
        schema = adapter.json_schema()
        for place, document, said in texts(schema, schema, " \u2800 "):
            looked_at += for_people(said)
            if for_people(said) and place not in refused(adapter, document):
                taken.append((route, place))
    assert looked_at > 50
    assert {one for one in taken if one[1][-1] not in FOR_PROGRAMS} == JUDGED_LATER


@pytest.mark.parametrize("kept", [HALF, {HALF: 1}, [[{"a": HALF}]], float("nan"), [float("inf")]])
def test_nothing_is_kept_that_could_not_be_written_again(kept: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Kept).validate_python({"a": kept})
