"""How do programs that read texts learn what the doors take? (`/llms.txt`, `/docs.md`)

The same as `/docs`, in Markdown and short: what each address is for and who may ask. Fields and
examples are in `/openapi.json`.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from chatserver.http.catalogue import PROBLEMS, title

Operation = Mapping[str, Any]

_LINKS = """
## Docs

- [Every address](/docs.md): what it is for, who may ask, what may be refused
- [OpenAPI 3.1](/openapi.json): the same with every field, limit and example
- [Problem codes](/docs.md#problem-codes): what a refusal means

## Mini App SDK

- [Types](/sdk/v1/mini-app.d.ts): what a mini-app's page calls
- [Test host](/sdk/v1/mini-app-testing.d.ts): a host for a plain browser
- [Package](/sdk/v1/mini-app-sdk.tgz): the library to put into a build
"""


def index(api: Mapping[str, Any]) -> str:
    """Return where everything is, in the form of llmstxt.org."""
    info = api["info"]
    return f"# {info['title']}\n\n> {_line(info['description'])}\n{_LINKS}"


def document(api: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines that tell of every operation, by topic, and of every problem."""
    yield f"# {api['info']['title']}"
    yield f"\n{_line(api['info']['description'])}"
    topics: dict[str, list[str]] = {}
    for path, methods in api["paths"].items():
        for method, operation in methods.items():
            topic = next(iter(operation.get("tags", ())), "other")
            topics.setdefault(topic, []).append(_operation(method, path, operation))
    for topic, lines in topics.items():
        yield f"\n## {topic}\n"
        yield from lines
    yield "\n## Problem codes\n"
    for code, one in PROBLEMS.items():
        yield f"- `{code}` ({one.status}): {title(code, 'en')}"


def _operation(method: str, path: str, operation: Operation) -> str:
    permission = operation.get("x-permission")
    names = [permission] if isinstance(permission, str) else permission or []
    needs = f" Needs {' or '.join(f'`{name}`' for name in names)}." if names else ""
    refused = operation.get("x-problems", ())
    told = f" Refuses with {', '.join(f'`{code}`' for code in refused)}." if refused else ""
    return f"- `{method.upper()} {path}`: {_line(operation.get('description', ''))}{needs}{told}"


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
