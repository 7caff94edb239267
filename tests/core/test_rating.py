"""Who is asked how a dialog was, until when may they say so, and what becomes of it?"""

from dataclasses import replace

import pytest

from chatserver.core.commands import CloseUnrated, Rate
from chatserver.core.events import DialogClosed, DialogRated
from chatserver.core.people import Side
from chatserver.core.rating import RATE_MS, SCORES
from chatserver.core.transcript_words import told
from tests.model.book import CHAT, Book
from tests.model.street import ADA, ANN, AS_CID, BOB, as_staff

AS_ANN = as_staff(ANN)


@pytest.fixture
def book() -> Book:
    """Cid has written past the bot, and Ann has answered; clients are asked how it was."""
    book = Book()
    book.street.ask_rating()
    book.enter()
    book.say(text="my tap drips")
    book.say(AS_ANN, text="which one?")
    return book


def asks(book: Book) -> bool:
    """Whether the last end asks."""
    [*_, end] = [one.entry.event for one in book.log if isinstance(one.entry.event, DialogClosed)]
    assert isinstance(end, DialogClosed)
    assert end.asks in (True, None)
    return bool(end.asks)


# --- who is asked -------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["solved", "no_answer"])
def test_a_client_who_was_answered_is_asked_once_for_each_dialog(book: Book, reason: str) -> None:
    book.end(AS_ANN, reason)
    assert asks(book)
    book.renew()
    book.say()
    book.end(AS_ANN)
    assert not asks(book), "of the dialog before nobody is asked again"


def test_nobody_is_asked_unless_the_settings_say_so(book: Book) -> None:
    book.street.ask_rating(on=False)
    book.end(AS_ANN)
    assert not asks(book)


def test_nobody_is_asked_whom_no_employee_has_answered() -> None:
    book = Book()
    book.street.ask_rating()
    book.enter()
    book.say(AS_ANN, text="we are closed on Monday")
    book.end(AS_ANN)
    assert not asks(book), "the client had said nothing"
    book.renew()
    book.say(text="hello?")
    book.end(AS_ANN)
    assert not asks(book)


def test_what_time_ended_asks_nobody(book: Book) -> None:
    book.end(AS_ANN)
    book.renew()
    book.tick()
    assert book.chat.reason == "timeout"
    assert not asks(book)


def test_whoever_ends_a_dialog_may_choose_not_to_ask(book: Book) -> None:
    book.do(AS_ANN, CloseUnrated(CHAT, "k", 1, "solved"))
    assert not asks(book)


def test_where_the_chat_is_switched_off_nobody_could_say_it(book: Book) -> None:
    book.street.product = replace(book.street.product, chat_on=False)
    book.end(AS_ANN)
    assert not asks(book)


# --- what they say ------------------------------------------------------------------------------


@pytest.mark.parametrize("score", SCORES)
def test_the_client_says_how_it_was(book: Book, score: int) -> None:
    book.end(AS_ANN)
    end, before = book.chat.last, book.chat
    book.street.now += 60_000
    [entry] = book.rate(score, "quick").entries
    assert entry.event == DialogRated(1, end, score, "quick")
    assert entry.by.kind == "client"
    # It is no talk: nobody has anything to read, and no list is put in another order.
    assert book.chat == replace(before, last=end + 1, score=score)
    assert book.chat.unread(Side.STAFF) == before.unread(Side.STAFF)


@pytest.mark.parametrize("comment", [None, "", " \n\u200b"])
def test_of_a_comment_without_anything_to_see_nothing_is_kept(
    book: Book, comment: str | None
) -> None:
    book.end(AS_ANN)
    [entry] = book.rate(4, comment).entries
    assert entry.event == DialogRated(1, book.chat.last - 1, 4)


def test_they_may_say_something_else_and_that_counts(book: Book) -> None:
    book.end(AS_ANN)
    end = book.chat.last
    book.rate(1)
    book.rate(5, seq=end)
    assert [one.entry.event for one in book.log[-2:]] == [
        DialogRated(1, end, 1),
        DialogRated(1, end, 5),
    ]


def test_an_earlier_dialog_may_be_rated_when_another_goes_on(book: Book) -> None:
    book.end(AS_ANN)
    end = book.chat.last
    book.renew()
    book.say(text="and my lamp flickers")
    book.rate(5, seq=end)
    assert book.log[-1].entry.event == DialogRated(1, end, 5)
    assert (book.chat.dialog, book.chat.staff) == (2, ANN.id)


def test_it_is_open_for_72_hours(book: Book) -> None:
    book.end(AS_ANN)
    end = book.chat.last
    book.street.now += RATE_MS - 1
    book.rate(3, seq=end)
    book.street.now += 1
    assert book.refusal(AS_CID, Rate(CHAT, "k", end, 5)).code == "rating_closed"


def test_that_the_settings_no_longer_ask_takes_nobody_the_word(book: Book) -> None:
    book.end(AS_ANN)
    book.street.ask_rating(on=False)
    assert book.rate(2).entries


@pytest.mark.parametrize("back", range(1, 6))
def test_nothing_but_the_end_of_a_dialog_is_rated(book: Book, back: int) -> None:
    book.end(AS_ANN)
    seq = book.chat.last - back
    assert book.refusal(AS_CID, Rate(CHAT, "k", seq, 5)).code == "not_found"


def test_where_nobody_was_asked_nothing_is_rated(book: Book) -> None:
    book.do(AS_ANN, CloseUnrated(CHAT, "k", 1, "solved"))
    assert book.refusal(AS_CID, Rate(CHAT, "k", book.chat.last, 5)).code == "rating_closed"


def test_employees_rate_nothing(book: Book) -> None:
    book.end(AS_ANN)
    assert book.refusal(as_staff(BOB), Rate(CHAT, "k", book.chat.last, 5)).code == "forbidden"


def test_a_chat_that_is_off_takes_no_word(book: Book) -> None:
    book.end(AS_ANN)
    book.street.product = replace(book.street.product, chat_on=False)
    assert book.refusal(AS_CID, Rate(CHAT, "k", book.chat.last, 5)).code == "chat_disabled"


def test_an_end_whose_words_are_taken_back_still_asks(book: Book) -> None:
    book.end(AS_ANN)
    end = book.chat.last
    book.erase(as_staff(ADA), end)
    assert book.rate(4, seq=end).entries


# --- how it is kept -----------------------------------------------------------------------------


def test_a_transcript_says_it_with_its_comment() -> None:
    rated = DialogRated(3, 9, 4, "quick")
    assert told(rated, "en") == ("Dialog 3 rated: 4 out of 5", "quick")
    assert told(replace(rated, comment=None), "ru") == ("Оценка диалога 3: 4 из 5",)
