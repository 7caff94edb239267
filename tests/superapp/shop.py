"""How does a test let clients buy something in a mini-app?"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx2
from sqlmodel import select

from chatserver.actions.miniapps.orders.following import follow_orders
from chatserver.payments import FakePayee, Payments, Provider
from chatserver.storage.database import Database
from chatserver.storage.fake_payments import FakePayments
from chatserver.storage.tables import (
    Account,
    AppOrder,
    ClientRow,
    LegalEntity,
    OrderEntry,
    ProductRow,
    Webhook,
    WebhookEvent,
)
from chatserver.world import World
from tests.doors import Doors, doors
from tests.seeds import ANN, APP, CID, SOSNY
from tests.shelf import SCOPES, put_app, set_app
from tests.small import MINUTE
from tests.superapp.opened import agree, bearer, open_app

ORDERS = "/miniapp/v1/orders"
PAYING = (*SCOPES, {"name": "payments", "purpose": "To be paid.", "required": False})
PASS = {
    "external_id": "17",
    "amount": 150_000,
    "description": "A pass for a guest",
    "lines": [{"name": "Pass", "quantity": 2, "price": 75_000}],
}
ADDRESS = "http://chat.example.com"


@dataclass
class Shop:
    """Doors behind which Cid pays: the key of the mini-app's back end, and the page's token."""

    door: Doors
    key: str = ""
    token: str = ""

    @property
    def world(self) -> World:
        return self.door.small.world

    def sub(self, client: str = CID) -> str:
        return self.door.small.identity.miniapps.pairwise(APP, client)

    async def order(self, client: str = CID, **changes: Any) -> httpx2.Response:
        sub = self.sub(client) if client.startswith("cl_") else client
        wanted = {**PASS, "client_id": sub, **changes}
        return await self.door.ask("POST", ORDERS, bearer(self.key), wanted)

    async def made(self, **changes: Any) -> str:
        answer = await self.order(**changes)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def read(self, order: str) -> Any:
        return (await self.door.ask("GET", f"{ORDERS}/{order}", bearer(self.key))).json()

    async def sheet(self, order: str, token: str | None = None) -> httpx2.Response:
        return await self.door.ask("GET", f"{ORDERS}/{order}/sheet", bearer(token or self.token))

    async def pay(self, order: str, token: str | None = None) -> httpx2.Response:
        return await self.door.ask("POST", f"{ORDERS}/{order}/pay", bearer(token or self.token))

    async def act(self, order: str, act: str, body: Any = None, **more: str) -> httpx2.Response:
        path = f"{ORDERS}/{order}/{act}"
        headers = {**bearer(self.key), **more}
        if body is None:
            return await self.door.ask("POST", path, headers)
        return await self.door.ask("POST", path, headers, body)

    async def choose(self, url: str, outcome: str) -> httpx2.Response:
        """Press a button of the fake payee's page."""
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        path = url.removeprefix(ADDRESS)
        return await self.door.caller.post(path, content=f"outcome={outcome}", headers=form)

    async def paid(self, outcome: str = "paid", **changes: Any) -> str:
        order = await self.made(**changes)
        await self.choose((await self.pay(order)).json()["url"], outcome)
        return order

    async def later(self, after_ms: int) -> None:
        """Let time pass, and the job work."""
        self.door.small.clock.at += after_ms
        await follow_orders(self.world)

    async def told(self) -> list[tuple[str, str]]:
        """Return what the organisation's endpoint is told, with the order's state."""
        async with self.world.db.session() as session:
            rows = await session.exec(
                select(WebhookEvent).where(WebhookEvent.kind.startswith("order.")).order_by("id")
            )
            return [
                (row.kind, row.body.partition('"state": "')[2].partition('"')[0]) for row in rows
            ]


@asynccontextmanager
async def opened_shop(database: Database, live: Provider | None = None) -> AsyncIterator[Shop]:
    """Let Cid have opened a mini-app that takes money, and an endpoint listen."""

    def paying(world: World) -> World:
        fake = FakePayee(FakePayments(world.db), address=ADDRESS, now=world.now)
        return replace(world, payments=Payments(live or fake, fake), draw=lambda: 0.5)

    async with doors(database, change=paying) as door:
        await put_app(door.small.world, APP, scopes=PAYING)
        await name_payee(door.small.world)
        assert (await agree(door, "payments")).status_code == 204
        launched = await open_app(door)
        ann = await door.staff(ANN)
        key = await door.ask("POST", f"/api/v1/miniapps/{APP}/keys", ann, {"name": "Back end"})
        async with door.small.world.db.transaction() as session:
            session.add(Webhook(id="whk_shop", org=SOSNY, created_at=0))
        yield Shop(door, key.json()["secret"], launched.json()["token"])


async def name_payee(world: World) -> None:
    """Say who is paid in the mini-app."""
    async with world.db.transaction() as session:
        session.add(
            LegalEntity(
                id="ent_pines",
                org=SOSNY,
                name="OOO Sosny",
                inn="7707083893",
                kpp="773601001",
                created_at=0,
            )
        )
        await session.flush()
        session.add(
            Account(
                id="acc_pines",
                entity="ent_pines",
                bank="The bank",
                bik="044030653",
                number="40702810900000002851",
                created_at=0,
            )
        )
    await set_app(world, APP, entity="ent_pines", account="acc_pines")


async def mark_tester(world: World, client: str = CID) -> None:
    """Let a client be a tester."""
    async with world.db.transaction() as session:
        row = await session.get_one(ClientRow, client)
        row.tester = True
        session.add(row)


async def put_order(
    world: World, order: str, *, client: str | None = CID, app: str = APP, **changes: Any
) -> str:
    """Let a client have paid an order; return its id."""
    async with world.db.transaction() as session:
        product = await session.get_one(ProductRow, app)
        row = AppOrder(
            id=order,
            org=product.org,
            app=app,
            env="live",
            external_id=order,
            digest="",
            client=client,
            sub=client,
            state="paid",
            amount=150_000,
            currency="RUB",
            description="A pass for a guest",
            lines=[],
            attempts=1,
            created_at=world.now(),
            expires_at=world.now() + MINUTE,
            changed_at=world.now(),
            paid_at=world.now(),
        )
        for name, value in changes.items():
            setattr(row, name, value)
        session.add(row)
        await session.flush()
        session.add(
            OrderEntry(
                id=order.replace("ord", "ent"),
                order=order,
                kind="charge",
                amount=row.amount,
                provider="test",
                reference=order,
                at=world.now(),
            )
        )
    return order
