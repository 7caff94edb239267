"""`/superapp/v1/client-tokens`, `me`, `products`: who is the client, and what is there for them?"""

from typing import Any

from fastapi import APIRouter

from chatserver.actions.callers.residents import offered
from chatserver.actions.integrations.client_tokens import mint_client_token, mint_guest_token
from chatserver.http.documents import extras
from chatserver.http.judged import Judged
from chatserver.http.named import NamedWord, PremisesWord
from chatserver.superapp.counter import PREFIX, HereCounter, HereKey, HereResident
from chatserver.superapp.words import (
    MintWord,
    ProductsWord,
    ProductWord,
    ResidentWord,
    TokenWord,
)

routes = APIRouter(prefix=PREFIX, tags=["superapp"], route_class=Judged)


def _with(*problems: str) -> dict[str, Any]:
    return {"openapi_extra": extras(permission=None, problems=problems)}


@routes.post("/client-tokens", **_with("not_found"))
async def client_tokens(body: MintWord, counter: HereCounter, key: HereKey) -> TokenWord:
    """Mint a token of at most an hour for one of the superapp's clients. Each one is audited.

    A guest's opens only `widgets`, `launch`, `deeplinks` and `offers/{id}`.
    """
    if body.guest:
        return TokenWord.of(
            await mint_guest_token(counter.world, counter.identity, key, org=body.org)
        )
    issued = await mint_client_token(
        counter.world,
        counter.identity,
        key,
        client_id=body.client_id,
        phone=body.phone,
        org=body.org,
    )
    return TokenWord.of(issued)


@routes.get("/me", **_with())
async def me(resident: HereResident) -> ResidentWord:
    """Return who the client is."""
    org = resident.directory.org
    return ResidentWord(
        id=resident.client.id,
        name=resident.client.name,
        org=NamedWord.of(org),
        premises=[
            PremisesWord(id=place.id, name=place.name, address=place.address)
            for place in resident.places
        ],
    )


@routes.get("/products", response_model_exclude_unset=True, **_with())
async def products(counter: HereCounter, resident: HereResident) -> ProductsWord:
    """List what the client can chat with, with the chat and what is unread in it."""
    items = []
    for one in await offered(counter.world, resident):
        word = ProductWord(
            id=one.product.id,
            kind="subscription" if one.product.kind == "subscription" else "miniapp",
            name=one.product.title,
            chat_on=one.product.talks,
            unread=one.unread,
        )
        if one.chat is not None:
            word.chat = one.chat
        items.append(word)
    return ProductsWord(items=items, next_cursor=None)
