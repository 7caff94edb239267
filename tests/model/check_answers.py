"""Does a chat go on to another only when its responsible let the client wait, and then always?"""

import json
from collections.abc import Iterator

from chatserver.core.hours import closed_at, open_ms
from tests.model.dump import Dump, Row
from tests.model.estate import MINUTE, Estate


def check_passed_on(before: Dump, after: Dump, estate: Estate) -> None:
    """Hold what a turn of the job did, and what it left, to plain loops over the log."""
    for id_, chat in after.chats.items():
        if id_ not in before.chats:
            continue
        was = before.chats[id_]
        new = [event for event in after.events[id_] if event["seq"] > was["last"]]
        late = _late(before, was, estate, at=new[0]["at"] if new else None)
        if not new:
            assert late is None or not late[1], ("not passed on", id_)
            continue
        [event] = new
        assert late is not None, ("passed on early", id_)
        assert event["kind"] == "assigned"
        assert json.loads(event["body"])["cause"] == "unanswered"
        assert chat["staff"] in late[1], (chat["staff"], late)
        assert chat["department"] == late[0]


def _late(
    found: Dump, chat: Row, estate: Estate, *, at: int | None
) -> tuple[str | None, set[str]] | None:
    """Whose turn it is, and who of them can have the chat; None: nobody is late.

    At the moment at which it was passed on, where it was; else at the last that is known.
    """
    minutes = estate.products[chat["product"]].basic.get("answer_minutes")
    if minutes is None or chat["state"] != "staff" or None in (chat["staff"], chat["cause"]):
        return None
    asked = next(_asked(found, chat), None)
    if asked is None:
        return None
    spans = found.assignments[chat["id"]]
    since, hours = max(asked["at"], spans[-1]["at"]), estate.hours.get(chat["department"])
    now = found_at(found) if at is None else at
    if open_ms(hours, since, now) < minutes * MINUTE or _closed(estate, chat["department"], now):
        return None
    had = {s["staff"] for s in spans if s["to_seq"] is None or s["to_seq"] >= asked["seq"]}
    department, others = estate.turn(chat, but=had)
    return department, set() if _closed(estate, department, now) else others


def _asked(found: Dump, chat: Row) -> Iterator[Row]:
    """What the client has said since the dialog began and anybody answered."""
    begun = found.dialogs[chat["id"]][-1]["opened_seq"]
    events = [event for event in found.events[chat["id"]] if event["seq"] > begun]
    answers = [e["seq"] for e in events if (e["kind"], e["by_kind"]) == ("message", "staff")]
    for event in events:
        told = event["kind"] in ("message", "tag") and event["by_kind"] == "client"
        if told and event["seq"] > max(answers, default=0):
            yield event


def _closed(estate: Estate, department: str | None, at: int) -> bool:
    hours = estate.hours.get(department or "")
    return hours is not None and closed_at(hours, at) is not None


def found_at(found: Dump) -> int:
    """Return the last moment that the log knows of."""
    return max(int(event["at"]) for events in found.events.values() for event in events)
