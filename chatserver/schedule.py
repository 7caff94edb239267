"""When is it the next job's turn, also after the machine's clock was set back?"""

from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from typing_extensions import override


class Schedule(AsyncIOScheduler):  # type: ignore[misc]  # it has no types
    """A schedule of which some job is always due within `pause_s` seconds.

    The library keeps the turns by the machine's clock: set back by an hour, no job would run for
    that hour. Here the turns are set back as well.
    """

    def __init__(self, *, pause_s: float, **options: object) -> None:
        self._pause_s = pause_s
        super().__init__(**options)

    @override
    def _process_jobs(self) -> float | None:
        wait: float | None = super()._process_jobs()
        if wait is None or wait <= self._pause_s:
            return wait
        for job in self.get_jobs():
            turn: datetime = job.next_run_time
            job.modify(next_run_time=turn - timedelta(seconds=wait))
        return 0
