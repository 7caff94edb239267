"""Who gets a chat whose responsible does not answer? (decision 0128)"""

from collections.abc import Callable
from datetime import UTC

import pytest

from bots.explain import sentences
from chatserver.core.events import Assigned
from chatserver.core.facts import Decision
from chatserver.core.hours import Hours
from tests.model.book import Book, kinds
from tests.model.street import ANN, BOB, DESK, FLAT_1, HOUR, MINUTE, NOON, REPAIRS, as_staff

BY_DAY = Hours((((9 * 60, 18 * 60),),) * 7, zone=UTC)


def asked() -> Book:
    """Cid has asked the desk from the first flat, and ann is responsible; bob could be, too."""
    book = Book()
    book.street.give_time(10)
    book.enter(FLAT_1.id)
    book.say()
    assert book.chat.staff == ANN.id
    return book


def given(decision: Decision) -> tuple[str, str | None]:
    [entry] = decision.entries
    assert isinstance(entry.event, Assigned)
    return entry.event.cause, None if entry.event.staff is None else entry.event.staff.id


def test_somebody_else_of_the_same_rule_gets_it() -> None:
    book = asked()
    decision = book.pass_on()
    assert given(decision) == ("unanswered", BOB.id)
    assert book.chat.cause == "default"  # which brought it here
    [why] = decision.explanations
    assert "Ann: the client got no answer in time." in sentences(why, "en")


def test_each_has_one_turn_and_the_last_keeps_it() -> None:
    book = asked()
    book.pass_on()
    assert kinds(book.pass_on(ANN.id, BOB.id)) == ""
    assert book.chat.staff == BOB.id


def test_where_all_of_the_topics_rule_had_their_turn_the_basics_are_asked() -> None:
    book = Book()
    book.street.give_time(10)
    book.enter(FLAT_1.id)
    book.pick()  # dot is the only one of the repairs
    assert given(book.pass_on())[1] in (ANN.id, BOB.id)
    assert book.chat.department == DESK


def _answered(book: Book) -> None:
    book.say(as_staff(BOB))


def _given_on(book: Book) -> None:
    book.give(as_staff(ANN), DESK, BOB.id)


def _ended(book: Book) -> None:
    book.end(as_staff(ANN))


def _off(book: Book) -> None:
    book.street.give_time(None)


def _closed(book: Book) -> None:
    book.street.hours = {DESK: BY_DAY}
    book.street.now = NOON + 6 * HOUR


@pytest.mark.parametrize("meanwhile", [_answered, _given_on, _ended, _off, _closed])
def test_what_happened_meanwhile_was_in_time(meanwhile: Callable[[Book], None]) -> None:
    book = asked()
    found = book.chat.assignment, book.chat.n_staff
    meanwhile(book)
    assert kinds(book.pass_on(as_of=found)) == ""


def test_to_read_is_not_to_answer() -> None:
    book = asked()
    book.see(as_staff(ANN))
    assert given(book.pass_on())[1] == BOB.id


def test_nobody_is_too_late_before_the_time() -> None:
    book = asked()
    assert kinds(book.pass_on(due=book.street.now + MINUTE)) == ""
    book.street.now += MINUTE
    assert given(book.pass_on(due=book.street.now))[1] == BOB.id


def test_where_a_person_put_it_there_it_goes_on() -> None:
    book = asked()
    book.give(as_staff(ANN), REPAIRS)
    assert kinds(book.pass_on()) == ""  # nobody else is there
    book.street.change(BOB, department=REPAIRS)
    assert given(book.pass_on()) == ("unanswered", BOB.id)
