"""Which messages hold these words? The newest of them, of the chats that an employee may see.

Words have letters and digits alone and stand in quotes: whatever was typed, there are no operators
in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    cast,
    column,
    func,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy import table as table_named
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

from chatserver.core.events import Message
from chatserver.core.fragments import BEGINNING, Said, shown, stem
from chatserver.core.inbox import Filter
from chatserver.storage.choosing import (
    CHAT,
    Condition,
    Scope,
    access,
    asked,
    places_below,
    sees_everything,
)
from chatserver.storage.matching import holds
from chatserver.storage.tables.search import FTS
from chatserver.wire import decode_body

# Of more messages than this the older ones are not looked at: a word that stands in every message
# must not make the database read them all. More, where rights or filters leave some out.
HITS_MAX, LOOKED_AT_MAX = 300, 1_500
# So few chats are looked through, each from its first message on.
FEW_CHATS = 500
# With so many chats found, the last word is a word, and not the beginning of others.
ENOUGH = 50
# PostgreSQL reads so many of an organisation's newest messages one by one, which is quickest where
# the words are frequent, and then so many where they are fairly frequent: FAIR are in the first.
RECENT, FARTHER, FAIR = 10_000, 100_000, 20
_TABLES = SQLModel.metadata.tables
_MESSAGE = _TABLES["message_text"].c
_EVENT = _TABLES["event"].c
_FTS = table_named(FTS, column("rowid"))
_HIT = (_MESSAGE.chat, _MESSAGE.seq, _MESSAGE.id)

_NOTE = _TABLES["note"].c

Spot = tuple[str, int]  # a chat, and the seq of a message in it, or a note's number below zero


class Hit(NamedTuple):
    """A message with the words; later ones have greater ids, and come first."""

    chat: str
    seq: int
    id: int


@dataclass(frozen=True, slots=True)
class Sought:
    """The stems that a message must hold; `beginning`: of the last one a word's beginning will do.
    `most` messages are enough.
    """

    org: str
    stems: tuple[str, ...]
    beginning: bool
    most: int


async def found_in(connection: AsyncConnection, scope: Scope) -> dict[str, int]:
    """Return for chats with these words the newest such message, or note (see Spot).

    Whether the employee sees a chat at all is asked by whoever lists it.
    """
    found: dict[str, int] = {}
    stems = tuple(stem(word) for word in scope.wanted.words)
    if not stems:
        return found
    everything = sees_everything(scope.viewer) and _asks_for_all(scope.wanted)
    most = HITS_MAX if everything else LOOKED_AT_MAX
    few = None if everything else await _few_chats(connection, scope)
    look = _in_fts if connection.dialect.name == "sqlite" else _in_postgres
    # To collect every word that begins so takes longer than to find one: that comes second.
    for beginning in (False, True) if len(stems[-1]) >= BEGINNING else (False,):
        sought = Sought(scope.viewer.org, stems, beginning, most)
        hits = await (look(connection, sought) if few is None else _in_few(connection, sought, few))
        for hit in hits:
            found.setdefault(hit.chat, hit.seq)
        if len(found) >= ENOUGH:
            break
    return found


async def said_at(connection: AsyncConnection, spots: Sequence[Spot]) -> dict[str, Said]:
    """Return what is said there now, by chat: what the index holds is never shown."""
    messages = [spot for spot in spots if spot[1] > 0]
    notes = [(chat, -n) for chat, n in spots if n < 0]
    said: dict[str, Said] = {}
    if messages:
        # One by one in an OR: for pairs within a list SQLite would read every event there is.
        here = or_(*(and_(_EVENT.chat == chat, _EVENT.seq == seq) for chat, seq in messages))
        rows = await connection.execute(standing_messages(here))
        said |= {chat: Said(seq, text_of(body)) for chat, seq, body in rows}
    if notes:
        here = or_(*(and_(_NOTE.chat == chat, _NOTE.n == n) for chat, n in notes))
        found = await connection.execute(standing_notes(here))
        said |= {chat: Said(after, text, n) for chat, after, text, n in found}
    return said


def standing_messages(here: Condition) -> Select[Any]:
    """Return the question for the chat, the seq and the body of messages that were not deleted."""
    stands = (_EVENT.kind == "message", _EVENT.deleted.is_(False))
    return select(_EVENT.chat, _EVENT.seq, _EVENT.body).where(here, *stands)


def standing_notes(here: Condition) -> Select[Any]:
    """Return the question for the chat, the event before it, the words and the number of notes that
    were not deleted.
    """
    stands = _NOTE.deleted.is_(False)
    return select(_NOTE.chat, _NOTE.after, _NOTE.text, _NOTE.n).where(here, stands)


def text_of(body: str) -> str:
    """Return the text in which a message with this body is looked for."""
    message = decode_body(Message.kind, body.encode())
    assert isinstance(message, Message)
    return shown(message)


def _asks_for_all(wanted: Filter) -> bool:
    return replace(wanted, needle=None, words=(), sort="updated") == Filter()


async def _few_chats(connection: AsyncConnection, scope: Scope) -> Sequence[str] | None:
    """Return the chats that are asked for, where an index shows quickly that they are few."""
    wanted = scope.wanted
    if not (wanted.clients or wanted.tags or await _few_places(connection, scope)):
        return None
    some = select(CHAT.id).where(*access(scope), *asked(scope)).limit(FEW_CHATS + 1)
    chats = (await connection.execute(some)).scalars().all()
    return chats if len(chats) <= FEW_CHATS else None


async def _few_places(connection: AsyncConnection, scope: Scope) -> bool:
    for objects in (scope.viewer.objects, scope.wanted.objects):
        if objects:
            some = places_below(scope, objects).limit(FEW_CHATS + 1).subquery()
            counted = await connection.execute(select(func.count()).select_from(some))
            if counted.scalar_one() <= FEW_CHATS:
                return True
    return False


async def _in_few(connection: AsyncConnection, sought: Sought, chats: Sequence[str]) -> list[Hit]:
    question = select(*_HIT).where(_MESSAGE.chat.in_(chats), *_with_words(connection, sought))
    newest = question.order_by(_MESSAGE.id.desc()).limit(sought.most)
    return [Hit(*row) for row in await connection.execute(newest)]


def _with_words(connection: AsyncConnection, sought: Sought) -> Sequence[Condition]:
    if connection.dialect.name != "sqlite":
        return [_MESSAGE.words.bool_op("@@")(_query(sought))]
    words = literal(" ", String) + _MESSAGE.words + " "
    *whole, last = sought.stems
    ending = "" if sought.beginning else " "
    return [*(holds(words, f" {one} ") for one in whole), holds(words, f" {last}{ending}")]


async def _in_postgres(connection: AsyncConnection, sought: Sought) -> list[Hit]:
    """Look into the newest messages, and if the words are rare there, use the index of words.

    Of frequent words the index would first collect all messages there are, and so it is asked for
    those after an id alone, behind which about as many lie as are wanted. To collect all words that
    begin as a frequent one does takes longer than all else: that is done among the newest alone.
    """
    hits = await _among_newest(connection, sought, RECENT)
    if len(hits) * 2 >= sought.most:
        return hits
    if len(hits) >= FAIR:
        return await _among_newest(connection, sought, FARTHER)
    if sought.beginning and await _ends_frequently(connection, sought):
        return hits
    # Ordered by a sum, so that no plan reads all messages from the newest on.
    question = (
        select(*_HIT)
        .where(_MESSAGE.org == sought.org, _MESSAGE.words.bool_op("@@")(_query(sought)))
        .order_by((_MESSAGE.id + 0).desc())
        .limit(sought.most)
    )
    if len(hits) > 1:
        newest, oldest = hits[0].id, hits[-1].id
        far = (newest - oldest) * sought.most * 3 // (len(hits) * 2)
        question = question.where(_MESSAGE.id > newest - far)
    return [Hit(*row) for row in await connection.execute(question)]


async def _ends_frequently(connection: AsyncConnection, sought: Sought) -> bool:
    """Whether the last word, as a whole one, is fairly frequent among the newest messages."""
    last = replace(sought, stems=sought.stems[-1:], beginning=False, most=FAIR)
    return len(await _among_newest(connection, last, RECENT)) == FAIR


async def _among_newest(connection: AsyncConnection, sought: Sought, rows: int) -> list[Hit]:
    newest = (
        select(*_HIT, _MESSAGE.words)
        .where(_MESSAGE.org == sought.org)
        .order_by(_MESSAGE.id.desc())
        .limit(rows)
        .subquery()
    )
    hit = newest.c
    question = (
        select(hit.chat, hit.seq, hit.id)
        .where(hit.words.bool_op("@@")(_query(sought)))
        .order_by(hit.id.desc())
        .limit(sought.most)
    )
    return [Hit(*row) for row in await connection.execute(question)]


def _query(sought: Sought) -> ColumnElement[Any]:
    query = " & ".join(f"'{one}'" for one in sought.stems) + (":*" if sought.beginning else "")
    return cast(literal(query, String), TSQUERY)


async def _in_fts(connection: AsyncConnection, sought: Sought) -> list[Hit]:
    query = " ".join(f'"{one}"' for one in sought.stems) + ("*" if sought.beginning else "")
    question = (
        select(*_HIT)
        .select_from(_FTS.join(_TABLES["message_text"], _MESSAGE.id == _FTS.c.rowid))
        .where(literal_column(FTS).op("MATCH")(query), _MESSAGE.org == sought.org)
        .order_by(_FTS.c.rowid.desc())
        .limit(sought.most)
    )
    return [Hit(*row) for row in await connection.execute(question)]
