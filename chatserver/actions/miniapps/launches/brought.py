"""How do consents come along that clients gave before they were here?"""

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, record
from chatserver.actions.miniapps.launches.apps import opening_of, shown_apps
from chatserver.core.miniapps import served
from chatserver.core.refusals import NotFound
from chatserver.ledger.outcome import Person
from chatserver.storage.bulk import insert_rows
from chatserver.storage.tables import Agreement, ClientRow, ConsentRow
from chatserver.world import World

# Both databases take that many values in one IN list.
_SLICE = 500


async def bring_consents(
    world: World, org: str, app_id: str, clients: Sequence[str], *, by: Person
) -> None:
    """Keep that these clients agreed to the offer that is served now, with what it requires.

    Whoever has answered already keeps their own answer. Raises `NotFound` for a mini-app that
    serves nothing to everybody, or is another organisation's.
    """
    async with world.db.transaction() as session:
        shown = (await shown_apps(session, org, [app_id])).get(app_id)
        release = None if shown is None else served(shown.app).everybody
        if release is None:
            raise NotFound
        opening = await opening_of(session, release)
        found = await _without_answer(session, org, app_id, clients)
        if not found:
            return
        agreed = {
            "app": app_id,
            "offer": opening.offer.id,
            "scopes": sorted(opening.required),
            "notifications": False,
            "at": world.now(),
        }
        await insert_rows(session, Agreement, [{**agreed, "client": one} for one in found])
        answered = {
            **agreed,
            "answer": "accepted",
            "platform": None,
            "device": "",
            "address_hash": "",
            "text_digest": opening.offer.sha256,
        }
        rows = [{**answered, "id": world.new_id("con"), "client": one} for one in found]
        await insert_rows(session, ConsentRow, rows)
        brought = Changed(app_id, after={"offer": opening.offer.id, "clients": len(found)})
        await record(session, world, by=by, org=org, action="consent.bring", changed=[brought])


async def _without_answer(
    session: AsyncSession, org: str, app_id: str, clients: Sequence[str]
) -> list[str]:
    """Return those of the clients who are the organisation's and agreed to nothing yet."""
    answered = select(Agreement.client).where(
        Agreement.client == ClientRow.id, Agreement.app == app_id
    )
    found: list[str] = []
    for start in range(0, len(clients), _SLICE):
        some = col(ClientRow.id).in_(clients[start : start + _SLICE])
        question = select(ClientRow.id).where(ClientRow.org == org, some, ~answered.exists())
        found += await session.exec(question)
    return found
