"""Whether hints to oneself come back."""

from chatserver.bus.probe import Probe


def test_what_comes_back_tells_how_long_it_took() -> None:
    probe = Probe()
    number = probe.send(10.0)
    assert probe.came_back(number, 10.25)
    assert probe.lag_s(99.0) == 0.25
    assert not probe.is_lost


def test_what_is_out_grows_older() -> None:
    probe = Probe()
    probe.send(10.0)
    assert probe.lag_s(13.0) == 3.0


def test_one_that_is_missing_is_no_reason_and_two_are() -> None:
    probe = Probe()
    probe.send(0.0)
    assert not probe.is_lost
    probe.send(2.0)
    assert probe.is_lost


def test_a_later_one_that_came_back_stands_for_those_before() -> None:
    probe = Probe()
    probe.send(0.0)
    late = probe.send(2.0)
    assert probe.came_back(late, 2.1)
    assert not probe.is_lost
    assert not probe.came_back(1, 3.0)


def test_after_a_rebuild_it_counts_anew() -> None:
    probe = Probe()
    old = probe.send(0.0)
    probe.send(2.0)
    probe.forget()
    assert not probe.is_lost
    assert not probe.came_back(old, 3.0)
