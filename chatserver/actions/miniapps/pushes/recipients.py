"""To which of these clients may a mini-app push something now?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.miniapps.launches.apps import Opening, Shown, opening_of
from chatserver.actions.miniapps.launches.consents import consent_in
from chatserver.core.miniapps import served
from chatserver.core.opening import agrees, permits_pushes
from chatserver.core.pushes import DAY_MS, Recipient
from chatserver.core.visibility import Viewer, release_for
from chatserver.storage.tables import (
    Agreement,
    ClientPlace,
    ClientRow,
    MiniappGeneration,
    PushReceipt,
)


@dataclass(frozen=True, slots=True)
class Lately:
    """How many pushes a client was sent in a day, and when the last was."""

    count: int
    last_at: int


@dataclass(slots=True)
class Facts:
    """What is known of the clients whom a mini-app wants to reach."""

    shown: Shown
    placed: frozenset[str]
    agreements: Mapping[str, Agreement]
    lately: Mapping[str, Lately] = field(default_factory=dict)
    openings: dict[str, Opening] = field(default_factory=dict)

    def recipient(self, client: ClientRow) -> Recipient:
        """Return a client as the rules see them."""
        opening = self._opening(client)
        agreement = self.agreements.get(client.id)
        lately = self.lately.get(client.id)
        return Recipient(
            opens=self.opens(client),
            permits=opening is not None
            and agreement is not None
            and permits_pushes(
                consent_in(agreement), offer=opening.offer.id, scopes=opening.scopes
            ),
            # Whoever tries out pushes shall not have to wait; nobody else is rung by it.
            exempt=served(self.shown.app).everybody is None,
            lately=0 if lately is None else lately.count,
            last_at=None if lately is None else lately.last_at,
        )

    def opens(self, client: ClientRow) -> bool:
        """Return whether a client can open the mini-app now."""
        return self._opening(client) is not None and client.id in self.placed

    def may_grant(self, client: ClientRow, scope: str) -> bool:
        """Return whether a client agreed to what they are served, which asks for this scope:
        optional ones they grant at their first use.
        """
        opening, agreement = self._opening(client), self.agreements.get(client.id)
        if opening is None or agreement is None:
            return False
        consent = consent_in(agreement)
        agreed = agrees(consent, offer=opening.offer.id, scopes=opening.scopes)
        return agreed and scope in opening.asked

    def _opening(self, client: ClientRow) -> Opening | None:
        viewer = Viewer.TESTER if client.tester else Viewer.ORDINARY
        release = release_for(self.shown.app, self.shown.kind, viewer)
        return None if release is None else self.openings[release]


async def facts_about(
    session: AsyncSession, shown: Shown, clients: Collection[str], *, hold: bool = False
) -> Facts:
    """Return what is known of these clients. With `hold` what they agreed to stays as it is until
    the transaction ends, and of two who push to them at once the second waits.
    """
    ids = sorted(clients)
    agreed = select(Agreement).where(Agreement.app == shown.id, col(Agreement.client).in_(ids))
    if hold:
        agreed = agreed.order_by(col(Agreement.client)).with_for_update(key_share=True)
    agreements = {one.client: one for one in await session.exec(agreed)}
    placed = select(ClientPlace.client).where(col(ClientPlace.client).in_(ids)).distinct()
    now_served = served(shown.app)
    releases = {now_served.everybody, now_served.testers} - {None}
    return Facts(
        shown,
        frozenset(await session.exec(placed)),
        agreements,
        openings={one: await opening_of(session, one) for one in releases if one is not None},
    )


async def sent_lately(
    session: AsyncSession, app: str, clients: Collection[str], *, now: int
) -> Mapping[str, Lately]:
    """Return what this mini-app was allowed to push to these clients in the last 24 hours."""
    question = (
        select(PushReceipt.client, func.count(), func.max(PushReceipt.at))
        .where(
            col(PushReceipt.client).in_(sorted(clients)),
            PushReceipt.app == app,
            PushReceipt.at > now - DAY_MS,
        )
        .group_by(col(PushReceipt.client))
    )
    return {client: Lately(n, at) for client, n, at in await session.exec(question)}


async def known_clients(
    session: AsyncSession, app: str, subs: Collection[str]
) -> Mapping[str, ClientRow]:
    """Return the clients whom this mini-app knows by these ids, those alone that are still there;
    whoever erases one waits until the transaction ends.
    """
    question = (
        select(MiniappGeneration.sub, ClientRow)
        .join(ClientRow, col(ClientRow.id) == col(MiniappGeneration.client))
        .where(
            MiniappGeneration.app == app,
            col(MiniappGeneration.sub).in_(sorted(subs)),
            col(ClientRow.erased_at).is_(None),
        )
        .order_by(col(ClientRow.id))
        .with_for_update(read=True, key_share=True, of=ClientRow)
    )
    return dict((await session.exec(question)).all())
