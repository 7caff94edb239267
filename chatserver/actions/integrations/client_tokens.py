"""For which client does the superapp get a token?"""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, record
from chatserver.actions.clients.phones import e164
from chatserver.actions.integrations.api_keys import Key
from chatserver.actions.mistakes import Invalid, Mistake
from chatserver.core.refusals import NotFound
from chatserver.identity import Identity, Kind
from chatserver.identity.tokens import Issued
from chatserver.ledger.outcome import SYSTEM, Person
from chatserver.storage.tables import ClientRow
from chatserver.world import World

LONGEST_MINUTES = 60  # a token that leaks opens nothing for longer


async def mint_client_token(
    world: World,
    identity: Identity,
    key: Key,
    *,
    client_id: str | None = None,
    phone: str | None = None,
    org: str | None = None,
) -> Issued:
    """Return a token for a client of one of the key's organisations; each one is audited.

    `org` may be left out by a key that has only one. Raises `NotFound` or `Invalid`.
    """
    home = _organisation(key, org)
    async with world.db.transaction() as session:
        client = await _client(session, home, client_id, phone)
        issued = issue(world, identity, client)
        await record(
            session,
            world,
            by=Person("api_key", key.id),
            org=home,
            action="client_token.mint",
            changed=[Changed(client.id, after={"jti": issued.jti})],
        )
    return issued


async def mint_guest_token(
    world: World, identity: Identity, key: Key, *, org: str | None = None
) -> Issued:
    """Return a token for somebody who has not signed in to one of the key's superapps; audited.

    Raises `NotFound` or `Invalid`.
    """
    home = _organisation(key, org)
    issued = identity.guests.issue(home)
    async with world.db.transaction() as session:
        await record(
            session,
            world,
            by=Person("api_key", key.id),
            org=home,
            action="guest_token.mint",
            changed=[Changed(home, after={"jti": issued.jti})],
        )
    return issued


async def demo_client_token(world: World, identity: Identity, client_id: str) -> Issued:
    """Return a token as the superapp's back end would get it: for the demo's buttons and the
    command line.
    """
    async with world.db.transaction() as session:
        client = await session.get(ClientRow, client_id)
        if client is None or client.erased_at is not None:
            raise NotFound
        issued = issue(world, identity, client)
        made = Changed(client.id, after={"jti": issued.jti})
        await record(
            session, world, by=SYSTEM, org=client.org, action="client_token.mint", changed=[made]
        )
    return issued


def issue(world: World, identity: Identity, client: ClientRow) -> Issued:
    """Return a token for this client."""
    minutes = min(world.settings.identity.client_token_minutes, LONGEST_MINUTES)
    return identity.tokens.issue(
        Kind.CLIENT,
        client.id,
        org=client.org,
        lifetime_s=minutes * 60,
        issued_from=client.tokens_from,
    )


async def find_by_external_id(world: World, org: str, external_id: str) -> str | None:
    """Return the client whom an outside issuer knows by this id."""
    question = select(ClientRow.id).where(
        ClientRow.org == org, col(ClientRow.external_id) == external_id
    )
    async with world.db.session() as session:
        return (await session.exec(question)).first()


def _organisation(key: Key, org: str | None) -> str:
    if not key.orgs:
        raise NotFound
    if org is None and len(key.orgs) == 1:
        return key.orgs[0]
    if org is None:
        raise Invalid([Mistake("/org", "missing", "this key serves several organisations")])
    if org not in key.orgs:
        raise NotFound
    return org


async def _client(
    session: AsyncSession, org: str, client_id: str | None, phone: str | None
) -> ClientRow:
    question = select(ClientRow).where(ClientRow.org == org, col(ClientRow.erased_at).is_(None))
    if client_id is not None:
        question = question.where(ClientRow.id == client_id)
    if phone is not None:
        number = e164(phone)
        if number is None:
            raise Invalid([Mistake("/phone", "malformed", "this is no phone number")])
        question = question.where(ClientRow.phone == number)
    found = (await session.exec(question)).first()
    if found is None:
        raise NotFound
    return found
