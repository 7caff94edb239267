"""Do the reports say what plain loops over the log say? Nothing of the server's SQL."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from chatserver.core.hours import Hours, open_ms
from chatserver.core.people import Staff
from chatserver.core.reports import (
    WITHIN_S,
    By,
    Episode,
    Figures,
    Load,
    Period,
    Ratings,
    Wanted,
)
from chatserver.ledger.directory import Directories
from chatserver.storage import reports
from chatserver.storage.database import Database
from tests.model.dump import Dump, Row, dump
from tests.model.estate import HOUSE_1, ORG, PATHS

EVER = 2**53

Wait = tuple[int, int]


@dataclass(frozen=True)
class Told:
    """A dialog as its log tells it."""

    chat: Row
    row: Row
    events: Sequence[Row]
    spans: Sequence[Row]
    hours: Mapping[str, Hours]

    @property
    def spoken(self) -> int | None:
        """When the client first said something in it."""
        return next((e["at"] for e in self.events if e["n_client"] > self.row["n_client"]), None)

    def wait(self, span: Row, own: Callable[[Row], bool]) -> Wait | None:
        """How long it took from then on until somebody answered the client, and how much of that
        the department worked.
        """
        spoken = self.spoken
        for event in self.events:
            told = event["n_client"] > self.row["n_client"]
            if told and (event["kind"], event["by_kind"]) == ("message", "staff") and own(event):
                assert spoken is not None
                begun, answered = max(spoken, span["at"]), event["at"]
                worked = open_ms(self.hours.get(span["department"]), begun, answered)
                return max(0, answered - begun), worked
        return None

    @property
    def first_wait(self) -> Wait | None:
        """How long the client waited once it came to people."""
        return self.wait(self.spans[0], lambda _: True) if self.spans else None


def _told(found: Dump, sees: Callable[[Row], bool], hours: Mapping[str, Hours]) -> list[Told]:
    every = []
    for id_, rows in found.dialogs.items():
        for row in rows if sees(found.chats[id_]) else ():
            end = EVER if row["closed_seq"] is None else row["closed_seq"]
            within = range(row["opened_seq"] + 1, end)
            events = [event for event in found.events[id_] if event["seq"] in within]
            spans = [span for span in found.assignments[id_] if span["from_seq"] in within]
            every.append(Told(found.chats[id_], row, events, spans, hours))
    return every


def _percentile(values: Sequence[int], tenths: int) -> int | None:
    return sorted(values)[ceil(len(values) * tenths / 10) - 1] if values else None


def _apart(waits: Sequence[Wait]) -> tuple[Sequence[int], Sequence[int]]:
    return [felt for felt, _ in waits], [worked for _, worked in waits]


def _figures(told: Sequence[Told]) -> Figures:
    reasons = [one.row["reason"] for one in told]
    waits = [wait for one in told if (wait := one.first_wait) is not None]
    felt, worked = _apart(waits)
    rows = [one.row for one in told if one.row["reason"] not in (None, "timeout")]
    lengths = [row["closed_at"] - row["opened_at"] for row in rows]
    return Figures(
        len(told),
        reasons.count("solved"),
        reasons.count("no_answer"),
        reasons.count("timeout"),
        sum(bool(one.spans) for one in told),
        len(waits),
        tuple(sum(wait <= 1000 * seconds for wait in felt) for seconds in WITHIN_S),
        tuple(sum(wait <= 1000 * seconds for wait in worked) for seconds in WITHIN_S),
        _percentile(felt, 5),
        _percentile(felt, 9),
        _percentile(worked, 5),
        _percentile(worked, 9),
        _percentile(lengths, 5),
        _percentile(lengths, 9),
        _ratings(told),
    )


def _ratings(told: Sequence[Told]) -> Ratings:
    scores = [one.row["score"] for one in told if one.row["asked"]]
    return Ratings(len(scores), tuple(map(scores.count, (1, 2, 3, 4, 5))))


def _loads(told: Sequence[Told]) -> Mapping[str, Load]:
    turns: dict[str, list[tuple[Wait | None, bool, bool]]] = {}
    for one in told:
        for nth, span in enumerate(one.spans, 1):
            if span["staff"] is not None:
                last = nth == len(one.spans)
                ended = last and one.row["closed_seq"] is not None
                wait = one.wait(span, lambda event, span=span: _in_span(event, span))  # type: ignore[misc]
                turns.setdefault(span["staff"], []).append((wait, not last, ended))
    return {
        who: _load(every, _ratings([one for one in told if one.row["responsible"] == who]))
        for who, every in turns.items()
    }


def _in_span(event: Row, span: Row) -> bool:
    taking = event["seq"] == span["from_seq"] - 1 and event["at"] == span["at"]
    until = EVER if span["to_seq"] is None else span["to_seq"]
    during = span["from_seq"] < event["seq"] <= until
    return bool(event["author"] == span["staff"] and (taking or during))


def _load(turns: Sequence[tuple[Wait | None, bool, bool]], ratings: Ratings) -> Load:
    felt, worked = _apart([wait for wait, _, _ in turns if wait is not None])
    return Load(
        len(turns),
        len(felt),
        sum(passed for _, passed, _ in turns),
        sum(closed for _, _, closed in turns),
        _percentile(felt, 5),
        _percentile(felt, 9),
        _percentile(worked, 5),
        _percentile(worked, 9),
        ratings,
    )


async def check_reports(db: Database) -> None:
    """Hold the reports of somebody who sees all, and of one who sees a house, to the log."""
    found = await dump(db)
    directory = await Directories(db).fetch(ORG)
    assert directory is not None
    within: Mapping[frozenset[str] | None, Callable[[Row], bool]] = {
        None: lambda _: True,
        frozenset({HOUSE_1}): lambda chat: HOUSE_1 in PATHS.get(chat["place"], ()),
    }
    for objects, sees in within.items():
        viewer = Staff("st_none", "", ORG, True, None, frozenset(), objects)
        await _check(db, viewer, _told(found, sees, directory.hours), directory.hours)


async def _check(
    db: Database, viewer: Staff, told: Sequence[Told], hours: Mapping[str, Hours]
) -> None:
    wanted = Wanted(Period(0, EVER))
    opened = sorted(one.row["opened_at"] for one in told) or [0]
    days = [(0, "early"), (opened[len(opened) // 2], "late")]
    keys: Mapping[By, Callable[[Told], str | None]] = {
        "day": lambda one: days[one.row["opened_at"] >= days[1][0]][1],
        "product": lambda one: one.chat["product"],
        "tag": lambda one: one.row["tag_id"],
        "department": lambda one: one.spans[0]["department"] if one.spans else None,
    }
    for by, key in keys.items():
        total, groups = await reports.dialog_figures(
            db, viewer, wanted, by=by, days=days, hours=hours
        )
        assert total == _figures(told)
        parts: dict[str, list[Told]] = {}
        for one in told:
            parts.setdefault(key(one) or "", []).append(one)
        parts.pop("", None)
        assert {one.key: one.figures for one in groups} == {
            name: _figures(some) for name, some in parts.items()
        }
    assert await reports.staff_loads(db, viewer, wanted, hours=hours) == _loads(told)
    await _check_list(db, viewer, told, hours)


async def _check_list(
    db: Database, viewer: Staff, told: Sequence[Told], hours: Mapping[str, Hours]
) -> None:
    wanted = Wanted(Period(0, EVER))
    order = sorted(
        told,
        key=lambda one: (one.row["opened_at"], one.row["chat"], one.row["number"]),
        reverse=True,
    )
    rows: list[Episode] = []
    after = None
    while page := await reports.episodes(db, viewer, wanted, after=after, limit=3, hours=hours):
        rows += page
        last = page[-1]
        after = reports.Position(last.opened_at, last.chat, last.dialog)
    assert [(one.chat, one.dialog, one.wait, one.wait_in_hours) for one in rows] == [
        (one.row["chat"], one.row["number"], *(one.first_wait or (None, None))) for one in order
    ]
