"""Did what was just asked do what it may do, answer what is so, and nothing else?"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from chatserver.core import commands as c
from chatserver.core.refusals import Conflict, Forbidden, KeyConflict, NotFound, Refused
from chatserver.ledger.outcome import Outcome, Trouble
from chatserver.storage.trouble import Raced, Unavailable
from tests.model.check_log import IN_A_NAME
from tests.model.dump import Dump, Row
from tests.model.estate import MINUTE, Estate
from tests.model.faults import Crash, Spoilt
from tests.model.nodes import Asked

EDIT_WINDOW_MS = 60 * MINUTE


@dataclass(frozen=True)
class Step:
    """Commands that were in flight together, with the database before and after.

    `estates` holds the organisation as it was; as it became too when that was changed meanwhile.
    `shift` is what a time in an answer must be moved by to be the test's.
    """

    before: Dump
    after: Dump
    asked: Sequence[Asked]
    estates: Sequence[Estate]
    began: int
    ended: int
    shift: int = 0
    struck: Sequence[BaseException] = ()

    @property
    def alone(self) -> bool:
        """Whether one command was given and nothing went wrong."""
        return len(self.asked) == 1 and not self.struck and len(self.estates) == 1

    def of(self, chat: str) -> Sequence[Asked]:
        """Return what was asked of a chat, its opening apart."""
        return [
            one
            for one in self.asked
            if not isinstance(one.command, c.Open) and one.command.chat == chat
        ]


def check_step(step: Step) -> None:
    """Hold the answers to what stands in the database now."""
    for one in step.asked:
        check_kind_of_answer(one, step)
        if isinstance(one.answer, Outcome | Refused):
            check_rights(one, step)
        if isinstance(one.answer, Outcome) and isinstance(one.command, c.Keyed):
            check_ack(one, one.answer, one.command, step)
    check_first_answers(step)
    check_losers(step)
    check_that_nothing_changed(step)
    check_revs(step)
    for id_, chat in step.after.chats.items():
        before = step.before.chats.get(id_)
        check_comment(chat, before, step)
        check_place(chat, before, step)
    if step.alone:
        check_window(step)


def check_kind_of_answer(one: Asked, step: Step) -> None:
    """Whoever got no answer, or trouble, got it because something was broken."""
    kinds = {type(error) for error in step.struck}
    if one.answer is None:
        assert Crash in kinds
    elif isinstance(one.answer, Trouble):
        # A race that is lost again and again ends as a fault of ours.
        reasons: dict[str, set[type[BaseException]]]
        reasons = {"internal": {Spoilt, Raced}, "unavailable": {Unavailable}}
        assert reasons[one.answer.code] & kinds
    else:
        assert isinstance(one.answer, Outcome | Refused)


def check_rights(one: Asked, step: Step) -> None:
    """Nobody does, or learns of, what they have no right to (I7 of the ledger)."""
    command, person = one.command, one.person
    if isinstance(command, c.Open) or person.kind == "system":
        assert not isinstance(one.answer, NotFound) or isinstance(command, c.Open)
        return
    chats = [dump.chats[command.chat] for dump in (step.before, step.after)]
    views, sends = (_rights(one, right, chats, step.estates) for right in ("view", "send"))
    if not any(views):
        assert isinstance(one.answer, NotFound), "what others may not see is not there for them"
    elif isinstance(one.answer, Outcome) and not isinstance(command, c.Read):
        assert any(sends) or one.answer.duplicate
    elif not any(sends) and not isinstance(command, c.Read):
        assert isinstance(one.answer, Forbidden | KeyConflict | NotFound)


def _rights(
    one: Asked, right: str, chats: Sequence[Row], estates: Sequence[Estate]
) -> Sequence[bool]:
    if one.person.kind == "client":
        return [chat["client"] == one.person.id for chat in chats]
    assert one.person.id is not None
    return [estate.may(right, one.person.id, chat) for estate in estates for chat in chats]


def check_ack(one: Asked, answer: Outcome, command: c.Keyed, step: Step) -> None:
    """I1, I3: what was acked stands in the log, there where the answer says; again and again."""
    event = step.after.keys[one.person.id or "", command.key]
    assert answer.at is not None
    assert (event["chat"], event["seq"]) == (command.chat, answer.seq)
    assert event["at"] == answer.at + step.shift
    if isinstance(command, c.Assign):
        assert answer.assignment == command.expect + 1
    first = one.repeats.answer if one.repeats is not None else None
    if isinstance(first, Outcome):
        assert answer.duplicate
        assert answer.seq == first.seq


def check_first_answers(step: Step) -> None:
    """Of all who gave one command, exactly one was the first; the others are told so."""
    known = step.before.keys
    firsts: Counter[tuple[str, str]] = Counter()
    taken: set[tuple[str, str]] = set()
    for one in step.asked:
        if isinstance(one.command, c.Keyed) and isinstance(one.answer, Outcome):
            key = (one.person.id or "", one.command.key)
            taken.add(key)
            firsts[key] += not one.answer.duplicate
            assert one.answer.duplicate or key not in known
    lost = any(not isinstance(one.answer, Outcome | Refused) for one in step.asked)
    for key in taken - known.keys():
        assert firsts[key] == 1 or (lost and firsts[key] == 0)


def check_that_nothing_changed(step: Step) -> None:
    """A refusal leaves no trace but a prompt that fell before it, and neither does a repeat."""
    if len(step.estates) > 1 or not step.asked:
        return
    if any(
        chat["prompt"] and chat["expires_at"] <= step.ended for chat in step.before.chats.values()
    ):
        return
    if all(
        isinstance(one.answer, Refused)
        or (isinstance(one.answer, Outcome) and one.answer.duplicate)
        for one in step.asked
    ):
        assert step.before.unnumbered() == step.after.unnumbered()


def check_revs(step: Step) -> None:
    """Every change of a chat takes the organisation's next rev: so a sweep finds it."""
    for id_, chat in step.after.chats.items():
        before = step.before.chats.get(id_)
        if before is None or {**before, "rev": 0} != {**chat, "rev": 0}:
            assert chat["rev"] > step.before.org["rev"], "a change that no other node would see"
        changed = step.before.events.get(id_) != step.after.events[id_]
        assert not changed or chat["rev"] > step.before.org["rev"]


def check_comment(chat: Row, before: Row | None, step: Step) -> None:
    """The comment is what was written last by somebody who had seen the one before."""
    version = before["comment_version"] if before is not None else 0
    written = [
        (one.command, one.answer)
        for one in step.of(chat["id"])
        if isinstance(one.command, c.SetComment) and not isinstance(one.answer, Refused)
    ]
    sure = [command for command, answer in written if isinstance(answer, Outcome)]
    assert len(sure) <= chat["comment_version"] - version <= len(written)
    if chat["comment_version"] > version:
        last = [one for one, _ in written if one.expect == chat["comment_version"] - 1]
        assert chat["comment"] in [one.text for one in last]
    else:
        assert chat["comment"] == (before["comment"] if before is not None else "")


def check_place(chat: Row, before: Row | None, step: Step) -> None:
    """A chat moves only when a dialog opens, and then to where the client opened it (D15)."""
    old = before["place"] if before is not None else None
    last = before["last"] if before is not None else 0
    opened = [
        event for event in step.after.events[chat["id"]][last:] if event["kind"] == "dialog.opened"
    ]
    if not opened or {event["by_kind"] for event in opened} == {"staff"}:
        assert chat["place"] == old
    elif step.alone:
        command, homes = step.asked[0].command, step.estates[0].places[chat["client"]]
        wanted = command.place if isinstance(command, c.Open | c.NewDialog) else None
        usual = old if old in homes else next(iter(homes), None)
        assert chat["place"] == (wanted or usual)


def check_window(step: Step) -> None:
    """D11: whatever was changed was young and unread, but for an Administrator's hand."""
    [one] = step.asked
    command, answer = one.command, one.answer
    if not isinstance(command, c.EditMessage | c.DeleteMessage) or not isinstance(answer, Outcome):
        return
    if answer.duplicate:
        return
    target = step.before.events[command.chat][command.seq - 1]
    staff = step.estates[0].staff.get(one.person.id or "")
    if isinstance(command, c.DeleteMessage) and staff is not None and staff.role == "role_all":
        in_a_name = target["kind"] in IN_A_NAME and target["author"] is not None
        assert in_a_name or target["by_kind"] == "staff"
        return
    chat = step.before.chats[command.chat]
    other = "staff" if one.person.kind == "client" else "client"
    assert target["author"] == one.person.id
    assert chat[f"{other}_read"] < command.seq
    assert answer.at is not None
    assert answer.at + step.shift - target["at"] < EDIT_WINDOW_MS


def check_losers(step: Step) -> None:
    """I10: of those who assigned from the same point one at most was first; the others know."""
    expected: Counter[tuple[str, int]] = Counter()
    for one in step.asked:
        if isinstance(one.command, c.Assign) and isinstance(one.answer, Outcome):
            expected[one.command.chat, one.command.expect] += not one.answer.duplicate
        if isinstance(one.answer, Conflict) and isinstance(one.command, c.Assign):
            assert one.answer.data["assignment"] != one.command.expect
    assert all(times <= 1 for times in expected.values())
