"""How does a person read the application's OpenAPI document? (`/docs`)

One article for each operation, below its topic: who may ask, what goes with it, what comes back and
what may be refused.
"""

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from chatserver.http.catalogue import PROBLEMS, title

Schema = Mapping[str, Any]

# Below this, what lies within a field is told by its name alone.
DEEPEST = 4
_LIMITS = (("minLength", "maxLength"), ("minimum", "maximum"), ("minItems", "maxItems"))
_REF = "#/components/schemas/"


def document(api: Mapping[str, Any], language: str) -> Iterator[str]:
    """Return the page's parts: what it is, its topics, every operation, every problem."""
    topics: dict[str, list[str]] = {}
    for path, methods in (*api["paths"].items(), *api.get("webhooks", {}).items()):
        for method, operation in methods.items():
            topic = next(iter(operation.get("tags", ())), "other")
            topics.setdefault(topic, []).append(_operation(api, method, path, operation))
    problems = "Ошибки" if language == "ru" else "Problems"
    names = [*topics, problems]
    yield f"<p>{_prose(api['info'].get('description', ''))}</p>"
    yield '<p><a href="/openapi.json">openapi.json</a></p>'
    links = (f'<a href="#{_anchor(name)}">{escape(name)}</a>' for name in names)
    yield f"<nav>{' · '.join(links)}</nav>"
    for topic, articles in topics.items():
        yield f'<h2 id="{_anchor(topic)}">{escape(topic)}</h2>{"".join(articles)}'
    yield f'<h2 id="{_anchor(problems)}">{problems}</h2><ul>'
    for code, one in PROBLEMS.items():
        yield f"<li>{_problem(code)} {one.status}: {escape(title(code, language))}</li>"
    yield "</ul>"


def _operation(api: Mapping[str, Any], method: str, path: str, operation: Schema) -> str:
    about = _prose(operation.get("description", operation.get("summary", "")))
    return (
        f'<article><span class="method">{method.upper()}</span>'
        f'<span class="path">{escape(path)}</span><p>{about}</p>'
        f"{_notes(api, operation)}{_body(api, operation)}{_answers(api, operation)}</article>"
    )


def _notes(api: Mapping[str, Any], operation: Schema) -> str:
    permission = operation.get("x-permission")
    names = [permission] if isinstance(permission, str) else permission or []
    notes = [_code(name) for name in names]
    for one in operation.get("parameters", ()):
        # Of what many take along there is one, and they refer to it by its name.
        shared = str(one.get("$ref", "")).rpartition("/")[2]
        parameter = api["components"]["parameters"][shared] if shared else one
        notes.append(f"{_code(parameter['name'])} ({parameter['in']})")
    return f'<p class="note">{" · ".join(notes)}</p>' if notes else ""


def _body(api: Mapping[str, Any], operation: Schema) -> str:
    told = ""
    for media, one in operation.get("requestBody", {}).get("content", {}).items():
        told += _unfolded(f"← {media}", _fields(api, one.get("schema", {}), DEEPEST))
    return told


def _answers(api: Mapping[str, Any], operation: Schema) -> str:
    told, problems = "", []
    for status, answer in sorted(operation["responses"].items()):
        if "$ref" in answer:
            # Such a one is named after its status and the codes of its problems.
            problems += answer["$ref"].rpartition("/")[2].split(".")[1:]
            continue
        schemas = [one.get("schema", {}) for one in answer.get("content", {}).values()]
        fields = "".join(_fields(api, schema, DEEPEST) for schema in schemas)
        told += _unfolded(f"→ {status}", fields)
    return told + f'<p class="note">{" ".join(map(_problem, dict.fromkeys(problems)))}</p>'


def _unfolded(heading: str, within: str) -> str:
    if not within:
        return f'<p class="note">{_code(heading)}</p>'
    return f"<details><summary>{_code(heading)}</summary>{within}</details>"


def _fields(api: Mapping[str, Any], schema: Schema, deep: int) -> str:
    """The fields of an object or of the objects in a list, each with its own below it."""
    whole = _object(api, schema)
    if deep == 0 or not whole.get("properties"):
        return ""
    needed = whole.get("required", ())
    lines = [
        f"<li>{_code(name)}{'*' if name in needed else ''} {escape(_kind(api, one))}"
        f"{_fields(api, one, deep - 1)}</li>"
        for name, one in whole["properties"].items()
    ]
    return f"<ul>{''.join(lines)}</ul>"


def _object(api: Mapping[str, Any], schema: Schema) -> Schema:
    """What a schema comes to when lists, nulls and references are looked through."""
    found = _named(api, schema)
    if "items" in found:
        return _object(api, found["items"])
    choices = [one for one in found.get("anyOf", ()) if one.get("type") != "null"]
    return _object(api, choices[0]) if len(choices) == 1 else found


def _named(api: Mapping[str, Any], schema: Schema) -> Schema:
    name = str(schema.get("$ref", "")).removeprefix(_REF)
    found: Schema = api["components"]["schemas"][name] if name else schema
    return found


def _kind(api: Mapping[str, Any], schema: Schema) -> str:
    """What a value is, in a few words of JSON Schema, and within which limits."""
    found = _named(api, schema)
    choices = found.get("anyOf") or found.get("oneOf")
    if choices:
        return " | ".join(dict.fromkeys(_kind(api, one) for one in choices))
    if "items" in found:
        return f"[{_kind(api, found['items'])}]{_limits(found)}"
    if "const" in found or "enum" in found:
        return " | ".join(map(str, found.get("enum", [found.get("const")])))
    return f"{found.get('type', 'any')}{_limits(found)}"


def _limits(schema: Schema) -> str:
    for least, most in _LIMITS:
        if least in schema or most in schema:
            return f" {schema.get(least, '')}…{schema.get(most, '')}"
    return ""


def _problem(code: str) -> str:
    return f'<a href="/docs/problems/{escape(code)}">{_code(code)}</a>'


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"


def _prose(text: str) -> str:
    return re.sub("`([^`]+)`", r"<code>\1</code>", escape(text))


def _anchor(name: str) -> str:
    return escape(name.replace(" ", "-"))
