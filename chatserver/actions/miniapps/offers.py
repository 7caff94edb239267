"""How does an offer come to a mini-app, and how does it change? (requirement 60, O1–O11)"""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator

from sqlalchemy import func
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.attachments.uploads.leftovers import (
    OFFER,
    clear_away,
    expect_bytes,
    have_arrived,
)
from chatserver.actions.audit import Changed, record
from chatserver.actions.miniapps.moves import Held, hold, newest_offer, touch
from chatserver.actions.miniapps.reviews import send_changed_offer
from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.core.attachments import FileTooLarge, TypeNotAllowed
from chatserver.core.miniapps import check_not_in_review
from chatserver.core.refusals import NotFound
from chatserver.files import Stored, TooLarge
from chatserver.ledger.outcome import Person
from chatserver.storage.tables import Offer, Release
from chatserver.world import World

MOST_BYTES = 10 * 1024 * 1024
NAME = 120
_MARK = b"%PDF-"


def offer_key(offer_id: str) -> str:
    """Return where the bytes of an offer lie."""
    return f"offers/{offer_id}.pdf"


async def put_offer(
    world: World,
    org: str,
    app_id: str,
    *,
    name: str,
    content: AsyncIterable[bytes],
    by: str,
    expected: int | None = None,
) -> Offer:
    """Keep a new version of the offer, a PDF of at most 10 MiB; the same bytes are no change.

    After the first approval it goes to the moderators at once (T10). Raises `NotFound`,
    `Stale`, `ReviewOpen`, `FileTooLarge`, `TypeNotAllowed`, `Invalid`; then nothing is kept.
    """
    if not 0 < len(name) <= NAME:
        refuse_if_any([Mistake("/name", "length", f"has 1 to {NAME} characters")])
    offer_id = world.new_id("off")
    async with world.db.transaction() as session:
        await hold(session, org, app_id)
        place = offer_key(offer_id)
        note = await expect_bytes(session, world, org, OFFER, place, by=by)
    kept = False
    try:
        stored = await _keep(world, offer_id, content)
        async with world.db.transaction() as session:
            held = await hold(session, org, app_id, expected=expected)
            before = await newest_offer(session, app_id)
            if before is not None and before.sha256 == stored.sha256:
                return before
            check_not_in_review(held.app.status)
            offer = Offer(
                id=offer_id,
                app=app_id,
                number=await _next_number(session, app_id),
                sha256=stored.sha256,
                name=name,
                size=stored.size,
                state="draft",
                by=by,
                at=world.now(),
            )
            await _add(session, world, held, offer)
            await have_arrived(session, note)
            kept = True
            return offer
    finally:
        if not kept:
            await asyncio.shield(clear_away(world, note))


async def _next_number(session: AsyncSession, app_id: str) -> int:
    last = select(func.max(Offer.number)).where(Offer.app == app_id)
    return ((await session.exec(last)).one() or 0) + 1


async def _add(session: AsyncSession, world: World, held: Held, offer: Offer) -> None:
    """Add the version, and send it to the moderators where there was an approval before."""
    session.add(offer)
    await session.flush()
    touch(world, held.row)
    session.add(held.row)
    changed = Changed(held.row.id, after={"offer": offer.number, "sha256": offer.sha256})
    await record(
        session,
        world,
        by=Person("staff", offer.by),
        org=held.row.org,
        action="offer.put",
        changed=[changed],
    )
    if held.app.approved and held.app.licensed:
        await send_changed_offer(session, world, held)


async def _keep(world: World, offer_id: str, content: AsyncIterable[bytes]) -> Stored:
    """Keep the bytes if they are a PDF of the right size."""
    pdf = _Pdf()
    try:
        return await world.files.put(offer_key(offer_id), pdf.only(content), most=MOST_BYTES)
    except TooLarge:
        raise FileTooLarge(most=MOST_BYTES) from None
    except Exception:
        # The store tells of a failed stream in an exception of its own.
        if pdf.refused:
            raise TypeNotAllowed from None
        raise


class _Pdf:
    """Lets a PDF pass, told by the mark at its beginning."""

    refused = False

    async def only(self, content: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
        """Yield the content, or fail before anything of it is taken."""
        head = b""
        begun = False
        async for chunk in content:
            if begun:
                yield chunk
                continue
            head += chunk
            if len(head) >= len(_MARK):
                self._check(head)
                begun = True
                yield head
        if not begun:
            self._check(head)

    def _check(self, head: bytes) -> None:
        if not head.startswith(_MARK):
            self.refused = True
            raise TypeNotAllowed


async def delete_offer(
    world: World, org: str, app_id: str, *, by: str, expected: int | None
) -> None:
    """Delete the offer that waits. Once the app was approved, the one in force stays until
    another is published (O9). Raises `NotFound`, `Stale` or `ReviewOpen`.
    """
    async with world.db.transaction() as session:
        held = await hold(session, org, app_id, expected=expected)
        check_not_in_review(held.app.status)
        offer = await newest_offer(session, app_id)
        in_force = select(Release.id).where(Release.offer == (offer.id if offer else ""))
        if offer is None or (await session.exec(in_force)).first() is not None:
            raise NotFound
        offer.deleted_at = world.now()
        session.add(offer)
        touch(world, held.row)
        session.add(held.row)
        await record(
            session,
            world,
            by=Person("staff", by),
            org=org,
            action="offer.delete",
            changed=[Changed(app_id, {"offer": offer.number})],
        )
