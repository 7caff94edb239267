"""When is a delivery tried again, and when is an endpoint given up? (docs/webhooks.md)"""

SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS

# The pause before each try; the first is at once. With them a delivery is tried for three days.
LADDER: tuple[int, ...] = (
    0,
    5 * SECOND_MS,
    5 * MINUTE_MS,
    30 * MINUTE_MS,
    2 * HOUR_MS,
    5 * HOUR_MS,
    10 * HOUR_MS,
    14 * HOUR_MS,
    20 * HOUR_MS,
    24 * HOUR_MS,
)
SPREAD = 0.1  # of a pause, either way
LONGEST_WISH_MS = DAY_MS
GIVEN_UP_AFTER_MS = 5 * DAY_MS
LONGEST_HOLD_MS = 5 * MINUTE_MS
GONE = 410
# Whoever answers so has too much to do, or nobody behind it: all that it is sent waits.
_UNWELL = frozenset({429, 502, 503, 504})


def well(status: int | None) -> bool:
    """Return whether an answer was given by an endpoint that works; None: there was none."""
    return status is not None and status not in _UNWELL


def taken(status: int | None) -> bool:
    """Return whether it was taken: nothing but 2xx is a yes, and nobody follows a 3xx."""
    return status is not None and 200 <= status < 300


def next_pause_ms(step: int, chance: float, wish_ms: int | None = None) -> int | None:
    """Return the pause after the failed try at this place of the ladder, None: it was the last.

    `chance` lies in [0, 1) and spreads what failed together; an endpoint may wish for more.
    """
    if step + 1 >= len(LADDER):
        return None
    spread = LADDER[step + 1] * (1 - SPREAD + 2 * SPREAD * chance)
    return max(int(spread), min(wish_ms or 0, LONGEST_WISH_MS))


def hold_ms(failures: int, wish_ms: int | None = None) -> int:
    """Return for how long an endpoint that is unwell is left alone, after so many failures."""
    doubled = 5 * SECOND_MS << min(failures - 1, 10)
    return max(min(doubled, LONGEST_HOLD_MS), min(wish_ms or 0, LONGEST_WISH_MS))


def given_up(failing_since: int, now: int) -> bool:
    """Return whether an endpoint has failed for so long that it is switched off."""
    return now - failing_since >= GIVEN_UP_AFTER_MS
