"""What must be true of a chat, told a second time and in another way than the rules tell it."""

from chatserver.core.chat import Chat, evolve
from chatserver.core.events import Assigned, DialogClosed, DialogOpened, Message, Prompt, TagPicked
from chatserver.core.people import Place, Side, Staff
from chatserver.core.products import Pool
from chatserver.core.rights import Permission
from tests.model.book import Book
from tests.model.street import Street

# What the events of a chat do not decide: these change by themselves, or with settings.
NOT_OF_EVENTS = {
    "place", "expires_at", "comment", "comment_version", "platform", "rev",
    "client_read", "client_read_n", "client_dead", "staff_read", "staff_read_n", "staff_dead",
}  # fmt: skip


def can_answer(street: Street, staff: Staff, place_id: str | None) -> bool:
    """Whether an employee may be given a chat at a place, whatever the department."""
    place: Place | None = street.places.get(place_id or "")
    everywhere = staff.objects is None
    near = place is not None and bool(set(staff.objects or ()) & set(place.ancestors))
    return staff.active and Permission.CHATS_SEND in staff.permissions and (everywhere or near)


def of_pool(street: Street, pool: Pool, place_id: str | None) -> set[str]:
    """Return who of a pool can be given a chat at a place."""
    return {
        staff.id
        for staff in street.staff.values()
        if staff.department == pool.department is not None
        and (not pool.staff or staff.id in pool.staff)
        and can_answer(street, staff, place_id)
    }


def wanted(street: Street, chat: Chat) -> set[str]:
    """Return who should get the chat if it waits."""
    if chat.cause == "manual" and chat.department is not None:
        return of_pool(street, Pool(chat.department), chat.place)
    place = street.places.get(chat.place or "")
    for tag in street.product.bot.tags:
        if chat.tag is None or chat.tag.id != tag.id:
            continue
        for rule in tag.rules:
            if not rule.objects or (place is not None and rule.objects & place.ancestors):
                first = of_pool(street, rule.pool, chat.place)
                return first or of_pool(street, street.product.basic.pool, chat.place)
    return of_pool(street, street.product.basic.pool, chat.place)


def unread(book: Book, side: Side) -> int:
    """Count from scratch what a side has not read."""
    return sum(
        1
        for line in book.log
        if line.seq > book.chat.read(side)
        and line.entry.by.kind == side.other.value
        and isinstance(line.entry.event, Message | TagPicked)
        and not (line.seq in book.messages and book.messages[line.seq].deleted)
    )


def replayed(book: Book) -> Chat:
    """Build the chat anew from its log."""
    chat = book.first
    for line in book.log:
        chat = evolve(chat, line.entry, at=line.at)
    return chat


def check_log(book: Book) -> None:
    """The log alone: gapless, in order of time, dialogs one after the other, assignments too."""
    assert [line.seq for line in book.log] == list(range(1, book.chat.last + 1))
    assert sorted(line.at for line in book.log) == [line.at for line in book.log]
    open_dialog, dialogs, assignments = None, 0, 0
    for line in book.log:
        event = line.entry.event
        if isinstance(event, DialogOpened):
            assert open_dialog is None
            dialogs += 1
            open_dialog = event.dialog
            assert event.dialog == dialogs
        elif isinstance(event, DialogClosed):
            assert event.dialog == open_dialog
            open_dialog = None
        elif isinstance(event, Assigned):
            assignments += 1
            assert event.assignment == assignments
        if isinstance(event, Assigned | Prompt | TagPicked | Message):
            assert open_dialog is not None
    _check_asking(book)
    assert book.chat.assignment == assignments


def _check_asking(book: Book) -> None:
    """Nobody is asked who was not answered, nor for what time ended."""
    told = answered = ended = False
    for line in book.log:
        event, by = line.entry.event, line.entry.by.kind
        if isinstance(event, DialogOpened):
            told = answered = ended = False
        elif isinstance(event, TagPicked) or (isinstance(event, Message) and by == "client"):
            told = True
        elif isinstance(event, Message):
            answered = answered or told
        elif isinstance(event, DialogClosed):
            assert not event.asks or (answered and by == "staff" and not ended)
            ended = True
    assert book.chat.answered == answered


def check_chat(book: Book) -> None:
    """The chat against its log, and against itself."""
    chat = book.chat
    for side in Side:
        assert chat.unread(side) == unread(book, side)
        assert 0 <= chat.read(side) <= chat.last
    assert chat.client_dead == len(book.deleted_above(Side.CLIENT, chat.client_read))
    assert chat.staff_dead == len(book.deleted_above(Side.STAFF, chat.staff_read))
    asked = chat.state.value == "bot"
    assert (chat.prompt is not None) == (chat.expires_at is not None) == asked
    assert (chat.reason is not None) == (chat.state.value == "closed" and chat.dialog > 0)
    again = replayed(book)
    for name in type(chat).__dataclass_fields__:
        if name not in NOT_OF_EVENTS:
            assert getattr(again, name) == getattr(chat, name), name
