"""What an idle connection weighs in our own objects; the whole of it is benchmarked."""

import gc
import tracemalloc

import pytest

from chatserver.hub.connection import Connection, ConnectionRules
from chatserver.hub.limits import Allowances, PersonRates
from chatserver.hub.sockets import ChatSocket
from chatserver.hub.ticker import Ticker
from chatserver.hub.write_tick import WriteTick
from tests.hub.fake_transport import FakeTransport, Hand, Ward

MANY = 500
KIB = 1024


@pytest.mark.slow
async def test_our_part_of_an_idle_connection_stays_small() -> None:
    ward, hand, rules = Ward(), Hand(), ConnectionRules()
    ticker = Ticker(steady=hand.steady, wall=hand.wall)
    tick, people, transport = WriteTick(), Allowances(), FakeTransport()

    def connect(number: int) -> Connection:
        socket = ChatSocket(
            transport, tick, other=lambda _: False, goodbye=lambda: None, limit=8192
        )
        connection = Connection(socket, ward, ticker, rules)
        connection.admit(people.of(f"cl_{number}", PersonRates()), hand.wall_ms + 10**6)
        socket.attach(connection)
        return connection

    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        kept = [connect(number) for number in range(MANY)]
        gc.collect()
        each = (tracemalloc.get_traced_memory()[0] - before) / MANY
    finally:
        tracemalloc.stop()
    assert len(kept) == MANY
    assert each < 3 * KIB
