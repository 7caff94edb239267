"""With which key do browsers know this server, where none is configured? (VAPID, RFC 8292)

Browsers bind their subscriptions to it, so it is one for all nodes and for ever: made once, and
kept sealed in the database.
"""

import logging

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from chatserver.config import Settings
from chatserver.identity import Identity
from chatserver.identity.keys import miniapp_secret, own_file
from chatserver.identity.miniapp_tokens import MiniappTokens
from chatserver.identity.sealing import Unsealed, seal, unseal
from chatserver.notify.webpush import make_key
from chatserver.storage.database import Database
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
    sealed = await _kept(world.db)
    if sealed is None:
        sealed = await _keep(world, seal(secret, make_key(), what=NAME))
    try:
        web.sign_with(unseal(secret, sealed, what=NAME))
    except Unsealed:
        log.warning("no pushes to browsers: identity.miniapp_key does not open their key")


async def opens_push_key(db: Database, settings: Settings) -> bool:
    """Whether this server's secret opens what another start has sealed; also where nothing is.

    It is the only thing that each database holds, so it tells of the rest: second factors, secrets
    of webhooks, keys of mini-apps. Makes no secret where there is none.
    """
    sealed = await _kept(db)
    if sealed is None:
        return True
    if not (settings.identity.miniapp_key.get_secret_value() or own_file(settings).exists()):
        return False
    secret = MiniappTokens(miniapp_secret(settings), lambda: 0).part("push key")
    try:
        unseal(secret, sealed, what=NAME)
    except Unsealed:
        return False
    return True


async def _kept(db: Database) -> str | None:
    async with db.session() as session:
        return (await session.exec(select(Meta.value).where(col(Meta.name) == NAME))).first()


async def _keep(world: World, sealed: str) -> str:
    """Keep it, unless another node was first; return the one that counts."""
    try:
        async with world.db.transaction() as session:
            session.add(Meta(name=NAME, value=sealed))
    except IntegrityError:
        sealed = await _kept(world.db) or sealed
    return sealed
