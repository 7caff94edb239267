"""What does an employee ask about notes, which no client ever hears of?"""

from msgspec import UNSET, UnsetType

from chatserver.wire.requests.request import Request
from chatserver.wire.words import PAGE, Count, Id, PageSize, RequestId, Text


class NoteWrite(Request, frozen=True, tag="note"):
    """Write a note for colleagues into the conversation, behind its last event."""

    sender = "staff"
    id: RequestId
    key: Id
    chat: Id
    text: Text


class NoteDelete(Request, frozen=True, tag="note.delete"):
    """Take back note number `n`: one's own, under an hour old; an Administrator: any, any time.
    Asking twice does no harm.
    """

    sender = "staff"
    id: RequestId
    chat: Id
    n: Count


class Notes(Request, frozen=True, tag="notes"):
    """A page of notes: the newest, or those with numbers below `before`. `since`, which goes before
    both: those that changed after that change.
    """

    sender = "staff"
    id: RequestId
    chat: Id
    before: Count | UnsetType = UNSET
    since: Count | UnsetType = UNSET
    limit: PageSize = PAGE
