"""When does a dialog end for want of words, and when does it not?"""

import pytest

from chatserver.core.chat import State
from chatserver.core.commands import Expire, PickTag
from chatserver.core.events import DialogClosed, Message
from tests.model.book import CHAT, Book, kinds
from tests.model.street import ADA, ANN, AS_CID, DOT, MINUTE, NOON, REPAIRS, SERVER, WATER, as_staff


def test_the_timer_ends_a_dialog_in_which_nothing_was_said_without_a_word() -> None:
    book = Book()
    book.enter()
    decision = book.tick()
    assert [entry.event for entry in decision.entries] == [DialogClosed(1, "timeout")]
    assert (book.chat.state, book.chat.prompt, book.chat.expires_at) == (State.CLOSED, None, None)


def test_the_timer_never_drops_a_question() -> None:
    book = Book()
    book.enter()
    book.tick()
    book.say(text="my tap drips")
    assert book.chat.state is State.BOT
    assert kinds(book.tick()) == "assigned"
    assert (book.chat.state, book.chat.cause, book.chat.staff) == (State.STAFF, "default", ANN.id)


def test_the_timer_is_never_early_and_comes_once() -> None:
    book = Book()
    book.enter()
    book.street.now = NOON + 10 * MINUTE - 1
    assert kinds(book.do(SERVER, Expire(CHAT))) == ""
    book.street.now += 1
    assert kinds(book.do(SERVER, Expire(CHAT))) == "closed"
    assert kinds(book.do(SERVER, Expire(CHAT))) == ""


@pytest.mark.parametrize("minutes", [1, 10_080])
def test_the_timer_takes_the_time_of_the_settings(minutes: int) -> None:
    book = Book()
    book.street.set_bot(restart_minutes=minutes)
    book.enter()
    assert book.chat.expires_at == NOON + minutes * MINUTE


def test_reading_and_editing_do_not_touch_the_timer() -> None:
    book = Book()
    book.enter()
    book.tick()
    book.say()
    deadline = book.chat.expires_at
    book.street.now += MINUTE
    book.see(AS_CID)
    book.edit(AS_CID, 6)
    assert book.chat.expires_at == deadline


def test_a_choice_at_the_deadline_comes_too_late_even_if_the_job_does_too() -> None:
    book = Book()
    book.enter()
    book.street.now = NOON + 10 * MINUTE
    refusal = book.refusal(AS_CID, PickTag(CHAT, "k", 3, WATER.id))
    assert refusal.data == {"prompt": None, "state": "closed"}


def test_a_message_after_the_deadline_finds_the_dialog_ended() -> None:
    book = Book()
    book.enter()
    book.street.now = NOON + 10 * MINUTE
    decision = book.say()
    assert kinds(decision) == "closed opened message greeting prompt"
    assert decision.entries[decision.keyed].event == Message("hello")
    assert book.chat.dialog == 2


def test_entry_after_the_deadline_starts_anew() -> None:
    book = Book()
    book.enter()
    book.street.now = NOON + 10 * MINUTE
    assert kinds(book.enter()) == "closed opened greeting prompt"
    assert book.chat.expires_at == NOON + 20 * MINUTE


def test_a_message_after_the_deadline_finds_the_question_handed_on() -> None:
    book = Book()
    book.enter()
    book.tick()
    book.say()
    book.street.now += 10 * MINUTE
    decision = book.say()
    assert kinds(decision) == "assigned message"
    assert decision.entries[decision.keyed].event == Message("hello")


def test_who_writes_as_the_wait_is_over_takes_what_was_just_handed_out() -> None:
    book = Book()
    book.street.set_basic(DOT, department=REPAIRS)
    book.street.change(DOT, active=False)
    book.enter()
    book.end(as_staff(ADA))
    book.say()
    book.street.now += 10 * MINUTE
    decision = book.say(as_staff(ADA))
    assert kinds(decision) == "assigned message assigned"
    assert [why.cause for why in decision.explanations] == ["default", "manual"]
    assert decision.explanations[1].chosen == ADA.id


def test_an_employee_who_writes_ends_the_wait() -> None:
    book = Book()
    book.enter()
    assert kinds(book.say(as_staff(ADA))) == "message assigned"
    assert book.chat.expires_at is None
    assert kinds(book.tick()) == ""
