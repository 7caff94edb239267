"""Whatever comes in, it is a request or a named fault."""

import json
import random
from collections import Counter

import pytest

from chatserver.wire import BadFrame, Code, decode, fault_frame
from chatserver.wire.requests import REQUESTS
from chatserver.wire.schema.grammar import sample
from tests.wire.spoiled import all_spoiled

ROUNDS = 20_000
PIECES = [
    *(bytes([byte]) for byte in range(256)),
    b"null", b"true", b"[]", b"{}", b"[" * 20, b'"', b"\\u0000", b"\\ud800", b"\\udc00", b"1e999",
    b"-0", b"0.0", b"9" * 5000, b"-1", b"\xff\xfe", b"\xed\xa0\x80", b'"type":"send",', b"\\", b",",
    b'"id":1,', "\u2028".encode(), b"NaN", b'{"a":' * 17, b" " * 100, b"\x00",
]  # fmt: skip


def mutated(chance: random.Random, frame: bytes) -> bytes:
    data = bytearray(frame)
    for _ in range(chance.choice([0, 1, 1, 1, 2, 4, 8])):
        here = chance.randrange(len(data) + 1)
        there = min(len(data), here + chance.choice([0, 0, 1, 1, 2, 8, 40]))
        data[here:there] = chance.choice(PIECES)
    if chance.random() < 0.1:
        del data[chance.randrange(len(data) + 1) :]
    return bytes(data)


def whole_frames() -> list[bytes]:
    blank = {"type": "send", "id": 1, "key": "k", "chat": "c", "text": "\u200b"}
    # As many good ones as bad ones, or hardly any frame would get past its first fault.
    good = [blank, *map(sample, REQUESTS)] * 60
    frames = good + [each.frame for each in all_spoiled()]
    written = [json.dumps(frame, ensure_ascii=False) for frame in frames]
    written += [json.dumps(frame) for frame in frames]
    return [text.encode(errors="surrogatepass") for text in written if len(text) < 6000]


def outcome(data: bytes) -> str:
    try:
        return type(decode(data)).__name__
    except BadFrame as fault:
        answer = json.loads(fault_frame(fault))
        return str(answer["code"]) if len(answer["message"]) <= 200 else "too long a message"


@pytest.mark.slow
def test_twenty_thousand_strange_frames_meet_nothing_but_named_codes() -> None:
    chance = random.Random(20_000)
    frames = whole_frames()
    seen = Counter(outcome(mutated(chance, chance.choice(frames))) for _ in range(ROUNDS))
    faults = {
        Code.BAD_JSON,
        Code.BAD_FRAME,
        Code.UNKNOWN_TYPE,
        Code.TOO_LARGE,
        Code.TOO_DEEP,
        Code.EMPTY_MESSAGE,
    }
    assert set(seen) == faults | {request.__name__ for request in REQUESTS.values()}
