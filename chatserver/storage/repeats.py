"""Has this request been answered before, and is somebody answering it at this moment?

The row is the lock: whoever's `run` stands in it works on the request until `until`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.storage.database import Database
from chatserver.storage.tables import SQLModel

# Both databases take that many conditions in one question.
_AT_ONCE = 200
_TABLE = SQLModel.metadata.tables["idempotent"]


@dataclass(frozen=True, slots=True)
class Key:
    """Whose request it is, to which path, under which key of theirs."""

    owner: str
    path: str
    key: str


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was given. `hash` is the request's."""

    hash: str
    status: int
    headers: dict[str, str]
    body: str


async def claim(db: Database, key: Key, *, run: str, now: int, until: int, kept_from: int) -> bool:
    """Take the request to answer it; False when it is answered, or being answered.

    An answer from before `kept_from` counts no more, nor does a run whose lease is over.
    """
    values: dict[str, Any] = {"hash": "", "headers": {}, "body": "", "status": None}
    fresh = {**_named(key), **values, "run": run, "until": until, "at": now}
    insert = (postgresql if db.dialect == "postgresql" else sqlite).insert(_TABLE).values(fresh)
    over = (_TABLE.c.status.is_(None) & (_TABLE.c.until <= now)) | (_TABLE.c.at < kept_from)
    taken = insert.on_conflict_do_update(
        index_elements=["owner", "path", "key"],
        set_={**values, "run": run, "until": until, "at": now},
        where=over,
    ).returning(_TABLE.c.run)
    async with db.transaction() as session:
        return (await (await session.connection()).execute(taken)).first() is not None


async def kept(db: Database, key: Key) -> Kept | None:
    """Return the answer, None while there is none."""
    columns = (_TABLE.c.hash, _TABLE.c.status, _TABLE.c.headers, _TABLE.c.body)
    async with db.session() as session:
        question = select(*columns).where(*_is(key), _TABLE.c.status.is_not(None))
        row = (await (await session.connection()).execute(question)).first()
    return None if row is None else Kept(*row)


async def extend(db: Database, key: Key, *, run: str, until: int) -> None:
    """Keep the request for longer: it is still being answered."""
    await _change(db, key, run, until=until)


async def keep(db: Database, key: Key, answer: Kept, *, run: str) -> None:
    """Keep the answer."""
    await _change(
        db,
        key,
        run,
        hash=answer.hash,
        status=answer.status,
        headers=answer.headers,
        body=answer.body,
    )


async def release(db: Database, key: Key, *, run: str) -> None:
    """Let the same request be made again: nothing came of it."""
    gone = delete(_TABLE).where(*_is(key), _TABLE.c.run == run, _TABLE.c.status.is_(None))
    async with db.transaction() as session:
        await (await session.connection()).execute(gone)


async def blank(session: AsyncSession, *, owner: str, ids: Sequence[str], about: str) -> None:
    """Leave nothing but its `id` of each answer to `owner`, and of each that names one of `ids`.

    What `owner` is being answered, or anybody at a path with `about` in it, is not kept: nobody
    knows yet whom it names. Such a request is made once more when it is repeated.
    """
    connection = await session.connection()
    mine: ColumnElement[bool] = _TABLE.c.owner == owner
    theirs = or_(mine, _TABLE.c.path.contains(about, autoescape=True))
    going = update(_TABLE).where(_TABLE.c.status.is_(None), theirs)
    await connection.execute(going.values(run="", until=0))
    ours = [mine]
    ours += [_TABLE.c.body.contains(one, autoescape=True) for one in ids]
    for start in range(0, len(ours), _AT_ONCE):
        some = or_(*ours[start : start + _AT_ONCE])
        named = (_TABLE.c.owner, _TABLE.c.path, _TABLE.c.key)
        found = await connection.execute(select(*named, _TABLE.c.body).where(some))
        for *key, body in found.all():
            is_it = _is(Key(*key))
            await connection.execute(update(_TABLE).where(*is_it).values(body=_blanked(body)))


def _blanked(body: str) -> str:
    document = json.loads(body) if body else None
    if not isinstance(document, dict):
        return body
    return json.dumps({name: value if name == "id" else None for name, value in document.items()})


async def _change(db: Database, key: Key, run: str, **values: Any) -> None:  # noqa: ANN401 - columns
    changed = update(_TABLE).where(*_is(key), _TABLE.c.run == run).values(**values)
    async with db.transaction() as session:
        await (await session.connection()).execute(changed)


def _named(key: Key) -> dict[str, str]:
    return {"owner": key.owner, "path": key.path, "key": key.key}


def _is(key: Key) -> tuple[Any, ...]:
    return tuple(_TABLE.c[name] == value for name, value in _named(key).items())
