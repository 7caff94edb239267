"""What is begun, taken and shown of a chat that is not served?"""

from dataclasses import replace

import pytest

from chatserver.core.commands import NewDialog, Open, PickTag, Send
from tests.model.book import CHAT, Book, kinds
from tests.model.street import ANN, APP, AS_CID, WATER, as_staff


def switched_off(book: Book) -> Book:
    book.street.product = replace(book.street.product, chat_on=False)
    return book


def test_a_chat_that_is_off_cannot_be_begun() -> None:
    book = switched_off(Book())
    assert book.refusal(AS_CID, Open(APP.id)).code == "chat_disabled"


def test_a_chat_that_is_off_takes_nothing_from_the_client_and_is_shown() -> None:
    book = Book()
    book.enter()
    switched_off(book)
    before = book.chat
    assert kinds(book.enter()) == ""
    assert book.chat == before  # not even the timer
    for command in (
        Send(CHAT, "k", "hello"),
        PickTag(CHAT, "k", 3, WATER.id),
        NewDialog(CHAT, "k"),
    ):
        assert book.refusal(AS_CID, command).code == "chat_disabled"
    assert kinds(book.end(as_staff(ANN))) == "closed"
    assert book.refusal(as_staff(ANN), Send(CHAT, "k", "more")).code == "chat_disabled"


def test_staff_may_finish_an_open_dialog_of_a_chat_that_is_off() -> None:
    book = Book()
    book.enter()
    book.say()
    switched_off(book)
    assert kinds(book.say(as_staff(ANN))) == "message"


def test_an_offer_must_be_accepted_before_a_dialog_and_before_a_word() -> None:
    book = Book()
    book.street.product = replace(APP, offer="off_1")
    refusal = book.refusal(AS_CID, Open(APP.id))
    assert (refusal.code, refusal.data) == ("offer_required", {"offer": "off_1"})
    book.street.accepted = frozenset({"off_1"})
    book.enter()
    book.street.product = replace(APP, offer="off_2")
    assert kinds(book.enter()) == ""
    assert book.refusal(AS_CID, Send(CHAT, "k", "hello")).data == {"offer": "off_2"}


def test_nobody_begins_a_dialog_with_a_client_who_was_erased() -> None:
    book = Book()
    book.enter()
    book.say()
    book.end(as_staff(ANN))
    book.street.client = replace(book.street.client, erased=True)
    assert book.refusal(as_staff(ANN), Send(CHAT, "k", "more")).code == "chat_disabled"


def test_off_is_told_before_the_offer() -> None:
    book = Book()
    book.street.product = replace(APP, offer="off_1", chat_on=False)
    assert book.refusal(AS_CID, Open(APP.id)).code == "chat_disabled"


@pytest.mark.parametrize("door", ["closing", "testers"])
def test_what_is_served_no_more_begins_no_dialog_and_ends_none(door: str) -> None:
    book = Book()
    book.enter()
    book.street.product = replace(book.street.product, door=door)
    assert kinds(book.say()) == "message assigned"
    fresh = Book()
    fresh.street.product = replace(APP, door=door)
    assert fresh.refusal(AS_CID, Open(APP.id)).code == "chat_disabled"


def test_a_tester_begins_while_it_is_tested() -> None:
    book = Book()
    book.street.product = replace(APP, door="testers", tester_offer="off_2")
    client = book.street.client
    tester = replace(client, tester=True)
    assert book.street.product.begins_for(tester)
    assert book.street.product.offer_for(tester) == "off_2"
    assert book.street.product.offer_for(client) is None


def test_a_suspended_mini_app_takes_no_word() -> None:
    book = Book()
    book.enter()
    book.street.product = replace(book.street.product, door="shut")
    assert book.refusal(AS_CID, Send(CHAT, "k", "hello")).code == "chat_disabled"
