"""What does a mini-app's page read of its client? Every read of personal data is audited (O13)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from chatserver.actions.audit import Changed, record
from chatserver.actions.miniapps.launches.tokens import Bearer, bearer_of
from chatserver.core.phones import readable
from chatserver.core.profiles import FIELDS, Value, made_up, split
from chatserver.identity import Identity
from chatserver.ledger.outcome import Person
from chatserver.storage.tables import ObjectRow, ProductRow
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class Profile:
    """A client as a mini-app may know them. `denied`: asked for, and not granted."""

    sub: str
    env: str
    values: Mapping[str, Value]
    denied: tuple[str, ...]


async def profile(
    world: World,
    identity: Identity,
    token: str,
    fields: Collection[str] | None,
    *,
    request_id: str,
) -> Profile:
    """Return these fields of the token's client, or all that are granted.

    For a test token of a client without the tester's mark the values are made up (D3). Raises as
    `bearer_of`.
    """
    bearer = await bearer_of(world, identity, token)
    own = [name for name, scope in FIELDS.items() if scope in bearer.granted]
    asked = split(own if fields is None else fields, bearer.granted)
    claims = bearer.claims
    if claims.kind == "test" and not bearer.client.tester:
        everything = made_up(claims.sub, claims.place or "")
    else:
        everything = await _real(world, bearer)
        await _audit(world, bearer, asked.granted, request_id)
    values = {name: everything[name] for name in asked.granted}
    return Profile(claims.sub, claims.kind, values, asked.denied)


@dataclass(frozen=True, slots=True)
class Chat:
    """With what a page's client can chat: the product, and whether that is `on` for them."""

    product: str
    on: bool


async def chat_of(world: World, identity: Identity, token: str) -> Chat:
    """Return whether the platform switched the mini-app's chat on (requirements 15, 16).

    Somebody made up has none. Raises as `bearer_of`.
    """
    bearer = await bearer_of(world, identity, token)
    async with world.db.session() as session:
        product = await session.get_one(ProductRow, bearer.claims.app)
    return Chat(product.id, on=product.chat_on and bool(bearer.client.id))


async def _real(world: World, bearer: Bearer) -> Mapping[str, Value]:
    async with world.db.session() as session:
        place = await session.get(ObjectRow, bearer.place or "")
    return {
        "name": bearer.client.name,
        "phone": readable(bearer.client.phone) or None,
        "email": bearer.client.email,
        # The superapp keeps it; here nobody has told it.
        "photo": None,
        "birth": bearer.client.birth,
        "place": None
        if place is None
        else {"id": bearer.claims.place or "", "name": place.name, "address": place.address},
        "role": "tester" if bearer.client.tester else "resident",
    }


async def _audit(world: World, bearer: Bearer, fields: tuple[str, ...], request_id: str) -> None:
    if not fields:
        return
    purposes = {scope.name: scope.purpose for scope in bearer.opening.scopes}
    read = {
        "client": bearer.client.id,
        "fields": list(fields),
        "purposes": [purposes.get(FIELDS[name], "") for name in fields],
        "jti": bearer.claims.jti,
        "request_id": request_id,
    }
    async with world.db.transaction() as session:
        await record(
            session,
            world,
            by=Person("miniapp", bearer.claims.app),
            org=bearer.claims.org,
            action="client.read",
            changed=[Changed(bearer.client.id, after=read)],
        )
