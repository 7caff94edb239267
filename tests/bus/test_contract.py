"""What every bus promises, on each of them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from msgspec import Raw

from chatserver.bus import Bus, Carried, Hint, Typing
from chatserver.bus.local import LocalBus, Street
from chatserver.bus.redis import RedisBus, RedisBusSettings
from tests.bus.ears import Ears, until


@dataclass
class Nodes:
    """Two nodes on one bus."""

    one: Bus
    two: Bus


@pytest.fixture(params=["local", pytest.param("redis", marks=pytest.mark.redis)])
async def nodes(request: pytest.FixtureRequest) -> AsyncIterator[Nodes]:
    street = Street()
    made: list[Bus] = []
    for name in ("n1", "n2"):
        if request.param == "local":
            made.append(LocalBus(name, street))
        else:
            url = request.getfixturevalue("redis_url")
            made.append(RedisBus(RedisBusSettings(url, probe_every_ms=2000), name))
    for bus in made:
        await bus.start()
    await until(lambda: not any(bus.degraded for bus in made))
    yield Nodes(*made)
    for bus in made:
        await bus.stop()


async def test_a_hint_reaches_the_other_node_and_says_who_sent_it(nodes: Nodes) -> None:
    ears = Ears(nodes.two)
    done = Carried(5, 7, 2, Raw(b'[["chat_1",3]]'))
    nodes.one.publish(Hint("org_a", rev=7, acl=2, commits=(done,)))
    await ears.until(lambda heard: bool(heard.hints))
    assert ears.hints == [Hint("org_a", 7, 2, (done,), node="n1")]


async def test_a_node_does_not_hear_itself(nodes: Nodes) -> None:
    own, ears = Ears(nodes.one), Ears(nodes.two)
    nodes.one.publish(Hint("org_a", rev=1))
    await ears.until(lambda heard: bool(heard.hints))
    nodes.two.publish(Hint("org_a", rev=2))
    await own.until(lambda heard: bool(heard.hints))
    assert [hint.rev for hint in own.hints] == [2]


async def test_hints_of_one_organisation_that_wait_become_one(nodes: Nodes) -> None:
    ears = Ears(nodes.two)
    for rev in range(1, 1001):
        nodes.one.publish(Hint("org_a", rev=rev, commits=(Carried(rev - 1, rev, 1, Raw(b"[]")),)))
    nodes.one.publish(Hint("org_b", rev=1))
    await ears.until(lambda heard: any(hint.org == "org_b" for hint in heard.hints))
    of_a = [hint for hint in ears.hints if hint.org == "org_a"]
    assert of_a[-1].rev == 1000
    assert len(of_a) <= 2
    revs = [commit.after for hint in of_a for commit in hint.commits]
    assert revs == list(range(1, 1001))


async def test_typing_travels_whole_and_of_each_typist_the_newest(nodes: Nodes) -> None:
    ears = Ears(nodes.two)
    ann = Typing("chat_1", "client", "cl_ann", "Анна", on=True)
    bob = Typing("chat_1", "staff", "st_bob", "Борис", on=True)
    silent = Typing("chat_1", "client", "cl_ann", "Анна", on=False)
    for typing in (ann, bob, silent):
        nodes.one.publish(Hint("org_a", typing=typing))
    await ears.until(lambda heard: len(heard.hints) >= 2)
    assert [hint.typing for hint in ears.hints] == [silent, bob]


async def test_publish_does_not_call_back_before_it_returns(nodes: Nodes) -> None:
    ears = Ears(nodes.two)
    nodes.one.publish(Hint("org_a", rev=1))
    assert ears.hints == []
    await ears.until(lambda heard: bool(heard.hints))


async def test_a_listener_that_fails_does_not_cost_the_others_their_hint(
    nodes: Nodes, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Hint) -> None:
        raise LookupError("planted")

    nodes.two.listen(fail, lambda: None)
    ears = Ears(nodes.two)
    nodes.one.publish(Hint("org_a", rev=1))
    await ears.until(lambda heard: bool(heard.hints))
    assert "planted" in caplog.text


async def test_who_has_stopped_listening_hears_no_more(nodes: Nodes) -> None:
    gone, ears = Ears(nodes.two), Ears(nodes.two)
    gone.stop_listening()
    gone.stop_listening()
    nodes.one.publish(Hint("org_a", rev=1))
    await ears.until(lambda heard: bool(heard.hints))
    assert gone.hints == []


async def test_beginning_is_a_reason_to_sweep(nodes: Nodes) -> None:
    await nodes.two.stop()
    ears = Ears(nodes.two)
    await nodes.two.start()
    await ears.until(lambda heard: heard.sweeps >= 1)


async def test_publishing_to_a_stopped_bus_is_harmless(nodes: Nodes) -> None:
    await nodes.one.stop()
    nodes.one.publish(Hint("org_a", rev=1))
    await nodes.one.stop()
    assert nodes.one.hint_lag_s >= 0


async def test_a_full_queue_gives_up_the_oldest_and_counts_it(nodes: Nodes) -> None:
    ears = Ears(nodes.two)
    for number in range(5000):
        nodes.one.publish(Hint(f"org_{number}", rev=1))
    await ears.until(lambda heard: any(hint.org == "org_4999" for hint in heard.hints))
    assert nodes.one.dropped >= 5000 - 4096 - 1
    assert "org_0" not in {hint.org for hint in ears.hints}
    assert asyncio.get_running_loop().is_running()
