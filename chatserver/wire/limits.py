"""How much may a peer send, and which of it does `welcome` announce?"""

from typing import Annotated

from msgspec import Meta, Struct

from chatserver.core import rating
from chatserver.wire.words import COMMENT_LENGTH, TEXT_LENGTH

DEPTH = 16  # how far objects and lists stand inside each other


class Limits(Struct, frozen=True, kw_only=True):
    """What the server takes. The values here are the defaults of config.toml."""

    frame_bytes: Annotated[int, Meta(description="Bytes of a frame that comes in.")] = 64 * 1024
    text: Annotated[int, Meta(description="Code points of a message's text.")] = TEXT_LENGTH
    comment: Annotated[int, Meta(description="Code points of a chat's comment.")] = COMMENT_LENGTH
    watches: Annotated[int, Meta(description="Chats that a connection watches at once.")] = 50
    requests_per_s: Annotated[
        int, Meta(description="Requests of a person in a second, twice as many in a burst.")
    ] = 20
    sends_per_s: Annotated[
        int,
        Meta(
            description="Messages of a person in a second, twice as many in a burst; staff have 20."
        ),
    ] = 5
    file_bytes: Annotated[int, Meta(description="Bytes of a file.")] = 40 * 1024 * 1024
    edit_s: Annotated[
        int, Meta(description="Seconds in which one's own message may be changed.")
    ] = 3600
    rate_s: Annotated[
        int, Meta(description="Seconds after its end in which a dialog may be rated.")
    ] = rating.RATE_MS // 1000
    rating_comment: Annotated[int, Meta(description="Code points of what is said of a dialog.")] = (
        rating.COMMENT_LENGTH
    )


LIMITS = Limits()
