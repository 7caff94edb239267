"""Who may write, change, take back and read a message, and until when? (requirements A18, A19)"""

from dataclasses import replace

from chatserver.core.access import writer
from chatserver.core.attachments import enclose
from chatserver.core.chat import Chat, Entry, State
from chatserver.core.commands import DeleteMessage, EditMessage, Read, Reply, Send
from chatserver.core.dialogs import check_taken
from chatserver.core.events import (
    SPOKEN,
    AutoReply,
    Deleted,
    DialogClosed,
    DialogOpened,
    Edit,
    Edited,
    Event,
    Greeting,
    Link,
    LinkCard,
    Message,
)
from chatserver.core.facts import NOTHING, Decision, Facts, Mark, Rewrite, Target
from chatserver.core.links import available, card, leads_to
from chatserver.core.people import Side, Staff
from chatserver.core.refusals import (
    AlreadyRead,
    EditWindowClosed,
    EmptyMessage,
    Forbidden,
    LinkUnavailable,
    NotFound,
)
from chatserver.core.responsible import assign, look_at
from chatserver.core.texts import has_visible


def written(command: Send, facts: Facts) -> Entry:
    """Return the message as an entry of its sender.

    Refuses what has nothing to be seen, a link that this client could not open (requirement 180),
    a file that is not the sender's to send, and a reply to what nobody has said in this chat. What
    was deleted meanwhile may be replied to: who writes does not lose their words by it.
    """
    author = facts.asker.author
    file = enclose(facts.enclosure, author) if command.file is not None else None
    shown = _attached(command.link, facts) if command.link is not None else None
    visible = command.text is not None and has_visible(command.text)
    if not visible and shown is None and file is None:
        raise EmptyMessage
    text = command.text if visible else None
    reply = _replied(facts) if isinstance(command, Reply) else None
    return Entry(Message(text, file=file, link=shown, reply=reply), author)


def _replied(facts: Facts) -> int:
    if facts.target is None or not isinstance(facts.target.event, SPOKEN):
        raise NotFound
    return facts.target.seq


def _attached(link: Link, facts: Facts) -> LinkCard:
    thing = facts.attachable
    if thing is None or not leads_to(link, thing):
        raise LinkUnavailable
    if not available(thing, product=facts.product.id, places=facts.homes):
        raise LinkUnavailable
    return card(thing)


def staff_sends(chat: Chat, command: Send, facts: Facts) -> Decision:
    """Take an employee's message; who writes where nobody is responsible becomes it.

    A standing prompt falls, a closed chat gets a new dialog (without greeting or prompt). It keeps
    its place: nobody opened it from anywhere, and the writer has access to that one.
    """
    staff = writer(facts)
    message = written(command, facts)
    if chat.state is State.CLOSED:
        check_taken(facts)
        opened = Entry(DialogOpened(chat.dialog + 1), message.by)
        return _taken_over(chat, facts, staff, (opened, message))
    if chat.state is State.BOT or chat.staff is None or chat.cause is None:
        return _taken_over(chat, facts, staff, (message,))
    return Decision((message,))


def edit(chat: Chat, command: EditMessage, facts: Facts) -> Decision:
    """Give the sender's own message a new text, while it is new and unread (D11)."""
    _check_may_write(facts)
    if not has_visible(command.text):
        raise EmptyMessage
    target, old = _standing(facts)
    _check_still_open(chat, target, facts)
    version = old.edited.version + 1 if old.edited else 1
    message = replace(old, text=command.text, edited=Edit(version, facts.now))
    edited = Edited(target=target.seq, version=version, text=command.text)
    return Decision((Entry(edited, facts.asker.author),), rewrite=Rewrite(target.seq, message))


def delete(chat: Chat, command: DeleteMessage, facts: Facts) -> Decision:  # noqa: ARG001
    """Take a message back: the sender as with an edit, an Administrator any employee's, always,
    and what was said in an employee's name (requirement 188).
    """
    _check_may_write(facts)
    staff = facts.asker.staff
    administrator = staff is not None and staff.administrator
    if administrator and facts.target is not None:
        left = _left_of(facts.target)
        if left is not None:
            taken = Entry(Deleted(facts.target.seq), facts.asker.author)
            return Decision((taken,), rewrite=Rewrite(facts.target.seq, left))
    target, _ = _standing(facts)
    if not administrator or target.by.kind != "staff":
        _check_still_open(chat, target, facts)
    reader = Side(target.by.kind).other
    tombstone = Rewrite(
        target.seq,
        Message(deleted=True),
        dead=reader if chat.read(reader) < target.seq else None,
    )
    return Decision((Entry(Deleted(target.seq), facts.asker.author),), rewrite=tombstone)


def read(chat: Chat, command: Read, facts: Facts) -> Decision:
    """Move the mark of the reader's side to what they saw; never back, never past the end."""
    side = facts.asker.side
    if side is None:
        raise Forbidden
    seq = min(command.seq, chat.last)
    return Decision(mark=Mark(side, seq)) if seq > chat.read(side) else NOTHING


def _taken_over(chat: Chat, facts: Facts, staff: Staff, entries: tuple[Entry, ...]) -> Decision:
    place = facts.place(chat.place)
    look = look_at(
        [staff], facts, place=place, source="named", department=facts.department(staff.department)
    )
    assigned, why = assign(chat, facts, [look], cause="manual", place=place, by=facts.asker.author)
    keyed = len(entries) - 1
    return Decision((*entries, assigned), keyed=keyed, explanations=(why,), place=chat.place)


def _check_may_write(facts: Facts) -> None:
    if facts.asker.side is not Side.CLIENT:
        writer(facts)


def _standing(facts: Facts) -> tuple[Target, Message]:
    target = facts.target
    if target is None or target.message is None or target.message.deleted:
        raise NotFound
    return target, target.message


def _left_of(target: Target) -> Event | None:
    """Return what stays where the bot, or the end of a dialog, spoke in an employee's name; None
    where nobody did, or where the words are gone.
    """
    event = target.event
    if target.by.id is None:
        return None
    if isinstance(event, Greeting | AutoReply) and not event.deleted:
        return type(event)(text="", deleted=True)
    if isinstance(event, DialogClosed) and event.text is not None:
        return replace(event, text=None, deleted=True)
    return None


def _check_still_open(chat: Chat, target: Target, facts: Facts) -> None:
    me = facts.asker.author
    if (target.by.kind, target.by.id) != (me.kind, me.id):
        raise Forbidden
    if chat.read(Side(me.kind).other) >= target.seq:
        raise AlreadyRead
    if facts.now - target.at >= facts.edit_window_ms:
        raise EditWindowClosed
