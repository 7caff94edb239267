"""By whose credential does a request come, and does it hold at this moment?"""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.types import Scope

from chatserver.actions.callers.residents import resident_of
from chatserver.actions.callers.viewers import NotWelcome, viewer_of
from chatserver.actions.integrations.export_keys import export_key
from chatserver.actions.miniapps.launches.app_keys import app_caller
from chatserver.http.bearer import bearer
from chatserver.identity import BadToken, Identity
from chatserver.ledger.directory import Directories
from chatserver.world import World

OwnerOf = Callable[[Scope], Awaitable[str | None]]
# Their answers are all tokens, and would lie about for a day.
TOKENS = ("/api/v1/auth/login", "/api/v1/auth/refresh")


def owner_of(world: World, directories: Directories, identity: Identity) -> OwnerOf:
    """Return who tells whose request this is: None for strangers, and for those who left.

    An employee's tokens change every quarter of an hour and stand for one person, a client's too;
    the key of a mini-app's back end, or of an organisation's own system, stands for itself. Of
    clients only what makes something that stays
    is answered once: a launch is a new token each time.
    """

    async def staff(value: str) -> str:
        viewer = await viewer_of(world, directories, identity.verify_staff(value))
        return f"staff {viewer.id}"

    async def back_end(value: str) -> str:
        return f"key {(await app_caller(world, value)).key}"

    async def own_system(value: str) -> str:
        return f"key {(await export_key(world, value)).id}"

    async def client(value: str) -> str:
        resident = await resident_of(directories, await identity.verify_client(value))
        return f"client {resident.client.id}"

    doors = {
        "/api/v1/": staff,
        "/miniapp/v1/": back_end,
        "/public/v1/": own_system,
        "/superapp/v1/files": client,
        "/superapp/v1/devices": client,
    }

    async def owner(scope: Scope) -> str | None:
        path, value = str(scope["path"]), bearer(Request(scope))
        who = next((one for start, one in doors.items() if path.startswith(start)), None)
        if who is None or value is None or path in TOKENS:
            return None
        try:
            return await who(value)
        except (BadToken, NotWelcome):
            return None

    return owner
