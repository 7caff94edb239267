"""What does a host tell of the page that it shows, and how much of that is believed?

It holds nothing but the page's token, so it can say something of its own newest launch alone, from
a closed list, and each thing once.
"""

from collections.abc import Collection

from sqlalchemy import text

from chatserver.actions.miniapps.launches.tokens import bearer_of
from chatserver.identity import Identity
from chatserver.world import World

_LOADED = text(
    """UPDATE launch SET load_ms = :load_ms
    WHERE client = :client AND app = :app AND gen = :gen AND load_ms IS NULL"""
)
_FAILED = text(
    """INSERT INTO launch_error (launch, code, app, at) SELECT id, :code, app, at FROM launch
    WHERE client = :client AND app = :app AND gen = :gen ON CONFLICT DO NOTHING"""
)


async def keep_seen(
    world: World,
    identity: Identity,
    token: str,
    *,
    load_ms: int | None,
    errors: Collection[str],
) -> None:
    """Keep how long a launch's page took and with which codes something failed, what is new of it.

    Of a token made by hand and of a preview nothing. Raises as `bearer_of`.
    """
    bearer = await bearer_of(world, identity, token)
    claims = bearer.claims
    if claims.kind != "live" or claims.preview is not None:
        return
    own = {"client": bearer.client.id, "app": claims.app, "gen": claims.gen}
    async with world.db.transaction() as session:
        connection = await session.connection()
        if load_ms is not None:
            await connection.execute(_LOADED, {**own, "load_ms": load_ms})
        if errors:
            codes = [{**own, "code": code} for code in sorted(set(errors))]
            await connection.execute(_FAILED, codes)
