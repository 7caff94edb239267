"""Who may write a note for colleagues, and who may take one back?"""

from dataclasses import replace

import pytest

from bots.rules import may_assign
from chatserver.core import notes
from chatserver.core.commands import DeleteNote, WriteNote
from chatserver.core.facts import NOTHING, Decision, Facts, GoneNote, NewNote, Noted
from chatserver.core.people import Asker
from chatserver.core.refusals import Refused
from chatserver.core.rights import Permission
from tests.model.book import CHAT, Book
from tests.model.street import ADA, ANN, AS_CID, BOB, HOUR, as_staff

WROTE = 1_000_000


def facts(asker: Asker, *, note: Noted | None = None, passed: int = 0) -> Facts:
    seen = Book().street.facts(asker)
    return replace(seen, now=WROTE + passed, noted=note)


def outcome(asker: Asker, note: Noted | None, *, passed: int = 0) -> Decision | str:
    try:
        return notes.delete(
            Book().chat, DeleteNote(CHAT, 1), facts(asker, note=note, passed=passed)
        )
    except Refused as refused:
        return refused.code


def test_a_note_changes_nothing_but_itself() -> None:
    written = notes.write(Book().chat, WriteNote(CHAT, "k", " look "), facts(as_staff(ANN)))
    assert written == Decision(note=NewNote(" look ", as_staff(ANN).author))
    assert not may_assign(Book().chat, WriteNote(CHAT, "k", "look"))


@pytest.mark.parametrize(
    ("asker", "text", "code"),
    [
        (as_staff(ANN), " \u200b\n", "empty_message"),
        (
            Asker(staff=replace(ANN, permissions=frozenset({Permission.CHATS_VIEW}))),
            "a",
            "forbidden",
        ),
        (AS_CID, "a", "forbidden"),
        (Asker(), "a", "forbidden"),
    ],
)
def test_who_may_not_answer_may_not_note(asker: Asker, text: str, code: str) -> None:
    given = replace(facts(as_staff(ANN)), asker=asker)
    with pytest.raises(Refused) as refused:
        notes.write(Book().chat, WriteNote(CHAT, "k", text), given)
    assert refused.value.code == code


def test_the_author_takes_it_back_within_the_window_and_an_administrator_always() -> None:
    assert ADA.administrator
    assert not ANN.administrator
    note = Noted(1, ANN.id, WROTE, "look")
    gone, mute = Decision(note=GoneNote(note)), replace(note, text=None)
    told = {
        "own": outcome(as_staff(ANN), note, passed=HOUR - 1),
        "own, late": outcome(as_staff(ANN), note, passed=HOUR),
        "another's": outcome(as_staff(BOB), note),
        "another's, gone": outcome(as_staff(BOB), mute),
        "administrator": outcome(as_staff(ADA), note, passed=9 * HOUR),
        "twice": outcome(as_staff(ANN), mute, passed=HOUR),
        "none": outcome(as_staff(ADA), None),
    }
    assert told == {
        "own": gone,
        "own, late": "edit_window_closed",
        "another's": "forbidden",
        "another's, gone": "forbidden",
        "administrator": gone,
        "twice": NOTHING,
        "none": "not_found",
    }
