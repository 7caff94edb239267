"""Where does one websocket frame end and the next begin?"""

from collections.abc import Callable
from struct import Struct
from typing import Final

try:
    from websockets.speedups import apply_mask
except ImportError:  # a platform without the compiled wheel
    from websockets.utils import apply_mask

WHOLE_TEXT: Final = 0x81
MASKED: Final = 0x80
LENGTH: Final = 0x7F
TWO_BYTES: Final = 126
EIGHT_BYTES: Final = 127

_SHORT: Final = tuple(bytes((WHOLE_TEXT, size)) for size in range(TWO_BYTES))
_MIDDLE: Final = Struct("!BBH").pack
_LONG: Final = Struct("!BBQ").pack
_CODE: Final = Struct("!H").pack
_CLOSE: Final = 0x88
_REASON_BYTES: Final = 123


def text_frame(payload: bytes) -> bytes:
    """The whole frame, as a server sends it, around one UTF-8 text.

    Made once for all readers: a server's frames carry no mask, so that the same
    bytes are right for every socket.
    """
    size = len(payload)
    if size < TWO_BYTES:
        return _SHORT[size] + payload
    if size < 1 << 16:
        return _MIDDLE(WHOLE_TEXT, TWO_BYTES, size) + payload
    return _LONG(WHOLE_TEXT, EIGHT_BYTES, size) + payload


def close_frame(code: int, reason: str = "") -> bytes:
    """A server's close frame; a reason too long for a control frame is cut."""
    said = reason.encode()[:_REASON_BYTES].decode(errors="ignore").encode()
    return bytes((_CLOSE, 2 + len(said))) + _CODE(code) + said


class FrameReader:
    """Cuts a client's byte stream into the common frame and the rest.

    The common frame is a whole masked text within `limit`, outside a fragmented
    message: its unmasked payload goes to `text`. Of every other frame the bytes go,
    as they come and in their place, to `other`, which answers whether a fragmented
    message is open after them. So a full implementation behind `other` sees whole
    frames only, and each byte is read once whatever the chunks.
    """

    __slots__ = ("_held", "_need", "_open", "_other", "_owed", "_tail", "_text", "limit")

    def __init__(
        self,
        *,
        limit: int,
        text: Callable[[bytes], None],
        other: Callable[[bytes], bool],
    ) -> None:
        self.limit = limit
        self._text = text
        self._other = other
        self._tail: bytearray | None = None
        self._need = 0
        self._owed = 0
        self._open = False
        self._held = True

    @property
    def held(self) -> bool:
        """Whether frames are kept back; they are from the start, until `release`."""
        return self._held

    def hold(self) -> None:
        """Deliver nothing more, not even what has been read already."""
        self._held = True

    def release(self) -> None:
        """Deliver again, first what was kept, in order."""
        self._held = False
        # Called by the receiver of a frame there is nothing kept: the loop that called it goes on.
        if self._tail is not None:
            kept, self._tail = bytes(self._tail), None
            self.feed(kept)

    def retire(self) -> None:
        """Throw away what comes from here on, and whoever would have heard it."""
        self._text, self._other, self._tail = _nobody, _nothing, None
        self._held = False

    @property
    def retired(self) -> bool:
        """Whether `retire` has been called."""
        return self._text is _nobody

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the stream, cut anywhere."""
        if self._tail is not None:
            self._tail += data
            if self._held or len(self._tail) < self._need:
                return
            data, self._tail = bytes(self._tail), None
        elif self._held:
            self._tail = bytearray(data)
            return
        at = 0 if self._owed or self._open else self._common(data)
        if at < len(data):
            self._need = 0
            at = self._rest(data, at)
            if at < len(data):
                self._tail = bytearray(data[at:] if at else data)

    def _common(self, data: bytes) -> int:
        """Deliver common frames from the front, and say where the first other thing is."""
        at, end = 0, len(data)
        while end - at >= 8 and data[at] == WHOLE_TEXT:  # the shortest header of 126 up is 8
            size = data[at + 1] - MASKED
            body = at + 6
            if size == TWO_BYTES:
                size = data[at + 2] << 8 | data[at + 3]
                body = at + 8
            stop = body + size
            # A size below nothing is a frame without a mask.
            if stop > end or size < 0 or size > self.limit or data[at + 1] == MASKED + EIGHT_BYTES:
                break
            at = stop
            self._text(apply_mask(data[body:stop], data[body - 4 : body]))
            if self._held:
                break
        return at

    def _rest(self, data: bytes, at: int) -> int:
        """Deliver all that the quick loop leaves, any frame, whole or in part."""
        end = len(data)
        while at < end and not self._held:
            if self._owed:
                piece = data[at : at + self._owed]
                self._owed -= len(piece)
                at += len(piece)
                self._open = self._other(piece)
                continue
            body = at + _header_size(data, at)
            if body > end:
                self._need = body - at
                break
            size = _payload_size(data, at)
            if not self._is_common(data, at, size):
                self._owed = body - at + size
                continue
            if body + size > end:
                self._need = body - at + size
                break
            at = body + size
            self._text(apply_mask(data[body:at], data[body - 4 : body]))
        return at

    def _is_common(self, data: bytes, at: int, size: int) -> bool:
        return (
            data[at] == WHOLE_TEXT
            and data[at + 1] >= MASKED
            and size <= self.limit
            and not self._open
        )


def _nobody(_: bytes) -> None: ...


def _nothing(_: bytes) -> bool:
    return False


def _header_size(data: bytes, at: int) -> int:
    """How long the frame's header is, as far as its first bytes tell."""
    if len(data) - at < 2:
        return 2
    mask = 4 if data[at + 1] & MASKED else 0
    size = data[at + 1] & LENGTH
    return 2 + mask + (2 if size == TWO_BYTES else 8 if size == EIGHT_BYTES else 0)


def _payload_size(data: bytes, at: int) -> int:
    size = data[at + 1] & LENGTH
    if size == TWO_BYTES:
        return int.from_bytes(data[at + 2 : at + 4], "big")
    if size == EIGHT_BYTES:
        return int.from_bytes(data[at + 2 : at + 10], "big")
    return size
