"""How do the frames look to tools that read AsyncAPI?"""

import json

from chatserver.wire import answers, requests
from chatserver.wire.requests import Request
from chatserver.wire.schema import shapes
from chatserver.wire.schema.shapes import Schema

VERSION = "3.1.0"
_CHANNEL = "chat"
_ERROR = "ErrorPush"


def asyncapi() -> str:
    """Return the AsyncAPI document: one channel, an operation for each request, one of pushes.

    There is one message for each frame, since a union as a message's payload is not valid there.
    """
    asked, told = shapes.request_schemas(), shapes.push_schemas()
    events, answered = shapes.event_schemas(), shapes.answer_schemas()
    messages = asked | told | events | answered
    document = {
        "asyncapi": VERSION,
        "info": {
            "title": "chat.v1",
            "version": "1.0.0",
            "description": "The chats between clients and staff. docs/protocol.md says in words "
            "what this document says in schemas.",
        },
        "defaultContentType": "application/json",
        "channels": {
            _CHANNEL: {
                "address": "/ws",
                "title": "The one socket",
                "description": "WebSocket with the subprotocol `chat.v1`; each text frame is one "
                "JSON object.",
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
                "bindings": {"ws": {"method": "GET"}},
            }
        },
        "operations": {
            **{requests.tag(each): _operation(each) for each in requests.REQUESTS.values()},
            "push": {
                "action": "send",
                "channel": {"$ref": f"#/channels/{_CHANNEL}"},
                "summary": "What the server says unasked.",
                "messages": [_in_channel(name) for name in [*told, *events]],
            },
        },
        "components": {
            "messages": {name: _message(name, schema) for name, schema in messages.items()},
            "schemas": shapes.all_schemas(),
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _operation(request: type[Request]) -> Schema:
    name = shapes.request_name(request)
    made: Schema = {
        "action": "receive",
        "channel": {"$ref": f"#/channels/{_CHANNEL}"},
        "summary": (request.__doc__ or "").split("\n", 1)[0],
        "messages": [_in_channel(name)],
    }
    answer = answers.ANSWERS.get(request)
    if answer is not None:
        made["reply"] = {
            "channel": {"$ref": f"#/channels/{_CHANNEL}"},
            "messages": [_in_channel(shapes.answer_name(answer)), _in_channel(_ERROR)],
        }
    return made


def _in_channel(name: str) -> Schema:
    return {"$ref": f"#/channels/{_CHANNEL}/messages/{name}"}


def _message(name: str, schema: Schema) -> Schema:
    return {
        "name": str(schema["properties"]["type"]["const"]),
        "title": name,
        "summary": schema["description"].split("\n", 1)[0],
        "payload": {"$ref": shapes.REF + name},
    }
