"""Which of the jobs that any node could do is free, and who gets it?"""

from dataclasses import dataclass

from chatserver.storage.database import Database
from chatserver.storage.statement import Statement, ask

# It waits, or its node fell silent.
_FREE = "(state = 'waiting' OR state = 'running' AND held_until < {})"


@dataclass(frozen=True, slots=True)
class Claims:
    """The questions about one kind of jobs, which each node asks every second or oftener."""

    oldest: Statement
    take: Statement

    @classmethod
    def on(cls, table: str) -> "Claims":
        """Return those about the jobs in this table."""
        find = f'SELECT id, tries FROM "{table}" WHERE {_FREE} ORDER BY at LIMIT 1'
        # By compare-and-set: whoever takes it counts.
        take = (
            f"UPDATE \"{table}\" SET state = 'running', tries = tries + 1, held_until = {{}}"
            f" WHERE id = {{}} AND tries = {{}} AND {_FREE} RETURNING id"
        )
        return cls(
            oldest=Statement(find.format("?"), find.format("$1::bigint")),
            take=Statement(
                take.format(*"????"), take.format("$1::bigint", "$2", "$3::bigint", "$4::bigint")
            ),
        )

    async def claim(self, db: Database, *, now: int, until: int) -> str | None:
        """Take the oldest that is free, until an instant, and return its id; None: there is none.

        Looking costs no lock, and mostly there is nothing.
        """
        while found := await db.ask(self.oldest, now):
            [(id_, tries)] = found
            if await db.write(ask(self.take, until, id_, tries, now)):
                return str(id_)
        return None
