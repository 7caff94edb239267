"""Has everything arrived that a device is promised, and is what it holds what there is?"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from chatserver.files import FileLinks
from chatserver.ledger.directory import Directories
from chatserver.ledger.reading import Reading
from chatserver.ledger.views import row_view
from chatserver.storage.database import Database
from chatserver.wire import encode, rfc3339
from tests.model.check_lists import tabs_of
from tests.model.check_log import IN_A_NAME
from tests.model.dump import Dump, Row
from tests.model.estate import ORG, Estate
from tests.model.reader import Reader, Watching


@dataclass(frozen=True)
class Truth:
    """How everything stands; `rows` are all chats as rows of a list, made anew."""

    dump: Dump
    estate: Estate
    rows: Mapping[str, Mapping[str, Any]]


async def truth_of(db: Database, dump: Dump, estate: Estate) -> Truth:
    """Read how everything stands."""
    chats = await Reading(db, FileLinks()).chats(dump.chats)
    directory = await Directories(db).fetch(
        ORG,
        clients={chat.client for chat in chats},
        places={chat.place for chat in chats if chat.place is not None},
    )
    assert directory is not None
    rows = {chat.id: msgspec.json.decode(encode(row_view(chat, directory))) for chat in chats}
    return Truth(dump, estate, rows)


def lacking(reader: Reader, truth: Truth) -> list[str]:
    """Return what has not come to this device yet, in words."""
    who = reader.person.id or ""
    if reader.person.kind == "staff" and not truth.estate.staff[who].active:
        return [f"{who} is still here"]
    lacks = [
        f"{who}: {chat}: {each}"
        for chat, watched in reader.chats.items()
        for each in _lacking_of_chat(reader, watched, truth.dump.chats[chat], truth)
    ]
    if reader.list is not None:
        tabs = tabs_of(who, truth.dump, truth.estate)
        expected = {chat["id"]: truth.rows[chat["id"]] for chat in tabs[reader.list.tab]}
        counts = tuple(len(tabs[tab]) for tab in ("new", "mine", "waiting"))
        if reader.list.rows != expected:
            lacks.append(f"{who}: the list is {reader.list.rows}, not {expected}")
        if reader.list.counts != counts:
            lacks.append(f"{who}: counts are {reader.list.counts}, not {counts}")
    return lacks


def _lacking_of_chat(reader: Reader, watched: Watching, chat: Row, truth: Truth) -> list[str]:
    side = reader.person.kind
    if side == "staff" and not truth.estate.may("view", reader.person.id or "", chat):
        return ["still watched"]
    if watched.stale:
        return ["not watched anew"]
    lacks = []
    if watched.last != chat["last"]:
        lacks.append(f"{watched.last} of {chat['last']}")
    other = "staff" if side == "client" else "client"
    unread = chat[f"n_{other}"] - chat[f"{side}_read_n"] - chat[f"{side}_dead"]
    marks = (chat["client_read"], chat["staff_read"], unread)
    if watched.marks != marks:
        lacks.append(f"marks {watched.marks}, not {marks}")
    return lacks


def check_reader(reader: Reader, dump: Dump) -> None:
    """I4, I5: what the device holds is a piece of the log without a hole, up to its end."""
    for id_, watched in reader.chats.items():
        events = dump.events[id_]
        seqs = sorted(watched.log)
        assert seqs == list(range(len(events) - len(seqs) + 1, len(events) + 1))
        for seq in seqs:
            _check_event(watched.log[seq], events[seq - 1])
        shown = _shown([watched.log[seq] for seq in seqs])
        standing = _shown([_frame(events[seq - 1]) for seq in seqs])
        assert shown == standing, "the device shows what is no more"


def _check_event(frame: Mapping[str, Any], event: Row) -> None:
    assert frame["chat"] == event["chat"]
    assert frame["kind"] == event["kind"]
    assert frame.get("key") == event["key"]
    assert (frame["by"]["kind"], frame["by"].get("id")) == (event["by_kind"], event["author"])
    assert frame["at"] == rfc3339(event["at"])
    # Texts are as they stood when they were served.
    body = json.loads(event["body"])
    if event["kind"] not in ("message", "edited") and not body.get("deleted"):
        assert frame["body"] == body


def _frame(event: Row) -> Mapping[str, Any]:
    return {"seq": event["seq"], "kind": event["kind"], "body": json.loads(event["body"])}


def _shown(frames: list[Mapping[str, Any]]) -> Mapping[int, str | None]:
    """What a screen shows of the messages: its text, or None for one that was deleted."""
    shown: dict[int, str | None] = {}
    for frame in frames:
        body = frame["body"]
        if frame["kind"] == "message" or frame["kind"] in IN_A_NAME:
            shown[frame["seq"]] = body.get("text") or None
        elif frame["kind"] == "deleted" and body["target"] in shown:
            shown[body["target"]] = None
        elif frame["kind"] == "edited" and shown.get(body["target"]) is not None:
            shown[body["target"]] = body.get("text", shown[body["target"]])
    return shown
