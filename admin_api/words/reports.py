"""In which words are reports told?"""

from collections.abc import Sequence
from typing import Self

from pydantic import BaseModel, Field

from admin_api.words.word import At
from chatserver.actions.chats.reports import DialogReport, Line, ListedDialog, StaffReport
from chatserver.core.rating import SCORES
from chatserver.core.reports import WITHIN_S, Figures, Load, Ratings
from chatserver.http.named import NamedWord, named


def _seconds(ms: int | None) -> float | None:
    return None if ms is None else round(ms / 1000, 1)


class AnsweredWithinWord(BaseModel):
    """How many clients were answered within so many seconds."""

    seconds: int
    dialogs: int


def _within(many: Sequence[int]) -> list[AnsweredWithinWord]:
    return [
        AnsweredWithinWord(seconds=seconds, dialogs=dialogs)
        for seconds, dialogs in zip(WITHIN_S, many, strict=True)
    ]


class TimesWord(BaseModel):
    """In seconds: what half of them did not exceed, and nine in ten; null: there are none."""

    median_s: float | None
    p90_s: float | None

    @classmethod
    def of(cls, median: int | None, ninth: int | None) -> Self:
        """Return them as they are written; they come in milliseconds."""
        return cls(median_s=_seconds(median), p90_s=_seconds(ninth))


class ScoreWord(BaseModel):
    """How many dialogs got this score."""

    score: int
    dialogs: int


class RatingsWord(BaseModel):
    """How clients said that dialogs were, 1 (bad) to 5, of those that they were `asked` about; of
    what they `rated` the `mean`, null where nobody did.
    """

    asked: int
    rated: int
    mean: float | None
    scores: list[ScoreWord]

    @classmethod
    def of(cls, one: Ratings) -> Self:
        """Return them as they are written."""
        scores = [
            ScoreWord(score=score, dialogs=dialogs)
            for score, dialogs in zip(SCORES, one.scores, strict=True)
        ]
        mean = None if one.mean is None else round(one.mean, 2)
        return cls(asked=one.asked, rated=one.rated, mean=mean, scores=scores)


class FiguresWord(BaseModel):
    """What became of dialogs, each counted on the day on which it was opened.

    `timeout`: nobody chose a topic in time, and the bot ended it. `handed`: it came to people. The
    clock of `wait` starts then, or when the client first speaks if that is later, and stops with
    the first message of an employee: `answered` are those. `…_in_hours`: the same, when the clock
    stands still while the department to which the dialog was handed does not work, by its hours as
    they are now. `length`: from opening to end, without those of `timeout`.
    """

    dialogs: int
    open: int
    solved: int
    no_answer: int
    timeout: int
    handed: int
    answered: int
    answered_within: list[AnsweredWithinWord]
    answered_within_in_hours: list[AnsweredWithinWord]
    wait: TimesWord
    wait_in_hours: TimesWord
    length: TimesWord
    ratings: RatingsWord

    @classmethod
    def of(cls, one: Figures) -> Self:
        """Return them as they are written."""
        return cls(
            dialogs=one.dialogs,
            open=one.open,
            solved=one.solved,
            no_answer=one.no_answer,
            timeout=one.timeout,
            handed=one.handed,
            answered=one.answered,
            answered_within=_within(one.within),
            answered_within_in_hours=_within(one.in_hours_within),
            wait=TimesWord.of(one.wait_median, one.wait_90),
            wait_in_hours=TimesWord.of(one.in_hours_median, one.in_hours_90),
            length=TimesWord.of(one.length_median, one.length_90),
            ratings=RatingsWord.of(one.ratings),
        )


class LineWord(NamedWord):
    """The figures of a group. Of a day the date is both its id and its name."""

    figures: FiguresWord

    @classmethod
    def line(cls, line: Line) -> Self:
        """Return it as it is written."""
        return cls(id=line.about.id, name=line.about.name, figures=FiguresWord.of(line.figures))


class DialogReportWord(BaseModel):
    """What became of the dialogs of a period. `lines`: each day, or the 200 largest groups."""

    since: At
    until: At
    total: FiguresWord
    lines: list[LineWord]

    @classmethod
    def of(cls, report: DialogReport) -> Self:
        """Return it as it is written."""
        return cls(
            since=report.period.since,
            until=report.period.until,
            total=FiguresWord.of(report.total),
            lines=[LineWord.line(line) for line in report.lines],
        )


class LoadWord(NamedWord):
    """What an employee had to do: each time that a dialog was theirs counts by itself.

    `passed_on`: it went on to somebody else; `closed`: it ended with them. `wait` lasts until they
    themselves answered; `wait_in_hours` stands still while the department with which the dialog
    became theirs does not work. `ratings` are those of dialogs that ended with them.
    """

    handed: int
    answered: int
    passed_on: int
    closed: int
    wait: TimesWord
    wait_in_hours: TimesWord
    ratings: RatingsWord

    @classmethod
    def of_load(cls, id_: str, name: str, load: Load) -> Self:
        """Return it as it is written."""
        return cls(
            id=id_,
            name=name,
            handed=load.handed,
            answered=load.answered,
            passed_on=load.passed_on,
            closed=load.closed,
            wait=TimesWord.of(load.wait_median, load.wait_90),
            wait_in_hours=TimesWord.of(load.in_hours_median, load.in_hours_90),
            ratings=RatingsWord.of(load.ratings),
        )


class StaffReportWord(BaseModel):
    """What employees had to do in the dialogs of a period: the 200 busiest, they first."""

    since: At
    until: At
    lines: list[LoadWord]

    @classmethod
    def of(cls, report: StaffReport) -> Self:
        """Return it as it is written."""
        return cls(
            since=report.period.since,
            until=report.period.until,
            lines=[LoadWord.of_load(who.id, who.name, load) for who, load in report.loads],
        )


class EpisodeWord(BaseModel):
    """A dialog behind a figure. `reason` null: it goes on. `asked`: the client was asked how it
    was, and said `score`.
    """

    chat: str
    number: int = Field(description="The chat's number.")
    dialog: int
    product: NamedWord
    tag: NamedWord | None
    department: NamedWord | None = Field(description="To which it was first handed.")
    opened_at: At
    handed_at: At | None
    wait_s: float | None
    wait_in_hours_s: float | None
    closed_at: At | None
    reason: str | None
    asked: bool
    score: int | None

    @classmethod
    def of(cls, listed: ListedDialog) -> Self:
        """Return it as it is written."""
        one = listed.episode
        return cls(
            chat=one.chat,
            number=one.number,
            dialog=one.dialog,
            product=NamedWord.of(listed.product),
            tag=None if one.tag is None else NamedWord(id=one.tag[0], name=one.tag[1]),
            department=named(listed.department),
            opened_at=one.opened_at,
            handed_at=one.handed_at,
            wait_s=_seconds(one.wait),
            wait_in_hours_s=_seconds(one.wait_in_hours),
            closed_at=one.closed_at,
            reason=one.reason,
            asked=one.asked,
            score=one.score,
        )


class EpisodesWord(BaseModel):
    """A page of dialogs, the newest first."""

    items: list[EpisodeWord]
    next_cursor: str | None
