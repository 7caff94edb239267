"""What does it cost to read and to write a frame?

Run it by hand: `.venv/bin/python benchmarks/wire.py`. It prints microseconds, the best of some.
"""

from collections.abc import Callable
from functools import partial
from timeit import repeat

from chatserver.core.events import Message
from chatserver.wire import (
    BadFrame,
    decode,
    decode_body,
    encode,
    encode_body,
    error_frame,
    event_frame,
    marks_frame,
    ok_frame,
    pushes,
    rfc3339,
    shapes,
)

KEY = "0190f3a2-7c7e-7b1a-9c1e-1234567890ab"
LATIN = "The tap in the kitchen has been dripping since the morning, please send a plumber today."
RUSSIAN = "Здравствуйте, на кухне с утра капает кран, пришлите, пожалуйста, сантехника сегодня."
NOON = 1_767_268_800_123


def send(text: str) -> bytes:
    return (
        f'{{"type":"send","id":123,"key":"{KEY}","chat":"chat_abcdefghijklmnop","text":"{text}"}}'
    ).encode()


READ = b'{"type":"read","id":124,"chat":"chat_abcdefghijklmnop","seq":1234}'
BAD = send("\\ud800")
BODY = encode_body(Message(text=RUSSIAN))


def refused(data: bytes) -> None:
    try:
        decode(data)
    except BadFrame:
        return
    raise AssertionError(data)


def typing() -> bytes:
    by = shapes.By("client", "Анна Петрова", "cl_abcdefgh")
    return encode(pushes.TypingNow("chat_abcdefghijklmnop", by, on=True))


def event() -> bytes:
    chat = "chat_abcdefghijklmnop"
    return event_frame(
        chat, 1234, "message", "client", "cl_abcdefgh", "Анна Петрова", KEY, NOON, BODY
    )


CASES: dict[str, Callable[[], object]] = {
    "decode send, Latin": partial(decode, send(LATIN)),
    "decode send, Russian": partial(decode, send(RUSSIAN)),
    "decode send, 4000 letters": partial(decode, send("я" * 4000)),
    "decode read": lambda: decode(READ),
    "decode ping": lambda: decode(b'{"type":"ping","n":1}'),
    "refuse a lone surrogate": lambda: refused(BAD),
    "event_frame": event,
    "ok_frame of a send": lambda: ok_frame(123, 1234, NOON),
    "marks_frame": lambda: marks_frame("chat_abcdefghijklmnop", 12, 1234, 5),
    "typing push": typing,
    "error_frame": lambda: error_frame(123, "conflict", "Too late.", data={"assignment": 3}),
    "encode_body of a message": lambda: encode_body(Message(text=RUSSIAN)),
    "decode_body of a message": lambda: decode_body("message", BODY),
    "rfc3339": lambda: rfc3339(NOON),
}


def main() -> None:
    times = 20_000
    for name, case in CASES.items():
        best = min(repeat(case, number=times, repeat=5))
        print(f"{name:28} {best / times * 1e6:7.2f} us")


if __name__ == "__main__":
    main()
