"""Who is still there."""

from chatserver.hub.heartbeat import Due, Heartbeat, Patience

FAR = 10**9


def admitted(expires_at: int = FAR) -> Heartbeat:
    heartbeat = Heartbeat(Patience(), 0)
    heartbeat.admit(expires_at)
    heartbeat.announce()
    return heartbeat


def test_of_the_tokens_end_nothing_is_told_before_the_welcome() -> None:
    heartbeat = Heartbeat(Patience(), 0)
    heartbeat.admit(30_000)
    assert heartbeat.due(1_000, 1_000) is None
    heartbeat.announce()
    assert heartbeat.next_at(1_000, 1_000) <= 1_000
    assert heartbeat.due(2_000, 2_000) is Due.EXPIRING
    assert heartbeat.due(3_000, 30_000) is Due.EXPIRED


def test_hello_has_ten_seconds() -> None:
    heartbeat = Heartbeat(Patience(), 0)
    assert heartbeat.next_at(0, 0) == 10_000
    assert heartbeat.due(9_999, 0) is None
    assert heartbeat.due(10_000, 0) is Due.NO_HELLO


def test_the_welcome_has_ten_seconds_too() -> None:
    heartbeat = Heartbeat(Patience(), 0)
    heartbeat.knock(9_000)
    assert heartbeat.due(18_999, 0) is None
    assert heartbeat.next_at(10_000, 0) == 19_000
    assert heartbeat.due(19_000, 0) is Due.NO_WELCOME


def test_silence_is_answered_by_a_ping_and_then_by_the_end() -> None:
    heartbeat = admitted()
    assert heartbeat.next_at(0, 0) == 25_000
    assert heartbeat.due(24_999, 0) is None
    assert heartbeat.due(25_000, 0) is Due.PING
    assert heartbeat.next_at(25_000, 0) == 35_000
    assert heartbeat.due(34_999, 0) is None
    assert heartbeat.due(35_000, 0) is Due.NO_PONG


def test_any_frame_after_the_ping_is_a_sign_of_life() -> None:
    heartbeat = admitted()
    assert heartbeat.due(25_000, 0) is Due.PING
    heartbeat.heard = 30_000
    assert heartbeat.due(35_000, 0) is None
    assert heartbeat.next_at(35_000, 0) == 50_000


def test_our_own_silence_is_broken_though_the_peer_talks() -> None:
    heartbeat = admitted()
    heartbeat.heard = 24_000
    assert heartbeat.due(25_000, 0) is Due.PING
    heartbeat.heard = 26_000
    assert heartbeat.due(35_500, 0) is None


def test_of_the_tokens_end_it_is_told_once_and_a_fresh_one_counts_anew() -> None:
    heartbeat = admitted(expires_at=100_000)
    assert heartbeat.next_at(0, 20_000) == 20_000
    assert heartbeat.due(20_000, 40_000) is Due.EXPIRING
    assert heartbeat.due(20_100, 40_100) is None
    assert heartbeat.due(21_000, 100_000) is Due.EXPIRED
    heartbeat.admit(200_000)
    heartbeat.announce()
    assert heartbeat.due(21_000, 100_000) is None
    assert heartbeat.due(21_000, 140_000) is Due.EXPIRING
