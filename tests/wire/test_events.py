import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import DecodeError

from chatserver.core.events import (
    EVENTS,
    Assigned,
    DialogClosed,
    DialogRated,
    Edit,
    Event,
    FileCard,
    LinkCard,
    Message,
    Prompt,
    TagOffer,
)
from chatserver.core.people import Named
from chatserver.wire import decode_body, encode_body

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
MS = st.integers(0, 4_000_000_000_000)
st.register_type_strategy(str, TEXT)
EDITS = st.builds(Edit, version=st.integers(1, 99), at=MS)
MESSAGES = st.builds(Message, edited=st.none() | EDITS, deleted=st.sampled_from([None, True]))
ALL = st.one_of(
    MESSAGES, *(st.from_type(event) for event in EVENTS.values() if event is not Message)
)


@given(ALL)
def test_a_body_reads_back(event: Event) -> None:
    assert decode_body(event.kind, encode_body(event)) == event


def nulls(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(nulls, value.values()))
    if isinstance(value, list):
        return any(map(nulls, value))
    return value is None


@given(ALL)
def test_what_is_none_is_absent(event: Event) -> None:
    assert not nulls(json.loads(encode_body(event)))


@pytest.mark.parametrize(
    ("event", "body"),
    [
        (Message(text="hi"), {"text": "hi"}),
        (Message(deleted=True), {"deleted": True}),
        (
            Message(text="hi", edited=Edit(version=2, at=0)),
            {"text": "hi", "edited": {"version": 2, "at": "1970-01-01T00:00:00.000Z"}},
        ),
        (
            Message(
                file=FileCard("f", "a.pdf", 9, "application/pdf"),
                link=LinkCard(to="services", url="/services"),
            ),
            {
                "file": {"id": "f", "name": "a.pdf", "size": 9, "mime": "application/pdf"},
                "link": {"to": "services", "url": "/services"},
            },
        ),
        (Message(text='"edited"'), {"text": '"edited"'}),
        (
            Prompt(text="What?", tags=(TagOffer("t", "Tap"),)),
            {"text": "What?", "tags": [{"id": "t", "text": "Tap"}]},
        ),
        (
            Assigned(assignment=1, cause="tag", department=Named("d", "Desk")),
            {"assignment": 1, "cause": "tag", "department": {"id": "d", "name": "Desk"}},
        ),
        (DialogClosed(dialog=1, reason="timeout"), {"dialog": 1, "reason": "timeout"}),
        (
            DialogClosed(dialog=1, reason="solved", asks=True),
            {"dialog": 1, "reason": "solved", "asks": True},
        ),
        (
            DialogRated(dialog=1, target=9, score=4),
            {"dialog": 1, "target": 9, "score": 4},
        ),
    ],
)
def test_bodies_are_those_of_the_contract(event: Event, body: object) -> None:
    assert json.loads(encode_body(event)) == body
    assert decode_body(event.kind, encode_body(event)) == event


def test_a_body_that_was_not_written_here_is_a_fault() -> None:
    with pytest.raises(DecodeError):
        decode_body("tag", b'{"text":"x"}')
    with pytest.raises(KeyError):
        decode_body("typing", b"{}")
