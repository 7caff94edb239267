"""When is it the next job's turn, also after the machine's clock was set back?"""

import asyncio
from datetime import UTC, datetime, timedelta, tzinfo

import pytest
from apscheduler.schedulers import base
from typing_extensions import override

from chatserver.schedule import Schedule

HOUR = timedelta(hours=1)


class Clock(datetime):
    """The machine's clock, which somebody may set."""

    off = timedelta(0)

    @classmethod
    @override
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz) + Clock.off


@pytest.mark.parametrize("off", [-HOUR, HOUR], ids=["back", "ahead"])
async def test_jobs_go_on_whatever_the_clock_is_set_to(
    monkeypatch: pytest.MonkeyPatch, off: timedelta
) -> None:
    # The library's view of the machine's clock; there is only one of the machine.
    monkeypatch.setattr(base, "datetime", Clock)
    monkeypatch.setattr(Clock, "off", timedelta(0))
    turns: asyncio.Queue[int] = asyncio.Queue()
    schedule = Schedule(timezone=UTC, pause_s=0.05)
    for number in (0, 1):
        schedule.add_job(
            turns.put,
            "interval",
            args=[number],
            seconds=0.05,
            start_date=datetime.now(UTC) + timedelta(seconds=0.05 + number / 100),
            coalesce=True,
            misfire_grace_time=None,
        )
    schedule.start()
    try:
        async with asyncio.timeout(20):
            assert {await turns.get() for _ in range(4)} == {0, 1}
            Clock.off = off
            while not turns.empty():
                turns.get_nowait()
            assert {await turns.get() for _ in range(6)} == {0, 1}
    finally:
        schedule.shutdown(wait=False)
