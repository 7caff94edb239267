"""Is what nobody may read any more thrown away, and nothing else?"""

from sqlmodel import col, select

from chatserver.actions.cleaning import ORIGINALS_MS, clean
from chatserver.storage.bulk import insert_rows
from chatserver.storage.database import Database
from chatserver.storage.tables import AuditRow
from tests.seeds import ANN, NOON, SOSNY
from tests.small import small


async def test_what_a_deleted_note_said_is_kept_for_half_a_year(database: Database) -> None:
    here = await small(database)
    edge = NOON - ORIGINALS_MS
    said = {"note": 1, "author": ANN, "text": "look"}
    rows = [
        ("older", "note.delete", edge - 1, said),
        ("erased", "note.delete", edge - 1, {}),
        ("other", "client.change", edge - 1, said),
        ("newer", "note.delete", edge, said),
    ]
    async with database.transaction() as session:
        await insert_rows(
            session,
            AuditRow,
            [
                {
                    "id": id_, "org": SOSNY, "at": at, "actor_kind": "staff", "actor": ANN,
                    "action": action, "subject": "chat_1", "before": before, "after": {},
                }
                for id_, action, at, before in rows
            ],
        )  # fmt: skip

    await clean(here.world)

    async with database.session() as session:
        found = await session.exec(select(AuditRow.id, AuditRow.before).order_by(col(AuditRow.id)))
        kept = {id_: before for id_, before in found if id_ in {row[0] for row in rows}}
    assert kept == {"older": {**said, "text": ""}, "erased": {}, "other": said, "newer": said}
