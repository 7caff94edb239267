"""Where does an organisation want to hear of what happens, and how are its endpoints kept?

An endpoint hears of the whole organisation. So whoever looks after one has access to all of it, and
chooses no kind of event that they may not see themselves (docs/decisions/0115).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, Values, record_by
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.actions.stale import check_fresh
from chatserver.actions.webhooks.following import begin_following, end_following
from chatserver.core.mistakes import repeated
from chatserver.core.people import Named
from chatserver.core.refusals import Forbidden, NotFound
from chatserver.core.webhook_kinds import KINDS, check_may_hear
from chatserver.identity.sealing import seal
from chatserver.notify.webhook_addresses import address_mistakes, without_query
from chatserver.notify.webhooks import fresh_secret, shown_secret
from chatserver.storage.orgs import hold_org
from chatserver.storage.tables import StaffRow, Webhook
from chatserver.world import World

MOST = 10  # of an organisation
DESCRIPTION = 200
FORMERS = 3  # secrets before the newest that sign as well
OVERLAP_MS = 24 * 3600 * 1000
EVERYWHERE = "objects"  # as the missing right in a refusal


@dataclass(frozen=True, slots=True)
class WebhookCard:
    """An endpoint. `kinds` None: all. `disabled` says why the server switched it off;
    `failing_since` is the first failure since the last success, `former_until` how long the secret
    before still signs.
    """

    id: str
    url: str
    description: str
    kinds: Sequence[str] | None
    active: bool
    disabled: str | None
    failing_since: int | None
    former_until: int | None
    maker: Named | None
    created_at: int
    version: int


@dataclass(frozen=True, slots=True)
class Draft:
    """An endpoint as somebody wants it."""

    url: str
    description: str
    kinds: Sequence[str] | None
    active: bool


async def make_webhook(world: World, viewer: Viewer, draft: Draft) -> tuple[str, str]:
    """Make an endpoint, and return its id and its secret, which is shown this once.

    Raises `Invalid`, and `Forbidden` for what its maker may not see.
    """
    _check_whole(viewer)
    org, id_, secret = viewer.home.org.id, world.new_id("whk"), fresh_secret()
    async with world.db.transaction() as session:
        # One after the other, so that nobody counts past the bound.
        await hold_org(session, org)
        _check(world, viewer, draft, await _too_many(session, org))
        row = Webhook(
            id=id_,
            org=org,
            url=draft.url,
            description=draft.description,
            kinds=_stored(draft.kinds),
            active=draft.active,
            secret=_sealed(world, id_, secret),
            by=viewer.id,
            created_at=world.now(),
        )
        session.add(row)
        await begin_following(session, org)
        await record_by(session, world, viewer, "webhook.make", Changed(id_, after=_told(row)))
    return id_, shown_secret(secret)


async def webhooks_of(
    world: World, viewer: Viewer, *, after: str | None = None, limit: int
) -> list[WebhookCard]:
    """Return the endpoints of the viewer's organisation whose ids come after, by id."""
    _check_whole(viewer)
    question = (
        select(Webhook, StaffRow.name)
        .join(StaffRow, col(StaffRow.id) == col(Webhook.by), isouter=True)
        .where(Webhook.org == viewer.home.org.id)
        .order_by(col(Webhook.id))
        .limit(limit)
    )
    if after is not None:
        question = question.where(col(Webhook.id) > after)
    async with world.db.session() as session:
        return [_card(world, row, name) for row, name in (await session.exec(question)).all()]


async def webhook_card(world: World, viewer: Viewer, webhook: str) -> WebhookCard:
    """Return one of them; raises `NotFound`."""
    async with world.db.session() as session:
        row = await own_webhook(session, viewer, webhook)
        maker = await session.get(StaffRow, row.by or "")
        return _card(world, row, maker.name if maker is not None else None)


async def change_webhook(
    world: World, viewer: Viewer, webhook: str, changes: Values, *, expected: int | None
) -> None:
    """Change what is named of an endpoint. One that is switched on begins anew: what waits is sent,
    and the server's reason for having switched it off is gone.

    Raises `NotFound`, `Stale`, `Invalid`, `Forbidden`.
    """
    async with world.db.transaction() as session:
        row = await own_webhook(session, viewer, webhook, lock=True)
        check_fresh(row.version, expected)
        before = _told(row)
        wanted: dict[str, Any] = {**before, "url": row.url, **changes}
        _check(world, viewer, Draft(**wanted))
        row.url, row.description = wanted["url"], wanted["description"]
        row.kinds = _stored(wanted["kinds"])
        if wanted["active"] and not row.active:
            row.disabled, row.failing_since = None, None
            row.failures, row.held_until = 0, 0
        row.active = wanted["active"]
        row.version += 1
        session.add(row)
        await record_by(
            session, world, viewer, "webhook.change", Changed(webhook, before, _told(row))
        )


async def delete_webhook(
    world: World, viewer: Viewer, webhook: str, *, expected: int | None
) -> None:
    """Delete an endpoint, to which nothing more is sent; raises `NotFound`, `Stale`.

    Its deliveries go with their age, a few at a time. Here they would be held in another order than
    a node has that writes down how some of them went, and they may be very many.
    """
    async with world.db.transaction() as session:
        await hold_org(session, viewer.home.org.id)
        row = await own_webhook(session, viewer, webhook, lock=True)
        check_fresh(row.version, expected)
        changed = Changed(webhook, _told(row))
        await session.delete(row)
        await session.flush()
        if await _count(session, row.org) == 0:
            await end_following(session, row.org)
        await record_by(session, world, viewer, "webhook.delete", changed)


async def rotate_secret(world: World, viewer: Viewer, webhook: str) -> str:
    """Make a new secret, which is shown this once, and return it. For a day those before sign as
    well, a few of them: who made several in a row may have put any into use.

    Raises `NotFound`, `Forbidden` as for a change.
    """
    secret = fresh_secret()
    async with world.db.transaction() as session:
        row = await own_webhook(session, viewer, webhook, lock=True)
        check_may_hear(row.kinds, viewer.permissions)
        now = world.now()
        known = row.former.split() if (row.former_until or 0) > now else []
        row.former = " ".join([row.secret, *known][:FORMERS])
        row.former_until = now + OVERLAP_MS
        row.secret = _sealed(world, webhook, secret)
        row.version += 1
        session.add(row)
        await record_by(session, world, viewer, "webhook.secret", Changed(webhook))
    return shown_secret(secret)


async def own_webhook(
    session: AsyncSession, viewer: Viewer, webhook: str, *, lock: bool = False
) -> Webhook:
    """Return an endpoint of the viewer's organisation; raises `NotFound`, `Forbidden`."""
    _check_whole(viewer)
    question = select(Webhook).where(Webhook.id == webhook, Webhook.org == viewer.home.org.id)
    if lock:
        question = question.with_for_update(key_share=True)
    row = (await session.exec(question)).first()
    if row is None:
        raise NotFound
    return row


def _check_whole(viewer: Viewer) -> None:
    if viewer.staff.objects is not None:
        raise Forbidden(permission=EVERYWHERE)


def _check(world: World, viewer: Viewer, draft: Draft, more: Sequence[Mistake] = ()) -> None:
    mistakes = [
        *address_mistakes(draft.url, private=world.postman.private),
        *_wrong_texts(draft),
        *_wrong_kinds(draft.kinds),
    ]
    refuse_if_any([*mistakes, *more])
    check_may_hear(draft.kinds, viewer.permissions)


def _wrong_texts(draft: Draft) -> Iterator[Mistake]:
    if len(draft.description) > DESCRIPTION:
        yield Mistake("/description", "too_long", f"has at most {DESCRIPTION} characters")


def _wrong_kinds(kinds: Sequence[str] | None) -> Iterator[Mistake]:
    if kinds is None:
        return
    if not kinds:
        yield Mistake("/types", "required", "name at least one, or null for all")
    for index, kind in enumerate(kinds):
        if kind not in KINDS:
            yield Mistake(f"/types/{index}", "unknown", "there is no such type of event")
    yield from repeated("/types", kinds)


async def _too_many(session: AsyncSession, org: str) -> list[Mistake]:
    if await _count(session, org) < MOST:
        return []
    return [Mistake("", "too_many", f"an organisation has at most {MOST} webhooks")]


async def _count(session: AsyncSession, org: str) -> int:
    question = select(func.count()).select_from(Webhook).where(Webhook.org == org)
    return (await session.exec(question)).one()


def _stored(kinds: Sequence[str] | None) -> list[str] | None:
    return None if kinds is None else sorted(kinds)


def _sealed(world: World, webhook: str, secret: bytes) -> str:
    return seal(world.webhook_key, secret, what=webhook)


def _told(row: Webhook) -> dict[str, object]:
    return {
        "url": without_query(row.url),
        "description": row.description,
        "kinds": row.kinds,
        "active": row.active,
    }


def _card(world: World, row: Webhook, maker: str | None) -> WebhookCard:
    holds = row.former_until is not None and row.former_until > world.now()
    return WebhookCard(
        id=row.id,
        url=row.url,
        description=row.description,
        kinds=row.kinds,
        active=row.active,
        disabled=row.disabled,
        failing_since=row.failing_since,
        former_until=row.former_until if holds else None,
        maker=Named(row.by, maker or "") if row.by is not None else None,
        created_at=row.created_at,
        version=row.version,
    )
