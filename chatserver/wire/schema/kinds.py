"""How do the events of webhooks look to a reader of docs/webhooks.md?"""

import json
import re
from collections.abc import Iterator

from chatserver.core.webhook_kinds import KINDS, PING, PING_KIND, Kind

_MARK = re.compile(r"<!-- generated:kinds -->\n.*?<!-- end -->", re.DOTALL)


def with_kinds(text: str) -> str:
    """Return a document with the table of events between its markers made anew."""
    table = "\n".join(_table())
    return _MARK.sub(lambda _: f"<!-- generated:kinds -->\n{table}\n<!-- end -->", text)


def _table() -> Iterator[str]:
    yield "| type | when | `data` |"
    yield "| --- | --- | --- |"
    for name, kind in (*KINDS.items(), (PING, PING_KIND)):
        yield f"| `{name}` | {kind.says} | `{_example(kind)}` |"


def _example(kind: Kind) -> str:
    return json.dumps(kind.example, ensure_ascii=False)
