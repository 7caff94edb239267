"""What does a message bring about, before anybody answers?"""

import pytest

from chatserver.core.chat import State
from chatserver.core.commands import NewDialog, Send
from chatserver.core.events import Link, Message
from tests.bots.books import without_bot
from tests.model.book import CHAT, Book, kinds
from tests.model.street import ANN, AS_CID, BOB, DESK, DOT, REPAIRS, as_staff


def test_a_message_after_the_end_opens_a_dialog_with_the_bot_behind_it() -> None:
    book = Book()
    book.enter()
    book.pick()
    book.end(as_staff(DOT))
    decision = book.say(text="one more thing")
    assert kinds(decision) == "opened message greeting prompt"
    assert decision.entries[decision.keyed].event == Message("one more thing")
    assert (book.chat.dialog, book.chat.state, book.chat.acted) == (2, State.BOT, True)
    assert book.chat.staff == DOT.id  # until the next dialog assigns


def test_without_the_bot_the_last_responsible_is_kept_while_eligible() -> None:
    book = without_bot()
    book.enter()
    book.street.draw = 0.99
    book.say()
    assert book.chat.staff == BOB.id
    book.end(as_staff(BOB))
    book.street.draw = 0.0
    decision = book.say()
    assert kinds(decision) == "opened message assigned"
    assert (book.chat.staff, book.chat.assignment, book.chat.cause) == (BOB.id, 2, "default")
    assert decision.explanations[0].draw is None
    book.end(as_staff(BOB))
    book.street.change(BOB, active=False)
    book.say()
    assert book.chat.staff == ANN.id


def test_who_left_a_department_that_is_gone_by_now_is_not_kept() -> None:
    book = without_bot()
    book.enter()
    book.say()
    book.give(as_staff(ANN), REPAIRS, DOT.id)
    book.end(as_staff(DOT))
    book.street.change(DOT, department=DESK)
    del book.street.departments[REPAIRS]
    decision = book.say()
    assert kinds(decision) == "opened message assigned"
    assert (book.chat.staff, book.chat.department) == (ANN.id, DESK)
    assert [one.why for one in decision.explanations[0].looks[0].left_out] == ["moved"]


def test_without_the_bot_a_new_dialog_is_assigned_at_once() -> None:
    book = without_bot()
    book.enter()
    book.say()
    book.end(as_staff(ANN))
    decision = book.renew()
    assert kinds(decision) == "opened assigned"
    assert decision.keyed == 0
    assert not book.chat.waits
    assert kinds(book.say()) == "message"


def test_a_new_dialog_for_which_nobody_is_there_tries_again_at_the_first_word() -> None:
    book = without_bot()
    book.enter()
    book.say()
    book.end(as_staff(ANN))
    book.street.change(ANN, active=False)
    book.street.change(BOB, active=False)
    book.renew()
    assert (book.chat.staff, book.chat.waits) == (None, False)
    book.street.change(BOB, active=True)
    assert kinds(book.say()) == "message assigned"
    assert book.chat.staff == BOB.id


def test_with_nobody_there_the_message_is_taken_and_waits_in_its_department() -> None:
    book = without_bot()
    book.street.set_basic(DOT, department=REPAIRS)
    book.street.change(DOT, active=False)
    book.enter()
    book.say()
    assert (book.chat.department, book.chat.staff, book.chat.waits) == (REPAIRS, None, True)
    assert kinds(book.say()) == "message"


def test_before_any_word_a_person_may_put_the_chat_somewhere_and_there_it_waits() -> None:
    book = without_bot()
    book.enter()
    book.street.change(DOT, active=False)
    book.give(as_staff(ANN), REPAIRS)
    assert not book.chat.waits
    assert kinds(book.say()) == "message"
    assert (book.chat.waits, book.chat.department) == (True, REPAIRS)


def test_before_any_word_where_a_person_put_the_chat_somebody_takes_it_with_the_first() -> None:
    book = without_bot()
    book.enter()
    book.street.change(DOT, active=False)
    book.give(as_staff(ANN), REPAIRS)
    book.street.change(DOT, active=True)
    assert kinds(book.say()) == "message assigned"
    assert (book.chat.staff, book.chat.cause) == (DOT.id, "manual")


@pytest.mark.parametrize(
    ("text", "file", "code"),
    [
        ("  \u200b ", None, "empty_message"),
        (None, None, "empty_message"),
        ("see", "file_1", "file_unavailable"),
    ],
)
def test_what_cannot_be_sent_is_refused_and_opens_nothing(
    text: str | None, file: str | None, code: str
) -> None:
    book = Book()
    book.enter()
    book.tick()
    for asker in (AS_CID, as_staff(ANN)):
        assert book.refusal(asker, Send(CHAT, "k", text, file)).code == code


def test_a_transition_is_for_staff_to_send() -> None:
    book = Book()
    book.enter()
    refusal = book.refusal(AS_CID, Send(CHAT, "k", "look", link=Link("bills")))
    assert (refusal.code, refusal.data) == ("forbidden", {})


def test_a_dialog_that_is_open_is_not_begun_anew() -> None:
    book = Book()
    book.enter()
    refusal = book.refusal(AS_CID, NewDialog(CHAT, "k"))
    assert (refusal.code, refusal.data) == ("conflict", {"dialog": 1, "state": "bot"})
