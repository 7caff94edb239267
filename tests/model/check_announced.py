"""Is what a ledger announced what it has committed?"""

import json
from collections.abc import Sequence

from chatserver.ledger.outcome import Commit
from tests.model.check_step import Step


def check_announced(step: Step, commits: Sequence[Commit]) -> None:
    """Every new event once, as it stands, in the order of seq; nothing that is not committed.

    Only a commit whose outcome was lost on the way is announced by nobody.
    """
    told: dict[str, list[int]] = {}
    for commit in commits:
        for before, after in commit.revs.values():
            assert after - before == len(commit.changes)
        for change in commit.changes:
            id_ = change.chat.id
            first = change.before.last if change.before is not None else 0
            seqs = [event.seq for event in change.events]
            assert seqs == list(range(first + 1, change.chat.last + 1))
            told.setdefault(id_, []).extend(seqs)
            for event in change.events:
                _check_frame(step, id_, event.seq, event.frame)
            assert change.chat.rev <= step.after.chats[id_]["rev"]
            if change.chat.rev == step.after.chats[id_]["rev"]:
                assert change.chat.last == step.after.chats[id_]["last"]
                assert change.chat.comment == step.after.chats[id_]["comment"]
    for seqs in told.values():
        assert len(set(seqs)) == len(seqs), "announced twice"
    if not step.struck:
        last = {id_: chat["last"] for id_, chat in step.before.chats.items()}
        new = {
            id_: [event["seq"] for event in events[last.get(id_, 0) :]]
            for id_, events in step.after.events.items()
        }
        assert {k: v for k, v in new.items() if v} == {k: sorted(v) for k, v in told.items() if v}


def _check_frame(step: Step, chat: str, seq: int, frame: bytes) -> None:
    event, told = step.after.events[chat][seq - 1], json.loads(frame)
    assert (told["type"], told["chat"], told["seq"]) == ("event", chat, seq)
    assert told["kind"] == event["kind"]
    assert told.get("key") == event["key"]
    assert told["by"].get("id") == event["author"]
    if len(step.asked) <= 1:
        assert told["body"] == json.loads(event["body"])
