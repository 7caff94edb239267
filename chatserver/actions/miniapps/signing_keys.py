"""With which key are mini-app tokens signed now, and which keys may still verify?

A key signs for `signing_key_days`, then a new one is made; its public half is published until the
last token that it signed has run out.
"""

import json
from typing import Any

from sqlmodel import col, select

from chatserver.core.texts import storable
from chatserver.identity import Identity
from chatserver.identity.miniapp_tokens import (
    DAY_S,
    MiniappClaims,
    UnknownKey,
    key_id_of,
)
from chatserver.identity.tokens import BadToken
from chatserver.storage.tables import SigningKey
from chatserver.world import World

_DAY_MS = DAY_S * 1000


async def signing_key(world: World, identity: Identity) -> str:
    """Return the id of the key that signs now; the first one, and a due one, is made here.

    Two nodes that make one at once both publish theirs: either verifies everywhere.
    """
    newest = await _newest(world)
    if newest is not None and newest.created_at + _lifetime_ms(world) > world.now():
        _learn(identity, newest)
        if identity.miniapps.signs(newest.id):
            return newest.id
    return await rotate_signing_key(world, identity)


async def rotate_signing_key(world: World, identity: Identity) -> str:
    """Sign with a new key from now on, and return its id."""
    made = identity.miniapps.make_key()
    now = world.now()
    async with world.db.transaction() as session:
        standing = await session.exec(
            select(SigningKey).where(col(SigningKey.retired_at).is_(None))
        )
        for row in standing:
            row.retired_at = now
            session.add(row)
        session.add(
            SigningKey(id=made.id, private=made.private, public=made.public, created_at=now)
        )
    return made.id


async def verified(
    world: World, identity: Identity, token: str, *, expired: bool = False
) -> MiniappClaims:
    """Return what a mini-app's token says, its key fetched where it is news; raises `BadToken`."""
    try:
        return identity.miniapps.verify(token, expired=expired)
    except UnknownKey:
        pass
    key_id = key_id_of(token)
    async with world.db.session() as session:
        row = await session.get(SigningKey, key_id) if storable(key_id) else None
    if row is None:
        raise BadToken("unauthorized", "signed with an unknown key")
    _learn(identity, row)
    return identity.miniapps.verify(token, expired=expired)


async def published_keys(world: World, identity: Identity) -> dict[str, Any]:
    """Return the JWKS: every key with which a token that lives may be signed."""
    await signing_key(world, identity)
    since = world.now() - _DAY_MS
    question = (
        select(SigningKey.public)
        .where(col(SigningKey.retired_at).is_(None) | (col(SigningKey.retired_at) > since))
        .order_by(col(SigningKey.created_at).desc(), col(SigningKey.id))
    )
    async with world.db.session() as session:
        found = (await session.exec(question)).all()
    return {"keys": [json.loads(one) for one in found]}


async def _newest(world: World) -> SigningKey | None:
    question = (
        select(SigningKey)
        .where(col(SigningKey.retired_at).is_(None))
        .order_by(col(SigningKey.created_at).desc(), col(SigningKey.id))
        .limit(1)
    )
    async with world.db.session() as session:
        return (await session.exec(question)).first()


def _learn(identity: Identity, row: SigningKey) -> None:
    if not identity.miniapps.knows(row.id):
        identity.miniapps.learn(row.id, private=row.private, public=row.public)


def _lifetime_ms(world: World) -> int:
    return world.settings.identity.signing_key_days * _DAY_MS
