from dataclasses import replace

import pytest

from chatserver.core.chat import Chat, Entry, State, alter, evolve
from chatserver.core.events import (
    EVENTS,
    Assigned,
    AutoReply,
    Deleted,
    DialogClosed,
    DialogOpened,
    DialogRated,
    Edited,
    Event,
    Greeting,
    Message,
    Prompt,
    TagPicked,
)
from chatserver.core.people import SYSTEM, Author, Side
from tests.model.book import fresh_chat
from tests.model.street import NOON, Street

CID = Author("client", "cl_cid", "Cid")
ANN = Author("staff", "st_ann", "Ann")
BOT = Author("bot", None, "Pine Street")
CHAT = fresh_chat(Street())


def after(*entries: Entry, chat: Chat = CHAT) -> Chat:
    for entry in entries:
        chat = evolve(chat, entry, at=NOON + 1)
    return chat


EVERY_EVENT: tuple[Event, ...] = (
    Message("hi"),
    Edited(1, 1, "ho"),
    Deleted(1),
    DialogOpened(1),
    Greeting("hi"),
    Prompt("what?", ()),
    TagPicked(1, "tag_t", "T"),
    AutoReply("right"),
    Assigned(1, "default"),
    DialogClosed(1, "solved"),
    DialogRated(1, 1, 5),
)


def test_no_kind_of_event_is_left_out_here() -> None:
    assert {event.kind for event in EVERY_EVENT} == set(EVENTS)


@pytest.mark.parametrize("event", EVERY_EVENT)
@pytest.mark.parametrize("by", [CID, ANN, BOT, SYSTEM])
def test_every_entry_takes_the_next_seq_and_leaves_the_chat_before_it_alone(
    event: Event, by: Author
) -> None:
    before = alter(CHAT, {})
    assert after(Entry(event, by)).last == 1
    assert before == CHAT


@pytest.mark.parametrize("event", EVERY_EVENT)
def test_what_people_do_and_assignments_make_a_chat_newer_and_nothing_else(event: Event) -> None:
    talk = not isinstance(event, DialogRated)
    assert after(Entry(event, CID)).updated_at == NOON + talk
    assert after(Entry(event, ANN)).updated_at == NOON + talk
    moved = isinstance(event, Assigned)
    assert after(Entry(event, BOT)).updated_at == NOON + moved
    assert after(Entry(event, SYSTEM)).updated_at == NOON + moved


@pytest.mark.parametrize("event", EVERY_EVENT)
def test_only_messages_and_topics_count(event: Event) -> None:
    chat = after(Entry(event, CID))
    assert chat.unread(Side.STAFF) == isinstance(event, Message | TagPicked)
    assert chat.unread(Side.CLIENT) == 0
    assert chat.listed == isinstance(event, Message | TagPicked)


def test_a_preview_is_short() -> None:
    assert after(Entry(Message("x" * 500), CID)).preview == "x" * 120


def test_a_new_dialog_forgets_all_but_the_responsible() -> None:
    chat = after(
        Entry(DialogOpened(1), CID),
        Entry(TagPicked(1, "tag_t", "T"), CID),
        Entry(Assigned(1, "tag"), SYSTEM),
        Entry(DialogClosed(1, "solved"), ANN),
        chat=replace(CHAT, staff="st_ann"),
    )
    chat = after(Entry(DialogOpened(2), CID), chat=replace(chat, staff="st_ann"))
    assert (chat.dialog, chat.state, chat.staff) == (2, State.STAFF, "st_ann")
    assert (chat.reason, chat.acted, chat.tag, chat.cause) == (None, False, None, None)


@pytest.mark.parametrize("cause", ["queue", "returned", "unanswered"])
def test_handing_out_keeps_what_brought_the_chat_to_its_department(cause: str) -> None:
    chat = after(Entry(Assigned(1, "manual"), ANN), Entry(Assigned(2, cause), SYSTEM))
    assert (chat.cause, chat.assignment) == ("manual", 2)


def test_altering_is_replacing() -> None:
    assert alter(CHAT, {"last": 7, "preview": "x"}) == replace(CHAT, last=7, preview="x")
