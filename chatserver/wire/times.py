"""How is an instant written on the wire?"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


@lru_cache(1024)
def _second(second: int) -> str:
    return (_EPOCH + timedelta(seconds=second)).isoformat()[:19]


@lru_cache(1024)
def rfc3339(ms: int) -> str:
    """Return the instant `ms` (milliseconds since the epoch) as RFC 3339, UTC, to the millisecond.

    A batch has one instant, and events of one second share all but three digits: both are
    remembered.
    """
    return f"{_second(ms // 1000)}.{ms % 1000:03d}Z"


def milliseconds(instant: datetime) -> int:
    """Return an instant with a zone as milliseconds since the epoch, rounded down."""
    return (instant - _EPOCH) // _MS


def parse_rfc3339(text: str) -> int:
    """Return what `rfc3339` wrote as milliseconds again."""
    return milliseconds(datetime.fromisoformat(text))
