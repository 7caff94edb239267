"""Are the read marks where those who read have put them?"""

from chatserver.core import commands as c
from chatserver.core.refusals import Refused
from chatserver.ledger.outcome import Outcome
from tests.model.check_step import Step
from tests.model.dump import Row
from tests.model.nodes import Asked


def check_marks(step: Step) -> None:
    """I9: no mark falls or passes the end; each stands as far as somebody has read."""
    for id_, chat in step.after.chats.items():
        before = step.before.chats.get(id_)
        reads = [
            one
            for one in step.of(id_)
            if isinstance(one.command, c.Read) and not isinstance(one.answer, Refused)
        ]
        for side in ("client", "staff"):
            mine = [one for one in reads if one.person.kind == side]
            _check_shared(chat, before, side, mine)
        for staff in {one.person.id or "" for one in reads if one.person.kind == "staff"}:
            own = [one for one in reads if one.person.id == staff]
            _check_own(step, chat, before, staff, own)
    untouched = step.before.marks.items()
    assert all(step.after.marks[who] >= mark for who, mark in untouched)


def _check_shared(chat: Row, before: Row | None, side: str, reads: list[Asked]) -> None:
    last = before["last"] if before is not None else 0
    old = before[f"{side}_read"] if before is not None else 0
    mark = chat[f"{side}_read"]
    sure, lost, wanted = [old], [], []
    for one in reads:
        assert isinstance(one.command, c.Read)
        wanted.append(one.command.seq)
        if isinstance(one.answer, Outcome):
            held = one.answer.seq
            assert held is not None
            assert min(one.command.seq, last) <= held <= mark
            sure.append(held)
        else:
            lost.append(one.command.seq)
    least, most = max(sure), min(max([*sure, *lost]), chat["last"])
    assert least <= mark <= most
    if not lost:
        assert mark == least
    # Nobody moved it further than they asked.
    assert mark <= max([old, *wanted])


def _check_own(step: Step, chat: Row, before: Row | None, staff: str, reads: list[Asked]) -> None:
    """D8: each employee's own mark, which may lie below the shared one."""
    last = before["last"] if before is not None else 0
    old = step.before.marks.get((chat["id"], staff), 0)
    mark = step.after.marks.get((chat["id"], staff), 0)
    wanted = [one.command.seq for one in reads if isinstance(one.command, c.Read)]
    sure = [
        min(one.command.seq, last)
        for one in reads
        if isinstance(one.command, c.Read) and isinstance(one.answer, Outcome)
    ]
    assert max([old, *sure]) <= mark <= max(old, min(max(wanted), chat["last"]))
