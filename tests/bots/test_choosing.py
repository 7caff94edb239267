"""Where does a chosen topic lead?"""

from chatserver.core.chat import State
from chatserver.core.commands import PickTag
from chatserver.core.events import Assigned, AutoReply, TagOffer, TagPicked
from chatserver.core.people import Named, Side
from tests.model.book import CHAT, Book, kinds
from tests.model.street import AS_CID, DOT, PASSES, REPAIRS, WATER


def test_a_topic_is_answered_and_goes_to_whom_its_rule_chooses() -> None:
    book = Book()
    book.enter()
    decision = book.pick()
    assert [entry.event for entry in decision.entries] == [
        TagPicked(3, WATER.id, "Water"),
        AutoReply("Looking into it."),
        Assigned(1, "tag", Named(REPAIRS, "Repairs"), Named(DOT.id, DOT.name)),
    ]
    chat = book.chat
    assert (chat.state, chat.staff, chat.tag) == (State.STAFF, DOT.id, TagOffer(WATER.id, "Water"))
    assert (chat.prompt, chat.expires_at) == (None, None)
    assert chat.unread(Side.STAFF) == 1


def test_a_topic_without_words_or_rules_goes_by_the_basic_settings() -> None:
    book = Book()
    book.enter()
    decision = book.pick(PASSES.id)
    assert kinds(decision) == "tag assigned"
    assert book.chat.cause == "default"


def test_a_topic_that_was_taken_away_is_refused_with_those_that_stand() -> None:
    book = Book()
    book.enter()
    book.street.set_bot(tags=(PASSES,), prompt="And now?")
    refusal = book.refusal(AS_CID, PickTag(CHAT, "k", 3, WATER.id))
    assert refusal.code == "stale_prompt"
    assert refusal.data == {
        "prompt": 3,
        "text": "And now?",
        "tags": [{"id": PASSES.id, "text": "Passes"}],
        "state": "bot",
    }


def test_a_prompt_that_fell_offers_nothing() -> None:
    book = Book()
    book.enter()
    book.pick()
    refusal = book.refusal(AS_CID, PickTag(CHAT, "k", 3, WATER.id))
    assert refusal.data == {"prompt": None, "state": "staff"}


def test_the_topics_of_an_earlier_prompt_are_stale() -> None:
    book = Book()
    book.enter()
    book.tick()
    book.enter()
    refusal = book.refusal(AS_CID, PickTag(CHAT, "k", 3, WATER.id))
    assert refusal.data["prompt"] == 7


def test_writing_the_words_of_a_topic_is_not_choosing_it() -> None:
    book = Book()
    book.enter()
    assert kinds(book.say(text="Water")) == "message assigned"
    assert (book.chat.cause, book.chat.tag, book.chat.prompt) == ("default", None, None)
