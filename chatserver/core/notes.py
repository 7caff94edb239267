"""Who may write a note for colleagues into a conversation, and who may take one back?

A note is no message: it stands in no log of the chat, opens no dialog, answers nobody, is unread
for nobody and makes nobody responsible. So nothing of it can be told to the client (decision 0129).
"""

from chatserver.core.access import writer
from chatserver.core.chat import Chat
from chatserver.core.commands import DeleteNote, WriteNote
from chatserver.core.facts import NOTHING, Decision, Facts, GoneNote, NewNote
from chatserver.core.refusals import EditWindowClosed, EmptyMessage, Forbidden, NotFound
from chatserver.core.texts import has_visible


def write(chat: Chat, command: WriteNote, facts: Facts) -> Decision:  # noqa: ARG001
    """Write a note, whatever state the chat is in.

    Refuses: Forbidden, EmptyMessage.
    """
    writer(facts)
    if not has_visible(command.text):
        raise EmptyMessage
    return Decision(note=NewNote(command.text, facts.asker.author))


def delete(chat: Chat, command: DeleteNote, facts: Facts) -> Decision:  # noqa: ARG001
    """Take a note back: its author for as long as a message may be edited, an Administrator always.
    What is gone already stays gone, so that asking twice does no harm.

    Refuses: Forbidden, NotFound, EditWindowClosed.
    """
    staff, note = writer(facts), facts.noted
    if note is None:
        raise NotFound
    if note.author != staff.id and not staff.administrator:
        raise Forbidden
    if note.text is None:
        return NOTHING
    if not staff.administrator and facts.now - note.at >= facts.edit_window_ms:
        raise EditWindowClosed
    return Decision(note=GoneNote(note))
