"""How does a build get to another server, and what does that server say?"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from chatserver.shell.options import Failed

if TYPE_CHECKING:
    import httpx

WAIT_S: Final = 300.0  # for the whole of an answer: archives are looked through one at a time


def bring(server: str, miniapp: str, key: str, packed: Path, *, send: bool) -> Mapping[str, Any]:
    """Upload a zip, and with `send` submit what is pending; return what the server said.

    Raises `Failed`, with the server's own words where it gave some.
    """
    import httpx

    app = f"{server}/public/v1/miniapps/{quote(miniapp, safe='')}"
    headers = {"Authorization": f"Bearer {key}"}
    try:
        with httpx.Client(headers=headers, timeout=WAIT_S) as client:
            zipped = {"Content-Type": "application/zip"}
            build = client.post(f"{app}/builds", content=packed.read_bytes(), headers=zipped)
            told = {"build": _answer(build)}
            if send:
                told |= _answer(client.post(f"{app}/submit"))
            return told
    except httpx.HTTPError as trouble:
        raise Failed(f"{server} cannot be reached: {trouble}") from trouble


def _answer(response: "httpx.Response") -> Mapping[str, Any]:
    try:
        body = response.json()
    except ValueError:
        body = None
    if response.is_success and isinstance(body, dict):
        return body
    if not isinstance(body, dict):
        raise Failed(f"{response.request.url}: status {response.status_code}")
    lines = [str(body.get("title", "")) or f"status {response.status_code}"]
    lines[0] += f" ({body.get('code')})"
    lines += [
        f"{one.get('path') or one.get('pointer') or '.'}: {one.get('message')}"
        for one in (*body.get("findings", ()), *body.get("errors", ()))
    ]
    raise Failed("\n".join(lines))
