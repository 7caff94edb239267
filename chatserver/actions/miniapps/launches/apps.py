"""How does a mini-app look to whoever comes to open it: its state, its release, its offer?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.callers.residents import Resident
from chatserver.core.miniapps import App, Status
from chatserver.core.opening import Scope, scopes_of
from chatserver.core.visibility import OrgKind, Viewer
from chatserver.identity import Guest
from chatserver.storage.tables import (
    Build,
    ClientRow,
    Licence,
    Miniapp,
    Offer,
    Org,
    ProductRow,
    Release,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A mini-app as clients may meet it: `title` is the name that they read (D18)."""

    id: str
    org: str
    kind: OrgKind
    title: str
    label: str
    app: App


@dataclass(frozen=True, slots=True)
class Opening:
    """A release with all that opening it needs."""

    id: str
    digest: str
    build: str
    offer: Offer
    scopes: tuple[Scope, ...]

    @property
    def required(self) -> frozenset[str]:
        """The scopes without which it does not open."""
        return frozenset(scope.name for scope in self.scopes if scope.required)

    @property
    def asked(self) -> frozenset[str]:
        """All scopes that it may be granted."""
        return frozenset(scope.name for scope in self.scopes)


async def hold_app(session: AsyncSession, org: str, app_id: str) -> Shown | None:
    """Return a mini-app of this organisation, which stays as it is until the transaction ends."""
    held = select(Miniapp.id).where(Miniapp.id == app_id, Miniapp.org == org)
    # Shared: launches do not wait for each other, a change of the status waits for them.
    if (await session.exec(held.with_for_update(read=True))).first() is None:
        return None
    return (await shown_apps(session, org, [app_id])).get(app_id)


async def shown_apps(
    session: AsyncSession, org: str, ids: Collection[str] | None = None
) -> dict[str, Shown]:
    """Return these mini-apps of an organisation, or all of them; of a closed one none."""
    question = (
        select(Miniapp, ProductRow.title, Org.kind, Licence.id)
        .join(ProductRow, col(ProductRow.id) == col(Miniapp.id))
        .join(Org, col(Org.id) == col(Miniapp.org))
        .join(Licence, col(Licence.app) == col(Miniapp.id), isouter=True)
        .where(Miniapp.org == org, col(Org.closed_at).is_(None))
    )
    if ids is not None:
        question = question.where(col(Miniapp.id).in_(sorted(ids)))
    return {
        row.id: Shown(row.id, row.org, OrgKind(kind), title, row.label, app_of(row, licence))
        for row, title, kind, licence in await session.exec(question)
    }


def app_of(row: Miniapp, licence: str | None) -> App:
    """Return a mini-app as its rules see it."""
    return App(
        status=Status(row.status),
        before=Status(row.before_review) if row.before_review else None,
        shown=Status(row.shown) if row.shown else None,
        approved=row.approved,
        licensed=licence is not None,
        offered=row.release is not None or row.ready is not None,
        built=row.release is not None or row.ready is not None,
        suspended=row.suspended_at is not None,
        release=row.release,
        ready=row.ready,
    )


async def opening_of(session: AsyncSession, release_id: str) -> Opening:
    """Return what opening this release needs."""
    question = (
        select(Release.id, Build, Offer)
        .join(Build, col(Build.id) == col(Release.build))
        .join(Offer, col(Offer.id) == col(Release.offer))
        .where(Release.id == release_id)
    )
    id_, build, offer = (await session.exec(question)).one()
    return Opening(id_, build.digest, build.id, offer, scopes_of(build.manifest))


async def viewer_kind(session: AsyncSession, visitor: Resident | Guest) -> Viewer:
    """Return whether a guest, an ordinary client or a tester looks, as of now."""
    if isinstance(visitor, Guest):
        return Viewer.GUEST
    tester = await session.exec(select(ClientRow.tester).where(ClientRow.id == visitor.client.id))
    return Viewer.TESTER if tester.first() else Viewer.ORDINARY


def org_of(visitor: Resident | Guest) -> str:
    """Return in whose superapp the visitor is."""
    return visitor.org if isinstance(visitor, Guest) else visitor.directory.org.id


def asked_for(opening: Opening) -> list[Mapping[str, object]]:
    """Return the data that a release asks for, as it is told to clients."""
    return [
        {"name": scope.name, "purpose": scope.purpose, "required": scope.required}
        for scope in opening.scopes
    ]
