"""What meets a client who enters a chat, and which premises is it about?"""

from dataclasses import replace

import pytest

from chatserver.core.chat import State
from chatserver.core.commands import NewDialog, Open
from chatserver.core.events import Greeting, Prompt, TagOffer
from chatserver.core.people import Author
from tests.bots.books import without_bot
from tests.model.book import CHAT, Book, kinds
from tests.model.street import (
    ANN,
    APP,
    AS_CID,
    DESK,
    FLAT_1,
    FLAT_2,
    MINUTE,
    NOON,
    PASSES,
    WATER,
    as_staff,
)


def test_with_the_bot_on_who_enters_is_greeted_and_offered_the_topics() -> None:
    book = Book()
    decision = book.enter()
    by = Author("bot", ANN.id, ANN.name)
    assert [entry.by for entry in decision.entries[1:]] == [by, by]
    assert [entry.event for entry in decision.entries[1:]] == [
        Greeting("Hello!"),
        Prompt("What is it about?", (TagOffer(WATER.id, "Water"), TagOffer(PASSES.id, "Passes"))),
    ]
    assert kinds(decision) == "opened greeting prompt"
    assert (book.chat.state, book.chat.prompt) == (State.BOT, 3)
    assert book.chat.expires_at == NOON + 10 * MINUTE


def test_entering_alone_makes_no_chat_newer_in_the_lists() -> None:
    book = Book()
    book.street.now += MINUTE
    book.enter()
    assert book.chat.updated_at == NOON
    assert not book.chat.listed


def test_without_the_bot_the_greeting_waits_for_the_first_word() -> None:
    book = without_bot()
    decision = book.enter()
    assert kinds(decision) == "opened greeting"
    greeting = decision.entries[1]
    assert greeting.event == Greeting("Write to us", title="Welcome")
    assert greeting.by == Author("bot", None, APP.title)
    assert book.chat.state is State.STAFF
    assert not book.chat.waits
    assert kinds(book.hand_out()) == ""
    assert kinds(book.say()) == "message assigned"


def test_a_bot_without_topics_is_as_good_as_off() -> None:
    book = Book()
    book.street.set_bot(tags=())
    assert kinds(book.enter()) == "opened greeting"


def test_the_greeting_comes_once() -> None:
    book = without_bot()
    book.enter()
    assert kinds(book.enter()) == ""
    book.give(as_staff(ANN), DESK, ANN.id)
    book.end(as_staff(ANN))
    assert kinds(book.enter()) == ""


def test_the_name_of_the_app_is_for_staff_alone() -> None:
    for book in (Book(), without_bot()):
        book.street.change(ANN, active=False)
        assert "RQ-4" not in repr(book.enter())
        assert "Pine Street" in repr(book.log)


def test_a_greeter_who_left_speaks_as_the_product() -> None:
    book = Book()
    book.street.change(ANN, active=False)
    assert book.enter().entries[1].by == Author("bot", None, APP.title)


def test_entering_again_gives_the_choice_its_full_time_and_writes_nothing() -> None:
    book = Book()
    book.enter()
    book.street.now += 9 * MINUTE
    assert kinds(book.enter()) == ""
    assert book.chat.expires_at == NOON + 19 * MINUTE


@pytest.mark.parametrize("reason", ["solved", "no_answer"])
def test_after_an_ending_by_staff_entry_shows_the_conversation(reason: str) -> None:
    book = Book()
    book.enter()
    book.say()
    book.end(as_staff(ANN), reason)
    assert kinds(book.enter()) == ""
    assert kinds(book.renew()) == "opened greeting prompt"


def test_after_a_timeout_entry_starts_anew() -> None:
    book = Book()
    book.enter()
    book.tick()
    assert book.chat.reason == "timeout"
    assert kinds(book.enter()) == "opened greeting prompt"
    assert book.chat.dialog == 2


def test_without_the_bot_who_has_spoken_is_not_greeted_after_a_timeout() -> None:
    book = Book()
    book.enter()
    book.say()
    book.end(as_staff(ANN))
    book.renew()
    book.tick()
    book.street.set_bot(on=False)
    assert kinds(book.enter()) == ""


def test_a_chat_is_about_the_first_premises_unless_told_otherwise() -> None:
    book = Book()
    book.enter()
    assert book.chat.place == FLAT_1.id


def test_a_chat_is_about_the_premises_that_it_was_opened_from() -> None:
    book = Book()
    book.enter(FLAT_2.id)
    assert book.chat.place == FLAT_2.id


def test_premises_of_others_are_not_found() -> None:
    book = Book()
    assert book.refusal(AS_CID, Open(APP.id, "obj_house1")).code == "not_found"
    book.enter()
    assert book.refusal(AS_CID, Open(APP.id, "obj_house1")).code == "not_found"
    book.tick()
    assert book.refusal(AS_CID, NewDialog(CHAT, "k", "obj_house1")).code == "not_found"


def test_during_a_dialog_other_premises_are_ignored() -> None:
    book = Book()
    book.enter(FLAT_1.id)
    book.enter(FLAT_2.id)
    assert book.chat.place == FLAT_1.id


def test_the_next_dialog_stays_with_the_last_premises_or_moves() -> None:
    book = Book()
    book.enter(FLAT_2.id)
    book.tick()
    book.enter()
    assert book.chat.place == FLAT_2.id
    book.tick()
    book.enter(FLAT_1.id)
    assert book.chat.place == FLAT_1.id


def test_premises_that_the_client_left_stay_until_the_next_dialog() -> None:
    book = Book()
    book.enter(FLAT_2.id)
    book.say()
    book.street.client = replace(book.street.client, places=(FLAT_1.id,))
    assert book.chat.place == FLAT_2.id
    book.end(as_staff(ANN))
    book.say()
    assert book.chat.place == FLAT_1.id


def test_a_client_without_premises_chats_with_those_who_see_everything() -> None:
    book = without_bot()
    book.street.client = replace(book.street.client, places=())
    book.street.draw = 0.99
    book.enter()
    book.say()
    assert book.chat.place is None
    assert book.chat.staff == ANN.id  # Bob of the same department has but one house
