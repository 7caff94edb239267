"""What is sent to the moderators, and what do they make of it? (B1–B5, D1)

A review holds all that differs from what is served: a build, an offer, or both. One is open at
most; its build and offer are those that were seen, and only they are approved.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, person_behind, record
from chatserver.actions.miniapps.moves import (
    Held,
    hold,
    move,
    newest_offer,
    pending_build,
    tell_partner,
)
from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.actions.notifying.notices import notify_staff
from chatserver.core.miniapps import Act, Actor, App, IllegalTransition
from chatserver.core.refusals import Conflict, Forbidden, NotFound, Refused
from chatserver.core.texts import has_visible
from chatserver.ledger.outcome import SYSTEM, Person
from chatserver.storage.tables import Build, Offer, Org, Release, Review
from chatserver.world import World

DUE_MS = 48 * 3_600_000
REASON = 2_000
# Why a review may be rejected (B2), in Russian and English.
REASONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "metadata": ("Название или описание", "Name or description"),
        "design_system": ("Нарушена дизайн-система", "The design system is broken"),
        "broken_flow": ("Сценарий не работает", "A flow does not work"),
        "crash": ("Сбой", "It crashes"),
        "permission_purpose": ("Цель запроса данных", "The purpose of a permission"),
        "privacy_offer": ("Оферта или персональные данные", "The offer or privacy"),
        "payment_flow": ("Оплата", "The payment flow"),
        "forbidden_content": ("Запрещённое содержание", "Forbidden content"),
        "security": ("Безопасность", "Security"),
        "undeclared_network": ("Необъявленные адреса", "Undeclared network access"),
        "demo_data_missing": ("Нет данных для проверки", "No data to try it with"),
        "other": ("Другое", "Other"),
    }
)


class ReasonRequired(Refused):
    """A rejection, a deferral or a suspension says why."""

    code = "reason_required"
    sentence = "A reason is needed: say why."


async def submit(
    world: World,
    org: str,
    app_id: str,
    *,
    by: str,
    key: str | None = None,
    expected: int | None = None,
) -> str:
    """Send what is pending to the moderators and return the review's id (T2, T9).

    `key` sends it for the employee `by`; None: they do themselves.

    Raises `NotFound`, `Stale`, or `IllegalTransition`, which names what is missing.
    """
    async with world.db.transaction() as session:
        held = await hold(session, org, app_id, expected=expected)
        actor = person_behind(by, key)
        review = await _send(session, world, held, Act.SUBMIT, Actor.PARTNER, actor, sender=by)
        return review.id


async def send_changed_offer(session: AsyncSession, world: World, held: Held) -> None:
    """Send a changed offer by the system itself (T10): after the first approval no other way."""
    await _send(session, world, held, Act.CHANGE_OFFER, Actor.SYSTEM, SYSTEM, sender=None)


async def _send(
    session: AsyncSession,
    world: World,
    held: Held,
    act: Act,
    actor: Actor,
    by: Person,
    *,
    sender: str | None,
) -> Review:
    # Only the partner sends a build; what the system sends is the offer alone.
    build = await pending_build(session, held.row.id) if act is Act.SUBMIT else None
    offer = await newest_offer(session, held.row.id)
    base = await session.get(Release, held.row.ready or held.row.release or "")
    changed = offer if offer is not None and (base is None or base.offer != offer.id) else None
    if act is Act.SUBMIT and build is None and changed is None and held.app.built:
        raise IllegalTransition(held.app, act, "nothing_changed")
    await move(session, world, held, act, actor, by=by)
    now = world.now()
    review = Review(
        id=world.new_id("rev"),
        app=held.row.id,
        build=build.id if build else None,
        offer=changed.id if changed else None,
        state="submitted",
        sent_by=sender,
        sent_at=now,
        due_at=now + DUE_MS,
    )
    if build is not None:
        build.state = "submitted"
        session.add(build)
    if changed is not None:
        changed.state = "submitted"
        session.add(changed)
    session.add(review)
    await session.flush()
    org = await session.get_one(Org, held.row.org)
    data = {"app": held.row.name, "org": org.name}
    await notify_staff(session, world, None, "review.sent", subject=held.row.id, data=data)
    return review


async def open_review(session: AsyncSession, app_id: str) -> Review | None:
    """Return the review that is under way, None when there is none."""
    question = select(Review).where(Review.app == app_id, col(Review.ended_at).is_(None))
    return (await session.exec(question)).first()


async def end_open_review(
    session: AsyncSession, world: World, held: Held, *, outcome: str, by: Person
) -> None:
    """End the review that is under way, if there is one; the status is moved by whoever asks."""
    review = await open_review(session, held.row.id)
    if review is not None:
        await _end(session, world, review, outcome=outcome, by=by)


async def _end(
    session: AsyncSession, world: World, review: Review, *, outcome: str, by: Person
) -> None:
    review.state, review.decided_by, review.ended_at = outcome, by.id, world.now()
    session.add(review)
    parts: list[Build | Offer | None] = [
        await session.get(Build, review.build) if review.build else None,
        await session.get(Offer, review.offer) if review.offer else None,
    ]
    for part in parts:
        if part is not None and part.state != "revoked":
            part.state = outcome
            session.add(part)


async def withdraw(
    world: World, org: str, app_id: str, *, by: str, expected: int | None = None
) -> None:
    """Take back what was sent (T5); it stays as a draft.

    Raises `NotFound`, `Stale` or `IllegalTransition`.
    """
    person = Person("staff", by)
    async with world.db.transaction() as session:
        held = await hold(session, org, app_id, expected=expected)
        await move(session, world, held, Act.WITHDRAW, Actor.PARTNER, by=person)
        await end_open_review(session, world, held, outcome="withdrawn", by=person)


async def approve(world: World, review_id: str, *, by: str) -> None:
    """Approve what the review holds, and nothing else (T3): a release is ready.

    Raises `NotFound`, `Forbidden` for the author, `Conflict` for a review that is over, or whose
    build was revoked while it was looked at.
    """
    person = Person("staff", by)
    async with world.db.transaction() as session:
        review, held = await _hold_review(session, review_id, by)
        looked_at = await session.get(Build, review.build) if review.build else None
        if looked_at is not None and looked_at.revoked_at is not None:
            raise Conflict(state="revoked")
        base = await session.get(Release, held.row.ready or held.row.release or "")
        build = review.build or (base.build if base else None)
        offer = review.offer or (base.offer if base else None)
        if build is None or offer is None:
            raise Conflict
        await _end(session, world, review, outcome="approved", by=person)
        release = Release(
            id=world.new_id("rel"), app=held.row.id, build=build, offer=offer,
            approved_at=world.now(),
        )  # fmt: skip
        session.add(release)
        await session.flush()
        held.row.ready = release.id
        held.app = _with_ready(held, release.id)
        await move(session, world, held, Act.APPROVE, Actor.PLATFORM, by=person)
        await tell_partner(session, world, held, "review.approved")


def _with_ready(held: Held, release: str) -> App:
    return replace(held.app, ready=release)


async def reject(
    world: World,
    review_id: str,
    *,
    reason_code: str,
    reason: str,
    rule_url: str | None = None,
    by: str,
) -> None:
    """Reject what the review holds, with a reason that the partner reads (T4, D1), and where
    wanted the address of the rule that was broken (B2).

    Raises as `approve` does, and `ReasonRequired` or `Invalid`.
    """
    known = reason_code in REASONS
    _check_reason(
        reason, [] if known else [Mistake("/reason_code", "unknown", "there is no such reason")]
    )
    person = Person("staff", by)
    async with world.db.transaction() as session:
        review, held = await _hold_review(session, review_id, by)
        review.reason_code, review.reason = reason_code, reason.strip()
        review.rule_url = rule_url
        await _end(session, world, review, outcome="rejected", by=person)
        await move(session, world, held, Act.REJECT, Actor.PLATFORM, by=person)
        await tell_partner(session, world, held, "review.rejected", reason=reason.strip())


async def defer(world: World, review_id: str, *, reason: str, due_at: int, by: str) -> None:
    """Look at it later, and say why; the review stays open. Raises as `reject` does."""
    _check_reason(reason)
    async with world.db.transaction() as session:
        review, held = await _hold_review(session, review_id, by)
        before = {"due_at": review.due_at}
        review.state, review.deferred_reason = "deferred", reason.strip()
        review.due_at, review.told_at = due_at, None
        session.add(review)
        changed = Changed(held.row.id, before, {"due_at": due_at, "reason": reason.strip()})
        await record(
            session,
            world,
            by=Person("staff", by),
            org=held.row.org,
            action="miniapp.defer",
            changed=[changed],
        )
        await tell_partner(session, world, held, "review.deferred", reason=reason.strip())


def _check_reason(reason: str, mistakes: Iterable[Mistake] = ()) -> None:
    too_long = [Mistake("/text", "too_long", f"has at most {REASON} characters")]
    refuse_if_any(
        [*mistakes, *(too_long if len(reason) > REASON else [])],
        [] if has_visible(reason) else [ReasonRequired(pointer="/text")],
    )


async def _hold_review(session: AsyncSession, review_id: str, by: str) -> tuple[Review, Held]:
    review = await session.get(Review, review_id)
    if review is None:
        raise NotFound
    held = await hold(session, None, review.app)
    await session.refresh(review)
    if review.ended_at is not None:
        raise Conflict(state=review.state)
    build = await session.get(Build, review.build) if review.build else None
    # The reviewer is never the author, though one account could be both only by mistake.
    if by in (review.sent_by, build.by if build else None):
        raise Forbidden
    return review, held
