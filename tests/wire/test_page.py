"""Is what docs/protocol.md shows of the wire what the server reads and writes?"""

import json
import re
from pathlib import Path
from typing import Any

import msgspec

from chatserver.wire import decode, decode_body, encode, encode_body
from chatserver.wire.answers import ANSWERS
from chatserver.wire.pushes import PUSHES, Event
from chatserver.wire.requests import Request, tag

PAGE = Path(__file__).parents[2] / "docs/protocol.md"
SHOWN = re.compile(r"^([<>]) (\{.*\})$", re.MULTILINE)
TOLD: dict[str, type[msgspec.Struct]] = {tag(push): push for push in PUSHES}


def test_every_frame_that_the_page_shows_is_a_real_one() -> None:
    shown = SHOWN.findall(PAGE.read_text(encoding="utf-8"))
    asked: dict[int, type[Request]] = {}
    for way, text in shown:
        frame = json.loads(text)
        if way == ">":
            asked[frame["id"]] = type(decode(text.encode()))
        else:
            check_told(text, frame, asked)
    assert len(asked) == 6


def check_told(text: str, frame: dict[str, Any], asked: dict[int, type[Request]]) -> None:
    kind = ANSWERS[asked[frame["id"]]] if frame["type"] == "ok" else TOLD[frame["type"]]
    # What is written back is what was read: no field is missing, and none is made up.
    assert json.loads(encode(msgspec.json.decode(text, type=kind))) == frame
    for event in frame.get("events", [frame] if kind is Event else []):
        body = decode_body(event["kind"], json.dumps(event["body"]).encode())
        assert json.loads(encode_body(body)) == event["body"]
