"""Is damage found, and told with what to do about it?"""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine.url import make_url

from chatserver.storage.database import Database
from chatserver.wholeness import examine_data
from tests.made_demo import Made

WHOLE = "every log, counter and file is whole"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def demo(request: pytest.FixtureRequest) -> Made:
    made: Made = request.getfixturevalue(f"{request.param}_demo")
    return made


LONGEST = "SELECT id FROM chat ORDER BY last DESC, id LIMIT 1"
QUIETEST = "SELECT id FROM chat ORDER BY last, id LIMIT 1"
NOTED = "SELECT min(chat) FROM note"
DAMAGE = (
    f"DELETE FROM event WHERE chat = ({LONGEST}) AND seq = 2",
    f"""INSERT INTO event (chat, seq, kind, by_kind, by_name, at, body, n_client, n_staff, deleted)
        SELECT 'chat_lost', 1, kind, by_kind, by_name, at, body, 0, 0, deleted
        FROM event WHERE chat = ({LONGEST}) AND seq = 1""",
    f"DELETE FROM chat_order WHERE chat = ({QUIETEST})",
    f"UPDATE chat SET n_staff = n_staff + 1 WHERE id = ({LONGEST})",
    "UPDATE org SET rev = 0 WHERE id = (SELECT min(org) FROM chat)",
    f"UPDATE chat SET notes = 0 WHERE id = ({NOTED})",
)


@pytest.mark.slow
async def test_damage_of_each_kind_is_counted_and_named(demo: Made) -> None:
    assert [one.says for one in await examine_data(demo.settings)] == [WHOLE]
    db = await Database.open(demo.url)
    async with db.transaction() as session:
        connection = await session.connection()
        [longest, quietest, org, noted] = [
            (await connection.execute(text(one))).scalar_one()
            for one in (LONGEST, QUIETEST, "SELECT min(org) FROM chat", NOTED)
        ]
        for one in DAMAGE:
            await connection.execute(text(one))
    await db.close()
    lost = lose(Path(demo.settings.files.folder, "files"))

    findings = await examine_data(demo.settings)

    back = "bring the database back from a backup, then `chatserver restored`"
    told = [one.says.split("; ")[0] for one in findings]
    assert told == [
        f"chats whose log has holes, or does not end where they say: 1, the first is {longest}",
        "logs without a chat: 1, the first is chat_lost",
        f"chats that no list shows: 1, the first is {quietest}",
        f"organisations whose count of changes is behind their chats: 1, the first is {org}",
        f"chats whose count of changed notes is behind their notes: 1, the first is {noted}",
        f"chats whose counters are not what a recount says: 1, the first is {longest}",
        f"files of which the store has nothing: {len(lost)}, the first is {min(lost)}",
    ]
    assert {one.says.split("; ")[1] for one in findings[:6]} == {back}


@pytest.mark.slow
async def test_a_torn_file_of_sqlites_is_told_as_such(sqlite_demo: Made) -> None:
    tear(Path(make_url(sqlite_demo.url).database or ""))

    told = [one.says for one in await examine_data(sqlite_demo.settings)]

    assert any("damaged" in one or "malformed" in one for one in told), told


def lose(folder: Path) -> list[str]:
    """Remove a folder and return what was in it."""
    names = [one.name for one in folder.iterdir()]
    shutil.rmtree(folder)
    return names


def tear(file: Path) -> None:
    """Overwrite some pages in the middle."""
    whole = file.read_bytes()
    middle = len(whole) // 2
    file.write_bytes(whole[:middle] + b"\xff" * 65_536 + whole[middle + 65_536 :])
