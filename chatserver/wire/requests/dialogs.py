"""What does a peer ask about the course of a dialog?"""

from msgspec import UNSET, UnsetType

from chatserver.wire.requests.request import Request
from chatserver.wire.words import CloseReason, CommentText, Count, Id, RatingText, RequestId, Score


class TagPick(Request, frozen=True, tag="tag.pick"):
    """Choose a tag of the standing prompt, whose `seq` is `prompt`."""

    sender = "client"
    id: RequestId
    key: Id
    chat: Id
    prompt: Count
    tag: Id


class DialogNew(Request, frozen=True, tag="dialog.new"):
    """Begin a new dialog after the last one was closed."""

    sender = "client"
    id: RequestId
    key: Id
    chat: Id
    place: Id | UnsetType = UNSET


class DialogClose(Request, frozen=True, tag="dialog.close"):
    """End the current dialog, with its closing text. `ask`: false, where the client is not to be
    asked how it was; all else is as the settings say.
    """

    sender = "staff"
    id: RequestId
    key: Id
    chat: Id
    dialog: Count
    reason: CloseReason
    ask: bool = True


class DialogRate(Request, frozen=True, tag="dialog.rate"):
    """Say how a dialog was: `seq` is that of a `dialog.closed` that `asks`, 1 is bad, 5 is good."""

    sender = "client"
    id: RequestId
    key: Id
    chat: Id
    seq: Count
    score: Score
    comment: RatingText | UnsetType = UNSET


class Assign(Request, frozen=True, tag="assign"):
    """Give the chat a department and a responsible; without `staff` one is drawn.

    `expect` is the chat's `assignment`: of two who assign at once one wins.
    """

    sender = "staff"
    id: RequestId
    key: Id
    chat: Id
    department: Id
    expect: Count
    staff: Id | UnsetType = UNSET


class Comment(Request, frozen=True, tag="comment"):
    """Write the chat's comment, for staff alone. `expect` is the version that was read."""

    sender = "staff"
    id: RequestId
    chat: Id
    text: CommentText
    expect: Count
