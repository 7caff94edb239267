"""What do reports count, and over which days?

A dialog counts on the day on which it was opened. Its clock starts when it is handed to people, or
when the client first speaks if that is later, and stops with the first message of an employee: what
the bot takes is not the staff's time. Each wait is measured twice: as the client felt it, and
within the hours, as they are now, of the department to which the dialog was handed (decision 0126).
"""

from dataclasses import dataclass
from typing import Final, Literal

from chatserver.core.rating import SCORES

PERIOD_MS: Final = 93 * 86_400_000  # a quarter of a year, and the day on which the clocks change
LAST_MS: Final = 4_102_444_800_000  # the year 2100: calendars end somewhere behind it
GROUPS: Final = 200  # of one report, the largest
# Within how many seconds were clients answered?
WITHIN_S: Final = (60, 300, 900, 3600)

By = Literal["day", "product", "tag", "department"]


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` until before `until`, in milliseconds."""

    since: int
    until: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which dialogs are asked for; an empty tuple: whatever it is.

    `objects` are places with all below them; `departments` those to which a dialog was first
    handed; of `reasons` "open" means that it goes on; `answered` asks only for those that came to
    people: whether the client was answered (see Figures). `scores` asks for those that were rated
    so.
    """

    period: Period
    products: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    answered: bool | None = None
    scores: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Ratings:
    """How clients said that dialogs were: how many were `asked`, and how many gave each of SCORES.

    Whoever was not asked is no part of it.
    """

    asked: int
    scores: tuple[int, ...]

    @property
    def rated(self) -> int:
        """How many of those who were asked said so."""
        return sum(self.scores)

    @property
    def mean(self) -> float | None:
        """The mean of what they said, None where nobody did."""
        total = sum(score * many for score, many in zip(SCORES, self.scores, strict=True))
        return total / self.rated if self.rated else None


UNASKED: Final = Ratings(0, (0,) * len(SCORES))


@dataclass(frozen=True, slots=True)
class Figures:
    """What became of dialogs. Times are in milliseconds; None: there is nothing to measure.

    `handed`: how many came to people; `answered`: in how many of those a client who had said
    something was answered, and how many of them `within` the seconds of WITHIN_S. `in_hours_…` are
    the same waits within the department's hours.
    """

    dialogs: int
    solved: int
    no_answer: int
    timeout: int
    handed: int
    answered: int
    within: tuple[int, ...]
    in_hours_within: tuple[int, ...]
    wait_median: int | None
    wait_90: int | None
    in_hours_median: int | None
    in_hours_90: int | None
    length_median: int | None
    length_90: int | None
    ratings: Ratings = UNASKED

    @property
    def open(self) -> int:
        """How many go on."""
        return self.dialogs - self.solved - self.no_answer - self.timeout


_NOBODY: Final = (0,) * len(WITHIN_S)
NOTHING: Final = Figures(0, 0, 0, 0, 0, 0, _NOBODY, _NOBODY, None, None, None, None, None, None)


@dataclass(frozen=True, slots=True)
class Load:
    """What an employee had to do: each time that a dialog was theirs counts by itself.

    `passed_on`: it went on to somebody else; `closed`: it ended with them. The wait is until they
    themselves answered. The `ratings` are those of dialogs that ended with them.
    """

    handed: int
    answered: int
    passed_on: int
    closed: int
    wait_median: int | None
    wait_90: int | None
    in_hours_median: int | None
    in_hours_90: int | None
    ratings: Ratings = UNASKED


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of one day, product, topic or department. A topic brings its text."""

    key: str
    text: str | None
    figures: Figures


@dataclass(frozen=True, slots=True)
class Episode:
    """One dialog of a report. Times are in milliseconds."""

    chat: str
    number: int  # of the chat
    dialog: int
    product: str
    tag: tuple[str, str] | None  # its id and text
    department: str | None  # to which it was handed
    opened_at: int
    handed_at: int | None
    wait: int | None
    wait_in_hours: int | None
    closed_at: int | None
    reason: str | None
    asked: bool
    score: int | None
