"""Which scalars do the frames of chat.v1 consist of, and how long may each be?"""

from typing import Annotated, Literal, TypeVar

from msgspec import UNSET, Meta, UnsetType

from chatserver.core import rating

ID_LENGTH = 40
TEXT_LENGTH = 4000
COMMENT_LENGTH = 2000
SEARCH_LENGTH = 100
DEVICE_LENGTH = 200
TOKEN_LENGTH = 8192
CURSOR_LENGTH = 500
FILTER_ITEMS = 100
PAGE = 50
PAGE_MAX = 200
MAX_INT = 2**53 - 1  # the largest integer that every JSON reader keeps exactly

# In Python `$` also holds before a last line feed, in JSON Schema it does not: documents show the
# pattern that both understand alike.
ID_PATTERN = rf"^[A-Za-z0-9_-]{{1,{ID_LENGTH}}}$"
ID_ENFORCED = r"^[A-Za-z0-9_-]+(?!\n)$"

Id = Annotated[str, Meta(max_length=ID_LENGTH, pattern=ID_ENFORCED)]
# The same word where `decode` itself looks at the pattern: two patterns inside msgspec cost more
# than the rest of a `send` together.
HotId = Annotated[str, Meta(max_length=ID_LENGTH, extra_json_schema={"pattern": ID_PATTERN})]

Count = Annotated[int, Meta(ge=0, le=MAX_INT)]
RequestId = Annotated[int, Meta(ge=1, le=MAX_INT)]
PageSize = Annotated[int, Meta(ge=1, le=PAGE_MAX)]

# How long a text or a comment may be is a setting, so `decode` counts.
Text = Annotated[
    str,
    Meta(
        description="With a visible character. `welcome.limits.text` tells how long it may be.",
        extra_json_schema={"minLength": 1, "maxLength": TEXT_LENGTH},
    ),
]
CommentText = Annotated[
    str,
    Meta(
        description="Empty clears it. `welcome.limits.comment` tells how long it may be.",
        extra_json_schema={"maxLength": COMMENT_LENGTH},
    ),
]
Token = Annotated[str, Meta(max_length=TOKEN_LENGTH, description="A JWT.")]
Device = Annotated[str, Meta(max_length=DEVICE_LENGTH)]
Cursor = Annotated[str, Meta(max_length=CURSOR_LENGTH)]
Score = Annotated[int, Meta(ge=rating.WORST, le=rating.BEST)]
RatingText = Annotated[str, Meta(max_length=rating.COMMENT_LENGTH)]
Search = Annotated[str, Meta(max_length=SEARCH_LENGTH)]
Ids = Annotated[tuple[Id, ...], Meta(max_length=FILTER_ITEMS)]
LinkTarget = Annotated[str, Meta(min_length=1, max_length=ID_LENGTH)]

# RFC 3339, UTC, with milliseconds; for display only, since order is by `seq`.
Time = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]

Platform = Literal["ios", "android", "web"]
ChatState = Literal["bot", "staff", "closed"]
States = Annotated[tuple[ChatState, ...], Meta(max_length=FILTER_ITEMS)]
Platforms = Annotated[tuple[Platform, ...], Meta(max_length=FILTER_ITEMS)]
Scores = Annotated[tuple[Score, ...], Meta(max_length=FILTER_ITEMS)]
Tab = Literal["all", "new", "mine", "waiting"]
Sort = Literal["updated", "created"]
PersonKind = Literal["client", "staff"]
AuthorKind = Literal["client", "staff", "bot", "system"]
PresenceState = Literal["available", "away"]
CloseReason = Literal["solved", "no_answer"]

T = TypeVar("T")


def given(value: T | UnsetType) -> T | None:
    """Return an optional field as rules like it: its value, or None where it was absent."""
    return None if value is UNSET else value
