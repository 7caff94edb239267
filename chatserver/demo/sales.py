"""What have the residents paid? Their bills, by the steps that a client goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from chatserver.actions.callers.residents import Resident
from chatserver.actions.integrations.client_tokens import find_by_external_id
from chatserver.actions.miniapps.launches.app_keys import AppCaller
from chatserver.actions.miniapps.launches.consents import Channel, change_consent
from chatserver.actions.miniapps.launches.opening import Wish, launch
from chatserver.actions.miniapps.orders.fake_pages import choose_outcome
from chatserver.actions.miniapps.orders.making import SCOPE, make_order
from chatserver.actions.miniapps.orders.own import cancel_order
from chatserver.actions.miniapps.orders.paying import pay
from chatserver.actions.miniapps.orders.refunds import WantedRefund, give_back
from chatserver.core.order_forms import LONGEST_MS, Line, NewOrder
from chatserver.demo.calendar import Calendar
from chatserver.identity import Identity
from chatserver.ledger.directory import Directories
from chatserver.ledger.outcome import Person
from chatserver.payments import Outcome
from chatserver.world import World

HOUR_MS = 60 * 60_000
KEY = "demo"
HOME, WATER = 214_000, 61_000
FIRST = 1017  # the number of the first bill


@dataclass(frozen=True, slots=True)
class Bill:
    """A month's bill. `ends`: how its payment went; None: nobody has begun one. `back`: so much was
    given back, and why.
    """

    month: str
    ends: Outcome | None = Outcome.PAID
    back: tuple[int, str] | None = None
    canceled: bool = False


BILLS = (
    Bill("сентябрь"),
    Bill("октябрь"),
    Bill("сентябрь", back=(WATER, "Показания счётчика приняты с ошибкой")),
    Bill("октябрь", ends=Outcome.FAILED),
    Bill("октябрь"),
    Bill("сентябрь", back=(HOME + WATER, "Оплачено дважды")),
    Bill("октябрь", ends=None, canceled=True),
    Bill("октябрь", ends=None),
)


async def make_sales(
    world: World,
    calendar: Calendar,
    *,
    org: str,
    app: str,
    clients: Sequence[str],
    cashier: str,
) -> None:
    """Let each of these clients pay a bill, an hour after the one before; nothing where nobody
    takes the money.
    """
    if world.payments.live is None:
        return
    identity = Identity.of(
        world.settings, find_client=partial(find_by_external_id, world), now=world.now
    )
    try:
        calendar.set(calendar.real() - (len(BILLS) + 1) * HOUR_MS)
        directory = await Directories(world.db).fetch(org, clients=clients)
        assert directory is not None
        for number, (bill, client) in enumerate(zip(BILLS, clients, strict=True), FIRST):
            resident = Resident(directory.clients[client], directory)
            name = f"bill-{number}"
            await _sell(world, identity, resident, app, bill, name=name, cashier=cashier)
            calendar.forward(HOUR_MS)
    finally:
        await identity.close()


async def _sell(
    world: World,
    identity: Identity,
    resident: Resident,
    app: str,
    bill: Bill,
    *,
    name: str,
    cashier: str,
) -> None:
    client = resident.client.id
    await change_consent(
        world, resident, app, scopes=None, grant=[SCOPE], notifications=None, channel=Channel()
    )
    wish = Wish("widget", resident.client.places[0])
    token = (await launch(world, identity, resident, app, wish, issuer="demo")).token
    caller = AppCaller(KEY, app, resident.directory.org.id)
    new = NewOrder(
        external_id=name,
        client=identity.miniapps.pairwise(app, client),
        amount=HOME + WATER,
        description=f"Квитанция за {bill.month}",
        lines=[Line("Содержание дома", 1, HOME), Line("Вода", 1, WATER)],
        expires_at=world.now() + LONGEST_MS // 2,
    )
    order = (await make_order(world, identity, caller, new)).id
    if bill.ends is not None:
        url = (await pay(world, identity, token, order)).url or ""
        await choose_outcome(world, url.rpartition("/")[2], bill.ends)
    if bill.canceled:
        await cancel_order(world, caller, order)
    if bill.back is not None:
        amount, why = bill.back
        await give_back(world, order, WantedRefund(Person("staff", cashier), amount, why))
