"""Which codes can an error and a close carry, and what does each mean?"""

from enum import IntEnum, StrEnum
from typing import Self


class Code(StrEnum):
    """Every `code` of an `error`, with its meaning; `retries` where it comes with `retry_ms`."""

    meaning: str
    retries: bool

    def __new__(cls, value: str, meaning: str, retries: bool = False) -> Self:
        """Make the code of its value, meaning and whether the same frame may be sent again."""
        code = str.__new__(cls, value)
        code._value_ = value
        code.meaning = meaning
        code.retries = retries
        return code

    BAD_JSON = "bad_json", "The frame is not JSON."
    BAD_FRAME = (
        "bad_frame",
        "A field is missing, or has a wrong type, form, range or company; `data.path` names it.",
    )
    UNKNOWN_TYPE = "unknown_type", "There is no request of this `type`."
    TOO_LARGE = "too_large", "A string is longer than its field takes; `data.path` names it."
    TOO_DEEP = "too_deep", "Objects and lists stand inside each other too often."
    NOT_HELLO = "not_hello", "The first frame of a connection has to be `hello`."
    ALREADY = "already", "This connection has said `hello` before."
    UNAUTHORIZED = "unauthorized", "The token is not valid here."
    TOKEN_EXPIRED = "token_expired", "The token is over; come with a fresh one."
    FORBIDDEN = (
        "forbidden",
        "You may see it, but lack `data.permission`; without `data` it is for the other side.",
    )
    NOT_FOUND = "not_found", "It does not exist, or belongs to others: nobody learns which."
    CLOSED = "closed", "There is no open dialog to close or assign."
    CONFLICT = "conflict", "Somebody else was first; `data` holds how it stands now."
    KEY_CONFLICT = "key_conflict", "The `key` belongs to another command; make a new one."
    STALE_PROMPT = (
        "stale_prompt",
        "These tags are no longer offered; `data` holds those that are, and the `state`.",
    )
    NOT_ELIGIBLE = "not_eligible", "The named employee cannot be responsible for this chat."
    EDIT_WINDOW_CLOSED = "edit_window_closed", "The message is too old to be changed."
    RATING_CLOSED = "rating_closed", "The dialog is not to be rated, or not any more."
    ALREADY_READ = "already_read", "The other side has read the message."
    EMPTY_MESSAGE = "empty_message", "The text has no visible character, and nothing is attached."
    LINK_UNAVAILABLE = "link_unavailable", "The client could not open this link."
    FILE_UNAVAILABLE = "file_unavailable", "There is no such file to send."
    CHAT_DISABLED = "chat_disabled", "The chat of this product is switched off."
    OFFER_REQUIRED = "offer_required", "The client has to accept the offer in `data.offer` first."
    LIMIT = "limit", "This connection watches as many chats as it may."
    RATE_LIMITED = "rate_limited", "Too much at once; wait for `retry_ms`.", True
    OVERLOADED = "overloaded", "The server has more to do than it can; nothing was done.", True
    UNAVAILABLE = "unavailable", "The database cannot be reached; nothing was done.", True
    INTERNAL = "internal", "The fault is the server's; `message` holds its reference.", True


# The 20th frame within a minute that is answered with one of these ends the connection (4400).
ABUSE = frozenset(
    {
        Code.BAD_JSON,
        Code.BAD_FRAME,
        Code.UNKNOWN_TYPE,
        Code.TOO_LARGE,
        Code.TOO_DEEP,
        Code.NOT_HELLO,
    }
)


class Close(IntEnum):
    """Every code with which a connection ends, with what it tells the peer to do."""

    meaning: str

    def __new__(cls, value: int, meaning: str) -> Self:
        """Make the close code of its number and meaning."""
        close = int.__new__(cls, value)
        close._value_ = value
        close.meaning = meaning
        return close

    NORMAL = 1000, "Done."
    GOING_AWAY = 1001, "The peer goes away."
    BINARY = 1003, "A binary frame: only text frames are understood."
    BAD_UTF8 = 1007, "A text frame that is not UTF-8."
    TOO_BIG = 1009, "A frame larger than `limits.frame_bytes`."
    FAULT = 1011, "The server's fault: come back with back-off."
    RESTART = 1012, "The server restarts: come back after `bye.after_ms`."
    LATER = 1013, "The server cannot take you in now: come back later."
    ABUSE = 4400, "Too many frames that make no sense, or no `hello` in time."
    TOKEN = 4401, "The token is invalid or expired: get a new one."
    BARRED = 4403, "Barred: do not come back."
    SLOW = 4408, "Too slow a reader: come back and watch again."
    NO_PONG = 4409, "No `pong` in time: come back."
    REPLACED = 4410, "Replaced by a newer connection: do not come back by yourself."
    RATE = 4429, "The rate limit was ignored: come back much later."
