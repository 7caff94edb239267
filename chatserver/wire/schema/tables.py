"""How do the frames look to a reader of docs/protocol.md?"""

import re
from collections.abc import Callable, Iterable, Iterator

from chatserver.wire import answers, pushes, requests
from chatserver.wire.codes import ABUSE, Close, Code
from chatserver.wire.limits import DEPTH, Limits
from chatserver.wire.schema import shapes
from chatserver.wire.schema.shapes import Schema
from chatserver.wire.words import ID_LENGTH, MAX_INT

_MARK = re.compile(r"<!-- generated:(?P<name>[a-z]+) -->\n.*?<!-- end -->", re.DOTALL)
_HEAD = ("type", "id")  # said once, before the table
_SENDERS = {"any": "both", "client": "client", "staff": "staff"}


def with_tables(text: str) -> str:
    """Return a document with every table between its markers made anew."""

    def fill(mark: re.Match[str]) -> str:
        name = mark["name"]
        return f"<!-- generated:{name} -->\n{TABLES[name]()}\n<!-- end -->"

    return _MARK.sub(fill, text)


def _requests() -> str:
    schemas = shapes.request_schemas()
    rows = []
    for kind, request in requests.REQUESTS.items():
        schema = schemas[shapes.request_name(request)]
        answer = answers.ANSWERS.get(request)
        carries = _answer(shapes.answer_name(answer)) if answer else "none"
        sender = _SENDERS[request.sender]
        rows.append((f"`{kind}`", sender, _fields(schema, _HEAD) or "–", carries, _about(schema)))
    return _table(("type", "from", "fields", "answer", "what it asks"), rows)


def _answer(name: str) -> str:
    if name == shapes.push_name(pushes.Welcome):
        return "`welcome`"
    schema = shapes.answer_schemas()[name]
    return _fields(schema, _HEAD) or "–"


def _pushes() -> str:
    rows = [
        (f"`{_type(schema)}`", _fields(schema) or "–", _about(schema))
        for schema in shapes.push_schemas().values()
        if _type(schema) not in ("ping", "pong")
    ]
    event = next(iter(shapes.event_schemas().values()))
    fields = _fields(event | {"properties": _loose(event["properties"])})
    rows.insert(2, ("`event`", fields, "One entry of a chat's log; the next table has its bodies."))
    return _table(("type", "fields", "what it says"), rows)


def _loose(fields: Schema) -> Schema:
    return fields | {"kind": {"type": "string"}, "body": {"type": "object"}}


def _events() -> str:
    things = shapes.thing_schemas()
    rows = [
        (
            f"`{kind}`",
            _fields(things[shapes.body_name(kind)]),
            _about(things[shapes.body_name(kind)]),
        )
        for kind in shapes.BODIES
    ]
    return _table(("kind", "body", "what happened"), rows)


def _things() -> str:
    bodies = {shapes.body_name(kind) for kind in shapes.BODIES}
    rows = [
        (f"**{name}**", _fields(schema), _about(schema))
        for name, schema in shapes.thing_schemas().items()
        if name not in bodies and schema.get("type") == "object"
    ]
    return _table(("name", "fields", "what it is"), rows)


def _errors() -> str:
    rows = [(f"`{code}`", code.meaning, _yes(code.retries), _yes(code in ABUSE)) for code in Code]
    return _table(("code", "meaning", "`retry_ms`", "counts as abuse"), rows)


def _closes() -> str:
    return _table(("code", "meaning"), [(str(close.value), close.meaning) for close in Close])


def _limits() -> str:
    fields = shapes.one_schema(Limits)["properties"]
    rows = [
        (f"`{name}`", str(each["default"]), each["description"]) for name, each in fields.items()
    ]
    return _table(("name", "default", "what it limits"), rows)


def _words() -> str:
    return (
        f"An id is a string of 1 to {ID_LENGTH} of `A`–`Z`, `a`–`z`, `0`–`9`, `_` and `-`. "
        f"An integer is 0 to {MAX_INT} (2^53 − 1), written without point or exponent. "
        f"Objects and lists stand at most {DEPTH} deep."
    )


TABLES: dict[str, Callable[[], str]] = {
    "requests": _requests,
    "pushes": _pushes,
    "events": _events,
    "things": _things,
    "errors": _errors,
    "closes": _closes,
    "limits": _limits,
    "words": _words,
}


def _type(schema: Schema) -> str:
    return str(schema["properties"]["type"]["const"])


def _about(schema: Schema) -> str:
    return " ".join(str(schema.get("description", "")).split())


def _fields(schema: Schema, hidden: Iterable[str] = ("type",)) -> str:
    required = schema.get("required", ())
    shown = (
        f"`{name}`{'*' if name in required else ''}{_kind(value)}"
        for name, value in schema["properties"].items()
        if name not in hidden
    )
    return ", ".join(shown)


def _kind(schema: Schema) -> str:
    said = " ".join(_said(schema))
    return f" {said}" if said else ""


def _said(schema: Schema) -> Iterator[str]:
    if "anyOf" in schema:
        yield " or ".join(" ".join(_said(each)) for each in schema["anyOf"])
    elif "$ref" in schema:
        yield str(schema["$ref"]).removeprefix(shapes.REF)
    elif "const" in schema:
        yield f"`{schema['const']}`".lower()
    elif "enum" in schema:
        yield " ".join(f"`{each}`" for each in schema["enum"])
    else:
        yield from _plain(schema)


def _plain(schema: Schema) -> Iterator[str]:
    if "pattern" in schema:
        yield "id"
    elif schema.get("format") == "date-time":
        yield "time"
    elif schema["type"] == "array":
        yield f"[{' '.join(_said(schema['items']))}]"
        if "maxItems" in schema:
            yield f"≤ {schema['maxItems']}"
    elif isinstance(schema.get("additionalProperties"), dict):
        yield f"{{id: {' '.join(_said(schema['additionalProperties']))}}}"
    else:
        yield str(schema["type"])
    if schema.get("maximum", MAX_INT) != MAX_INT:
        yield f"{schema['minimum']}–{schema['maximum']}"
    if "maxLength" in schema and "pattern" not in schema:
        yield f"≤ {schema['maxLength']}"


def _yes(is_so: bool) -> str:
    return "yes" if is_so else ""


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
