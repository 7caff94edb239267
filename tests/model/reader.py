"""A device that does what the protocol asks of one, and writes down whatever it is promised.

It is as strict as it may be: what a client could shrug off, a repeat or a hole, fails here.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from chatserver.hub.sockets import LOST
from chatserver.ledger.outcome import Person
from tests.model.hub_nodes import EPOCH, HubNode
from tests.model.wire_end import Frame, WireEnd

MAY_BE_REFUSED = frozenset({"not_found", "unavailable", "forbidden"})


@dataclass
class Watching:
    """A chat as the device holds it. `log` are event frames by seq, without a hole up to `last`.

    `stale`: told that frames were left out, or to drop what it had; it has to watch anew.
    """

    last: int
    log: dict[int, Frame] = field(default_factory=dict)
    marks: tuple[int, int, int] | None = None
    stale: bool = False


@dataclass
class Listing:
    """The watched list: rows by chat, and the counts told last."""

    tab: str
    rows: dict[str, Frame]
    counts: tuple[int, int, int]


class Reader:
    """One device of one person."""

    def __init__(
        self,
        person: Person,
        token: str,
        permitted: Callable[[Person, str], bool],
        news: asyncio.Event,
    ) -> None:
        self.person = person
        self.chats: dict[str, Watching] = {}
        self.list: Listing | None = None
        self.code: int | None = None
        self.stalled = False
        self.faults: list[Exception] = []
        self._list_asked: int | None = None
        self._left: dict[str, int] = {}
        self._token = token
        self._permitted = permitted
        self._news = news
        self._ids = count(1)
        self._asked: dict[int, tuple[str, dict[str, Any]]] = {}
        self._pinged: set[int] = set()
        self._end: WireEnd | None = None
        self.node: HubNode | None = None

    @property
    def connected(self) -> bool:
        """Whether it has been welcomed and is there."""
        return self._end is not None and self.code is None and not self._is_asking("hello")

    @property
    def waits(self) -> bool:
        """Whether an answer is due."""
        return bool(self._asked or self._pinged)

    # --- what it does -------------------------------------------------------------------------

    def connect(self, node: HubNode, *, resume: bool) -> None:
        """Come back, with what it has or as new. A list is always watched anew."""
        self.code, self.list, self._list_asked = None, None, None
        self._asked.clear()
        self._pinged.clear()
        fields: dict[str, Any] = {"token": self._token, "device": "test"}
        if resume:
            for watched in self.chats.values():
                watched.marks = None
            chats = {chat: watched.last for chat, watched in self.chats.items()}
            fields["resume"] = {"epoch": EPOCH, "chats": chats}
        else:
            self.chats.clear()
        self.node = node
        self._end = WireEnd(node, self._on_frame, self._on_gone)
        self.ask("hello", **fields)

    def ask(self, kind: str, **fields: Any) -> None:
        """Send a request; its answer is understood when it comes."""
        id_ = next(self._ids)
        self._asked[id_] = (kind, fields)
        if kind == "inbox.watch":
            self._list_asked = id_
        self._say({"type": kind, "id": id_} | fields)

    def ping(self) -> None:
        """Have everything that was caused so far come in before the answer."""
        n = next(self._ids)
        self._pinged.add(n)
        self._say({"type": "ping", "n": n})

    def typing(self, chat: str) -> None:
        """Begin to type."""
        self._say({"type": "typing", "chat": chat, "on": True})

    def leave(self) -> None:
        """Lose the network."""
        if self._end is not None:
            self._end.cut()

    def stall(self) -> None:
        """Read nothing for a while."""
        if self._end is not None:
            self.stalled = True
            self._end.stall()

    def catch_up(self) -> None:
        """Read again."""
        self.stalled = False
        if self._end is not None:
            self._end.catch_up()

    def watch_stale(self) -> None:
        """Watch anew what it was told to."""
        asking = {fields["chat"] for kind, fields in self._asked.values() if kind == "chat.watch"}
        stale = [chat for chat, watched in self.chats.items() if watched.stale]
        for chat in stale:
            if chat not in asking:
                self.ask("chat.watch", chat=chat, after=self.chats[chat].last)

    def _say(self, frame: Frame) -> None:
        assert self._end is not None
        self._end.say(frame)

    def _is_asking(self, kind: str) -> bool:
        return any(asked == kind for asked, _ in self._asked.values())

    # --- what it is told ----------------------------------------------------------------------

    def _on_gone(self, code: int) -> None:
        self.code = code
        self.stalled = False
        self._end = None
        self._asked.clear()
        self._pinged.clear()
        self._news.set()
        if code not in (LOST, 1012, 4403, 4408):
            self.faults.append(AssertionError(f"closed with {code}"))

    def _on_frame(self, frame: Frame, raw: bytes) -> None:
        try:
            self._understand(frame, raw)
        except Exception as error:  # noqa: BLE001 - the server would take it for its own
            self.faults.append(error)
        self._news.set()

    def _understand(self, frame: Frame, raw: bytes) -> None:
        if self.person.kind == "client":
            # D18: neither a mini-app's own name nor the comment is a client's to read.
            assert b"inner " not in raw
            assert b"remark" not in raw
        _HEARD[frame["type"]](self, frame)

    def _on_ok(self, frame: Frame) -> None:
        kind, fields = self._asked.pop(frame["id"])
        if kind == "chat.watch":
            if frame["id"] > self._left.get(fields["chat"], 0):
                self._take_page(fields["chat"], fields.get("after"), frame)
        elif kind == "chat.unwatch":
            # Requests count in the order sent: a watch before it is over, answered or not.
            self._left[fields["chat"]] = frame["id"]
            self.chats.pop(fields["chat"], None)
        elif kind == "inbox.watch" and self._is_newest_list(frame["id"]):
            assert all(self._permitted(self.person, row["id"]) for row in frame["rows"])
            rows = {row["id"]: row for row in frame["rows"]}
            assert len(rows) == len(frame["rows"])
            counts = frame["counts"]
            told = (counts["new"], counts["mine"], counts["waiting"])
            self.list = Listing(fields["filter"]["tab"], rows, told)

    def _on_error(self, frame: Frame) -> None:
        # A watch that stands goes on standing: only `unwatched` ends it.
        kind, _ = self._asked.pop(frame["id"])
        assert frame["code"] in MAY_BE_REFUSED, frame
        if kind == "inbox.watch" and self._is_newest_list(frame["id"]):
            self.list = None

    def _is_newest_list(self, id_: int) -> bool:
        """Answers come in any order; the list that was asked for last is the one that stands."""
        if id_ != self._list_asked:
            return False
        self._list_asked = None
        return True

    def _on_welcome(self, frame: Frame) -> None:
        _, fields = self._asked.pop(frame["id"])
        resumed = frame.get("resumed", {})
        for chat, after in fields.get("resume", {"chats": {}})["chats"].items():
            answer = resumed[chat]
            if "code" in answer:
                assert answer["code"] in MAY_BE_REFUSED
                del self.chats[chat]
            else:
                self._take_page(chat, after, answer)

    def _take_page(self, chat: str, after: int | None, answer: Frame) -> None:
        """I4: a page goes on where the device stands, or says what it leaves out."""
        assert self._permitted(self.person, chat)
        known = self.chats.get(chat)
        if "events" not in answer:
            assert after is not None
            assert after > answer["last"], "only who is ahead gets no events"
            self.chats.pop(chat, None)
            return
        events, last = answer["events"], answer["last"]
        seqs = [event["seq"] for event in events]
        assert seqs == list(range(last - len(seqs) + 1, last + 1)), "a page ends at last"
        assert known is None or last >= known.last or known.stale
        log: dict[int, Frame] = {}
        if after is not None and "gap" not in answer:
            assert seqs[:1] in ([], [after + 1])
            assert seqs or after == last
            log = dict(known.log) if known is not None else {}
        elif after is not None:
            assert answer["gap"] == {"from": after + 1, "to": seqs[0] - 1}
        assert answer["more"] == ((bool(seqs) and seqs[0] > 1) or (not seqs and last > 0))
        log.update({event["seq"]: event for event in events})
        marks = answer["chat"]["marks"]
        self.chats[chat] = Watching(last, log, (marks["client"], marks["staff"], marks["unread"]))

    def _on_event(self, frame: Frame) -> None:
        chat, seq = frame["chat"], frame["seq"]
        assert self._permitted(self.person, chat), "not theirs to see"
        watched = self.chats[chat]
        if watched.stale:
            return
        assert seq == watched.last + 1, f"{seq} after {watched.last}"
        watched.last = seq
        watched.log[seq] = frame

    def _on_marks(self, frame: Frame) -> None:
        assert self._permitted(self.person, frame["chat"])
        watched = self.chats[frame["chat"]]
        told = (frame["client"], frame["staff"], frame["unread"])
        if watched.marks is not None:
            assert all(new >= old for new, old in zip(told[:2], watched.marks[:2], strict=True))
        assert watched.stale or max(told[:2]) <= watched.last, "marks that run ahead"
        watched.marks = told

    def _on_typing(self, frame: Frame) -> None:
        assert self._permitted(self.person, frame["chat"])
        assert frame["chat"] in self.chats
        assert frame["by"]["id"] != self.person.id

    def _on_lag(self, frame: Frame) -> None:
        self.chats[frame["chat"]].stale = True

    def _on_reset(self, frame: Frame) -> None:
        if frame["what"] == "chat":
            assert frame["why"] == "ahead"
            assert frame["chat"] not in self.chats
            return
        assert frame["why"] == "access"
        # One that was asked for meanwhile is ended with it: its answer comes, and no change after.
        self.list, self._list_asked = None, None
        if frame["what"] == "all":
            for watched in self.chats.values():
                watched.stale = True
                watched.log.clear()

    def _on_unwatched(self, frame: Frame) -> None:
        del self.chats[frame["chat"]]

    def _on_inbox(self, frame: Frame) -> None:
        if self._list_asked is not None:
            return  # of a list that is about to be replaced
        assert self.list is not None
        for change in frame["rows"]:
            if change["op"] == "remove":
                self.list.rows.pop(change["chat"], None)
                continue
            assert self._permitted(self.person, change["chat"])
            self.list.rows[change["chat"]] = change["row"]

    def _on_counts(self, frame: Frame) -> None:
        if self.list is not None:
            self.list.counts = (frame["new"], frame["mine"], frame["waiting"])

    def _on_pong(self, frame: Frame) -> None:
        self._pinged.discard(frame["n"])

    def _on_ping(self, frame: Frame) -> None:
        self._say({"type": "pong", "n": frame["n"]})

    def _on_bye(self, frame: Frame) -> None:
        assert frame["code"] in (1012, 4403)


_HEARD: dict[str, Callable[[Reader, Frame], None]] = {
    "ok": Reader._on_ok,
    "error": Reader._on_error,
    "welcome": Reader._on_welcome,
    "event": Reader._on_event,
    "marks": Reader._on_marks,
    "typing": Reader._on_typing,
    "lag": Reader._on_lag,
    "reset": Reader._on_reset,
    "unwatched": Reader._on_unwatched,
    "inbox": Reader._on_inbox,
    "counts": Reader._on_counts,
    "ping": Reader._on_ping,
    "pong": Reader._on_pong,
    "bye": Reader._on_bye,
}
