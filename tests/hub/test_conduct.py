"""What a connection is forgiven, and how often."""

from chatserver.hub.conduct import Conduct
from chatserver.hub.limits import Allowance, PersonRates, Rate


def test_only_what_comes_before_the_retry_time_is_a_violation() -> None:
    conduct = Conduct(bad_frames=20, violations=2)
    allowance = Allowance(PersonRates(requests=Rate(10, 1)))
    assert conduct.ask(allowance, 0, send=False) == (0, False)
    assert conduct.ask(allowance, 0, send=False) == (100, False)
    assert conduct.ask(allowance, 100, send=False) == (0, False)
    assert conduct.ask(allowance, 150, send=False) == (50, False)
    assert conduct.ask(allowance, 160, send=False) == (40, False)
    assert conduct.ask(allowance, 170, send=False) == (30, True)


def test_the_twentieth_bad_frame_within_a_minute_is_one_too_many() -> None:
    conduct = Conduct(bad_frames=20, violations=50)
    assert [conduct.bad_frame(at) for at in range(20)] == [False] * 19 + [True]


def test_twenty_bad_frames_over_more_than_a_minute_are_borne() -> None:
    conduct = Conduct(bad_frames=20, violations=50)
    assert not any(conduct.bad_frame(at * 3200) for at in range(100))
