from dataclasses import replace

import pytest

from chatserver.core.chat import State
from chatserver.core.commands import Expire, NewDialog, Open, PickTag, Send
from chatserver.core.events import (
    Assigned,
    AutoReply,
    DialogClosed,
    Greeting,
    Link,
    Message,
    Prompt,
    TagOffer,
    TagPicked,
)
from chatserver.core.people import Author, Named, Side
from tests.model.book import CHAT, Book, kinds
from tests.model.street import (
    ADA,
    ANN,
    APP,
    AS_CID,
    BOB,
    DESK,
    DOT,
    FLAT_1,
    FLAT_2,
    MINUTE,
    NOON,
    PASSES,
    REPAIRS,
    SERVER,
    WATER,
    as_staff,
)


def without_bot() -> Book:
    book = Book()
    book.street.set_bot(on=False)
    return book


# --- entering -----------------------------------------------------------------------------------


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


# --- where --------------------------------------------------------------------------------------


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


# --- switched off -------------------------------------------------------------------------------


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


# --- choosing a topic ---------------------------------------------------------------------------


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


# --- writing ------------------------------------------------------------------------------------


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


# --- the timer ----------------------------------------------------------------------------------


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
