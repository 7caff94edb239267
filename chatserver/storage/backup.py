"""How is a database of SQLite's copied while a server writes it?"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from chatserver.storage.address import file_of
from chatserver.storage.trouble import Unavailable, Unfit, in_words


def back_up(url: str, copy: Path) -> None:
    """Write the database as of this moment to a new file, which its owner alone may read.

    One reading of the whole: SQLite's own backup begins anew with each change, and on a busy server
    does not end. Nobody waits for it. Raises `Unfit`, `Unavailable`; then there is no file.
    """
    file = file_of(url)
    if file is None:
        raise Unfit("PostgreSQL has tools of its own: pg_dump -Fc")
    if not os.path.isfile(file):  # noqa: PTH113 - one that may not be looked for is none
        raise Unfit(f"{file.absolute()}: there is no database, or none that this user may read")
    try:
        target = os.open(copy, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as trouble:
        raise Unavailable(f"{copy}: {trouble.strerror}") from trouble
    try:
        source = f"file:{quote(str(file.absolute()))}?mode=ro"
        with closing(sqlite3.connect(source, uri=True, isolation_level=None)) as database:
            database.execute("VACUUM INTO ?", (str(copy),))
        os.fsync(target)
    except (sqlite3.Error, OSError) as trouble:
        copy.unlink()
        raise Unavailable(f"{file} into {copy}: {in_words(trouble)}") from trouble
    finally:
        os.close(target)
