"""How do the rules say no? Each class is one code (docs/protocol.md, "Errors") with its data."""

from collections.abc import Mapping
from typing import ClassVar

Data = Mapping[str, object]


class Refused(Exception):
    """The rules said no. Safe to show to the person who asked.

    `data` is what a program can go on with, in the wire's own names; the sentence is for people.
    """

    code: ClassVar[str]
    sentence: ClassVar[str]

    def __init__(self, **data: object) -> None:
        super().__init__(self.sentence)
        self.data: Data = data


class NotFound(Refused):
    """It does not exist, or belongs to others: nobody learns which."""

    code = "not_found"
    sentence = "It does not exist, or you have no access to it."


class Forbidden(Refused):
    """You may see it and lack what `permission` names, or it is a request of the other side."""

    code = "forbidden"
    sentence = "You may not do this."


class Closed(Refused):
    """There is no open dialog to close or assign."""

    code = "closed"
    sentence = "The dialog is closed already."


class Conflict(Refused):
    """Somebody else was first; `data` holds how it stands now."""

    code = "conflict"
    sentence = "It has changed meanwhile; look at how it stands now."


class KeyConflict(Refused):
    """The key was used for another command."""

    code = "key_conflict"
    sentence = "This key belongs to another command; use a new one."


class StalePrompt(Refused):
    """The prompt or the tag no longer stands; `data` holds what does."""

    code = "stale_prompt"
    sentence = "These topics are no longer offered."


class NotEligible(Refused):
    """The named employee cannot be made responsible for this chat."""

    code = "not_eligible"
    sentence = "This employee cannot take the chat."


class EditWindowClosed(Refused):
    """The message is too old to be changed."""

    code = "edit_window_closed"
    sentence = "The message is too old to be changed."


class RatingClosed(Refused):
    """The dialog is not to be rated, or not any more."""

    code = "rating_closed"
    sentence = "This dialog cannot be rated, or not any more."


class AlreadyRead(Refused):
    """The other side has read the message."""

    code = "already_read"
    sentence = "The other side has read the message."


class EmptyMessage(Refused):
    """Nothing to be seen in it."""

    code = "empty_message"
    sentence = "A message needs a visible character, a file or a link."


class LinkUnavailable(Refused):
    """The client could not open this transition."""

    code = "link_unavailable"
    sentence = "This transition cannot be attached for this client."


class FileUnavailable(Refused):
    """There is no such file to send."""

    code = "file_unavailable"
    sentence = "This file cannot be sent."


class ChatDisabled(Refused):
    """The chat of this mini-app is switched off (D19)."""

    code = "chat_disabled"
    sentence = "This chat is switched off."


class OfferRequired(Refused):
    """The client has not accepted the offer in `offer` (D19)."""

    code = "offer_required"
    sentence = "The offer must be accepted first."
