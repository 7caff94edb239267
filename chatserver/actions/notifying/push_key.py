"""With which key do browsers know this server, where none is configured? (VAPID, RFC 8292)

Browsers bind their subscriptions to it, so it is one for all nodes and for ever: made once, and
kept sealed in the database.
"""

import logging

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from chatserver.identity import Identity
from chatserver.identity.sealing import Unsealed, seal, unseal
from chatserver.notify.webpush import make_key
from chatserver.storage.tables import Meta
from chatserver.world import World

log = logging.getLogger(__name__)

NAME = "push_key"


async def learn_push_key(world: World, identity: Identity) -> None:
    """Let pushes to browsers be signed with the kept key, which the first node makes.

    A key that `identity.miniapp_key` does not open any more leaves them off, and it is said.
    """
    web = world.pushers.web
    if web.on:
        return
    secret = identity.miniapps.part("push key")
    sealed = await _kept(world)
    if sealed is None:
        sealed = await _keep(world, seal(secret, make_key(), what=NAME))
    try:
        web.sign_with(unseal(secret, sealed, what=NAME))
    except Unsealed:
        log.warning("no pushes to browsers: identity.miniapp_key does not open their key")


async def _kept(world: World) -> str | None:
    async with world.db.session() as session:
        return (await session.exec(select(Meta.value).where(col(Meta.name) == NAME))).first()


async def _keep(world: World, sealed: str) -> str:
    """Keep it, unless another node was first; return the one that counts."""
    try:
        async with world.db.transaction() as session:
            session.add(Meta(name=NAME, value=sealed))
    except IntegrityError:
        sealed = await _kept(world) or sealed
    return sealed
