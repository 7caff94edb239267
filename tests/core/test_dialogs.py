from dataclasses import replace

import pytest

from chatserver.core.chat import State
from chatserver.core.commands import Assign, CloseDialog, SetComment
from chatserver.core.events import Assigned, DialogClosed
from chatserver.core.people import Named
from tests.model.book import CHAT, Book, kinds
from tests.model.street import (
    ADA,
    ANN,
    AS_CID,
    BOB,
    DESK,
    DOT,
    EVE,
    HOUSE_2,
    REPAIRS,
    as_staff,
    employee,
)


def talking() -> Book:
    """Ann is responsible for Cid's question."""
    book = Book()
    book.enter()
    book.say()
    assert book.chat.staff == ANN.id
    return book


# --- ending -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reason", "text"), [("solved", "Glad to help."), ("no_answer", "Write again.")]
)
def test_a_dialog_ends_in_the_name_of_the_responsible_whoever_pressed(
    reason: str, text: str
) -> None:
    book = talking()
    [entry] = book.end(as_staff(BOB), reason).entries
    assert entry.event == DialogClosed(1, reason, text)
    assert (entry.by.kind, entry.by.id, entry.by.name) == ("staff", ANN.id, "Ann")
    assert (book.chat.state, book.chat.reason) == (State.CLOSED, reason)
    assert book.chat.staff == ANN.id


def test_with_nobody_responsible_it_ends_in_the_name_of_who_pressed() -> None:
    book = Book()
    book.enter()
    [entry] = book.end(as_staff(BOB)).entries
    assert entry.by.id == BOB.id
    assert (book.chat.prompt, book.chat.expires_at) == (None, None)
    assert kinds(book.tick()) == ""


def test_it_does_not_end_in_the_name_of_one_who_has_left() -> None:
    book = talking()
    book.end(as_staff(ANN))
    book.renew()
    assert (book.chat.state, book.chat.staff) == (State.BOT, ANN.id)
    book.street.change(ANN, active=False)
    [entry] = book.end(as_staff(BOB)).entries
    assert (entry.by.kind, entry.by.id) == ("staff", BOB.id)


def test_a_dialog_ends_once() -> None:
    book = talking()
    book.end(as_staff(ANN))
    assert book.refusal(as_staff(ANN), CloseDialog(CHAT, "k", 1, "solved")).code == "closed"


@pytest.mark.parametrize("dialog", [0, 1, 3])
def test_only_the_current_dialog_can_be_ended(dialog: int) -> None:
    book = talking()
    book.end(as_staff(ANN))
    book.renew()
    refusal = book.refusal(as_staff(ANN), CloseDialog(CHAT, "k", dialog, "solved"))
    assert (refusal.code, refusal.data) == ("conflict", {"dialog": 2, "state": "bot"})


# --- assigning ----------------------------------------------------------------------------------


def test_whoever_is_named_becomes_the_responsible() -> None:
    book = talking()
    decision = book.give(as_staff(ANN), REPAIRS, DOT.id)
    [entry] = decision.entries
    assert entry.event == Assigned(2, "manual", Named(REPAIRS, "Repairs"), Named(DOT.id, "Dot"))
    assert entry.by.id == ANN.id
    assert (decision.explanations[0].looks[0].source, decision.explanations[0].draw) == (
        "named",
        None,
    )


def test_with_nobody_named_one_of_the_department_is_drawn() -> None:
    book = talking()
    book.street.draw = 0.6
    decision = book.give(as_staff(ADA), DESK)
    assert book.chat.staff == BOB.id
    assert (decision.explanations[0].looks[0].source, decision.explanations[0].draw) == (
        "department",
        0.6,
    )


def test_with_nobody_to_draw_it_waits_there() -> None:
    book = talking()
    book.street.change(DOT, active=False)
    book.give(as_staff(ANN), REPAIRS)
    assert (book.chat.department, book.chat.staff, book.chat.waits) == (REPAIRS, None, True)


@pytest.mark.parametrize(
    ("department", "staff", "values"),
    [
        (DESK, DOT, {}),
        (REPAIRS, DOT, {"active": False}),
        (REPAIRS, EVE, {}),
        (DESK, BOB, {"objects": frozenset({HOUSE_2})}),
        (DESK, ADA, {}),
    ],
)
def test_who_could_not_answer_cannot_be_named(
    department: str, staff: object, values: dict[str, object]
) -> None:
    book = talking()
    assert isinstance(staff, type(ANN))
    book.street.change(staff, **values)
    refusal = book.refusal(as_staff(ANN), Assign(CHAT, "k", department, 1, staff.id))
    assert refusal.code == "not_eligible"


@pytest.mark.parametrize(("department", "staff"), [("dep_x", None), (DESK, "st_x")])
def test_what_belongs_to_others_is_not_found(department: str, staff: str | None) -> None:
    refusal = talking().refusal(as_staff(ANN), Assign(CHAT, "k", department, 1, staff))
    assert refusal.code == "not_found"


def test_of_two_who_assign_at_once_one_learns_who_won() -> None:
    book = talking()
    book.give(as_staff(ANN), REPAIRS, DOT.id)
    refusal = book.refusal(as_staff(BOB), Assign(CHAT, "k", DESK, 1, BOB.id))
    assert (refusal.code, refusal.data) == (
        "conflict",
        {
            "assignment": 2,
            "department": {"id": REPAIRS, "name": "Repairs"},
            "staff": {"id": DOT.id, "name": "Dot"},
        },
    )


def test_a_lost_race_for_a_chat_that_waits_says_that_nobody_has_it() -> None:
    book = Book()
    book.street.set_basic(employee("gone"), department=None)
    book.enter()
    book.say()
    refusal = book.refusal(as_staff(BOB), Assign(CHAT, "k", DESK, 0, BOB.id))
    assert refusal.data == {"assignment": 1, "department": None, "staff": None}


def test_assigning_past_the_bot_lets_the_prompt_fall() -> None:
    book = Book()
    book.enter()
    book.give(as_staff(ANN), DESK, BOB.id)
    assert (book.chat.state, book.chat.prompt, book.chat.expires_at) == (State.STAFF, None, None)


def test_a_closed_dialog_is_not_assigned() -> None:
    book = talking()
    book.end(as_staff(ANN))
    refusal = book.refusal(as_staff(ANN), Assign(CHAT, "k", DESK, 0, BOB.id))
    assert refusal.code == "closed"


# --- the comment --------------------------------------------------------------------------------


def test_the_comment_is_guarded_by_its_version() -> None:
    book = talking()
    book.note(as_staff(ANN), "call before coming")
    assert (book.chat.comment, book.chat.comment_version) == ("call before coming", 1)
    refusal = book.refusal(as_staff(BOB), SetComment(CHAT, "mine", 0))
    assert refusal.data == {"comment": "call before coming", "comment_version": 1}
    book.note(as_staff(BOB), "")
    assert (book.chat.comment, book.chat.comment_version) == ("", 2)


@pytest.mark.parametrize(
    "command",
    [
        CloseDialog(CHAT, "k", 1, "solved"),
        Assign(CHAT, "k", DESK, 1),
        SetComment(CHAT, "x", 0),
    ],
)
def test_only_staff_with_the_permission_to_write_manage_a_chat(
    command: CloseDialog | Assign | SetComment,
) -> None:
    book = talking()
    refusal = book.refusal(as_staff(EVE), command)
    assert (refusal.code, refusal.data) == ("forbidden", {"permission": "chats.send"})
    refusal = book.refusal(AS_CID, command)
    assert (refusal.code, refusal.data) == ("forbidden", {})


def test_a_subscription_is_managed_with_its_own_permission() -> None:
    book = talking()
    book.street.product = replace(book.street.product, kind="subscription")
    refusal = book.refusal(as_staff(ANN), CloseDialog(CHAT, "k", 1, "solved"))
    assert refusal.data == {"permission": "subscriptions.send"}
