"""What does the OpenAPI document say beyond what the routes' own types say?"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from chatserver.http.catalogue import PROBLEMS
from chatserver.http.letters import letter_headers, letters
from chatserver.http.problems import MEDIA_TYPE

Schema = dict[str, Any]

# Every operation may answer with these; `x-problems` names its own.
ALWAYS = (
    "validation",
    "internal",
    "overloaded",
    "unavailable",
    "file_too_large",
    "bad_request",
    "rate_limited",
)
_ERRORS: Schema = {
    "type": "array",
    "description": "Every mistake of the request.",
    "items": {
        "type": "object",
        "required": ["pointer", "code", "message"],
        "properties": {
            "in": {
                "type": "string",
                "enum": ["query", "path", "header", "cookie"],
                "description": "Where it is, when it is not in the body.",
            },
            "pointer": {"type": "string", "description": "Where in it (RFC 6901)."},
            "code": {"type": "string"},
            "message": {"type": "string"},
        },
    },
}

_IF_MATCH: Schema = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "example": '"3"',
}
_MATCHED = "The `ETag` of what was read: `precondition_failed` when it was changed meanwhile"


_KEY: Schema = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": (
        "A name that the caller gives this request. For 24 hours the same name and body get the "
        "answer that was given, with `Idempotent-Replayed: true` and null for secrets; another "
        "body `idempotency_conflict`; while the first is being answered `conflict`."
    ),
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
    "example": "0b54f7de-2f0c-4bd4-9f6e-0f9d7ac3f8f5",
}
# With these credentials every POST may be named; with others, those that say so.
_NAMED = {"staff", "app_key", "export_key"}


_RETRY_AFTER: Schema = {
    "description": "After how many seconds to try again.",
    "schema": {"type": "integer", "minimum": 1},
}
_WAIT = {"rate_limited", "overloaded", "unavailable", "conflict"}


def extras(
    *,
    permission: str | Sequence[str] | None,
    problems: Sequence[str],
    secrets: Sequence[str] = (),
    named: bool = False,
) -> Schema:
    """Return what a route adds to its operation.

    `secrets` are members of its answer that are shown once. `named`: a client may send it with an
    `Idempotency-Key` (see callers.py).

    `permission`: the one that is needed, any one of several, or None. Beside these a route may
    set `x-body`, a request body in place of the one that its types give.
    """
    needed = permission if permission is None or isinstance(permission, str) else list(permission)
    shown_once = {"x-secrets": list(secrets)} if secrets else {}
    once = {"x-named": True} if named else {}
    return {"x-permission": needed, "x-problems": list(problems), **shown_once, **once}


def without_permission(*problems: str) -> Schema:
    """Return what a route adds that no permission guards: its caller's credential is enough."""
    return {"openapi_extra": extras(permission=None, problems=problems)}


def complete_openapi(app: FastAPI) -> None:
    """Make this application's document whole: every problem of every operation is named."""

    def openapi() -> Schema:
        if app.openapi_schema is None:
            document = get_openapi(
                title=app.title, version=app.version, routes=app.routes, description=app.description
            )
            _complete(document)
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _complete(document: Schema) -> None:
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["Problem"] = _problem_schema()
    document["webhooks"] = letters()
    document["components"].setdefault("parameters", {}).update(letter_headers())
    for method, operation in _methods(document):
        # The generator leaves nulls out; a route that asks for nothing says so.
        operation.setdefault("x-permission", None)
        if "x-body" in operation:
            operation["requestBody"] = {"required": True, **operation.pop("x-body")}
        if "precondition_failed" in operation.get("x-problems", ()):
            operation.setdefault("parameters", []).append(_if_match(operation["x-problems"]))
        codes = [*operation.get("x-problems", ()), *ALWAYS, *_by_credential(method, operation)]
        for status, named in _by_status(codes).items():
            operation["responses"][str(status)] = _shared(document, status, named)


def _if_match(codes: Sequence[str]) -> Schema:
    must = "precondition_required" in codes
    without = "; without it `precondition_required`." if must else "; without it whatever is there."
    return {**_IF_MATCH, "description": _MATCHED + without}


def _shared(document: Schema, status: int, codes: Sequence[str]) -> Schema:
    """Return a reference to the answer with these problems: most operations share theirs."""
    name = ".".join([str(status), *sorted(codes)])
    components = document["components"]
    components.setdefault("responses", {}).setdefault(name, _response(sorted(codes)))
    examples = components.setdefault("examples", {})
    examples.update({code: {"value": _example(code)} for code in codes})
    return {"$ref": f"#/components/responses/{name}"}


def _by_credential(method: str, operation: Schema) -> Iterator[str]:
    """Yield what an operation may answer because of who calls; and say that a POST may be named."""
    schemes = {name for one in operation.get("security", ()) for name in one}
    if schemes:
        yield from ("unauthorized", "token_expired")
    if "staff" in schemes and "x-before-totp" not in operation:
        yield "totp_enrolment_required"
    if operation.pop("x-named", False) or (method == "post" and _NAMED & schemes):
        operation.setdefault("parameters", []).append(_KEY)
        yield from ("idempotency_conflict", "conflict")


def operations(document: Mapping[str, Any]) -> Iterator[Schema]:
    """Yield every operation of a document."""
    for _, operation in _methods(document):
        yield operation


def _methods(document: Mapping[str, Any]) -> Iterator[tuple[str, Schema]]:
    for path in document["paths"].values():
        yield from ((method, part) for method, part in path.items() if "responses" in part)


def _by_status(codes: Sequence[str]) -> Mapping[int, list[str]]:
    grouped: defaultdict[int, list[str]] = defaultdict(list)
    for code in dict.fromkeys(codes):
        grouped[PROBLEMS[code].status].append(code)
    return grouped


def _response(codes: Sequence[str]) -> Schema:
    waits = {"headers": {"Retry-After": _RETRY_AFTER}} if set(codes) & _WAIT else {}
    return {
        **waits,
        "description": " · ".join(f"`{code}`: {PROBLEMS[code].title}" for code in codes),
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "examples": {code: {"$ref": f"#/components/examples/{code}"} for code in codes},
            }
        },
    }


def _example(code: str) -> Schema:
    problem = PROBLEMS[code]
    example: Schema = {
        "type": f"/docs/problems/{code}",
        "title": problem.title,
        "status": problem.status,
        "code": code,
        "request_id": "kL0pWq9eT2",
    }
    if problem.status == 422:
        example["errors"] = [
            {"pointer": "/text", "code": "too_long", "message": "at most 30 characters"}
        ]
    return example


def _problem_schema() -> Schema:
    return {
        "type": "object",
        "description": "A refusal (RFC 9457). Some codes carry more members.",
        "required": ["type", "title", "status", "code", "request_id"],
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "code": {"type": "string", "enum": list(PROBLEMS)},
            "request_id": {"type": "string"},
            "errors": _ERRORS,
            "permission": {"type": "string"},
        },
    }
