"""How does the OpenAPI document tell of what we send to organisations' own servers?

Its part `webhooks`: each type of event with the body that arrives (docs/webhooks.md).
"""

from collections.abc import Mapping
from typing import Any

from chatserver.core.webhook_kinds import KINDS, PING, PING_KIND, Kind

Schema = dict[str, Any]

_TYPES = {str: "string", int: "integer", bool: "boolean"}
# What there may be none of: a chat without a place or a department, one that waits for somebody,
# a licence that has lost its name.
_NULLABLE = frozenset({"place", "department", "staff", "name"})
_AT = "2026-11-27T09:30:00.000Z"
_HEADERS: Mapping[str, tuple[str, str]] = {
    "webhook-id": ("evt_05yi0d7k", "The event: the same over all tries. Drop what you had before."),
    "webhook-timestamp": ("1795771800", "When this try was made, in seconds. Drop what is old."),
    "webhook-signature": (
        "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
        (
            "HMAC-SHA256 of `id.timestamp.body` with the endpoint's secret, in base64; a space "
            "stands between two while the secret before holds."
        ),
    ),
}


def letters() -> Schema:
    """Return every event as an operation of whoever receives it."""
    return {
        name: {"post": _operation(name, kind)} for name, kind in (*KINDS.items(), (PING, PING_KIND))
    }


def letter_headers() -> Schema:
    """Return the headers of every letter, as shared parameters."""
    return {
        name: {
            "name": name,
            "in": "header",
            "required": True,
            "description": says,
            "schema": {"type": "string"},
            "example": example,
        }
        for name, (example, says) in _HEADERS.items()
    }


def _operation(name: str, kind: Kind) -> Schema:
    body = {"type": name, "timestamp": _AT, "data": dict(kind.example)}
    schema = {
        "type": "object",
        "required": [*body],
        "properties": {
            "type": {"const": name},
            "timestamp": {"type": "string", "format": "date-time"},
            "data": _data(kind),
        },
    }
    return {
        "operationId": f"webhook_{name.replace('.', '_')}",
        "tags": ["webhooks"],
        "summary": name,
        "description": kind.says,
        "parameters": [{"$ref": f"#/components/parameters/{header}"} for header in _HEADERS],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": schema, "example": body}},
        },
        "responses": {
            "2XX": {"description": "Taken. With anything else it is tried again; 410 ends it."}
        },
        "x-permissions": sorted(kind.needs),
    }


def _data(kind: Kind) -> Schema:
    return {
        "type": "object",
        "required": [*kind.example],
        "properties": {name: _value(name, value) for name, value in kind.example.items()},
    }


def _value(name: str, value: object) -> Schema:
    if isinstance(value, list):
        return {"type": "array", "items": {"type": "string"}}
    named = _TYPES[type(value)]
    return {"type": [named, "null"] if name in _NULLABLE else named}
