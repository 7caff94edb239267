import json

from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from chatserver.wire import (
    encode,
    error_frame,
    event_frame,
    marks_frame,
    ok_frame,
    pushes,
    rfc3339,
    shapes,
)
from chatserver.wire.answers import Opened, Page, Watched

NOON = 1_767_268_800_000
ORG, ANN = shapes.Named("org_1", "Home"), shapes.ClientView("cl_ann", "Ann")
CHAT = shapes.Chat(
    id="chat_1",
    number=7,
    org="org_1",
    product=shapes.ProductView("prd_1", "miniapp", "Home"),
    client=ANN,
    dialog=1,
    state="staff",
    assignment=1,
    last=3,
    marks=shapes.ChatMarks(0, 0, 1),
    created_at=rfc3339(NOON),
    updated_at=rfc3339(NOON),
)
HELLO = event_frame("chat_1", 3, "message", "client", "cl_ann", "Ann", "k1", NOON, b'{"text":"hi"}')


def test_an_event_is_built_of_its_row() -> None:
    assert json.loads(HELLO) == {
        "type": "event",
        "chat": "chat_1",
        "seq": 3,
        "kind": "message",
        "by": {"kind": "client", "name": "Ann", "id": "cl_ann"},
        "at": "2026-01-01T12:00:00.000Z",
        "body": {"text": "hi"},
        "key": "k1",
    }


def test_what_an_event_lacks_is_left_out() -> None:
    frame = event_frame("c", 1, "dialog.opened", "system", None, "", None, NOON, b'{"dialog":1}')
    assert json.loads(frame) == {
        "type": "event",
        "chat": "c",
        "seq": 1,
        "kind": "dialog.opened",
        "by": {"kind": "system", "name": ""},
        "at": "2026-01-01T12:00:00.000Z",
        "body": {"dialog": 1},
    }


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text('ab"\\\n'))
def test_names_and_ids_are_written_so_that_they_read_back(name: str, author: str) -> None:
    frame = json.loads(event_frame("c", 1, "message", "staff", author, name, None, NOON, b"{}"))
    assert frame["by"] == {"kind": "staff", "id": author, "name": name}


def test_the_answers_to_writes() -> None:
    assert json.loads(ok_frame(5, 9, NOON)) == {
        "type": "ok",
        "id": 5,
        "seq": 9,
        "at": "2026-01-01T12:00:00.000Z",
    }
    assert json.loads(ok_frame(5, 9)) == {"type": "ok", "id": 5, "seq": 9}
    assert json.loads(ok_frame(5, 9, NOON, duplicate=True))["duplicate"] is True
    assert json.loads(ok_frame(5, 9, duplicate=True)) == {
        "type": "ok",
        "id": 5,
        "seq": 9,
        "duplicate": True,
    }


def test_marks() -> None:
    assert json.loads(marks_frame("c", 1, 2, 3)) == {
        "type": "marks",
        "chat": "c",
        "client": 1,
        "staff": 2,
        "unread": 3,
    }


def test_an_error_says_what_there_is_to_say() -> None:
    assert json.loads(error_frame(None, "bad_json", "No.")) == {
        "type": "error",
        "id": None,
        "code": "bad_json",
        "message": "No.",
    }
    full = json.loads(error_frame(3, "rate_limited", "x" * 300, retry_ms=0, data={"a": None}))
    assert (full["retry_ms"], full["data"], len(full["message"])) == (0, {"a": None}, 200)


def test_ready_frames_go_into_answers_as_they_are() -> None:
    page = json.loads(encode(Page(id=1, events=[Raw(HELLO)], more=False)))
    assert page == {"type": "ok", "id": 1, "events": [json.loads(HELLO)], "more": False}
    watched = Watched(id=2, chat=CHAT, last=3, events=[Raw(HELLO)], more=False)
    assert json.loads(encode(watched))["events"] == [json.loads(HELLO)]


def test_a_watch_inside_welcome_is_what_chat_watch_would_answer() -> None:
    parts = {"chat": CHAT, "last": 3, "events": [Raw(HELLO)], "more": True}
    watch = json.loads(encode(shapes.Watch(**parts)))  # type: ignore[arg-type]
    answer = json.loads(encode(Watched(id=1, **parts)))  # type: ignore[arg-type]
    assert answer == watch | {"type": "ok", "id": 1}


def test_staff_get_what_is_for_staff_and_clients_do_not() -> None:
    known = {name: getattr(CHAT, name) for name in CHAT.__struct_fields__}
    contact = shapes.ClientContact("cl_ann", "Ann", "+70000000000")
    seen = shapes.StaffChat(
        **(known | {"client": contact}), comment="rude", comment_version=1, notes=0
    )
    staff = json.loads(encode(Opened(id=1, chat=seen, last=3)))["chat"]
    client = json.loads(encode(Opened(id=1, chat=CHAT, last=3)))["chat"]
    assert set(staff) - set(client) == {"comment", "comment_version", "notes"}
    assert staff["client"]["phone"] == "+70000000000"
    assert client["client"] == {"id": "cl_ann", "name": "Ann"}
    assert {"place", "prompt", "department", "staff", "platform"}.isdisjoint(client)


def test_pushes_name_their_type() -> None:
    assert encode(pushes.Lag("c", 5)) == b'{"type":"lag","chat":"c","last":5}'
    assert (
        encode(pushes.Reset(what="all", why="epoch"))
        == b'{"type":"reset","what":"all","why":"epoch"}'
    )
    assert encode(pushes.Pong()) == b'{"type":"pong"}'
    removed = pushes.Inbox(3, [shapes.RowChange("remove", "c")])
    assert encode(removed) == b'{"type":"inbox","rev":3,"rows":[{"op":"remove","chat":"c"}]}'
