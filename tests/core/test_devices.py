import pytest

from chatserver.core.devices import device_of

_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/140.0 Safari/537.36",
            "Chrome, Windows",
        ),
        (f"Mozilla/5.0 (X11; Linux) {_WEBKIT} Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Linux"),
        (
            f"Mozilla/5.0 (Windows NT 10.0) {_WEBKIT} Chrome/136.0 YaBrowser/25.6 Safari/537.36",
            "Yandex, Windows",
        ),
        (
            f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) {_WEBKIT} Safari/604.1",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox, macOS",
        ),
        (f"Mozilla/5.0 (Linux; Android 15) {_WEBKIT} Chrome/140.0 Mobile", "Chrome, Android"),
        ("python-httpx2/2.16", "python-httpx2/2.16"),
        ("x" * 500, "x" * 60),
        ("", ""),
    ],
)
def test_a_device_is_called_as_people_call_it(user_agent: str, device: str) -> None:
    assert device_of(user_agent) == device
