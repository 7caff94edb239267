"""Is every change refused that was made to something older than what is there?"""

from collections.abc import Mapping
from typing import Any

import httpx2
import pytest

from tests.admin_api.test_foreign import everything
from tests.admin_api.test_rights import BODIES, needed, routes
from tests.doors import NOTHING, Doors
from tests.seeds import ANN, MOD, OFFICE, OLA
from tests.zips import PDF

# What has no version: pieces of a file go one after the other, by their offset.
UNCOUNTED = {("patch", "/api/v1/files/uploads/{upload_id}")}
PERSONAL: Mapping[tuple[str, str], Any] = {
    ("put", "/api/v1/me/preferences"): {"locale": "ru"},
    ("patch", "/api/v1/me/views/{view_id}"): {"name": "Mine"},
}


def whose(operation: Mapping[str, Any]) -> str:
    """Who may do it."""
    wanted = needed(operation)
    if "platform.moderation" in wanted:
        return MOD
    return OLA if any(one.startswith("platform.") for one in wanted) else ANN


async def sent(
    door: Doors, method: str, path: str, headers: Mapping[str, str], body: object
) -> httpx2.Response:
    if path.endswith("/offer"):
        return await door.caller.put(path, headers=dict(headers), content=PDF + b"% another")
    return await door.ask(method, path, headers, body)


async def test_every_change_of_a_card_can_be_held_to_what_was_read(door: Doors) -> None:
    ids = await everything(door)
    of_platform = {**ids, "staff_id": OLA, "role_id": OFFICE}
    walked = 0
    for method, path, operation in routes(door):
        if method not in ("patch", "put") or (method, path) in UNCOUNTED:
            continue
        known = of_platform if path.startswith("/api/v1/platform/") else ids
        asked = path.format(**known)
        body = BODIES.get((method, path), PERSONAL.get((method, path), NOTHING))
        headers = await door.staff(whose(operation))
        stale, none = [
            await sent(door, method, asked, {**headers, "If-Match": tag}, body)
            for tag in ('"987654"', "*")
        ]
        told = f"{method} {path}: {stale.status_code} {stale.text}"
        assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed"), told
        assert none.status_code < 400, f"{told} {none.text}"
        assert "If-Match" in [one["name"] for one in operation["parameters"]], told
        walked += 1
    assert walked > 20


@pytest.mark.any_kind
async def test_what_is_deleted_or_moved_can_be_held_to_what_was_read(door: Doors) -> None:
    ids = await everything(door)
    of_platform = {**ids, "role_id": OFFICE}
    every = routes(door)
    changed = {path for method, path, _ in every if method in ("patch", "put")}
    changed -= {path for _, path in UNCOUNTED}
    walked = 0
    for method, path, operation in every:
        named = [one["name"] for one in operation.get("parameters", ())]
        if method == "delete" and path in changed:
            assert "If-Match" in named, f"DELETE {path} takes whatever is there"
        if method not in ("post", "delete") or "If-Match" not in named:
            continue
        known = of_platform if path.startswith("/api/v1/platform/") else ids
        headers = {**await door.staff(whose(operation)), "If-Match": '"987654"'}
        body = BODIES.get((method, path), NOTHING)
        stale = await door.ask(method, path.format(**known), headers, body)
        assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed"), path
        walked += 1
    assert walked > 18
