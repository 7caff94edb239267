"""When does a client's token stop to count before its time? (D16, X5, X7)"""

from collections.abc import Collection

from sqlalchemy import update as change
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.miniapps.generations import end_tokens
from chatserver.core.people import tokens_after
from chatserver.storage.tables import ClientPlace, ClientRow, MiniappGeneration
from chatserver.world import World


async def end_all_tokens(session: AsyncSession, world: World, client: ClientRow) -> None:
    """Let no token of this client count any more: for the chat, and for every mini-app."""
    # As whoever launches does: the client before the mini-apps' tokens.
    await session.exec(select(ClientRow.id).where(ClientRow.id == client.id).with_for_update())
    client.tokens_from = tokens_after(world.now())
    session.add(client)
    await end_tokens(session, world, client=client.id)


async def end_tokens_of_places(
    session: AsyncSession, world: World, clients: Collection[str]
) -> None:
    """End the mini-apps' tokens for places that these clients have left by now."""
    of_client = col(ClientPlace.client) == col(MiniappGeneration.client)
    of_place = col(ClientPlace.place) == col(MiniappGeneration.place)
    stays = select(ClientPlace.client).where(of_client, of_place).exists()
    left = change(MiniappGeneration).where(
        col(MiniappGeneration.ended_at).is_(None),
        col(MiniappGeneration.client).in_(clients),
        col(MiniappGeneration.place).is_not(None),
        ~stays,
    )
    await session.exec(
        left.values(gen=MiniappGeneration.gen + 1, ended_at=world.now()).execution_options(
            synchronize_session=False
        )
    )
