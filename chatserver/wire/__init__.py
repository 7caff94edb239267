"""How does every frame of chat.v1 look on the socket?

Each shape stands here once, as a msgspec struct: requests, pushes, answers and the things they
speak of. The documents about them are generated (`wire.schema`).
"""

from chatserver.wire import answers, codes, pushes, requests, shapes
from chatserver.wire.codes import ABUSE, Close, Code
from chatserver.wire.decoding import decode
from chatserver.wire.events import decode_body, encode_body
from chatserver.wire.faults import BadFrame, check_size
from chatserver.wire.frames import (
    encode,
    error_frame,
    event_frame,
    fault_frame,
    marks_frame,
    ok_frame,
)
from chatserver.wire.limits import DEPTH, LIMITS, Limits
from chatserver.wire.times import milliseconds, parse_rfc3339, rfc3339
from chatserver.wire.words import given

__all__ = [
    "ABUSE",
    "DEPTH",
    "LIMITS",
    "BadFrame",
    "Close",
    "Code",
    "Limits",
    "answers",
    "check_size",
    "codes",
    "decode",
    "decode_body",
    "encode",
    "encode_body",
    "error_frame",
    "event_frame",
    "fault_frame",
    "given",
    "marks_frame",
    "milliseconds",
    "ok_frame",
    "parse_rfc3339",
    "pushes",
    "requests",
    "rfc3339",
    "shapes",
]
