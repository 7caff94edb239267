"""What does everything above it need from outside: settings, database, bus, adapters, clock?"""

import base64
import random
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from chatserver.archives.gate import Gate
from chatserver.bus import Bus
from chatserver.config import Settings
from chatserver.files import FileLinks, FileStore, Scanner, in_memory, unscanned
from chatserver.files.images import Drawing
from chatserver.notify import Mailer, Postman, Pushers, nowhere, silent
from chatserver.payments import Payments, nobody
from chatserver.storage.database import Database
from chatserver.workbooks.bindery import Bindery

# Not for secrets: it decides who answers a chat, and a test hands in its own.
_CHANCE = random.Random(secrets.randbits(128))  # noqa: S311


def system_now() -> int:
    """Return the time in milliseconds since the epoch, UTC."""
    return time.time_ns() // 1_000_000


def fresh_id(kind: str) -> str:
    """Return a new id such as `chat_05yh…`: the kind, then time and chance in base32.

    Later ids sort after earlier ones of the kind, to the microsecond, so that an index grows at
    its end and a list by id is one in the order of making.
    """
    stamp = (time.time_ns() // 1_000).to_bytes(7, "big") + secrets.token_bytes(8)
    return f"{kind}_{base64.b32hexencode(stamp).decode().lower()}"


@dataclass(frozen=True, slots=True)
class World:
    """One process's surroundings, handed down from `main`."""

    settings: Settings
    db: Database
    bus: Bus
    now: Callable[[], int] = system_now
    new_id: Callable[[str], str] = fresh_id
    draw: Callable[[], float] = field(default=_CHANCE.random)
    files: FileStore = field(default_factory=in_memory)
    links: FileLinks = field(default_factory=FileLinks)
    scanner: Scanner = unscanned
    drawing: Drawing = field(default_factory=Drawing)
    mailer: Mailer = field(default_factory=silent)
    pushers: Pushers = field(default_factory=nowhere)
    postman: Postman = field(default_factory=Postman)
    webhook_key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    payments: Payments = field(default_factory=nobody)
    gate: Gate = field(default_factory=Gate)
    bindery: Bindery = field(default_factory=Bindery)
