"""Is what stands in the database sound by itself? Recounts by plain loops, nothing of the server's.

The numbers are those of the delivery design's invariants.
"""

import json
from collections.abc import Mapping
from typing import Any

from chatserver.core import commands as c
from tests.model.dump import Dump, Row, parsed
from tests.model.estate import ORG
from tests.model.nodes import TOLD

Given = Mapping[tuple[str, str], c.Command]
_BY_ITSELF = frozenset({"greeting", "prompt", "autoreply", "assigned", "dialog.opened"})
# What is said in an employee's name, and an Administrator may take back.
IN_A_NAME = frozenset({"greeting", "autoreply", "dialog.closed"})
_SPOKEN = IN_A_NAME | {"message", "prompt", "tag"}
_KEYED = {
    c.Send: "message",
    c.Reply: "message",
    c.EditMessage: "edited",
    c.DeleteMessage: "deleted",
    c.PickTag: "tag",
    c.NewDialog: "dialog.opened",
    c.CloseDialog: "dialog.closed",
    c.CloseUnrated: "dialog.closed",
    c.Rate: "dialog.rated",
    c.Assign: "assigned",
}


def check_log(dump: Dump, given: Given) -> None:
    """Hold the whole database to what it promises; `given` are all commands with a key so far."""
    numbers = [chat["number"] for chat in dump.chats.values()]
    assert len(set(numbers)) == len(numbers)
    assert len({(chat["client"], chat["product"]) for chat in dump.chats.values()}) == len(numbers)
    revs = [chat["rev"] for chat in dump.chats.values()]
    assert len(set(revs)) == len(revs)
    assert all(0 < rev <= dump.org["rev"] for rev in revs)
    for id_, chat in dump.chats.items():
        events = dump.events[id_]
        check_sequence(chat, events)
        check_provenance(events, given)
        check_unread(chat, events)
        check_dialogs(chat, events, dump.dialogs[chat["id"]])
        check_assignments(chat, events, dump.assignments[id_])
        check_texts(chat, events, dump, given)
    check_keys_are_used_once(dump)
    check_outbox(dump)


def check_sequence(chat: Row, events: list[Row]) -> None:
    """I3: 1…last, gapless; and no event is older than the one before it."""
    assert [event["seq"] for event in events] == list(range(1, chat["last"] + 1))
    times = [event["at"] for event in events]
    assert times == sorted(times)


def check_keys_are_used_once(dump: Dump) -> None:
    """I2: the same key of the same person stands on one event, of all chats."""
    keyed = sum(e["key"] is not None for events in dump.events.values() for e in events)
    assert len(dump.keys) == keyed


def check_provenance(events: list[Row], given: Given) -> None:
    """I2: what a person said was said by that person; all else is the bot's or the server's."""
    for event in events:
        if event["key"] is None:
            timeout = event["kind"] == "dialog.closed" and event["by_kind"] == "system"
            assert event["kind"] in _BY_ITSELF or timeout, event
            continue
        command = given[event["sender"], event["key"]]
        assert _KEYED[type(command)] == event["kind"]
        assert not isinstance(
            command, c.Open | c.Read | c.SetComment | c.Expire | c.HandOut | c.PassOn
        )
        assert command.chat == event["chat"]
        assert _says(command, parsed(event["body"])), (command, event)
        if isinstance(command, c.Reply):
            assert command.reply < event["seq"]
            assert events[command.reply - 1]["kind"] in _SPOKEN


def _says(command: c.Command, body: Mapping[str, Any]) -> bool:
    match command:
        case c.Reply():
            return "deleted" in body or _holds(body, reply=command.reply)
        case c.EditMessage() | c.DeleteMessage():
            return _holds(body, target=command.seq)
        case c.PickTag():
            return _holds(body, prompt=command.prompt, tag=command.tag)
        case c.CloseDialog():
            silent = isinstance(command, c.CloseUnrated) and "asks" in body
            return not silent and _holds(body, dialog=command.dialog, reason=command.reason)
        case c.Rate():
            return _holds(body, target=command.seq, score=command.score)
        case c.Assign():
            named = command.staff is None or _holds(body["staff"], id=command.staff)
            placed = _holds(body["department"], id=command.department)
            counted = _holds(body, assignment=command.expect + 1, cause="manual")
            return named and placed and counted
        case _:
            return True


def _holds(body: Mapping[str, Any], **values: object) -> bool:
    return all(body[name] == value for name, value in values.items())


def _countable(event: Row) -> str | None:
    if event["kind"] == "message" or (event["kind"] == "tag" and event["by_kind"] == "client"):
        return str(event["by_kind"])
    return None


def check_unread(chat: Row, events: list[Row]) -> None:
    """I8: ordinals, counters and unread are what a recount from the events and the marks says."""
    seen = {"client": 0, "staff": 0}
    for event in events:
        side = _countable(event)
        if side is not None:
            seen[side] += 1
        assert (event["n_client"], event["n_staff"]) == (seen["client"], seen["staff"]), event
        assert event["deleted"] == (parsed(event["body"]) == {"deleted": True})
    for side, other in (("client", "staff"), ("staff", "client")):
        mark = chat[f"{side}_read"]
        assert 0 <= mark <= chat["last"]
        unread = sum(
            _countable(event) == other and not event["deleted"] and event["seq"] > mark
            for event in events
        )
        counted = chat[f"n_{other}"] - chat[f"{side}_read_n"] - chat[f"{side}_dead"]
        assert counted == unread, (side, unread, counted)


def check_dialogs(chat: Row, events: list[Row], rows: list[Row]) -> None:
    """Dialogs are opened and ended by turns, counted from 1, each ended at most once, and rated
    only where the client was asked, and so answered before; and each has its row, which says so.
    """
    dialogs: list[dict[str, object]] = []
    is_open = False
    score = None
    for event in events:
        body = parsed(event["body"])
        if event["kind"] == "dialog.opened":
            assert not is_open
            is_open = True
            dialogs.append(_begun(chat, event, len(dialogs) + 1))
            assert body["dialog"] == len(dialogs)
        elif event["kind"] == "dialog.closed":
            assert is_open
            assert body["dialog"] == len(dialogs)
            is_open = False
            asked = body.get("asks", False)
            assert not asked or _answered(dialogs[-1], events[: event["seq"]])
            ended = {"closed_seq": event["seq"], "closed_at": event["at"], "asked": asked}
            had = [json.loads(e["body"]) for e in events[: event["seq"]] if e["kind"] == "assigned"]
            holder = had[-1].get("staff", {}).get("id") if had else None
            dialogs[-1] |= ended | {"reason": body["reason"], "responsible": holder}
        elif event["kind"] == "dialog.rated":
            rated = dialogs[body["dialog"] - 1]
            assert (rated["asked"], rated["closed_seq"]) == (True, body["target"])
            rated["score"] = score = body["score"]
        elif event["kind"] not in ("edited", "deleted"):
            assert is_open, event
        if event["kind"] == "tag":
            dialogs[-1] |= {"tag_id": body["tag"], "tag_text": body["text"]}
    assert (chat["dialog"], chat["state"] != "closed") == (len(dialogs), is_open)
    assert chat["score"] == score
    assert rows == dialogs


def _begun(chat: Row, opened: Row, number: int) -> dict[str, object]:
    return {
        "chat": chat["id"],
        "number": number,
        "org": ORG,
        "opened_seq": opened["seq"],
        "opened_at": opened["at"],
        "n_client": opened["n_client"],
        **dict.fromkeys(("tag_id", "tag_text", "closed_seq", "closed_at", "reason")),
        "responsible": None,
        "asked": False,
        "score": None,
    }


def _answered(dialog: Mapping[str, Any], events: list[Row]) -> bool:
    """Whether an employee wrote in the dialog, behind something that the client had said."""
    return any(
        (event["kind"], event["by_kind"]) == ("message", "staff")
        and event["seq"] > dialog["opened_seq"]
        and event["n_client"] > dialog["n_client"]
        for event in events
    )


def check_assignments(chat: Row, events: list[Row], spans: list[Row]) -> None:
    """I10: one responsible at a time, counted one by one, and each with its reasons on record."""
    assigned = [event for event in events if event["kind"] == "assigned"]
    assert chat["assignment"] == len(assigned) == len(spans)
    for number, (event, span) in enumerate(zip(assigned, spans, strict=True), 1):
        body = parsed(event["body"])
        why = parsed(span["explanation"])
        assert body["assignment"] == span["number"] == number
        assert body["cause"] == span["cause"] == why["cause"]
        assert body.get("staff", {}).get("id") == span["staff"] == why["chosen"]
        assert body.get("department", {}).get("id") == span["department"]
        assert span["from_seq"] == event["seq"]
        last = number == len(spans)
        assert span["to_seq"] == (None if last else assigned[number]["seq"] - 1)
    if spans:
        assert chat["staff"] == spans[-1]["staff"]
        assert chat["department"] == spans[-1]["department"]


def check_texts(chat: Row, events: list[Row], dump: Dump, given: Given) -> None:
    """A message says what its last edit says, or nothing; what it said before is kept."""
    texts, gone = _said(events, given)
    for event in events:
        body = parsed(event["body"])
        if event["kind"] == "message":
            _check_message(body, texts[event["seq"]], deleted=event["seq"] in gone)
        elif event["kind"] == "edited":
            text = texts[body["target"]][body["version"]]
            assert body.get("text") == (None if body["target"] in gone else text)
        elif event["seq"] in gone:
            assert event["kind"] in IN_A_NAME
            assert event["author"] is not None
            assert (body["deleted"], body.get("text", "")) == (True, "")
    kept = {(seq, version) for seq, said in texts.items() for version in range(len(said))}
    standing = {(seq, len(said) - 1) for seq, said in texts.items() if seq not in gone}
    originals = {k[1:]: v for k, v in dump.originals.items() if k[0] == chat["id"]}
    unsaid = {(seq, 0) for seq in gone - texts.keys()}
    assert originals.keys() == (kept - standing) | unsaid
    for (seq, version), body in originals.items():
        text = parsed(body)["text"]
        assert text if (seq, version) in unsaid else text == texts[seq][version]


def _said(events: list[Row], given: Given) -> tuple[dict[int, list[str]], set[int]]:
    """Return what each message said, one version after the other, and which are deleted."""
    texts: dict[int, list[str]] = {}
    gone: set[int] = set()
    for event in events:
        match given.get((event["sender"], event["key"])) if event["key"] else None:
            case c.Send(text=str(text)):
                texts[event["seq"]] = [text]
            case c.EditMessage(seq=seq, text=text):
                texts[seq].append(text)
            case c.DeleteMessage(seq=seq):
                gone.add(seq)
    return texts, gone


def _check_message(body: Mapping[str, Any], said: list[str], *, deleted: bool) -> None:
    if deleted:
        assert body == {"deleted": True}
        return
    assert body["text"] == said[-1]
    assert body.get("edited", {}).get("version", 0) == len(said) - 1


def check_outbox(dump: Dump) -> None:
    """What is to be told to the outside stands there once for each event of the kind."""
    told = sorted((row["topic"], json.dumps(parsed(row["body"]))) for row in dump.outbox)
    expected = sorted(
        (event["kind"], json.dumps({"chat": event["chat"], "seq": event["seq"]}))
        for events in dump.events.values()
        for event in events
        if event["kind"] in TOLD
    )
    assert told == expected
