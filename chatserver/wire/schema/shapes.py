"""Which JSON Schema does each frame and each thing in it have?

Everything generated (AsyncAPI, TypeScript, tables, fuzz grammar) is made from what stands here,
and this is made from the structs alone.
"""

from collections.abc import Iterable, Iterator
from inspect import cleandoc
from typing import Any

import msgspec

from chatserver.core.events import EVENTS, Message
from chatserver.wire import answers, pushes, requests
from chatserver.wire.codes import Code
from chatserver.wire.shapes import MessageView, NotResumed, StaffChat, Watch
from chatserver.wire.words import ID_ENFORCED, ID_PATTERN

Schema = dict[str, Any]

REF = "#/components/schemas/"
EVENT_FRAME = "EventFrame"

# A message is served with its file and link as they can be opened now; all others as stored.
BODIES: dict[str, type] = {kind: event for kind, event in EVENTS.items() if event is not Message}
BODIES = {Message.kind: MessageView} | BODIES

# What core holds as plain words.
_WORDS: dict[str, Schema] = {
    "Assigned": {
        "cause": {
            "type": "string",
            "enum": ["tag", "default", "manual", "queue", "returned", "unanswered"],
        }
    },
    "DialogClosed": {"reason": {"type": "string", "enum": ["solved", "no_answer", "timeout"]}},
}


def request_name(request: type[requests.Request]) -> str:
    """Return how documents call a request: its class is too short for a world of DOM names."""
    return f"{request.__name__}Request"


def push_name(push: type[msgspec.Struct]) -> str:
    """Return how documents call a push."""
    return f"{push.__name__}Push"


def answer_name(answer: type[msgspec.Struct]) -> str:
    """Return how documents call what answers a request."""
    return push_name(answer) if answer is pushes.Welcome else f"{answer.__name__}Answer"


def event_name(kind: str) -> str:
    """Return how documents call the frame of an event of this kind."""
    return "".join(part.title() for part in kind.split(".")) + "Event"


def body_name(kind: str) -> str:
    """Return how documents call the body of an event of this kind."""
    return BODIES[kind].__name__


def request_schemas() -> dict[str, Schema]:
    """Return the schemas of all requests, by name."""
    return {request_name(each): one_schema(each) for each in requests.REQUESTS.values()}


def push_schemas() -> dict[str, Schema]:
    """Return the schemas of all pushes but events, by name."""
    return {push_name(each): one_schema(each) for each in pushes.PUSHES if each is not pushes.Event}


def answer_schemas() -> dict[str, Schema]:
    """Return the schemas of all answers but `welcome`, by name."""
    kinds = dict.fromkeys(answers.ANSWERS.values())
    return {answer_name(each): one_schema(each) for each in kinds if each is not pushes.Welcome}


def event_schemas() -> dict[str, Schema]:
    """Return the schemas of the event frame, one for each kind, by name."""
    frame = one_schema(pushes.Event)
    frames = {}
    for kind in BODIES:
        fields = frame["properties"] | {
            "kind": {"type": "string", "const": kind},
            "body": {"$ref": REF + body_name(kind)},
        }
        description = cleandoc(BODIES[kind].__doc__ or "")
        frames[event_name(kind)] = frame | {"description": description, "properties": fields}
    return frames


def thing_schemas() -> dict[str, Schema]:
    """Return the schemas of what frames speak of, the bodies of events among them, by name."""
    asked = _things(requests.REQUESTS.values())
    told = _things(
        [*pushes.PUSHES, *answers.ANSWERS.values()],
        also=[*BODIES.values(), StaffChat, Watch, NotResumed],
    )
    things = {name: _always(each) for name, each in told.items()} | asked
    for name, words in _WORDS.items():
        things[name]["properties"] |= words
    things["ErrorCode"] = {"type": "string", "enum": [str(code) for code in Code]}
    things[EVENT_FRAME] = {
        "description": "One entry of a chat's log.",
        "anyOf": [{"$ref": REF + event_name(kind)} for kind in BODIES],
    }
    return dict(sorted(things.items()))


def all_schemas() -> dict[str, Schema]:
    """Return every schema by its name."""
    return {
        **request_schemas(),
        **push_schemas(),
        **event_schemas(),
        **answer_schemas(),
        **thing_schemas(),
    }


def _things(frames: Iterable[type], also: Iterable[type] = ()) -> dict[str, Schema]:
    own = {frame.__name__ for frame in frames}
    _, components = msgspec.json.schema_components([*frames, *also], ref_template=REF + "{name}")
    return {name: normal(each) for name, each in components.items() if name not in own}


def _always(told: Schema) -> Schema:
    # The server leaves out what is UNSET; a mere default it sends.
    fields = told["properties"]
    sent = [
        name for name in fields if name in told.get("required", ()) or "default" in fields[name]
    ]
    plain = {
        name: {k: v for k, v in each.items() if k != "default"} for name, each in fields.items()
    }
    return told | {"properties": plain} | ({"required": sent} if sent else {})


def one_schema(frame: type) -> Schema:
    """Return the schema of one struct, with its defaults."""
    _, components = msgspec.json.schema_components([frame], ref_template=REF + "{name}")
    return normal(components[frame.__name__])


def normal(schema: Schema) -> Schema:
    """Return a schema of msgspec's in the one form that the generators read.

    Optional means absent, never null, save where null is a value of its own.
    """
    schema = {name: value for name, value in schema.items() if name != "title"}
    if schema.get("type") == "object" and "properties" in schema:
        return _object(schema)
    return _value(schema)


def _object(schema: Schema) -> Schema:
    fields = {name: _value(value) for name, value in schema["properties"].items()}
    made: Schema = {"type": "object"}
    if "description" in schema:
        made["description"] = cleandoc(schema["description"])
    made["properties"] = fields
    if schema.get("required"):
        made["required"] = schema["required"]
    return made


def _value(schema: Schema) -> Schema:
    if "anyOf" in schema:
        return _choice(schema)
    return dict(_entries(schema))


def _entries(schema: Schema) -> Iterator[tuple[str, Any]]:
    if "enum" in schema:
        yield "type", "string" if isinstance(schema["enum"][0], str) else "boolean"
    for name, value in schema.items():
        if name == "enum" and len(value) == 1:
            yield "const", value[0]
        elif name == "pattern" and value == ID_ENFORCED:
            yield name, ID_PATTERN
        elif name in ("items", "additionalProperties", "propertyNames"):
            yield name, _value(value) if isinstance(value, dict) else value
        elif name == "default":
            yield name, list(value) if isinstance(value, tuple) else value
        else:
            yield name, value


def _choice(schema: Schema) -> Schema:
    choices = [_value(each) for each in schema["anyOf"]]
    if schema.get("default", "") is None and not _null_is_a_value(schema):
        choices = [each for each in choices if each != {"type": "null"}]
    if len(choices) == 1:
        return choices[0]
    return {"anyOf": choices}


def _null_is_a_value(schema: Schema) -> bool:
    # Core's events know None as absence; among the structs only `focus` may say null, of an id.
    return any("pattern" in each for each in schema["anyOf"])
