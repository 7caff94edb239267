"""What becomes of a key that was found in an uploaded archive? (decision 104)"""

from collections.abc import Collection

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, record
from chatserver.actions.notifying.notices import notify_staff
from chatserver.core.audit import Action
from chatserver.identity.credentials import stored_form
from chatserver.ledger.outcome import SYSTEM
from chatserver.storage.tables import ApiKey, AppKey, Miniapp
from chatserver.world import World


async def end_leaked_keys(
    world: World, org: str, app_id: str, values: Collection[str], *, by: str
) -> None:
    """End those of these keys that are the organisation's own, and tell those with `miniapps.edit`
    and `by`, who uploaded the archive.

    What belongs to others is left as it is, and nobody learns whether it was a key at all.
    """
    hashes = sorted(map(stored_form, values))
    async with world.db.transaction() as session:
        app = await session.get_one(Miniapp, app_id)
        found: list[AppKey | ApiKey] = [
            *await _app_keys(session, org, hashes),
            *await _export_keys(session, org, hashes),
        ]
        for key in found:
            key.ended_at = world.now()
            session.add(key)
            ended: Action = "app_key.end" if isinstance(key, AppKey) else "api_key.end"
            changed = Changed(key.id, {"name": key.name}, {"found_in": app_id, "uploaded_by": by})
            await record(session, world, by=SYSTEM, org=org, action=ended, changed=[changed])
            data = {"app": app.name, "key": key.name}
            await notify_staff(
                session, world, org, "key.leaked", subject=app_id, data=data, sender=by
            )


async def _app_keys(session: AsyncSession, org: str, hashes: Collection[str]) -> list[AppKey]:
    question = (
        select(AppKey)
        .join(Miniapp, col(Miniapp.id) == col(AppKey.app))
        .where(Miniapp.org == org, col(AppKey.hash).in_(hashes), col(AppKey.ended_at).is_(None))
        .order_by(col(AppKey.id))
        .with_for_update(of=AppKey)
    )
    return list(await session.exec(question))


async def _export_keys(session: AsyncSession, org: str, hashes: Collection[str]) -> list[ApiKey]:
    question = (
        select(ApiKey)
        .where(ApiKey.org == org, col(ApiKey.hash).in_(hashes), col(ApiKey.ended_at).is_(None))
        .order_by(col(ApiKey.id))
        .with_for_update()
    )
    return list(await session.exec(question))
