"""Which mini-apps did a client let in, which data may they read, and since when? (O12)"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.callers.residents import Resident
from chatserver.actions.miniapps.launches.apps import asked_for
from chatserver.actions.miniapps.launches.offers import agreed_release
from chatserver.storage.tables import Agreement, ConsentRow, MiniappGeneration
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class LetIn:
    """A mini-app that a client let in: which data, since when without a break, when that was
    changed last, and when it was opened last.
    """

    app: str
    title: str
    offer: str
    scopes: tuple[str, ...]
    asked: list[Mapping[str, object]] = field(default_factory=list)
    notifications: bool = False
    since: int = 0
    changed_at: int = 0
    opened_at: int | None = None


async def let_in(world: World, resident: Resident) -> list[LetIn]:
    """Return the mini-apps that the client let in, the latest first."""
    question = (
        select(Agreement)
        .where(Agreement.client == resident.client.id)
        .order_by(col(Agreement.at).desc(), col(Agreement.app))
    )
    found = []
    async with world.db.session() as session:
        agreements = (await session.exec(question)).all()
        since = await _since(session, resident.client.id)
        opened = await _opened(session, resident.client.id)
        for one in agreements:
            opening = await agreed_release(session, resident, one.app, one)
            product = resident.directory.products.get(one.app)
            found.append(
                LetIn(
                    app=one.app,
                    title=product.title if product is not None else "",
                    offer=one.offer,
                    scopes=tuple(one.scopes),
                    asked=asked_for(opening),
                    notifications=one.notifications,
                    since=since.get(one.app, one.at),
                    changed_at=one.at,
                    opened_at=opened.get(one.app),
                )
            )
    return found


async def _since(session: AsyncSession, client: str) -> Mapping[str, int]:
    """Return since when the client's consents hold, by mini-app."""
    question = (
        select(ConsentRow.app, ConsentRow.answer, ConsentRow.at)
        .where(ConsentRow.client == client, col(ConsentRow.answer).in_(("accepted", "revoked")))
        .order_by(col(ConsentRow.at), col(ConsentRow.id))
    )
    since: dict[str, int] = {}
    for app, answer, at in await session.exec(question):
        if answer == "revoked":
            since.pop(app, None)
        else:
            since.setdefault(app, at)
    return since


async def _opened(session: AsyncSession, client: str) -> Mapping[str, int]:
    """Return when the client opened mini-apps last."""
    question = select(MiniappGeneration.app, MiniappGeneration.minted_at).where(
        MiniappGeneration.client == client, MiniappGeneration.kind == "live"
    )
    return dict((await session.exec(question)).all())
