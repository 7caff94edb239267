"""What does a request's handler have at hand?"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from chatserver.config import Hub as HubSettings
from chatserver.core.people import Side
from chatserver.hub.answers import Refusals
from chatserver.hub.connection import ConnectionRules
from chatserver.hub.delivery import Delivery
from chatserver.hub.limits import Allowances, PersonRates
from chatserver.hub.metrics import Metrics
from chatserver.hub.roster import Roster
from chatserver.hub.ticker import Ticker
from chatserver.identity import Identity
from chatserver.ledger.ledger import Ledger
from chatserver.ledger.reading import Reading
from chatserver.wire import Limits
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class Node:
    """The parts of one hub, for its sessions and their handlers.

    `counts_due` is set when the counts of some organisation's tabs may have moved. `epoch` names
    the database's history: another one means that it was restored or replaced.
    """

    world: World
    settings: HubSettings
    identity: Identity
    ledger: Ledger
    reading: Reading
    roster: Roster
    delivery: Delivery
    refusals: Refusals
    metrics: Metrics
    ticker: Ticker
    rules: ConnectionRules
    allowances: Allowances
    rates: Mapping[Side, PersonRates]
    limits: Mapping[Side, Limits]
    counts_due: asyncio.Event
    epoch: str
