"""How much may a peer send, and which of it does `welcome` announce?"""

from msgspec import Struct

from chatserver.wire.words import COMMENT_LENGTH, TEXT_LENGTH

DEPTH = 16


class Limits(Struct, frozen=True, kw_only=True):
    """What the server takes; the values here are the defaults of config.toml.

    `frame_bytes`: a frame in. `text`, `comment`: code points. `watches`: chats a connection
    watches at once. `requests_per_s`, `sends_per_s`: what a person may ask for in a second, twice
    as much in a burst. `file_bytes`: one file. `edit_s`: how long one's own message may be changed.
    """

    frame_bytes: int = 64 * 1024
    text: int = TEXT_LENGTH
    comment: int = COMMENT_LENGTH
    watches: int = 50
    requests_per_s: int = 20
    sends_per_s: int = 5
    file_bytes: int = 40 * 1024 * 1024
    edit_s: int = 3600


LIMITS = Limits()
