"""Which build is behind an address, and what may its pages do?"""

from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.miniapps.launches.apps import app_of
from chatserver.actions.miniapps.launches.tokens import newest_release
from chatserver.core.hosting import Standing, hosted
from chatserver.core.manifests import Manifest, read_manifest
from chatserver.core.refusals import NotFound
from chatserver.storage.tables import (
    Build,
    Licence,
    Miniapp,
    Org,
    Release,
    Superapp,
    SuperappOrg,
)
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class HostedBuild:
    """A build that may be read: its mini-app, its manifest, and the superapps' own origins."""

    app: str
    digest: str
    manifest: Manifest
    superapps: tuple[str, ...]


async def hosted_build(
    world: World, where: str, digest: str, *, ticket: bool = False
) -> HostedBuild:
    """Return the build of this digest; `where` is its mini-app's id, or the label of its host.

    Raises `NotFound` for whatever is not to be had now. `ticket`: a reviewer's has been checked.
    """
    question = (
        select(Miniapp, Build, Licence.id)
        .join(Build, col(Build.app) == col(Miniapp.id))
        .join(Org, col(Org.id) == col(Miniapp.org))
        .join(Licence, col(Licence.app) == col(Miniapp.id), isouter=True)
        .where(
            (col(Miniapp.id) == where) | (col(Miniapp.label) == where),
            Build.digest == digest,
            col(Org.closed_at).is_(None),
        )
    )
    async with world.db.session() as session:
        found = (await session.exec(question)).first()
        if found is None:
            raise NotFound
        row, build, licence = found
        if not hosted(app_of(row, licence), await _standing(session, build), ticket=ticket):
            raise NotFound
        origins = await session.exec(
            select(Superapp.origins)
            .join(SuperappOrg, col(SuperappOrg.superapp) == col(Superapp.id))
            .where(SuperappOrg.org == row.org)
            .order_by(col(Superapp.id))
        )
        superapps = tuple(dict.fromkeys(origin for some in origins for origin in some))
    return HostedBuild(row.id, digest, read_manifest(build.manifest)[0], superapps)


async def _standing(session: AsyncSession, build: Build) -> Standing:
    releases = await session.exec(
        select(Release.id, Release.published_at).where(
            Release.app == build.app, Release.build == build.id
        )
    )
    published = dict(releases.all())
    newest = await newest_release(session, build.app) if published else None
    return Standing(
        published=any(at is not None for at in published.values()),
        newest=newest in published,
        revoked=build.revoked_at is not None,
    )
