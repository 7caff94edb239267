"""How does a test take a mini-app through its steps over HTTP?"""

from typing import Any

import httpx2
from sqlmodel import func, select
from starlette.types import Message, Scope

from chatserver.actions.miniapps.licences import grant_licences
from chatserver.core.rights import Permission
from chatserver.ledger.outcome import Person
from chatserver.storage.tables import RoleRow
from tests.doors import NOTHING, Doors
from tests.seeds import ANN, MOD, MODERATOR, SOSNY
from tests.zips import GOOD, PDF, packed

MINIAPPS = "/api/v1/miniapps"
CARD = {
    "name": "Passes 24-7",
    "category": "transport",
    "description": "Guests and cars",
    "rules_version": 1,
}


async def grant(door: Doors, count: int = 1, org: str = SOSNY) -> list[str]:
    """Give an organisation licences; return their ids."""
    cards = await grant_licences(door.small.world, org, count, by=Person("staff", MOD))
    return [one.id for one in cards]


async def counted(door: Doors, table: type) -> int:
    """Return how many rows of the table there are."""
    async with door.small.world.db.session() as session:
        return (await session.exec(select(func.count()).select_from(table))).one()


async def promote(door: Doors, *permissions: Permission) -> None:
    """Let the moderator have these permissions of the platform's, too."""
    async with door.small.world.db.transaction() as session:
        role = await session.get_one(RoleRow, MODERATOR)
        role.permissions = sorted({*role.permissions, *permissions})
        session.add(role)


async def ask(
    door: Doors, method: str, path: str, body: object = NOTHING, *, by: str = ANN, **headers: str
) -> httpx2.Response:
    """Send one request of an employee's."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await door.ask(method, path, {**await door.staff(by), **named}, body)


async def register(door: Doors, *, by: str = ANN, **changes: Any) -> httpx2.Response:
    """Register a mini-app; without a licence among the changes it gets a fresh one."""
    if "licence" not in changes:
        changes["licence"] = (await grant(door))[0]
    return await ask(door, "POST", MINIAPPS, {**CARD, **changes}, by=by)


async def upload(
    door: Doors, app: str, content: bytes | None = None, *, by: str = ANN
) -> httpx2.Response:
    """Upload a build."""
    headers = {**await door.staff(by), "Content-Type": "application/zip"}
    zipped = packed() if content is None else content
    return await door.caller.post(f"{MINIAPPS}/{app}/builds", headers=headers, content=zipped)


async def offer(door: Doors, app: str, content: bytes = PDF, *, by: str = ANN) -> httpx2.Response:
    """Upload an offer."""
    headers = {**await door.staff(by), "Content-Type": "application/pdf"}
    return await door.caller.put(f"{MINIAPPS}/{app}/offer", headers=headers, content=content)


async def broken_off(door: Doors, method: str, path: str, *, by: str = ANN) -> int:
    """Send a part of a body and go; return the status that nobody hears."""
    told: list[int] = []
    coming: list[Message] = [{"type": "http.request", "body": PDF, "more_body": True}]

    async def receive() -> Message:
        return coming.pop() if coming else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        told.extend([message["status"]] if "status" in message else [])

    known = await door.staff(by)
    headers = [(name.lower().encode(), value.encode()) for name, value in known.items()]
    scope: Scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"host", b"chat.example.com"), *headers],
        "client": ("192.0.2.1", 5000),
        "server": ("chat.example.com", 80),
        "scheme": "http",
        "http_version": "1.1",
    }
    await door.app(scope, receive, send)
    return told[0]


async def card(door: Doors, app: str) -> dict[str, Any]:
    """Return the card as it stands."""
    found: dict[str, Any] = (await ask(door, "GET", f"{MINIAPPS}/{app}")).json()
    return found


async def drafted(door: Doors) -> str:
    """Register a mini-app with a build and an offer; return its id."""
    app = str((await register(door)).json()["id"])
    for answer in (await upload(door, app), await offer(door, app)):
        assert answer.is_success, answer.text
    return app


async def submitted(door: Doors, app: str) -> str:
    """Send what is pending; return the review's id."""
    answer = await ask(door, "POST", f"{MINIAPPS}/{app}/submit")
    assert answer.status_code == 200, answer.text
    return str(answer.json()["review"]["id"])


async def approved(door: Doors) -> str:
    """Bring a mini-app to Ready; return its id."""
    app = await drafted(door)
    await decide(door, await submitted(door, app))
    return app


async def published(door: Doors) -> str:
    """Bring a mini-app to Active; return its id."""
    app = await approved(door)
    assert (await ask(door, "POST", f"{MINIAPPS}/{app}/publish")).status_code == 200
    return app


async def decide(
    door: Doors, review: str, step: str = "approve", body: object = NOTHING
) -> httpx2.Response:
    """Let the moderator decide."""
    return await ask(door, "POST", f"/api/v1/moderation/reviews/{review}/{step}", body, by=MOD)


def another(number: int) -> bytes:
    """Return a build that differs from all others."""
    return packed({**GOOD, "app.js": b"let version = %d" % number})
