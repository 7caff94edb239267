import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatserver.wire import (
    BadFrame,
    Close,
    Code,
    Limits,
    check_size,
    decode,
    encode,
    fault_frame,
    requests,
)
from chatserver.wire.requests import REQUESTS
from chatserver.wire.schema.grammar import Field, grammar, sample
from tests.wire.spoiled import spoiled

SEND = {"type": "send", "id": 1, "key": "k", "chat": "c", "text": "hello"}


def as_bytes(frame: object) -> bytes:
    return json.dumps(frame).encode()


def fault(data: bytes, **settings: Any) -> BadFrame:
    with pytest.raises(BadFrame) as caught:
        decode(data, **settings)
    return caught.value


def path(found: BadFrame) -> object:
    return None if found.data is None else found.data["path"]


@pytest.mark.parametrize("kind", REQUESTS)
def test_a_whole_request_is_read_and_written_back(kind: str) -> None:
    request = decode(as_bytes(sample(kind)))
    assert type(request) is REQUESTS[kind]
    assert json.loads(encode(request))["type"] == kind
    assert decode(encode(request)) == request


@pytest.mark.parametrize("kind", REQUESTS)
def test_what_is_optional_may_be_left_out(kind: str) -> None:
    frame = sample(kind)
    for field in grammar()[kind]:
        if len(field.path) == 1 and not field.required:
            frame.pop(field.path[0], None)
    if kind == "send":
        frame["text"] = "hello"
    if kind == "history":
        frame["after"] = 0
    assert type(decode(as_bytes(frame))) is REQUESTS[kind]


@pytest.mark.parametrize("kind", REQUESTS)
def test_each_fault_of_a_field_has_its_code_and_path(kind: str) -> None:
    request, walked = REQUESTS[kind], 0
    for one in spoiled(kind):
        found = fault(as_bytes(one.frame))
        assert (found.code, path(found)) == (one.code, one.path), one.name
        about_id = one.path == "id"
        assert found.id == (None if about_id or not request.answered else 1), one.name
        assert found.rated == (request.rated and not about_id), one.name
        assert found.answered == (request.answered or about_id), one.name
        assert len(found.message) <= 200, one.name
        assert found.close is None, one.name
        walked += 1
    assert walked >= 3 * len(grammar()[kind])


@pytest.mark.parametrize("kind", REQUESTS)
def test_unknown_fields_are_ignored(kind: str) -> None:
    frame = sample(kind)
    more = frame | {"colour": "red", "more": {"a": [1, None, {"b": 1.5}]}, "n2": 10**40}
    assert decode(as_bytes(more)) == decode(as_bytes(frame))


@pytest.mark.parametrize(
    "data",
    [b"", b" ", b"{", b"}", b'{"type":"ping"', b'{"type":"ping"}}', b"{'type':'ping'}", b"nul",
     b'{"type":"ping",}', b'{"type":"ping","n":01}', b'{"type":"ping","n":NaN}',
     b'{"type":"ping","n":Infinity}', b'{"type":"ping","x":"\x01"}', b'{"type":"ping","x":"\\q"}',
     b'{"type":"ping","x":"\\u12"}', b'\xef\xbb\xbf{"type":"ping"}', b'{"type":"ping" "n":1}',
     b'{"type":"ping","n":-}', b'{"type":"ping","n":1.}', b'{"type":"ping"}\x00', b'"\n"']
)  # fmt: skip
def test_what_is_not_json(data: bytes) -> None:
    found = fault(data)
    assert (found.code, found.id, found.rated, found.close) == (Code.BAD_JSON, None, False, None)


@pytest.mark.parametrize(
    "data",
    [b"\xff", b'{"type":"ping","x":"\xff"}', b'{"type":"ping","x\xc0\x80":1}', b'{"\xed\xa0\x80":1',
     '{"type":"send","id":1,"key":"k","chat":"c","text":"д"}'.encode("cp1251")],
)  # fmt: skip
def test_what_is_not_utf8_ends_the_connection(data: bytes) -> None:
    found = fault(data)
    assert found.close is Close.BAD_UTF8
    assert not found.rated


@pytest.mark.parametrize("document", [None, True, 7, 1.5, "ping", [], [{"type": "ping"}], {}])
def test_a_frame_without_a_type_is_bad(document: object) -> None:
    found = fault(as_bytes(document))
    assert (found.code, path(found), found.id) == (Code.BAD_FRAME, "type", None)


@pytest.mark.parametrize("kind", [None, True, 7, [], {}, "a\0", "\ud800"])
def test_a_type_that_cannot_be_read_is_bad_and_the_id_is_told(kind: object) -> None:
    found = fault(as_bytes({"type": kind, "id": 4}))
    assert (found.code, path(found), found.id, found.rated) == (Code.BAD_FRAME, "type", 4, False)


@pytest.mark.parametrize("kind", ["", "pong ", "Ping", "welcome", "ok", "event", "x" * 5000, "🙂"])
def test_an_unknown_type_comes_before_its_fields(kind: str) -> None:
    found = fault(as_bytes({"type": kind, "id": 4, "chat": None}))
    assert (found.code, found.id, found.data) == (Code.UNKNOWN_TYPE, 4, None)
    assert not found.rated
    assert fault(as_bytes({"type": kind, "id": "4"})).id is None


def test_the_id_comes_before_the_other_fields_and_the_rate() -> None:
    found = fault(as_bytes({"type": "send", "id": 0, "key": 7, "text": "a\0"}))
    assert (path(found), found.rated) == ("id", False)


def test_depth_comes_before_everything_else() -> None:
    assert fault(b"[" * 17).code == Code.TOO_DEEP
    assert fault(b"[" * 17 + b"\xff").code == Code.TOO_DEEP
    assert fault(b"[" * 60_000).code == Code.TOO_DEEP
    assert fault(b'{"a":' * 30_000).code == Code.TOO_DEEP
    assert fault(b'{"type":"ping","x":' + b"[" * 16 + b"]" * 16 + b"}").code == Code.TOO_DEEP
    assert decode(b'{"type":"ping","x":' + b"[" * 15 + b"]" * 15 + b"}") == requests.Ping()
    assert fault(b'{"type":"ping","x":[[]]}', depth=2).code == Code.TOO_DEEP


def test_brackets_in_a_text_and_side_by_side_are_not_deep() -> None:
    text = '[[[[[[[[[[{{{{{{{{{{{{"\\"[[[['
    sent = decode(as_bytes(SEND | {"text": text, "x": [[]] * 100}))
    assert isinstance(sent, requests.Send)
    assert sent.text == text


def test_a_frame_that_is_too_large_ends_the_connection() -> None:
    check_size(b"x" * 64, 64)
    with pytest.raises(BadFrame) as caught:
        check_size(b"x" * 65, 64)
    assert caught.value.close is Close.TOO_BIG


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u200b\u2060", "\u00a0\u3164"])
def test_a_text_in_which_nothing_can_be_seen(text: str) -> None:
    for frame in (SEND | {"text": text}, sample("edit") | {"text": text}):
        found = fault(as_bytes(frame))
        assert (found.code, found.id, found.data) == (Code.EMPTY_MESSAGE, 1, None)
        assert found.rated
    assert isinstance(decode(as_bytes(SEND | {"text": text or " ", "file": "f"})), requests.Send)
    assert isinstance(
        decode(as_bytes(SEND | {"text": text or " ", "link": {"to": "a"}})), requests.Send
    )
    assert isinstance(decode(as_bytes(sample("comment") | {"text": text})), requests.Comment)


def test_a_message_is_a_text_a_file_or_a_link() -> None:
    bare = {name: value for name, value in SEND.items() if name != "text"}
    assert path(fault(as_bytes(bare))) == "text"
    assert path(fault(as_bytes(bare | {"text": "", "file": "f"}))) == "text"
    sent = decode(as_bytes(bare | {"file": "f"}))
    assert isinstance(sent, requests.Send)
    assert sent.file == "f"


def test_a_page_of_history_has_one_end() -> None:
    ask = {"type": "history", "id": 1, "chat": "c"}
    assert path(fault(as_bytes(ask))) == "before"
    assert path(fault(as_bytes(ask | {"before": 1, "after": 1}))) == "before"
    assert isinstance(decode(as_bytes(ask | {"before": 0})), requests.History)


def test_texts_are_counted_in_code_points_and_by_the_settings() -> None:
    for kind, limit in (("send", 4000), ("edit", 4000), ("comment", 2000)):
        frame = sample(kind)
        assert type(decode(as_bytes(frame | {"text": "🙂" * limit}))) is REQUESTS[kind]
        assert fault(as_bytes(frame | {"text": "🙂" * (limit + 1)})).code == Code.TOO_LARGE
    few = Limits(text=3, comment=2)
    assert fault(as_bytes(SEND), limits=few).code == Code.TOO_LARGE
    assert type(decode(as_bytes(SEND | {"text": "abc"}), limits=few)) is requests.Send
    assert path(fault(as_bytes(sample("comment") | {"text": "abc"}), limits=few)) == "text"
    long = as_bytes(SEND | {"text": "x" * 5000})
    assert type(decode(long, limits=Limits(text=6000))) is requests.Send


def test_a_strange_string_is_refused_wherever_it_stands() -> None:
    assert path(fault(as_bytes(SEND | {"more": {"a": ["x", "\0"]}}))) == "more.a[1]"
    assert path(fault(as_bytes(SEND | {"more": {"a": "\udfff"}}))) == "more.a"
    assert path(fault(as_bytes(SEND | {"a\0b": 1}))) == "a\ufffdb"
    assert path(fault(as_bytes(SEND | {"\ud800": 1}))) == "\ufffd"


def test_an_escaped_backslash_before_u0000_is_only_text() -> None:
    sent = decode(as_bytes(SEND | {"text": "\\u0000"}))
    assert isinstance(sent, requests.Send)
    assert sent.text == "\\u0000"


def test_a_pair_of_surrogates_is_one_character() -> None:
    sent = decode(b'{"type":"send","id":1,"key":"k","chat":"c","text":"\\ud83d\\ude00"}')
    assert isinstance(sent, requests.Send)
    assert sent.text == "😀"


def test_focus_may_say_null_or_nothing() -> None:
    assert decode(b'{"type":"focus","chat":null}') == requests.Focus(chat=None)
    assert decode(b'{"type":"focus"}') == requests.Focus(chat=None)


def test_times_of_a_filter_become_milliseconds() -> None:
    frame = {
        "type": "inbox.watch",
        "id": 1,
        "filter": {"created": {"from": "1970-01-01T03:00:01.5+03:00"}},
    }
    watch = decode(as_bytes(frame))
    assert isinstance(watch, requests.InboxWatch)
    assert (watch.filter.created.from_at, watch.filter.created.to_at) == (1500, None)
    assert (watch.filter.updated.from_at, watch.filter.tab, watch.limit) == (None, "all", 50)


def test_a_fault_becomes_an_error_frame() -> None:
    found = fault(as_bytes(SEND | {"chat": None}))
    answer = json.loads(fault_frame(found))
    assert answer | {"message": ""} == {
        "type": "error", "id": 1, "code": "bad_frame", "message": "", "data": {"path": "chat"},
    }  # fmt: skip
    assert json.loads(fault_frame(fault(b"{")))["id"] is None


IDS = st.from_regex(r"[A-Za-z0-9_-]{1,40}", fullmatch=True)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=39).map(
    "a".__add__
)
KINDS = {
    "id": IDS,
    "string": TEXTS,
    "time": st.just("2026-01-01T12:00:00Z"),
    "boolean": st.booleans(),
}


def value_of(field: Field) -> st.SearchStrategy[object]:
    if field.kind == "integer":
        return st.integers(field.low, field.high)
    if field.kind == "choice":
        return st.sampled_from(field.choices)
    if field.kind == "map":
        return st.dictionaries(IDS, st.integers(0, 2**53 - 1), max_size=5)
    if field.kind == "list":
        return st.lists(IDS, max_size=5) if field.inner == "id" else st.just([])
    return KINDS[field.kind]


GRAMMAR = grammar()
SAMPLES = {kind: sample(kind) for kind in REQUESTS}


@st.composite
def frames(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(sorted(REQUESTS)))
    frame = deepcopy(SAMPLES[kind])
    for field in GRAMMAR[kind]:
        if field.kind == "object" or (kind == "history" and field.dotted == "after"):
            continue
        inner = frame
        for name in field.path[:-1]:
            inner = inner[name]
        inner[field.path[-1]] = draw(value_of(field))
    return frame


@pytest.mark.slow
@settings(max_examples=300)
@given(frames(), st.booleans())
def test_whatever_the_grammar_allows_is_read_as_it_was_meant(
    frame: dict[str, Any], ascii_only: bool
) -> None:
    request = decode(json.dumps(frame, ensure_ascii=ascii_only).encode())
    written = json.loads(encode(request))
    for name, value in frame.items():
        if name not in ("filter", "resume"):
            assert written[name] == value
    assert decode(encode(request)) == request
