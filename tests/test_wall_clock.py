"""When is the machine's clock believed?"""

import pytest

from chatserver.wall_clock import WallClock
from tests.seeds import NOON
from tests.small import MINUTE


@pytest.mark.parametrize("jump", [MINUTE + 1, -MINUTE - 1])
def test_a_jump_is_distrusted_for_a_minute(jump: int) -> None:
    wall, ticks = NOON, 100.0
    clock = WallClock(lambda: wall, lambda: ticks)
    assert clock.steady()
    wall, ticks = wall + 1_000, ticks + 1
    assert clock.steady()

    wall, ticks = wall + jump, ticks + 0
    assert not clock.steady()
    wall, ticks = wall + 59_000, ticks + 59
    assert not clock.steady()
    wall, ticks = wall + 1_000, ticks + 1
    assert clock.steady()


def test_a_clock_that_is_put_right_by_a_minute_is_believed() -> None:
    wall, ticks = NOON, 100.0
    clock = WallClock(lambda: wall, lambda: ticks)
    assert clock.steady()
    wall += MINUTE
    assert clock.steady()
