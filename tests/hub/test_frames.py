"""The reader must hear what websockets' own parser hears, however the stream is cut."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode
from websockets.protocol import OPEN, SERVER, Protocol

from chatserver.hub.frames import FrameReader, close_frame, text_frame

LIMIT = 70_000


def masked(opcode: Opcode, payload: bytes, *, fin: bool = True) -> bytes:
    """A frame as websockets' own client sends it."""
    return Frame(opcode, payload, fin).serialize(mask=True)


@dataclass
class Ear:
    """What a reader with websockets' parser behind it heard, in order."""

    limit: int = LIMIT
    heard: list[tuple[str, bytes]] = field(default_factory=list)
    parts: list[bytes] = field(default_factory=list)
    common: int = 0
    on_text: Callable[[bytes], None] = lambda _: None

    def __post_init__(self) -> None:
        self.conn = Protocol(SERVER, state=OPEN, max_size=self.limit)
        self.reader = FrameReader(limit=self.limit, text=self.text, other=self.other)

    def text(self, payload: bytes) -> None:
        self.common += 1
        self.heard.append(("text", payload))
        self.on_text(payload)

    def other(self, piece: bytes) -> bool:
        self.conn.receive_data(piece)
        for frame in self.conn.events_received():
            assert isinstance(frame, Frame)
            if frame.opcode in {Opcode.TEXT, Opcode.CONT}:
                self.parts.append(bytes(frame.data))
                if frame.fin:
                    self.heard.append(("text", b"".join(self.parts)))
                    self.parts.clear()
            else:
                self.heard.append((frame.opcode.name.lower(), bytes(frame.data)))
        return self.conn.current_size is not None


payloads = st.one_of(
    st.binary(max_size=9),
    st.sampled_from([124, 125, 126, 127, 128, 255, 256, 65535, 65536, LIMIT]).map(b"x".__mul__),
    st.text(max_size=50).map(str.encode),
)
pings = st.binary(max_size=125).map(lambda data: [(Opcode.PING, data, True)])


@st.composite
def messages(draw: st.DrawFn) -> list[tuple[Opcode, bytes, bool]]:
    """One message: whole, or in fragments with control frames between them."""
    parts = draw(st.lists(payloads, min_size=1, max_size=3))
    frames: list[tuple[Opcode, bytes, bool]] = []
    for at, part in enumerate(parts):
        if frames:
            frames += draw(st.one_of(st.just([]), pings))
        opcode = Opcode.CONT if at else Opcode.TEXT
        frames.append((opcode, part[: LIMIT // len(parts)], at == len(parts) - 1))
    return frames


streams = st.lists(st.one_of(messages(), pings), max_size=6).map(
    lambda many: list(chain.from_iterable(many))
)


@st.composite
def cut_streams(draw: st.DrawFn) -> tuple[bytes, list[bytes]]:
    frames = draw(streams)
    stream = b"".join(masked(opcode, data, fin=fin) for opcode, data, fin in frames)
    cuts = sorted(draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    edges = [0, *cuts, len(stream)]
    return stream, [stream[a:b] for a, b in pairwise(edges)]


@pytest.mark.slow
@given(cut_streams())
def test_any_stream_in_any_chunks_is_heard_as_websockets_hears_it(
    case: tuple[bytes, list[bytes]],
) -> None:
    stream, chunks = case
    oracle, ear = Ear(), Ear()
    oracle.other(stream)
    ear.reader.release()
    for chunk in chunks:
        ear.reader.feed(chunk)
    assert ear.heard == oracle.heard


@pytest.mark.slow
@given(cut_streams(), st.sets(st.integers(0, 20)))
def test_holding_anywhere_keeps_everything_in_order(
    case: tuple[bytes, list[bytes]], holds: set[int]
) -> None:
    stream, chunks = case
    oracle, ear = Ear(), Ear()
    oracle.other(stream)

    def hold_sometimes(_: bytes) -> None:
        if ear.common in holds:
            ear.reader.hold()

    ear.on_text = hold_sometimes
    for chunk in chunks:
        before = len(ear.heard)
        held = ear.reader.held
        ear.reader.feed(chunk)
        assert not held or len(ear.heard) == before
        ear.reader.release()
    while ear.reader.held:
        ear.reader.release()
    assert ear.heard == oracle.heard


def test_a_stream_byte_by_byte_is_heard_whole() -> None:
    ear = Ear()
    ear.reader.release()
    stream = masked(Opcode.TEXT, b"y" * 300) + masked(Opcode.PING, b"!") + masked(Opcode.TEXT, b"")
    for byte in stream:
        ear.reader.feed(bytes((byte,)))
    assert ear.heard == [("text", b"y" * 300), ("ping", b"!"), ("text", b"")]


def test_whole_texts_never_reach_the_other_parser() -> None:
    ear = Ear()
    ear.reader.release()
    ear.reader.feed(masked(Opcode.TEXT, b"a" * 125) + masked(Opcode.TEXT, b"b" * 4000))
    assert ear.common == 2


def test_a_receiver_that_holds_and_releases_at_once_changes_nothing() -> None:
    ear = Ear()

    def twice(_: bytes) -> None:
        ear.reader.hold()
        ear.reader.release()

    ear.on_text = twice
    ear.reader.release()
    ear.reader.feed(b"".join(masked(Opcode.TEXT, b"frame %d" % n) for n in range(5)))
    assert [data for _, data in ear.heard] == [b"frame %d" % n for n in range(5)]


@pytest.mark.parametrize("size", [101, 4000, 70_000, 1 << 40])
def test_a_text_above_the_limit_is_refused_at_its_header(size: int) -> None:
    ear = Ear(limit=100)
    ear.reader.release()
    header = masked(Opcode.TEXT, b"x" * size)[:14] if size < 1 << 20 else (
        b"\x81\xff" + size.to_bytes(8, "big") + b"mask"
    )  # fmt: skip
    ear.reader.feed(header)
    assert ear.heard == []
    assert ear.conn.close_sent is not None
    assert ear.conn.close_sent.code == 1009


@pytest.mark.parametrize(
    "stream",
    [
        Frame(Opcode.TEXT, b"no mask at all").serialize(mask=False),
        b"\xc1\x88mask12345678",
        b"\x83\x88mask12345678",
        masked(Opcode.TEXT, b"12345678", fin=False) + masked(Opcode.TEXT, b"12345678"),
        masked(Opcode.CONT, b"12345678"),
    ],
    ids=["unmasked", "reserved bit", "unknown opcode", "text in a fragment", "lone fragment"],
)
def test_what_breaks_the_protocol_is_left_to_websockets_to_refuse(stream: bytes) -> None:
    ear = Ear()
    ear.reader.release()
    ear.reader.feed(stream)
    assert ear.heard == []
    assert ear.conn.close_sent is not None
    assert ear.conn.close_sent.code == 1002


def test_a_retired_reader_hears_nothing_and_keeps_nothing() -> None:
    ear = Ear()
    ear.reader.feed(masked(Opcode.TEXT, b"kept back"))
    ear.reader.retire()
    ear.reader.feed(masked(Opcode.TEXT, b"too late"))
    assert ear.reader.retired
    assert ear.heard == []


@given(st.sampled_from([0, 1, 125, 126, 127, 65535, 65536, 100_000]))
def test_text_frames_are_those_of_websockets(size: int) -> None:
    payload = b"z" * size
    assert text_frame(payload) == Frame(Opcode.TEXT, payload).serialize(mask=False)


@pytest.mark.parametrize("reason", ["", "slow reader", "ё" * 100])
def test_a_close_frame_always_fits_a_control_frame(reason: str) -> None:
    made = close_frame(4408, reason)
    assert made[:2] == bytes((0x88, len(made) - 2))
    assert len(made) <= 2 + 125
    assert made[2:4] == (4408).to_bytes(2, "big")
    assert reason.startswith(made[4:].decode())
