"""What becomes of a push that a mini-app's back end asks for?

Nothing is sent here: what may be sent goes into the outbox, a row for each client, with the words;
what is kept beside is a receipt without them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.miniapps.launches.app_keys import AppCaller, check_answered
from chatserver.actions.miniapps.launches.apps import hold_app
from chatserver.actions.miniapps.push_receipts import TOPIC
from chatserver.actions.miniapps.pushes.limits import limits_of
from chatserver.actions.miniapps.pushes.recipients import facts_about, known_clients, sent_lately
from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.core.pushes import ATTRIBUTES_BYTES, Answer, State, answer
from chatserver.core.texts import has_visible
from chatserver.storage.bulk import insert_rows
from chatserver.storage.tables import (
    Miniapp,
    OutboxRow,
    PushReceipt,
    PushTotal,
)
from chatserver.world import World

Params = Mapping[str, str | int | float | bool]


@dataclass(frozen=True, slots=True)
class WantedPush:
    """What a mini-app wants to push, and to whom, by the ids by which it knows its clients.

    `screen`, `anchor` and `params` are for its page. A push with the same `collapse` as an earlier
    one takes its place.
    """

    clients: Sequence[str]
    title: str
    body: str
    ttl_s: int
    screen: str = ""
    anchor: str = ""
    params: Params | None = None
    collapse: str | None = None

    def attributes(self) -> dict[str, str]:
        """Return what goes to the page; push services take texts alone."""
        params = json.dumps(self.params, ensure_ascii=False, separators=(",", ":"))
        found = {"screen": self.screen, "anchor": self.anchor, "params": params}
        return {name: text for name, text in found.items() if text not in ("", "null")}


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of it: by which id it is known, None when nobody is sent it, and the answers by
    client, in the order in which they were named.
    """

    id: str | None
    answers: Mapping[str, Answer]


async def ask_to_push(world: World, caller: AppCaller, wanted: WantedPush) -> Asked:
    """Take a push on for those clients who may be sent it, and tell what becomes of each.

    Raises `Invalid`; `NotAvailable` before the first approval, `AppSuspended`.
    """
    refuse_if_any(_mistakes(wanted))
    now = world.now()
    async with world.db.transaction() as session:
        # In the order in which a launch takes them: the clients, the mini-app, their consents.
        known = await known_clients(session, caller.app, wanted.clients)
        shown = check_answered(await hold_app(session, caller.org, caller.app))
        ids = [client.id for client in known.values()]
        facts = await facts_about(session, shown, ids, hold=True)
        facts.lately = await sent_lately(session, caller.app, ids, now=now)
        limits = limits_of(world, await session.get_one(Miniapp, caller.app))
        answers = {}
        for sub in wanted.clients:
            client = known.get(sub)
            recipient = None if client is None else facts.recipient(client)
            answers[sub] = answer(recipient, limits, now=now)
        accepted = [known[sub].id for sub, what in answers.items() if what is Answer.ACCEPTED]
        push = world.new_id("ntf") if accepted else None
        if push is not None:
            await _keep(session, world, caller, push, accepted, wanted)
    return Asked(push, answers)


def _mistakes(wanted: WantedPush) -> list[Mistake]:
    mistakes = [
        Mistake(f"/client_ids/{n}", "duplicate", "this client is named twice")
        for n, sub in enumerate(wanted.clients)
        if sub in wanted.clients[:n]
    ]
    mistakes += [
        Mistake(f"/{name}", "blank", "there is nothing to be seen in it")
        for name, text in (("title", wanted.title), ("body", wanted.body))
        if not has_visible(text)
    ]
    mistakes += [
        Mistake(f"/{name}", "malformed", "no control characters but line breaks")
        for name, text in (("title", wanted.title), ("body", wanted.body))
        if any(one < " " and one != "\n" for one in text)
    ]
    size = len(json.dumps(wanted.attributes(), ensure_ascii=False).encode())
    if size > ATTRIBUTES_BYTES:
        mistakes.append(
            Mistake("/attributes", "too_long", f"{size} bytes of JSON, {ATTRIBUTES_BYTES} at most")
        )
    return mistakes


async def _keep(
    session: AsyncSession,
    world: World,
    caller: AppCaller,
    push: str,
    clients: Sequence[str],
    wanted: WantedPush,
) -> None:
    now = world.now()
    expires_at = now + wanted.ttl_s * 1000
    words = {
        "push": push,
        "app": caller.app,
        "title": wanted.title,
        "body": wanted.body,
        "attributes": wanted.attributes(),
        "expires_at": expires_at,
    }
    rows, receipts = [], []
    for client in clients:
        row = world.new_id("out")
        key = None if wanted.collapse is None else f"{caller.app}:{client}:{wanted.collapse}"
        rows.append(
            {
                "id": row,
                "org": caller.org,
                "topic": TOPIC,
                "body": json.dumps({**words, "client": client}, ensure_ascii=False),
                "collapse": key,
                "at": now,
                "next_at": now,
                "attempts": 0,
            }
        )
        receipts.append(
            {
                "push": push,
                "client": client,
                "app": caller.app,
                "row": row,
                "state": State.WAITING,
                "told": [],
                "at": now,
                "expires_at": expires_at,
                "changed_at": now,
            }
        )
    await insert_rows(session, OutboxRow, rows)
    await insert_rows(session, PushReceipt, receipts)
    total = {"push": push, "app": caller.app, "at": now, "accepted": len(clients)}
    await insert_rows(session, PushTotal, [{**total, "sent": 0, "opened": 0}])
