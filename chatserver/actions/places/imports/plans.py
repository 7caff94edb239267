"""What is an import going to do, kept in a file until it is done at once?

Records go to the disk and not into memory: a table may have 200,000 lines.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, TypeVar

import msgspec

from chatserver.actions.callers.reach import Roots
from chatserver.actions.happenings import listening, store_steps, written
from chatserver.core.audit import Action
from chatserver.core.imports import Finding
from chatserver.core.webhook_events import Change, Happened, events_of, means_anything
from chatserver.storage.chats import INSERT_AUDIT
from chatserver.storage.statement import Statement, Steps, ask
from chatserver.world import World

T = TypeVar("T")
CHUNK = 1_000
STORE_CHUNK = 4_000

# It holds the organisation's row to the end: what was planned is as of this `acl` or not at all.
MOVE_ACL = Statement(
    sqlite="UPDATE org SET acl = acl + 1 WHERE id = ? AND acl = ? RETURNING acl",
    postgres="UPDATE org SET acl = acl + 1 WHERE id = $1 AND acl = $2 RETURNING acl",
)

_write = msgspec.json.Encoder().encode
_read = msgspec.json.Decoder().decode


class Moved(Exception):
    """The directory was changed since the plan was made."""


@dataclass(frozen=True, slots=True)
class Import:
    """In whose organisation, by whom, and with access to what."""

    world: World
    org: str
    by: str
    roots: Roots


@dataclass(slots=True)
class Sheaf:
    """Rows for one statement, on the disk."""

    path: Path
    count: int = 0
    _file: IO[bytes] | None = None

    def add(self, row: Sequence[object]) -> None:
        """Keep a row."""
        if self._file is None:
            self._file = self.path.open("wb")
        self._file.write(_write(row) + b"\n")
        self.count += 1

    def rows(self) -> Iterator[list[Any]]:
        """Yield every row."""
        if self._file is None:
            return
        self._file.flush()
        with self.path.open("rb") as file:
            yield from map(_read, file)

    def close(self) -> None:
        """Let the file go."""
        if self._file is not None:
            self._file.close()


@dataclass(slots=True)
class Tally:
    """What came of the lines."""

    lines: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """What is to be stored, as of an `acl`, and what came of the lines. Its files lie in `folder`,
    their names begin with `prefix`.
    """

    folder: Path
    prefix: str
    acl: int
    tally: Tally
    sheaves: dict[str, Sheaf] = field(default_factory=dict)

    def sheaf(self, name: str) -> Sheaf:
        """Return the rows of this name."""
        if name not in self.sheaves:
            self.sheaves[name] = Sheaf(self.folder / f"{self.prefix}{name}")
        return self.sheaves[name]

    def close(self) -> None:
        """Let every file go."""
        for sheaf in self.sheaves.values():
            sheaf.close()


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the items in lists of at most so many."""
    held: list[T] = []
    for item in items:
        held.append(item)
        if len(held) == size:
            yield held
            held = []
    if held:
        yield held


def audit(
    job: Import,
    plan: Plan,
    action: Action,
    subject: str,
    before: Mapping[str, object],
    after: Mapping[str, object],
) -> None:
    """Lay out what the audit log will say of a line."""
    world = job.world
    values = [json.dumps(one, ensure_ascii=False) for one in (before, after)]
    plan.sheaf("audit").add(
        [world.new_id("aud"), job.org, world.now(), "staff", job.by, action, subject, *values]
    )


def hold(plan: Plan, org: str) -> Steps[None]:
    """Steps that hold the organisation as it was planned for; raises `Moved`."""
    if not (yield from ask(MOVE_ACL, org, plan.acl)):
        raise Moved


def store_all(plan: Plan, name: str, statement: Statement) -> Steps[None]:
    """Steps that store all rows of a name, a few thousand at a time."""
    for rows in chunks(plan.sheaf(name).rows(), STORE_CHUNK):
        yield from ask(statement, rows)


def store_log(job: Import, plan: Plan) -> Steps[None]:
    """Steps that store what the audit log says of the lines, and what that means to the
    organisation's endpoints.
    """
    listeners = yield from listening(job.org)
    for rows in chunks(plan.sheaf("audit").rows(), STORE_CHUNK):
        yield from ask(INSERT_AUDIT, rows)
        if listeners:
            yield from store_steps(written(job.world, job.org, _happened(rows), listeners))


def _happened(rows: Iterable[Sequence[Any]]) -> Iterator[Happened]:
    for *_, action, subject, before, after in rows:
        if means_anything(action):
            yield from events_of(action, Change(subject, _read(before), _read(after)))


def ask_all(plan: Plan, name: str, statement: Statement, *before: object) -> Steps[None]:
    """Steps that put a question with the first values of all rows of a name as its list."""
    for rows in chunks(plan.sheaf(name).rows(), STORE_CHUNK):
        yield from ask(statement, *before, [row[0] for row in rows])
