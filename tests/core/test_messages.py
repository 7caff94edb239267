from collections.abc import Callable
from dataclasses import replace

import pytest

from chatserver.core.commands import DeleteMessage, EditMessage, Read, Send
from chatserver.core.events import (
    Assigned,
    AutoReply,
    Deleted,
    DialogClosed,
    Edit,
    Edited,
    Greeting,
    Link,
    Message,
)
from chatserver.core.people import Asker, Named, Side
from tests.model.book import CHAT, Book, kinds
from tests.model.street import (
    ADA,
    ANN,
    AS_CID,
    BOB,
    DESK,
    DOT,
    EVE,
    FLAT_1,
    FLAT_2,
    HOUR,
    NOON,
    SERVER,
    as_staff,
)


def talking() -> Book:
    """Ann is responsible; event 4 is Cid's message, 6 is Ann's; nobody has read anything."""
    book = Book()
    book.enter()
    book.say(text="my tap drips")
    book.say(as_staff(ANN), text="on my way")
    assert [line.entry.event.kind for line in book.log[3:]] == ["message", "assigned", "message"]
    return book


OF_CID, OF_ANN = 4, 6


# --- staff write --------------------------------------------------------------------------------


def test_who_is_responsible_just_writes() -> None:
    book = talking()
    assert kinds(book.say(as_staff(ANN))) == "message"
    assert kinds(book.say(as_staff(BOB))) == "message"
    assert book.chat.staff == ANN.id


def test_who_writes_past_the_bot_becomes_the_responsible() -> None:
    book = Book()
    book.enter()
    decision = book.say(as_staff(BOB))
    assert kinds(decision) == "message assigned"
    assigned = decision.entries[1]
    assert assigned.event == Assigned(1, "manual", Named(DESK, "Desk"), Named(BOB.id, "Bob"))
    assert assigned.by.id == BOB.id
    assert (book.chat.prompt, book.chat.expires_at) == (None, None)
    assert (decision.explanations[0].by, decision.explanations[0].draw) == (BOB.id, None)


def test_who_writes_into_a_waiting_chat_becomes_the_responsible() -> None:
    book = Book()
    book.street.set_basic(DOT)
    book.enter()
    book.say()
    assert book.chat.waits
    assert kinds(book.say(as_staff(BOB))) == "message assigned"
    assert book.chat.staff == BOB.id


@pytest.mark.parametrize("writer", [ANN, BOB])
def test_who_writes_into_a_closed_chat_opens_a_dialog_and_becomes_the_responsible(
    writer: object,
) -> None:
    book = talking()
    book.end(as_staff(ANN))
    assert isinstance(writer, type(ANN))
    decision = book.say(as_staff(writer))
    assert kinds(decision) == "opened message assigned"
    assert decision.keyed == 1
    assert (book.chat.dialog, book.chat.staff, book.chat.cause) == (2, writer.id, "manual")


def test_a_dialog_that_staff_open_keeps_the_place_where_they_have_access() -> None:
    book = talking()
    book.end(as_staff(ANN))
    book.street.client = replace(book.street.client, places=(FLAT_2.id,))
    book.say(as_staff(BOB))
    assert book.chat.place == FLAT_1.id
    assert book.chat.staff == BOB.id


def test_writing_needs_the_permission_of_the_products_kind() -> None:
    book = talking()
    refusal = book.refusal(as_staff(EVE), Send(CHAT, "k", "hello"))
    assert (refusal.code, refusal.data) == ("forbidden", {"permission": "chats.send"})
    book.street.product = replace(book.street.product, kind="subscription")
    refusal = book.refusal(as_staff(ANN), Send(CHAT, "k", "hello"))
    assert refusal.data == {"permission": "subscriptions.send"}


def test_a_link_to_nothing_and_a_file_are_refused() -> None:
    book = talking()
    with_link = Send(CHAT, "k", "look", link=Link("bills"))
    assert book.refusal(as_staff(ANN), with_link).code == "link_unavailable"
    with_file = Send(CHAT, "k", file="file_1")
    assert book.refusal(as_staff(ANN), with_file).code == "file_unavailable"


def test_nobody_writes_for_the_server() -> None:
    book = talking()
    for command in (Send(CHAT, "k", "hello"), EditMessage(CHAT, "k", 4, "x"), Read(CHAT, 4)):
        assert book.refusal(SERVER, command).code == "forbidden"


# --- editing ------------------------------------------------------------------------------------


def test_an_edit_stands_in_the_log_and_in_the_message() -> None:
    book = talking()
    decision = book.edit(AS_CID, OF_CID, "both taps drip")
    assert [entry.event for entry in decision.entries] == [Edited(OF_CID, 1, "both taps drip")]
    assert book.messages[OF_CID] == Message("both taps drip", edited=Edit(1, NOON))
    book.street.now += 5
    book.edit(AS_CID, OF_CID, "all taps drip")
    assert book.messages[OF_CID].edited == Edit(2, NOON + 5)


def test_the_preview_follows_an_edit_of_the_last_message_only() -> None:
    book = talking()
    book.edit(AS_CID, OF_CID)
    assert book.chat.preview == "on my way"
    book.edit(as_staff(ANN), OF_ANN, "on my way!")
    assert book.chat.preview == "on my way!"
    book.erase(as_staff(ANN), OF_ANN)
    assert book.chat.preview == ""


Change = Callable[[int], EditMessage | DeleteMessage]


def editing(seq: int) -> EditMessage:
    return EditMessage(CHAT, "k", seq, "changed")


def deleting(seq: int) -> DeleteMessage:
    return DeleteMessage(CHAT, "k", seq)


both = pytest.mark.parametrize("change", [editing, deleting])


@both
@pytest.mark.parametrize(("asker", "seq"), [(AS_CID, OF_CID), (as_staff(ANN), OF_ANN)])
def test_a_message_may_be_changed_until_the_last_instant_of_its_hour(
    change: Change, asker: Asker, seq: int
) -> None:
    book = talking()
    book.street.now = NOON + HOUR - 1
    assert len(book.do(asker, change(seq)).entries) == 1
    book = talking()
    book.street.now = NOON + HOUR
    assert book.refusal(asker, change(seq)).code == "edit_window_closed"


@both
@pytest.mark.parametrize(
    ("asker", "seq", "reader"),
    [(AS_CID, OF_CID, as_staff(BOB)), (as_staff(ANN), OF_ANN, AS_CID)],
)
def test_a_message_that_was_read_is_told_before_its_age(
    change: Change, asker: Asker, seq: int, reader: Asker
) -> None:
    book = talking()
    book.see(reader, seq - 1)
    book.decide(asker, change(seq))
    book.see(reader, seq)
    assert book.refusal(asker, change(seq)).code == "already_read"
    book.street.now += 2 * HOUR
    assert book.refusal(asker, change(seq)).code == "already_read"


@both
def test_reading_ones_own_message_does_not_count_as_being_read(change: Change) -> None:
    book = talking()
    book.see(AS_CID, OF_CID)
    assert len(book.decide(AS_CID, change(OF_CID)).entries) == 1


@both
@pytest.mark.parametrize(
    ("asker", "seq"),
    [
        (as_staff(BOB), OF_ANN),
        (as_staff(ANN), OF_CID),
        (as_staff(ADA), OF_CID),
        (AS_CID, OF_ANN),
    ],
)
def test_anothers_message_is_not_to_be_changed(change: Change, asker: Asker, seq: int) -> None:
    assert talking().refusal(asker, change(seq)).code == "forbidden"


@both
@pytest.mark.parametrize("seq", [0, 1, 3, 5, 7, 10**15])
@pytest.mark.parametrize("asker", [AS_CID, as_staff(ANN), as_staff(ADA)])
def test_what_is_no_standing_message_is_not_found(change: Change, asker: Asker, seq: int) -> None:
    assert talking().refusal(asker, change(seq)).code == "not_found"


@both
def test_a_deleted_message_is_not_found(change: Change) -> None:
    book = talking()
    book.erase(AS_CID, OF_CID)
    assert book.refusal(AS_CID, change(OF_CID)).code == "not_found"


@both
def test_staff_change_messages_with_the_permission_to_write_only(change: Change) -> None:
    book = talking()
    book.street.change(ANN, permissions=EVE.permissions)
    refusal = book.refusal(as_staff(ANN), change(OF_ANN))
    assert refusal.data == {"permission": "chats.send"}


def test_a_message_cannot_be_edited_into_nothing() -> None:
    book = talking()
    refusal = book.refusal(AS_CID, EditMessage(CHAT, "k", OF_CID, " \u200b"))
    assert refusal.code == "empty_message"


def test_an_administrator_cannot_edit_what_others_wrote() -> None:
    assert talking().refusal(as_staff(ADA), editing(OF_ANN)).code == "forbidden"


# --- deleting -----------------------------------------------------------------------------------


def test_a_deleted_message_is_a_tombstone() -> None:
    book = talking()
    decision = book.erase(AS_CID, OF_CID)
    assert [entry.event for entry in decision.entries] == [Deleted(OF_CID)]
    assert book.messages[OF_CID] == Message(deleted=True)


def test_deleting_what_was_unread_lowers_the_unread() -> None:
    book = talking()
    assert book.chat.unread(Side.STAFF) == 1
    book.erase(AS_CID, OF_CID)
    assert book.chat.unread(Side.STAFF) == 0
    assert book.chat.n_client == 1
    book.see(as_staff(ANN))
    assert (book.chat.staff_dead, book.chat.unread(Side.STAFF)) == (0, 0)


def test_an_administrator_deletes_any_message_of_staff_at_any_time() -> None:
    book = talking()
    book.see(AS_CID)
    book.street.now += 100 * HOUR
    decision = book.erase(as_staff(ADA), OF_ANN)
    assert decision.entries[0].by.id == ADA.id
    assert decision.rewrite is not None
    assert decision.rewrite.dead is None  # it was read: no unread to lower
    assert book.chat.unread(Side.CLIENT) == 0


# --- words in an employee's name (requirement 188) ----------------------------------------------


def ended() -> Book:
    """The bot greets as Ann (2) and answers a topic (5); Bob ends in the responsible's name."""
    book = Book()
    book.enter()
    book.pick()
    book.end(as_staff(BOB))
    return book


GREETED, PROMPTED, REPLIED, ENDED = 2, 3, 5, 7
LEFT = {
    GREETED: Greeting(text="", deleted=True),
    REPLIED: AutoReply(text="", deleted=True),
    ENDED: DialogClosed(1, "solved", deleted=True),
}


@pytest.mark.parametrize("seq", LEFT)
def test_an_administrator_takes_back_what_was_said_in_an_employees_name(seq: int) -> None:
    book = ended()
    before = book.chat
    decision = book.erase(as_staff(ADA), seq)
    assert [entry.event for entry in decision.entries] == [Deleted(seq)]
    assert book.unsaid == {seq: LEFT[seq]}
    # Nobody had it among the unread, and the dialog stays as it ended.
    assert [book.chat.unread(side) for side in Side] == [before.unread(side) for side in Side]
    assert (book.chat.state, book.chat.reason) == (before.state, before.reason)
    assert book.refusal(as_staff(ADA), deleting(seq)).code == "not_found"


@pytest.mark.parametrize("seq", LEFT)
@pytest.mark.parametrize("asker", [AS_CID, as_staff(ANN), as_staff(BOB)])
def test_nobody_else_takes_it_back(asker: Asker, seq: int) -> None:
    assert ended().refusal(asker, deleting(seq)).code == "not_found"


@pytest.mark.parametrize("seq", [*LEFT, PROMPTED])
def test_nobody_edits_it_and_the_call_to_choose_stays(seq: int) -> None:
    book = ended()
    assert book.refusal(as_staff(ADA), editing(seq)).code == "not_found"
    assert book.refusal(as_staff(ADA), deleting(PROMPTED)).code == "not_found"


def test_what_the_product_says_in_no_employees_name_stays() -> None:
    book = Book()
    book.street.set_bot(greeter=None)
    book.enter()
    assert book.refusal(as_staff(ADA), deleting(GREETED)).code == "not_found"
    book.tick(11)
    assert book.chat.reason == "timeout"
    assert book.refusal(as_staff(ADA), deleting(book.chat.last)).code == "not_found"


# --- reading ------------------------------------------------------------------------------------


def test_a_mark_never_goes_back_and_never_past_the_end() -> None:
    book = talking()
    book.see(as_staff(BOB), 5)
    assert book.chat.staff_read == 5
    assert book.see(as_staff(ANN), 3).mark is None
    book.see(as_staff(ANN), 10**15)
    assert book.chat.staff_read == 6
    assert book.see(as_staff(ANN)).mark is None


def test_each_side_has_its_own_mark_and_reading_leaves_no_trace_in_the_log() -> None:
    book = talking()
    decision = book.see(AS_CID)
    assert decision.entries == ()
    assert (book.chat.client_read, book.chat.staff_read) == (6, 0)
    assert (book.chat.unread(Side.CLIENT), book.chat.unread(Side.STAFF)) == (0, 1)


def test_who_may_only_look_reads_for_all() -> None:
    book = talking()
    book.see(as_staff(EVE))
    assert book.chat.unread(Side.STAFF) == 0


def test_what_the_bot_says_is_unread_for_nobody() -> None:
    book = Book()
    book.enter()
    book.pick()
    book.end(as_staff(ANN))
    assert (book.chat.unread(Side.CLIENT), book.chat.unread(Side.STAFF)) == (0, 1)
