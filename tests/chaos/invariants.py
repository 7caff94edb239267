"""Did the server keep docs/protocol.md, "What the server promises"?

Judged from the database and from what clients wrote down.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from benchmarks.verify import Dump, holes, unkept
from tests.chat_client import Applied, ChatClient, Record


@dataclass(frozen=True, slots=True)
class Witness:
    """A reader of one chat: what it applied, from the first to the last."""

    person: str
    chat: str
    applied: Sequence[Applied]


def witnesses(clients: Iterable[ChatClient]) -> list[Witness]:
    """Return every reading of every client."""
    return [
        Witness(client.record.person, chat, position.applied)
        for client in clients
        for chat, position in client.positions.items()
    ]


def broken_promises(found: Dump, clients: Sequence[ChatClient]) -> list[str]:
    """Return everything that is not as promised after all have come to rest; empty: all is well."""
    records = [client.record for client in clients]
    seen = witnesses(clients)
    return [
        *unkept(found, _acks(records)),
        *holes(found),
        *_unsent(found, records, chats={one.chat for one in seen}),
        *_misread(found, seen),
        *_disagreeing(seen),
        *_out_of_order(found, records),
        *_foreign(records),
    ]


def _acks(records: Iterable[Record]) -> list[tuple[str, str, str, int]]:
    return [
        (record.person, key, chat, seq)
        for record in records
        for key, (chat, seq) in record.acked.items()
    ]


def _unsent(found: Dump, records: Iterable[Record], *, chats: Container[str]) -> list[str]:
    """Nothing stands in their chats that nobody sent."""
    people = {record.person for record in records}
    sent = {(record.person, key) for record in records for _, key in record.sent}
    return [
        f"nobody sent {one}"
        for one in found.events
        if one.chat in chats
        and one.author in people
        and one.key is not None
        and (one.author, one.key) not in sent
    ]


def _misread(found: Dump, seen: Iterable[Witness]) -> list[str]:
    """What a reader applied is the log from where it began to its end, in order, once."""
    logs: defaultdict[str, list[Applied]] = defaultdict(list)
    for one in found.events:
        logs[one.chat].append((one.seq, one.kind, one.key))
    broken = []
    for witness in seen:
        first = witness.applied[0][0] if witness.applied else 1
        log = logs[witness.chat][first - 1 :]
        if list(witness.applied) != log:
            at = _differs_at(witness.applied, log)
            broken.append(
                f"{witness.person} read {len(witness.applied)} of {len(log)} in {witness.chat}, "
                f"differs at {at}: {witness.applied[at : at + 1]} for {log[at : at + 1]}"
            )
    return broken


def _disagreeing(seen: Iterable[Witness]) -> list[str]:
    """All readers of a chat saw the same at each seq."""
    at: dict[tuple[str, int], Applied] = {}
    return [
        f"{witness.person} saw {one} in {witness.chat}, another {other}"
        for witness in seen
        for one in witness.applied
        if (other := at.setdefault((witness.chat, one[0]), one)) != one
    ]


def _out_of_order(found: Dump, records: Iterable[Record]) -> list[str]:
    """One author's messages stand in a chat in the order in which they were sent."""
    places = {(one.author, one.key): one.seq for one in found.events if one.key is not None}
    broken = []
    for record in records:
        last: Counter[str] = Counter()
        for chat, key in record.sent:
            seq = places.get((record.person, key))
            if seq is None:
                continue
            if seq <= last[chat]:
                broken.append(f"{record.person}'s {key} stands at {seq}, after {last[chat]}")
            last[chat] = seq
    return broken


def _foreign(records: Iterable[Record]) -> list[str]:
    """Nobody was told of a chat that is not theirs, as far as a client can tell."""
    return [
        f"{record.person} was told of {frame['chat']}"
        for record in records
        for frame in record.foreign
    ]


def _differs_at(one: Sequence[Applied], other: Sequence[Applied]) -> int:
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
