"""What a server has written, frame by frame."""

from collections.abc import Iterator


def sent_frames(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """The first byte and the payload of each unmasked frame."""
    at = 0
    while at < len(stream):
        first, size = stream[at], stream[at + 1]
        at += 2
        for short, long in ((126, 2), (127, 8)):
            if size == short:
                size = int.from_bytes(stream[at : at + long], "big")
                at += long
                break
        yield first, stream[at : at + size]
        at += size
