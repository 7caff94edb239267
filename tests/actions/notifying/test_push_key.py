"""Browsers know the server by one key, whichever node speaks to them."""

import asyncio
from dataclasses import replace

import pytest
from pydantic import SecretStr
from sqlmodel import col, select

from chatserver.actions.notifying.push_key import NAME, learn_push_key
from chatserver.config import WebPush
from chatserver.identity import Identity
from chatserver.notify import nowhere, open_pushers
from chatserver.storage.database import Database
from chatserver.storage.tables import Meta
from chatserver.world import World
from tests.services.push_services import base64url
from tests.small import Small, small


def another_node(here: Small) -> World:
    return replace(here.world, pushers=nowhere())


async def test_all_nodes_sign_with_the_key_that_the_first_one_made(database: Database) -> None:
    here = await small(database)
    nodes = [another_node(here) for _ in range(4)]

    await asyncio.gather(*(learn_push_key(node, here.identity) for node in nodes))
    late = another_node(here)
    await learn_push_key(late, here.identity)

    keys = {node.pushers.web.public_key for node in [*nodes, late]}
    assert len(keys) == 1
    assert len(keys.pop()) == 87
    assert late.pushers.platforms == {"web"}


@pytest.mark.any_kind
async def test_it_is_kept_sealed(database: Database) -> None:
    here = await small(database)
    await learn_push_key(here.world, here.identity)
    async with database.session() as session:
        kept = (await session.exec(select(Meta.value).where(col(Meta.name) == NAME))).one()
    other = replace(here.world, pushers=nowhere())
    other.pushers.web.sign_with(b"\x01" * 32)
    assert len(kept) == 80  # nonce, key and tag in base64
    assert other.pushers.web.public_key != here.world.pushers.web.public_key


@pytest.mark.any_kind
async def test_a_configured_key_goes_before(database: Database) -> None:
    here = await small(database)
    key = WebPush(key=SecretStr(base64url(b"\x07" * 32)))
    world = replace(
        here.world, pushers=open_pushers(here.world.settings.model_copy(update={"webpush": key}))
    )
    before = world.pushers.web.public_key
    await learn_push_key(world, here.identity)
    assert world.pushers.web.public_key == before
    async with database.session() as session:
        assert (await session.exec(select(Meta).where(col(Meta.name) == NAME))).first() is None


@pytest.mark.any_kind
async def test_a_key_that_nobody_can_open_leaves_browsers_alone(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    here = await small(database)
    await learn_push_key(here.world, here.identity)
    settings = here.world.settings
    other = settings.model_copy(
        update={
            "identity": settings.identity.model_copy(update={"miniapp_key": SecretStr("n" * 32)})
        }
    )

    async def nobody(_org: str, _external_id: str) -> str | None:
        return None

    node = another_node(here)
    await learn_push_key(node, Identity.of(other, find_client=nobody, now=here.clock))
    assert not node.pushers.web.on
    assert "miniapp_key" in caplog.text
