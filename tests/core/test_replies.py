"""To what may a message reply, and what becomes of that?"""

import pytest

from chatserver.core.commands import Reply
from chatserver.core.events import Message
from chatserver.core.people import Asker
from tests.model.book import CHAT, Book
from tests.model.street import ANN, AS_CID, as_staff

AS_ANN = as_staff(ANN)
OPENED, GREETING, PROMPT, OF_CID, ASSIGNED, OF_ANN = range(1, 7)


@pytest.fixture
def book() -> Book:
    """Cid has written past the bot, and Ann has answered."""
    book = Book()
    book.enter()
    book.say(text="my tap drips")
    book.say(AS_ANN, text="which one?")
    return book


@pytest.mark.parametrize("seq", [GREETING, PROMPT, OF_CID, OF_ANN])
@pytest.mark.parametrize("asker", [AS_CID, AS_ANN])
def test_either_side_replies_to_whatever_was_said(book: Book, asker: Asker, seq: int) -> None:
    decision = book.do(asker, Reply(CHAT, "k", "that one", reply=seq))
    assert [entry.event for entry in decision.entries] == [Message("that one", reply=seq)]


@pytest.mark.parametrize("seq", [0, OPENED, ASSIGNED, 7, 99])
def test_where_nobody_said_anything_nothing_is_replied_to(book: Book, seq: int) -> None:
    assert book.refusal(AS_CID, Reply(CHAT, "k", "hello", reply=seq)).code == "not_found"


def test_a_reply_with_nothing_to_see_is_none(book: Book) -> None:
    assert book.refusal(AS_CID, Reply(CHAT, "k", "  ", reply=OF_ANN)).code == "empty_message"


def test_what_was_deleted_meanwhile_may_be_replied_to(book: Book) -> None:
    book.erase(AS_ANN, OF_ANN)
    decision = book.do(AS_CID, Reply(CHAT, "k", "the one in the kitchen", reply=OF_ANN))
    assert decision.entries[0].event == Message("the one in the kitchen", reply=OF_ANN)


def test_an_edit_leaves_it_a_reply_and_a_deletion_does_not(book: Book) -> None:
    book.do(AS_CID, Reply(CHAT, "k", "the kitchen", reply=OF_ANN))
    seq = book.chat.last
    book.edit(AS_CID, seq, "the bathroom")
    assert (book.messages[seq].text, book.messages[seq].reply) == ("the bathroom", OF_ANN)
    book.erase(AS_CID, seq)
    assert book.messages[seq] == Message(deleted=True)
