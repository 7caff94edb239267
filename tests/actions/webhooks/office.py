"""An organisation's developer: endpoints at a real receiver, and somebody who sends to them."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import col, select

from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.happenings import tell_endpoints
from chatserver.actions.webhooks.endpoints import Draft, make_webhook
from chatserver.actions.webhooks.sending import Sender
from chatserver.ledger.directory import Directories
from chatserver.notify.webhooks import PREFIX, signature
from chatserver.storage.tables import Webhook, WebhookDelivery, WebhookEvent
from chatserver.world import World
from tests.seeds import ANN, SOSNY
from tests.services.receiver import Got, Receiver
from tests.small import Small


@dataclass
class Office:
    """The small organisation, whose Administrator ann looks after the endpoints."""

    here: Small
    theirs: Receiver
    ann: Viewer

    @property
    def world(self) -> World:
        return self.here.world

    async def endpoint(
        self, path: str = "/hooks", kinds: Sequence[str] | None = None, active: bool = True
    ) -> tuple[str, bytes]:
        """Make one, and return its id and its secret."""
        draft = Draft(self.theirs.url(path), "", kinds, active)
        id_, shown = await make_webhook(self.world, self.ann, draft)
        return id_, base64.b64decode(shown.removeprefix(PREFIX))

    async def happens(self, *clients: str) -> None:
        """Let these clients have been changed."""
        async with self.world.db.transaction() as session:
            happened = [("client.updated", {"client": one}) for one in clients]
            await tell_endpoints(session, self.world, SOSNY, happened)

    def sender(self) -> Sender:
        return Sender(self.world)

    async def deliveries(self, webhook: str) -> list[WebhookDelivery]:
        question = select(WebhookDelivery).where(WebhookDelivery.webhook == webhook)
        async with self.world.db.session() as session:
            return list(await session.exec(question.order_by(col(WebhookDelivery.id))))

    async def events(self, *kinds: str) -> list[tuple[str, Any]]:
        """Return what happened, of these kinds or of all: the kind and the data."""
        async with self.world.db.session() as session:
            rows = await session.exec(select(WebhookEvent).order_by(col(WebhookEvent.id)))
            every = [(row.kind, json.loads(row.body)["data"]) for row in rows]
        return [one for one in every if not kinds or one[0] in kinds]

    async def row(self, webhook: str) -> Webhook:
        async with self.world.db.session() as session:
            return await session.get_one(Webhook, webhook)


async def office_in(here: Small, theirs: Receiver) -> Office:
    """Return it; the receiver may be sent to from this world."""
    here.world = replace(here.world, postman=theirs.postman(timeout_s=5))
    directory = await Directories(here.world.db).fetch(SOSNY)
    assert directory is not None
    ann = Viewer(ANN, directory.staff[ANN].permissions, directory)
    return Office(here, theirs, ann)


def signed_with(got: Got, secret: bytes) -> bool:
    """Whether one of its signatures was made with this secret."""
    id_, at = got.headers["webhook-id"], int(got.headers["webhook-timestamp"])
    ours = signature(secret, id_=id_, at=at, body=got.body.decode())
    return ours in got.headers["webhook-signature"].split(" ")
