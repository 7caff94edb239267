"""How does a device come back to the chats that it had, in one answer and without a hole?"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice

from msgspec import UNSET, Raw

from chatserver.core.refusals import Refused
from chatserver.hub.arrivals import Arrival, TooManyWatches
from chatserver.hub.member import Member
from chatserver.hub.node import Node
from chatserver.hub.watching import tell_ahead
from chatserver.ledger.outcome import Trouble
from chatserver.wire import encode, requests
from chatserver.wire.shapes import NotResumed, Watch

# What `welcome` needs beside the chats that it resumes.
WELCOME_BYTES = 32 * 1024


@dataclass(frozen=True, slots=True)
class Resumed:
    """What `welcome` says of the chats that the device had, and which of them were ahead of us."""

    chats: dict[str, Raw]
    ahead: tuple[str, ...]


async def resume(
    node: Node,
    member: Member,
    had: requests.Resume,
    welcome: Callable[[dict[str, Raw]], None],
) -> None:
    """Read the chats that the device had, and have it welcomed with what it missed of each."""
    # A hello is not rated, so it must not make us read more chats than a device may watch.
    wanted = dict(islice(had.chats.items(), node.settings.watches))
    beyond = [chat for chat in had.chats if chat not in wanted]
    arrivals = [
        Arrival(node, member, chat, after, wish=member.want(chat)) for chat, after in wanted.items()
    ]
    try:
        failed = await _read(arrivals)
        while late := [a for a in arrivals if a.chat not in failed and not a.ready]:
            # Something moved while the others were still being read.
            failed |= await _read(late)
        # From here to the welcome nothing waits, or a push could overtake it.
        resumed = _settle(node, member, arrivals, failed)
        too_many = Raw(encode(NotResumed(TooManyWatches.code)))
        welcome(resumed.chats | dict.fromkeys(beyond, too_many))
        for chat in resumed.ahead:
            tell_ahead(member, chat)
    finally:
        for arrival in arrivals:
            arrival.leave()


async def _read(arrivals: list[Arrival]) -> dict[str, str]:
    """Read all chats at once; return the codes of those that cannot be resumed."""
    results = await asyncio.gather(*(a.read() for a in arrivals), return_exceptions=True)
    failed: dict[str, str] = {}
    for arrival, result in zip(arrivals, results, strict=True):
        if isinstance(result, Refused | Trouble):
            failed[arrival.chat] = result.code
        elif isinstance(result, BaseException):
            raise result
    return failed


def _settle(
    node: Node, member: Member, arrivals: list[Arrival], failed: Mapping[str, str]
) -> Resumed:
    room = node.settings.out_frame_bytes - WELCOME_BYTES
    chats: dict[str, Raw] = {}
    ahead: list[str] = []
    for arrival in arrivals:
        shape = _settled(arrival, failed.get(arrival.chat))
        encoded = encode(shape)
        room -= len(encoded) + len(arrival.chat) + 4
        if room < 0:
            # It is left out, and the device will watch it by itself.
            node.roster.unwatch(member, arrival.chat)
            continue
        chats[arrival.chat] = Raw(encoded)
        if isinstance(shape, Watch) and shape.events is UNSET:
            ahead.append(arrival.chat)
    return Resumed(chats, tuple(ahead))


def _settled(arrival: Arrival, failure: str | None) -> Watch | NotResumed:
    if failure is not None:
        return NotResumed(failure)
    try:
        return arrival.settle()
    except Refused as refused:
        return NotResumed(refused.code)
