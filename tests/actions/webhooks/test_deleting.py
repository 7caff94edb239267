"""What becomes of what was to be sent to an endpoint that is deleted meanwhile?"""

import asyncio
from collections.abc import Sequence

from sqlalchemy import text, update
from sqlmodel import col, select

from chatserver.actions.webhooks.endpoints import delete_webhook
from chatserver.storage.tables import WebhookDelivery
from tests.actions.webhooks.office import Office
from tests.collisions import begun, held
from tests.services.receiver import Reply


async def test_it_may_be_deleted_while_is_written_down_what_it_took(office: Office) -> None:
    webhook, _ = await office.endpoint()
    await office.happens("cl_1", "cl_2", "cl_3")
    first, second, third = await office.deliveries(webhook)
    office.theirs.replies["/hooks"] = [Reply(None)] * 3
    sender = office.sender()
    await sender.begin()
    await office.theirs.until(3)
    await lie_in_this_order(office, [third, second, first])

    # Who writes down goes from the first to the last, whoever reads them all the other way.
    middle = select(WebhookDelivery).where(WebhookDelivery.id == second.id)
    async with held(office.here, middle):
        office.theirs.go_on.set()
        settling = await begun(office.here, sender.send(), 1)
        deleting = await begun(
            office.here, delete_webhook(office.world, office.ann, webhook, expected=None), 2
        )
    await asyncio.gather(settling, deleting)

    # What it took is known, until it is too old; nothing more is sent.
    assert [row.state for row in await office.deliveries(webhook)] == ["delivered"] * 3
    await office.sender().send()
    assert len(office.theirs.got) == 3


async def lie_in_this_order(office: Office, rows: Sequence[WebhookDelivery]) -> None:
    """Let PostgreSQL, which writes each change of a row behind all others, read them so."""
    for row in rows:
        async with office.world.db.transaction() as session:
            changed = update(WebhookDelivery).where(col(WebhookDelivery.id) == row.id)
            await session.exec(changed.values(tries=WebhookDelivery.tries))
    async with office.world.db.transaction() as session:
        # So few are read as they lie, without an index.
        await (await session.connection()).execute(text("ANALYZE webhook_delivery"))
