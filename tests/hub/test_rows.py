"""Changes of a list that wait."""

import msgspec

from chatserver.hub.rows import PUSH_BYTES, RowsWaiting
from tests.hub.sent_frames import sent_frames


def change(chat: str, n: int, size: int = 0) -> bytes:
    return msgspec.json.encode({"op": "put", "chat": chat, "row": {"n": n, "pad": "x" * size}})


def taken(rows: RowsWaiting) -> dict[str, object]:
    ((_, payload),) = sent_frames(rows.take())
    pushed: dict[str, object] = msgspec.json.decode(payload)
    return pushed


def test_of_each_chat_the_newest_goes_out_in_the_order_of_change() -> None:
    rows = RowsWaiting()
    rows.put(5, {"c1": change("c1", 1), "c2": change("c2", 1)})
    rows.put(6, {"c1": change("c1", 2)})
    assert taken(rows) == {
        "type": "inbox",
        "rev": 6,
        "rows": [msgspec.json.decode(change("c2", 1)), msgspec.json.decode(change("c1", 2))],
    }
    assert len(rows) == 0


def test_a_push_carries_no_more_than_a_frame_should_and_the_rest_waits() -> None:
    rows = RowsWaiting()
    rows.put(1, {f"c{n}": change(f"c{n}", n, size=PUSH_BYTES // 3) for n in range(4)})
    assert [len(rows.take()) < PUSH_BYTES for _ in range(2)] == [True, True]
    assert len(rows) == 0


def test_one_row_that_is_too_large_goes_out_all_the_same() -> None:
    rows = RowsWaiting()
    rows.put(1, {"c1": change("c1", 1, size=PUSH_BYTES * 2)})
    rows.take()
    assert len(rows) == 0


def test_a_forgotten_chat_does_not_go_out() -> None:
    rows = RowsWaiting()
    rows.put(1, {"c1": change("c1", 1), "c2": change("c2", 1)})
    rows.forget("c1")
    rows.forget("c3")
    assert [row["chat"] for row in taken(rows)["rows"]] == ["c2"]  # type: ignore[attr-defined]
    assert len(rows) == 0
