"""How do a million chats with ten messages each come into a database within minutes?

Rows look as the ledger leaves them and go in by COPY, or many at a time; PostgreSQL's indexes that
cost more to keep than to make are made at the end.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from chatserver.core.fragments import stems
from chatserver.core.searching import haystack
from chatserver.demo.names import person
from chatserver.storage.chat_order import COLUMNS, minute_of
from chatserver.storage.database import Database
from chatserver.world import system_now

SENTENCES, NAMES, WORDS = 4_000, 20_000, 600
DEPARTMENTS, STAFF, PRODUCTS, TAGS, QUARTERS, FLATS = 8, 100, 6, 12, 10, 100
YEAR_MS = 365 * 24 * 3600 * 1000
SLICE = 20_000
ORG = "org_1"
_SYLLABLES = (
    "ба во ги да же зу ке ла му но пи ра су ты фе хо цы ша ще эл юр яс кра сте про тру вло гре дво"
    " зна кли мно"
)
Rows = Iterator[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Crowd:
    """What was made. `words` are those of the messages, the most frequent first."""

    chats: int
    messages: int
    now: int
    words: Sequence[str]


def vocabulary() -> list[str]:
    """Return made-up words, always the same."""
    chance = Random("words")
    found: dict[str, None] = {}
    while len(found) < WORDS:
        found["".join(chance.choices(_SYLLABLES.split(), k=chance.randint(2, 4)))] = None
    return list(found)


async def crowd(db: Database, *, chats: int, messages: int, make: bool) -> Crowd:
    """Return the crowd; `make` it first, in an empty database, each chat with so many messages."""
    words = vocabulary()
    async with db.engine.connect() as connection:
        if not make:
            newest = await connection.execute(text("SELECT max(updated_at) FROM chat"))
            return Crowd(chats, chats * messages, newest.scalar_one(), words)
        now = system_now()
        await Maker(connection, chats, messages, now, words, db.dialect == "sqlite").make()
    return Crowd(chats, chats * messages, now, words)


@dataclass
class Maker:
    """Writes the tables, one slice of chats after the other."""

    connection: AsyncConnection
    chats: int
    messages: int
    now: int
    words: Sequence[str]
    sqlite: bool

    async def make(self) -> None:
        """Write everything, then what the planner must know of it."""
        chance = Random("sentences")
        weights = [1 / (rank + 8) for rank in range(len(self.words))]
        self._said = [" ".join(chance.choices(self.words, weights, k=8)) for _ in range(SENTENCES)]
        self._stems = [stems(one) for one in self._said]
        self._names = [person(chance) for _ in range(NAMES)]
        await self._do(*(_LITE_BEFORE if self.sqlite else _PG_BEFORE))
        for table, columns, rows in self._small():
            await self._insert(table, columns, rows)
        for start in range(0, self.chats, SLICE):
            numbers = range(start, min(start + SLICE, self.chats))
            for table, columns, rows in self._slice(numbers):
                await self._insert(table, columns, rows)
            await self.connection.commit()
        await self._do(*(_LITE_AFTER if self.sqlite else _PG_AFTER))

    async def _do(self, *statements: str) -> None:
        # Vacuum and pragmas stand outside any transaction: straight to the driver.
        await self.connection.commit()
        raw = (await self.connection.get_raw_connection()).driver_connection
        assert raw is not None
        for statement in statements:
            await raw.execute(statement)

    async def _insert(self, table: str, columns: str, rows: Rows) -> None:
        names = columns.split()
        raw = (await self.connection.get_raw_connection()).driver_connection
        assert raw is not None
        if self.sqlite:
            quoted = ", ".join(f'"{name}"' for name in names)
            marks = ", ".join("?" * len(names))
            target = "message_text" if table == "message_stems" else table
            await raw.executemany(f"INSERT INTO {target} ({quoted}) VALUES ({marks})", list(rows))
        else:
            await raw.copy_records_to_table(table, records=rows, columns=names)

    def _small(self) -> Iterator[tuple[str, str, Rows]]:
        document = "{}"
        now, yes = self.now, True
        yield (
            "org",
            "id name kind rev acl chats settings version created_at",
            iter([(ORG, "Org", "management", self.chats, 1, self.chats, document, 1, now)]),
        )
        yield (
            "object",
            "id org kind name address path version",
            iter(
                [
                    (f"obj_q{q}", ORG, "quarter", f"Q{q}", "", f"/obj_q{q}/", 1)
                    for q in range(QUARTERS)
                ]
            ),
        )
        houses = range(-(-self.chats // FLATS))
        yield (
            "object",
            "id org parent kind name address path version",
            (
                (f"obj_h{h}", ORG, f"obj_q{h % QUARTERS}", "building", f"H{h}", f"Street {h}",
                 f"/obj_q{h % QUARTERS}/obj_h{h}/", 1)
                for h in houses
            ),
        )  # fmt: skip
        yield (
            "department",
            "id org name version",
            iter([(f"dep_{d}", ORG, f"D{d}", 1) for d in range(DEPARTMENTS)]),
        )
        yield (
            "product",
            "id org kind name title chat_on basic bot door version created_at",
            iter(
                [
                    (f"prd_{p}", ORG, "subscription" if p == 0 else "miniapp", f"P{p}", "T", yes,
                     document, document, "open", 1, now)
                    for p in range(PRODUCTS)
                ]
            ),
        )  # fmt: skip

    def _slice(self, numbers: range) -> Iterator[tuple[str, str, Rows]]:
        yield (
            "object",
            "id org parent kind name address path version",
            (
                (f"obj_f{n}", ORG, f"obj_h{n // FLATS}", "premises", f"{n % FLATS}",
                 f"Street {n // FLATS}",
                 f"/obj_q{n // FLATS % QUARTERS}/obj_h{n // FLATS}/obj_f{n}/", 1)
                for n in numbers
            ),
        )  # fmt: skip
        yield (
            "client",
            "id org name phone tester search version tokens_from created_at",
            (
                (f"cl_{n:07d}", ORG, name, phone, False, haystack(name, phone), 1, 0, self.now)
                for n in numbers
                for name, phone in [(self._names[n * 7 % NAMES], f"+7998{n:07d}")]
            ),
        )
        chats = [self._chat(n) for n in numbers]
        yield "chat", _CHAT, iter(chats)
        yield "chat_order", " ".join(COLUMNS), (_order(chat) for chat in chats)
        yield "dialog", _DIALOG, (_dialog(chat) for chat in chats)
        yield "assignment", _ASSIGNMENT, (_assignment(chat) for chat in chats)
        yield "event", _EVENT, self._events(numbers)
        yield "message_stems", "org chat seq words", self._texts(numbers)

    def _chat(self, n: int) -> tuple[Any, ...]:
        chance = Random(n)
        state = chance.choices(("bot", "staff", "closed"), (2, 28, 70))[0]
        n_client = (self.messages + 1) // 2
        unread = chance.randint(1, 3) if chance.random() < 0.04 else 0
        waits = state == "staff" and chance.random() < 0.02
        created = self.now - chance.randrange(YEAR_MS)
        updated = created + chance.randrange(self.now - created + 1)
        tag = "tag_rare" if n % 50_000 == 7 else f"tag_{chance.randrange(TAGS)}"
        return (
            f"chat_{n:07d}", n + 1, ORG, f"cl_{n:07d}", f"prd_{chance.randrange(PRODUCTS)}",
            f"obj_f{n}", chance.choice(("ios", "android", "web")), created,
            updated, minute_of(updated), self.messages, 1, state, True, tag, "Tag",
            f"dep_{chance.randrange(DEPARTMENTS)}",
            None if waits or state == "bot" else f"st_{chance.randrange(STAFF)}",
            1, "tag", n_client, self.messages - n_client, self.messages, 0, 0, self.messages,
            max(0, n_client - unread), 0, "Preview", self.messages,
            "client" if unread or chance.random() < 0.1 else "staff", "", 0, n + 1,
        )  # fmt: skip

    def _events(self, numbers: range) -> Rows:
        for n in numbers:
            chat, client = f"chat_{n:07d}", f"cl_{n:07d}"
            for seq in range(1, self.messages + 1):
                mine = seq % 2 == 1
                sender = client if mine else f"st_{n % STAFF}"
                body = f'{{"text":"{self._said[(n * 31 + seq * 17) % SENTENCES]} z{n}"}}'
                yield (chat, seq, "message", "client" if mine else "staff", sender, "Name",
                       f"k{n}_{seq}", n, self.now, body, (seq + 1) // 2, seq // 2,
                       False, sender)  # fmt: skip

    def _texts(self, numbers: range) -> Rows:
        for n in numbers:
            chat = f"chat_{n:07d}"
            for seq in range(1, self.messages + 1):
                yield ORG, chat, seq, f"{self._stems[(n * 31 + seq * 17) % SENTENCES]} z{n}"


def _order(chat: tuple[Any, ...]) -> tuple[Any, ...]:
    it = dict(zip(_CHAT.split(), chat, strict=True))
    unread = it["n_client"] - it["staff_read_n"] - it["staff_dead"] > 0
    return it["org"], it["rev"], it["id"], it["updated_minute"], unread


def _dialog(chat: tuple[Any, ...]) -> tuple[Any, ...]:
    it = dict(zip(_CHAT.split(), chat, strict=True))
    ended = (it["last"], it["updated_at"], "solved") if it["state"] == "closed" else (None,) * 3
    begun = (it["id"], 1, it["org"], 0, it["created_at"], 0)
    return (*begun, it["tag_id"], it["tag_text"], *ended)


def _assignment(chat: tuple[Any, ...]) -> tuple[Any, ...]:
    it = dict(zip(_CHAT.split(), chat, strict=True))
    whose = (it["department"], it["staff"], it["cause"], "{}")
    return (it["id"], 1, *whose, it["created_at"], 1, None)


_CHAT = """id number org client product place platform created_at updated_at updated_minute last
    dialog state acted tag_id tag_text department staff assignment cause
    n_client n_staff client_read client_read_n client_dead staff_read staff_read_n staff_dead
    preview preview_seq spoke comment comment_version
    rev"""
_EVENT = """chat seq kind by_kind author by_name key hash at body n_client n_staff deleted sender"""
_DIALOG = """chat number org opened_seq opened_at n_client tag_id tag_text closed_seq closed_at
    reason"""
_ASSIGNMENT = "chat number department staff cause explanation at from_seq to_seq"
_LITE_BEFORE = (
    "PRAGMA synchronous = OFF",
    "PRAGMA foreign_keys = OFF",
    "PRAGMA wal_autocheckpoint = 8000",  # nobody else writes here
)
_LITE_AFTER = ("PRAGMA optimize", "PRAGMA wal_checkpoint(TRUNCATE)")
_PG_BEFORE = (
    "ALTER TABLE event DROP CONSTRAINT pk_event",
    "DROP INDEX uq_event_key",
    "DROP INDEX ix_message_text_words",
    "DROP INDEX ix_client_search",
    "ALTER TABLE message_text DROP CONSTRAINT uq_message_text_chat_seq",
    "SET session_replication_role = replica",  # the rows are right: nobody need look
    "CREATE UNLOGGED TABLE message_stems (org text, chat text, seq bigint, words text)",
)
_PG_AFTER = (
    "ALTER TABLE event ADD CONSTRAINT pk_event PRIMARY KEY (chat, seq)",
    "CREATE UNIQUE INDEX uq_event_key ON event (key, sender) WHERE key IS NOT NULL",
    """INSERT INTO message_text (org, chat, seq, words)
        SELECT org, chat, seq, array_to_tsvector(string_to_array(words, ' ')) FROM message_stems""",
    "DROP TABLE message_stems",
    "ALTER TABLE message_text ADD CONSTRAINT uq_message_text_chat_seq UNIQUE (chat, seq)",
    """CREATE INDEX ix_message_text_words ON message_text USING gin (words)
        WITH (fastupdate = on, gin_pending_list_limit = 64)""",
    "CREATE INDEX ix_client_search ON client USING gin (search gin_trgm_ops)",
    "VACUUM ANALYZE",
)
