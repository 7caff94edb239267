"""For whom does the superapp get a token?"""

from collections.abc import Mapping

import pytest
from sqlmodel import select

from chatserver.actions.callers.residents import resident_of
from chatserver.actions.callers.viewers import NotWelcome
from chatserver.actions.clients.tokens_ended import end_all_tokens
from chatserver.actions.integrations.api_keys import Key, make_superapp_key, superapp_key
from chatserver.actions.integrations.client_tokens import (
    demo_client_token,
    find_by_external_id,
    mint_client_token,
)
from chatserver.actions.mistakes import Invalid
from chatserver.core.refusals import NotFound
from chatserver.ledger.directory import Directories
from chatserver.ledger.outcome import SYSTEM
from chatserver.storage.tables import ApiKey, AuditRow, ClientRow
from tests.seeds import BEREZKI, CID, FAR_CLIENT, NOON, SOSNY
from tests.small import MINUTE, Small

SUPERAPP = Key("key_one", (SOSNY,))
BOTH = Key("key_two", (SOSNY, BEREZKI))


async def test_a_phone_is_known_in_every_spelling(here: Small) -> None:
    issued = await mint_client_token(here.world, here.identity, SUPERAPP, phone="8 (916) 000-00-01")

    claims = await here.identity.verify_client(issued.token)
    assert (claims.id, claims.org, claims.expires_at) == (CID, SOSNY, NOON + 60 * MINUTE)


@pytest.mark.any_kind
async def test_each_token_is_audited_without_its_phone(here: Small) -> None:
    issued = await mint_client_token(here.world, here.identity, SUPERAPP, client_id=CID)

    async with here.world.db.session() as session:
        [told] = (await session.exec(select(AuditRow))).all()
    assert (told.actor_kind, told.actor, told.subject) == ("api_key", "key_one", CID)
    assert told.after == {"jti": issued.jti}


async def lets_in(here: Small, token: str) -> bool:
    claims = await here.identity.verify_client(token)
    try:
        await resident_of(Directories(here.world.db), claims)
    except NotWelcome:
        return False
    return True


async def test_with_the_phone_go_tokens_of_nodes_that_are_ahead_and_a_new_one_holds(
    here: Small,
) -> None:
    async def mint() -> str:
        return (await mint_client_token(here.world, here.identity, SUPERAPP, client_id=CID)).token

    here.clock.at = NOON + 29_999
    ahead = await mint()
    here.clock.at = NOON + 500
    assert await lets_in(here, ahead)
    async with here.world.db.transaction() as session:
        await end_all_tokens(session, here.world, await session.get_one(ClientRow, CID))

    assert not await lets_in(here, ahead)
    assert await lets_in(here, await mint())


@pytest.mark.any_kind
async def test_a_key_of_two_organisations_says_which(here: Small) -> None:
    issued = await mint_client_token(
        here.world, here.identity, BOTH, phone="+79160000001", org=BEREZKI
    )

    assert (await here.identity.verify_client(issued.token)).id == FAR_CLIENT
    with pytest.raises(Invalid):
        await mint_client_token(here.world, here.identity, BOTH, phone="+79160000001")


@pytest.mark.any_kind
@pytest.mark.parametrize(
    "asked",
    [
        {"client_id": FAR_CLIENT},
        {"client_id": "cl_none"},
        {"phone": "+79169999999"},
        {"client_id": FAR_CLIENT, "org": BEREZKI},
    ],
)
async def test_a_key_reaches_its_own_organisations_alone(
    here: Small, asked: Mapping[str, str]
) -> None:
    with pytest.raises(NotFound):
        await mint_client_token(here.world, here.identity, SUPERAPP, **asked)
    async with here.world.db.session() as session:
        assert (await session.exec(select(AuditRow))).all() == []


@pytest.mark.any_kind
async def test_what_is_no_phone_is_a_mistake(here: Small) -> None:
    with pytest.raises(Invalid):
        await mint_client_token(here.world, here.identity, SUPERAPP, phone="call me")


async def test_the_demo_needs_no_key(here: Small) -> None:
    issued = await demo_client_token(here.world, here.identity, FAR_CLIENT)

    assert (await here.identity.verify_socket(issued.token)).org == BEREZKI
    with pytest.raises(NotFound):
        await demo_client_token(here.world, here.identity, "cl_none")


async def test_an_outside_issuer_knows_clients_of_one_organisation(here: Small) -> None:
    assert await find_by_external_id(here.world, SOSNY, "77") == CID
    assert await find_by_external_id(here.world, BEREZKI, "77") == FAR_CLIENT
    assert await find_by_external_id(here.world, SOSNY, "99") is None


async def test_a_key_is_shown_once_and_known_by_its_hash(here: Small) -> None:
    value = await make_superapp_key(here.world, "Superapp", [SOSNY], by=SYSTEM)

    assert (await superapp_key(here.world, value)).orgs == (SOSNY,)
    async with here.world.db.session() as session:
        [row] = (await session.exec(select(ApiKey))).all()
    assert value not in str(row.model_dump())


@pytest.mark.any_kind
async def test_a_key_that_is_not_one_opens_nothing(here: Small) -> None:
    value = await make_superapp_key(here.world, "Superapp", [SOSNY], by=SYSTEM)
    async with here.world.db.transaction() as session:
        [row] = (await session.exec(select(ApiKey))).all()
        row.ended_at = NOON
        session.add(row)

    for wrong in (value, "ak_x", "", "\0", "\ud800"):
        with pytest.raises(NotWelcome):
            await superapp_key(here.world, wrong)


@pytest.mark.any_kind
async def test_a_key_is_made_for_organisations_that_exist(here: Small) -> None:
    with pytest.raises(Invalid):
        await make_superapp_key(here.world, "Superapp", [SOSNY, "org_none"], by=SYSTEM)
