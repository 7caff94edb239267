"""Is what the server has stored whole: the chats, and the files that the database knows of?"""

from chatserver.actions.attachments.uploads.shelves import content_key
from chatserver.config import Settings
from chatserver.doctor import Finding
from chatserver.files import StoreDown, open_files
from chatserver.storage.database import Database
from chatserver.storage.migrate import look
from chatserver.storage.soundness import Flaw, files_known, flaws
from chatserver.storage.trouble import DatabaseTrouble

RESTORE = "bring the database back from a backup, then `chatserver restored`"
REFETCH = "bring the file store back from a backup as well; who opens one is told that it is gone"


async def examine_data(settings: Settings) -> list[Finding]:
    """Read everything that was stored, and say what is wrong with it; change nothing.

    A server may run meanwhile.
    """
    try:
        stands = await look(settings.database.url)
        if stands.lacks is not None:
            return [Finding("data", well=False, says=f"the database is {stands.lacks}")]
        db = await Database.open(settings.database.url, pool_size=1)
    except DatabaseTrouble as trouble:
        return [Finding("data", well=False, says=f"cannot be read: {trouble}")]
    try:
        found = [_finding("chats", one, RESTORE) async for one in flaws(db)]
        missing = await _missing(settings, db)
    except (DatabaseTrouble, StoreDown) as trouble:
        return [Finding("data", well=False, says=f"cannot be read: {trouble}")]
    finally:
        await db.close()
    if missing is not None:
        found.append(_finding("stored files", missing, REFETCH))
    return found or [Finding("data", well=True, says="every log, counter and file is whole")]


def _finding(of: str, flaw: Flaw, remedy: str) -> Finding:
    says = f"{flaw.what}: {flaw.count}, the first is {flaw.first}; {remedy}"
    return Finding(of, well=False, says=says)


async def _missing(settings: Settings, db: Database) -> Flaw | None:
    """Return which files the database knows of and the store does not have."""
    known = await files_known(db)
    there = {key async for key, _ in open_files(settings.files).keys("files")}
    gone = [one for one in known if content_key(one) not in there]
    if not gone:
        return None
    # What was swept while the store was read is gone by right.
    still = set(await files_known(db))
    gone = sorted(one for one in gone if one in still)
    return Flaw("files of which the store has nothing", len(gone), gone[0]) if gone else None
