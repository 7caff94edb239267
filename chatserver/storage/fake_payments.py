"""Where does the fake payee keep what it was paid? (`chatserver/payments/fake.py`)"""

from dataclasses import dataclass

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select, update

from chatserver.storage.database import Database
from chatserver.storage.tables import FakePayment, FakeRefund

Found = tuple[int, str, str, int | None]  # amount, currency, state, chosen_at


@dataclass(frozen=True, slots=True)
class FakePayments:
    """The book, in the database."""

    db: Database

    async def open(self, key: str, reference: str, amount: int, currency: str) -> str:
        """Write a payment down and return its reference: under a known key that of the first."""
        row = FakePayment(
            reference=reference, key=key, amount=amount, currency=currency, state="open"
        )
        try:
            async with self.db.transaction() as session:
                session.add(row)
        except IntegrityError:
            async with self.db.session() as session:
                known = select(FakePayment.reference).where(FakePayment.key == key)
                return (await session.exec(known)).one()
        return reference

    async def find(self, reference: str) -> Found | None:
        """Return a payment: amount, currency, state, and when that was chosen."""
        async with self.db.session() as session:
            row = await session.get(FakePayment, reference)
        return None if row is None else (row.amount, row.currency, row.state, row.chosen_at)

    async def choose(self, reference: str, outcome: str, *, at: int) -> None:
        """Let a payment that is open go on like this; any other stays as it is."""
        mine = (col(FakePayment.reference) == reference, col(FakePayment.state) == "open")
        async with self.db.transaction() as session:
            await session.exec(update(FakePayment).where(*mine).values(state=outcome, chosen_at=at))

    async def refund(self, key: str, reference: str, amount: int) -> bool:
        """Give back a part of what was paid, once under a key; False: there is not so much."""
        async with self.db.transaction() as session:
            row = await session.get(FakePayment, reference, with_for_update=True)
            if await session.get(FakeRefund, key) is not None:
                return True
            given = select(func.coalesce(func.sum(FakeRefund.amount), 0)).where(
                FakeRefund.payment == reference
            )
            if row is None or int((await session.exec(given)).one()) + amount > row.amount:
                return False
            session.add(FakeRefund(key=key, payment=reference, amount=amount))
        return True
