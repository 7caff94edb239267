"""Who is told of what, in the console and by mail? (D17)"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace

import pytest
from sqlmodel import col, func, select

from chatserver.actions.employees.preferences import store_preferences
from chatserver.actions.employees.staff import change_staff
from chatserver.actions.miniapps.licences import revoke_licence
from chatserver.actions.miniapps.publishing import revoke_build, suspend, switch_chat, unsuspend
from chatserver.actions.miniapps.pushes.limits import set_push_limits
from chatserver.actions.miniapps.reviews import approve, defer, reject, submit
from chatserver.actions.notifying.mails import MAIL, mail_handler
from chatserver.actions.notifying.notices import notices, notify_staff, read_notices
from chatserver.actions.notifying.outbox import Courier
from chatserver.actions.notifying.overdue import (
    DUE_SOON_MS,
    HOUR_MS,
    WAITING_MS,
    tell_deserted,
    tell_due_soon,
    tell_waiting,
)
from chatserver.actions.organisations.closing import close_org
from chatserver.core.commands import Open, Send
from chatserver.core.refusals import Refused
from chatserver.ledger.directory import Directories
from chatserver.ledger.ledger import Ledger
from chatserver.ledger.outcome import Person
from chatserver.notify import open_mailer
from chatserver.storage.database import Database
from chatserver.storage.tables import Build, Department, EventRow, Review, StaffNotice
from tests.seeds import ANN, APP, BOB, CID, DESK, DOT, EVE, FLAT_1, MOD, OLA, REPAIRS, SOSNY
from tests.services.mailbox import Mailbox, mailbox, words
from tests.shelf import put_app
from tests.small import Small, small

MINUTE_MS = 60_000
PARTNERS = [ANN, BOB]  # the Administrator, and who may edit mini-apps


@pytest.fixture
async def box() -> AsyncIterator[Mailbox]:
    async with mailbox() as opened:
        yield opened


@pytest.fixture
async def there(database: Database, box: Mailbox) -> Small:
    """The two small organisations with a mail server."""
    here = await small(database)
    here.world = replace(here.world, mailer=open_mailer(box.settings))
    await put_app(here.world, APP)
    return here


async def sent(here: Small) -> str:
    """Send a new build to the moderators, and return the review."""
    async with here.world.db.transaction() as session:
        build = Build(
            id="bld_new", app=APP, digest="f" * 64, state="validated", size=1, unpacked=1,
            entries=1, by=BOB, at=here.clock.at,
        )  # fmt: skip
        session.add(build)
    return await submit(here.world, SOSNY, APP, by=BOB)


async def told(here: Small, kind: str) -> list[str]:
    """Who was told of it."""
    async with here.world.db.session() as session:
        question = select(StaffNotice.staff).where(StaffNotice.kind == kind)
        return sorted(await session.exec(question))


async def mailed(here: Small, box: Mailbox) -> Sequence[str]:
    await Courier(here.world, {MAIL: mail_handler(here.world)}).deliver()
    return sorted(box.recipients)


@pytest.mark.any_kind
async def test_moderators_are_told_what_was_sent(there: Small, box: Mailbox) -> None:
    await sent(there)

    assert await told(there, "review.sent") == [MOD]
    assert await mailed(there, box) == ["mod@example.com"]
    assert box.mails[0]["subject"] == "На модерацию: App of the pines"
    assert "Sosny отправляет «App of the pines»" in words(box.mails[0])
    assert words(box.mails[0]).endswith("/console/moderation")


Act = Callable[[Small], Awaitable[None]]


async def _approve(here: Small) -> None:
    await approve(here.world, await sent(here), by=MOD)


async def _reject(here: Small) -> None:
    await reject(here.world, await sent(here), reason_code="crash", reason="It crashes", by=MOD)


async def _defer(here: Small) -> None:
    later = here.clock.at + 48 * HOUR_MS
    await defer(here.world, await sent(here), reason="Busy", due_at=later, by=MOD)


async def _revoke(here: Small) -> None:
    await revoke_build(here.world, APP, f"bld_1{APP}", reason="A breach", by=MOD)


async def _suspend(here: Small) -> None:
    await suspend(here.world, APP, reason="A breach", by=MOD)


async def _lift(here: Small) -> None:
    await _suspend(here)
    await unsuspend(here.world, APP, by=MOD)


async def _clear(here: Small) -> None:
    await revoke_licence(here.world, SOSNY, f"lic_{APP}", by=Person("staff", OLA))


async def _off(here: Small) -> None:
    await switch_chat(here.world, APP, on=False, by=OLA)


async def _on(here: Small) -> None:
    await _off(here)
    await switch_chat(here.world, APP, on=True, by=OLA)
    await switch_chat(here.world, APP, on=True, by=OLA)


async def _limit(here: Small) -> None:
    await set_push_limits(here.world, APP, every_s=None, per_day=1, reason="Complaints", by=OLA)


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (_approve, "review.approved"),
        (_reject, "review.rejected"),
        (_defer, "review.deferred"),
        (_revoke, "build.revoked"),
        (_suspend, "miniapp.suspended"),
        (_lift, "miniapp.lifted"),
        (_clear, "licence.cleared"),
        (_off, "chat.switched_off"),
        (_on, "chat.switched_on"),
        (_limit, "pushes.limited"),
    ],
)
async def test_partners_are_told_what_the_platform_did(
    there: Small, box: Mailbox, act: Act, kind: str
) -> None:
    await act(there)

    assert await told(there, kind) == PARTNERS
    recipients = await mailed(there, box)
    assert set(recipients) - {"mod@example.com"} == {"ann@example.com", "bob@example.com"}
    [newest, *_] = await notices(there.world, BOB, after=None, limit=9)
    assert (newest.kind, newest.subject, newest.data["app"]) == (kind, APP, "App of the pines")


@pytest.mark.any_kind
async def test_the_reason_is_told_and_the_sender_even_without_the_right(
    there: Small, box: Mailbox
) -> None:
    review = await sent(there)
    await change_staff(there.world, SOSNY, BOB, {"role": "role_looks"}, by=ANN, expected=None)
    await store_preferences(there.world, BOB, {"locale": "en"}, expected=None)

    await reject(there.world, review, reason_code="crash", reason="It crashes", by=MOD)

    assert await told(there, "review.rejected") == PARTNERS
    await mailed(there, box)
    texts = {mail["to"]: words(mail) for mail in box.mails}
    assert "The reason: It crashes" in texts["bob@example.com"]
    assert "Причина: It crashes" in texts["ann@example.com"]
    assert texts["ann@example.com"].endswith(f"/console/miniapps/{APP}/release")


@pytest.mark.any_kind
async def test_what_is_refused_tells_nobody(there: Small, box: Mailbox) -> None:
    review = await sent(there)
    with pytest.raises(Refused):
        await reject(there.world, review, reason_code="crash", reason=" ", by=MOD)
    with pytest.raises(Refused):
        await suspend(there.world, "prd_none", reason="A breach", by=MOD)
    assert await told(there, "review.rejected") == []
    assert await mailed(there, box) == ["mod@example.com"]


async def test_a_review_that_is_due_soon_is_told_once(there: Small) -> None:
    review = await sent(there)
    async with there.world.db.session() as session:
        due_at = (await session.get_one(Review, review)).due_at

    there.clock.at = due_at - DUE_SOON_MS - 1
    await tell_due_soon(there.world)
    assert await told(there, "review.due_soon") == []
    there.clock.at += 1
    await asyncio.gather(*(tell_due_soon(there.world) for _ in range(3)))
    assert await told(there, "review.due_soon") == [MOD]

    await defer(there.world, review, reason="Busy", due_at=due_at + 48 * HOUR_MS, by=MOD)
    there.clock.at = due_at + 48 * HOUR_MS
    await tell_due_soon(there.world)
    assert await told(there, "review.due_soon") == [MOD, MOD]


async def test_chats_that_wait_for_nobody_are_told_once_an_hour(there: Small) -> None:
    for staff in (BOB, DOT):
        await change_staff(there.world, SOSNY, staff, {"active": False}, by=ANN, expected=None)
    await change_staff(there.world, SOSNY, ANN, {"department": REPAIRS}, by=ANN, expected=None)
    ledger = Ledger(there.world)
    await ledger.start()
    chat = (await ledger.submit(Open(APP, FLAT_1), Person("client", CID))).chat
    await ledger.submit(Send(chat.id, "k", "Hello?"), Person("client", CID))
    await ledger.stop()
    async with there.world.db.session() as session:
        since = (await session.exec(select(col(StaffNotice.id)))).all()
    assert since == []
    begun = await _waiting_since(there, chat.id)

    there.clock.at = begun + WAITING_MS - 1
    await tell_waiting(there.world)
    assert await told(there, "chats.waiting") == []
    there.clock.at += 1
    await asyncio.gather(*(tell_waiting(there.world) for _ in range(3)))
    assert await told(there, "chats.waiting") == [ANN]
    there.clock.at += HOUR_MS
    await tell_waiting(there.world)
    assert await told(there, "chats.waiting") == [ANN, ANN]
    # Of a closed organisation nobody can answer, and nobody needs to be told.
    await close_org(there.world, SOSNY, by=Person("staff", OLA))
    there.clock.at += HOUR_MS
    await tell_waiting(there.world)
    assert await told(there, "chats.waiting") == [ANN, ANN]


async def test_while_a_department_is_closed_nobody_is_told_of_chats_that_wait(
    sqlite_database: Database,
) -> None:
    # It is three in the afternoon of a Thursday, in Moscow.
    there = await small(sqlite_database)
    for staff in (BOB, DOT):
        await change_staff(there.world, SOSNY, staff, {"active": False}, by=ANN, expected=None)
    await change_staff(there.world, SOSNY, ANN, {"department": REPAIRS}, by=ANN, expected=None)
    ledger = Ledger(there.world)
    await ledger.start()
    chat = (await ledger.submit(Open(APP, FLAT_1), Person("client", CID))).chat
    await ledger.submit(Send(chat.id, "k", "Hello?"), Person("client", CID))
    await ledger.stop()
    week = {
        "thu": [{"from": "09:00", "until": "15:10"}],
        "fri": [{"from": "09:00", "until": "18:00"}],
    }
    async with there.world.db.transaction() as session:
        (await session.get_one(Department, DESK)).hours = {"week": week}
    asked = there.clock.at

    for later, people in (
        (15 * MINUTE_MS, []),  # five minutes after they have gone home
        (9 * HOUR_MS, []),
        (18 * HOUR_MS + 5 * MINUTE_MS - 1, []),
        (18 * HOUR_MS + 5 * MINUTE_MS, [ANN]),  # ten minutes of Thursday, five of Friday
        (42 * HOUR_MS, [ANN]),  # Saturday
    ):
        there.clock.at = asked + later
        await tell_waiting(there.world)
        assert await told(there, "chats.waiting") == people, later


async def _waiting_since(here: Small, chat: str) -> int:

    async with here.world.db.session() as session:
        question = select(func.max(EventRow.at)).where(
            EventRow.chat == chat, col(EventRow.kind).in_(("dialog.opened", "assigned"))
        )
        return int((await session.exec(question)).one())


@pytest.mark.any_kind
async def test_a_rule_whose_people_are_gone_is_told_once(there: Small) -> None:
    directories = Directories(there.world.db)

    async def look() -> None:
        directory = await directories.fetch(SOSNY)
        assert directory is not None
        await tell_deserted(there.world, directory)

    await look()
    assert await told(there, "rule.empty") == []
    await change_staff(there.world, SOSNY, DOT, {"department": DESK}, by=ANN, expected=None)
    await asyncio.gather(*(look() for _ in range(3)))
    await look()

    assert await told(there, "rule.empty") == [ANN]
    [notice] = await notices(there.world, ANN, after=None, limit=9)
    assert notice.data == {"product": "App of the pines", "rule": "Water"}

    # Who came back and leaves again is told of again.
    for department in (REPAIRS, DESK):
        await change_staff(
            there.world, SOSNY, DOT, {"department": department}, by=ANN, expected=None
        )
        await look()
        await look()
    assert await told(there, "rule.empty") == [ANN, ANN]


@pytest.mark.any_kind
async def test_the_sender_is_told_of_what_comes_later_even_without_the_right(there: Small) -> None:
    await approve(there.world, await sent(there), by=MOD)
    await change_staff(there.world, SOSNY, BOB, {"role": "role_looks"}, by=ANN, expected=None)

    for act in (_off, _lift):
        await act(there)
    await revoke_build(there.world, APP, "bld_new", reason="A breach", by=MOD)

    kinds = ("chat.switched_off", "miniapp.suspended", "miniapp.lifted", "build.revoked")
    assert [await told(there, kind) for kind in kinds] == [PARTNERS] * len(kinds)


@pytest.mark.any_kind
async def test_who_does_not_work_here_any_more_is_told_nothing(there: Small) -> None:
    await change_staff(there.world, SOSNY, BOB, {"active": False}, by=ANN, expected=None)
    await _suspend(there)
    assert await told(there, "miniapp.suspended") == [ANN]


async def test_notices_are_read_one_by_one_or_all(there: Small) -> None:
    async with there.world.db.transaction() as session:
        for name in ("one", "two", "three"):
            await notify_staff(
                session, there.world, SOSNY, "miniapp.lifted", subject=APP, data={"app": name}
            )
    newest = await notices(there.world, BOB, after=None, limit=9)
    assert [one.data["app"] for one in newest] == ["three", "two", "one"]

    await read_notices(there.world, BOB, to=newest[1].id)

    unread = await notices(there.world, BOB, after=None, limit=9, unread=True)
    assert [one.data["app"] for one in unread] == ["three"]
    assert len(await notices(there.world, ANN, after=None, limit=9, unread=True)) == 3
    assert await notices(there.world, EVE, after=None, limit=9) == []
