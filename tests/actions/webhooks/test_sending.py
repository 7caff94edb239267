"""Does every event reach its endpoint at least once, and does a bad one harm no other?"""

import asyncio
import json

import pytest
from sqlmodel import select

from chatserver.actions.happenings import tell_endpoints
from chatserver.actions.webhooks.deliveries import deliveries_of, replay
from chatserver.actions.webhooks.endpoints import FORMERS, change_webhook, rotate_secret
from chatserver.actions.webhooks.sending import AT_ONCE, LEASE_MS, Sender
from chatserver.core.webhook_retries import DAY_MS, GIVEN_UP_AFTER_MS, LADDER, SPREAD
from chatserver.storage.tables import AuditRow, StaffNotice, WebhookDelivery
from tests.actions.webhooks.office import Office, signed_with
from tests.seeds import ANN, SOSNY
from tests.services.receiver import Reply
from tests.small import somebody_waits


@pytest.mark.any_kind
async def test_what_happens_reaches_whoever_wants_it_signed_with_their_own_secret(
    office: Office,
) -> None:
    every, one = await office.endpoint("/every")
    _, other = await office.endpoint("/some", ["client.updated"])
    await office.endpoint("/others", ["widget.hidden"])
    await office.endpoint("/off", active=False)

    await office.happens("cl_cid")
    await office.sender().send()

    assert sorted(got.path for got in office.theirs.got) == ["/every", "/some"]
    [first], [second] = office.theirs.at("/every"), office.theirs.at("/some")
    assert (signed_with(first, one), signed_with(first, other)) == (True, False)
    assert signed_with(second, other)
    assert first.body == second.body
    assert json.loads(first.body) == {
        "type": "client.updated",
        "timestamp": "2026-01-01T12:00:00.000Z",
        "data": {"client": "cl_cid"},
    }
    [row] = await office.deliveries(every)
    assert (row.state, row.tries, row.status, row.event) == (
        "delivered",
        1,
        204,
        first.headers["webhook-id"],
    )
    await office.sender().send()
    assert len(office.theirs.got) == 2


@pytest.mark.slow
async def test_the_ladder_is_climbed_under_one_id_and_ends(lite: Office) -> None:
    webhook, _ = await lite.endpoint()
    # Others are taken, so that it is this one alone that fails.
    lite.theirs.replies["/hooks"] = [Reply(500, body=b"broken")] * (len(LADDER) + 1)
    await lite.happens("cl_cid")
    sender, clock = lite.sender(), lite.here.clock
    for step, pause in enumerate(LADDER):
        early, late = int(pause * (1 - SPREAD)) - 1, int(pause * (1 + SPREAD))
        clock.at += max(0, early)
        await sender.send()
        assert len(lite.theirs.got) == (step if pause else 1)
        clock.at += late - max(0, early)
        await sender.send()
        assert len(lite.theirs.got) == step + 1
        assert lite.theirs.got[-1].headers["webhook-timestamp"] == str(clock.at // 1000)
    clock.at += 2 * DAY_MS
    await sender.send()

    assert len(lite.theirs.got) == len(LADDER)
    assert len({got.headers["webhook-id"] for got in lite.theirs.got}) == 1
    [row] = await lite.deliveries(webhook)
    assert (row.state, row.tries, row.status, row.answer) == ("failed", 10, 500, "broken")

    await replay(lite.world, lite.ann, webhook, row.id)
    lite.theirs.replies["/hooks"] = []
    await sender.send()
    [row] = await lite.deliveries(webhook)
    assert (row.state, row.tries) == ("delivered", 11)
    assert len({got.headers["webhook-id"] for got in lite.theirs.got}) == 1


@pytest.mark.any_kind
async def test_what_was_sent_and_not_written_down_is_sent_again_under_the_same_id(
    office: Office,
) -> None:
    webhook, _ = await office.endpoint()
    office.theirs.replies["/hooks"] = [Reply(None)]
    await office.happens("cl_cid")
    dying = office.sender()
    await dying.begin()
    await office.theirs.until(1)
    await dying.leave()

    office.here.clock.at += LEASE_MS - 1
    await office.sender().send()
    assert len(office.theirs.got) == 1
    office.here.clock.at += 1
    await office.sender().send()

    first, second = office.theirs.got
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    [row] = await office.deliveries(webhook)
    assert (row.state, row.tries) == ("delivered", 2)


async def test_what_is_being_written_down_may_be_asked_for_once_more_meanwhile(
    office: Office,
) -> None:
    webhook, _ = await office.endpoint()
    office.theirs.replies["/hooks"] = [Reply(500), Reply(None)]
    await office.happens("cl_cid")
    sender = office.sender()
    await sender.send()
    [row] = await office.deliveries(webhook)
    await replay(office.world, office.ann, webhook, row.id)
    await sender.begin()
    await office.theirs.until(2)

    # Both come to the delivery, and one of them to the endpoint before it.
    async with office.world.db.transaction() as session:
        assert (await session.exec(select(WebhookDelivery).with_for_update())).all()
        office.theirs.go_on.set()
        await somebody_waits(office.world.db)
        asking = asyncio.create_task(replay(office.world, office.ann, webhook, row.id))
        await somebody_waits(office.world.db, 2)
    await asking
    await sender.send()

    [row] = await office.deliveries(webhook)
    assert (row.state, (await office.row(webhook)).failing_since) == ("delivered", None)
    assert len(office.theirs.got) == 3


async def test_two_nodes_send_each_once(office: Office) -> None:
    webhook, _ = await office.endpoint()
    await office.happens(*(f"cl_{n}" for n in range(12)))

    await asyncio.gather(*(Sender(office.world).send() for _ in range(3)))

    assert len(office.theirs.got) == 12
    assert len({got.headers["webhook-id"] for got in office.theirs.got}) == 12
    assert {row.state for row in await office.deliveries(webhook)} == {"delivered"}


async def test_an_endpoint_that_says_nothing_holds_up_no_other(lite: Office) -> None:
    await lite.endpoint("/dead", ["client.updated"])
    await lite.endpoint("/alive", ["client.updated"])
    lite.theirs.replies["/dead"] = [Reply(None)] * 50
    await lite.happens(*(f"cl_{n}" for n in range(20)))
    sender = lite.sender()

    await sender.begin()
    async with lite.theirs.came:
        await lite.theirs.came.wait_for(lambda: len(lite.theirs.at("/alive")) == 20)

    assert len(lite.theirs.at("/dead")) <= AT_ONCE
    await sender.leave()


@pytest.mark.parametrize("status", [429, 502, 503, 504])
async def test_whoever_has_too_much_to_do_is_left_alone_and_others_are_not(
    lite: Office, status: int
) -> None:
    busy, _ = await lite.endpoint("/busy")
    await lite.endpoint("/idle")
    lite.theirs.replies["/busy"] = [Reply(status, {"retry-after": "600"})] * 4
    await lite.happens("cl_a")
    sender, clock = lite.sender(), lite.here.clock
    await sender.send()
    await lite.happens("cl_b")
    clock.at += 599_000
    await sender.send()
    assert (len(lite.theirs.at("/busy")), len(lite.theirs.at("/idle"))) == (1, 2)

    # One at first, to see how it is; then the rest.
    lite.theirs.replies["/busy"] = []
    clock.at += 1_000
    await sender.send()
    assert len(lite.theirs.at("/busy")) == 3
    assert (await lite.row(busy)).failing_since is None


async def test_whoever_is_gone_is_switched_off_and_it_is_said(office: Office) -> None:
    gone, _ = await office.endpoint("/gone")
    await office.endpoint("/there", ["endpoint.disabled"])
    office.theirs.replies["/gone"] = [Reply(410)]
    await office.happens("cl_a")
    sender = office.sender()
    await sender.send()
    await office.happens("cl_b")
    await sender.send()

    row = await office.row(gone)
    assert (row.active, row.disabled, row.version) == (False, "gone", 2)
    assert len(office.theirs.at("/gone")) == 1
    [told] = office.theirs.at("/there")
    assert json.loads(told.body)["data"] == {"webhook": gone, "reason": "gone"}
    async with office.world.db.session() as session:
        notices = (await session.exec(select(StaffNotice))).all()
        audit = await session.exec(select(AuditRow).where(AuditRow.action == "webhook.disable"))
        assert [one.subject for one in audit] == [gone]
    assert [(one.staff, one.kind, one.subject) for one in notices] == [(ANN, "webhook.gone", gone)]

    # Switched on again, it gets what waited.
    changes = {"active": True}
    await change_webhook(office.world, office.ann, gone, changes, expected=row.version)
    office.here.clock.at += 6_000
    await sender.send()
    assert len(office.theirs.at("/gone")) == 2
    assert (await office.row(gone)).disabled is None


async def test_who_takes_nothing_for_five_days_is_switched_off(lite: Office) -> None:
    webhook, _ = await lite.endpoint()
    lite.theirs.replies["/hooks"] = [Reply(500)] * 9
    sender = lite.sender()
    for client, later in (("cl_a", GIVEN_UP_AFTER_MS - 1), ("cl_b", 1), ("cl_c", 0)):
        await lite.happens(client)
        await sender.send()
        before = (await lite.row(webhook)).active
        lite.here.clock.at += later
        assert before is (client != "cl_c")
    row = await lite.row(webhook)
    assert (row.active, row.disabled) == (False, "failing")


async def test_for_a_day_both_secrets_sign(lite: Office) -> None:
    webhook, first = await lite.endpoint()
    await rotate_secret(lite.world, lite.ann, webhook)
    sender, clock = lite.sender(), lite.here.clock
    for client, later in (("cl_a", DAY_MS - 1), ("cl_b", 1), ("cl_c", 0)):
        await lite.happens(client)
        await sender.send()
        clock.at += later
    signatures = [len(got.headers["webhook-signature"].split()) for got in lite.theirs.got]
    assert signatures == [2, 2, 1]
    assert [signed_with(got, first) for got in lite.theirs.got] == [True, True, False]


async def test_a_secret_that_nobody_saw_takes_the_place_of_none_that_is_in_use(
    lite: Office,
) -> None:
    webhook, first = await lite.endpoint()
    # Whoever lost the answer makes another: the first is what their server knows.
    for _ in range(FORMERS):
        await rotate_secret(lite.world, lite.ann, webhook)
    await lite.happens("cl_a")
    await lite.sender().send()
    await rotate_secret(lite.world, lite.ann, webhook)
    await lite.happens("cl_b")
    await lite.sender().send()

    signatures = [len(got.headers["webhook-signature"].split()) for got in lite.theirs.got]
    assert signatures == [FORMERS + 1, FORMERS + 1]
    assert [signed_with(got, first) for got in lite.theirs.got] == [True, False]


async def test_without_the_key_of_its_secret_nothing_is_sent(lite: Office) -> None:
    webhook, _ = await lite.endpoint()
    await lite.happens("cl_a")
    object.__setattr__(lite.here.world, "webhook_key", b"x" * 32)
    await lite.sender().send()
    [row] = await deliveries_of(lite.world, lite.ann, webhook, limit=5)
    assert (row.state, row.failure, lite.theirs.got) == ("waiting", "secret", [])


async def test_whoever_has_waited_longest_is_served_first_where_there_are_few_lanes(
    lite: Office,
) -> None:
    few = lite.world.settings.webhooks.model_copy(update={"endpoints_at_once": 1})
    settings = lite.world.settings.model_copy(update={"webhooks": few})
    object.__setattr__(lite.here.world, "settings", settings)
    await lite.endpoint("/others", ["client.updated"])
    await lite.endpoint("/waits", ["client.updated", "widget.hidden"])
    async with lite.world.db.transaction() as session:
        await tell_endpoints(session, lite.world, SOSNY, [("widget.hidden", {"widget": "wid_a"})])
    lite.here.clock.at += 1
    await lite.happens("cl_a")

    await lite.sender().send()

    assert [got.path for got in lite.theirs.got] == ["/waits", "/waits", "/others"]
