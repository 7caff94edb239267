"""Whose page may speak to us?"""

import pytest

from chatserver.config import Server
from chatserver.http.origins import origin_allowed

OPEN = Server(host="0.0.0.0", allowed_origins=("https://app.example.com",))
HERE = Server()


@pytest.mark.parametrize(
    ("origin", "let_in"),
    [
        (None, True),
        ("https://chat.example.com", True),
        ("http://CHAT.example.com", True),
        ("https://app.example.com", True),
        ("https://APP.example.com", True),
        ("https://app.example.com.evil.example", False),
        ("https://chat.example.com:444", False),
        ("https://evil.example", False),
        ("http://localhost:5173", False),
        ("null", False),
        ("", False),
        ("file://chat.example.com", False),
        ("https://[chat.example.com", False),
    ],
)
def test_only_our_own_host_and_the_configured_origins(origin: str | None, let_in: bool) -> None:
    assert origin_allowed(origin, OPEN, "chat.example.com") is let_in


@pytest.mark.parametrize(
    ("origin", "let_in"),
    [
        ("http://localhost:5173", True),
        ("http://[::1]:5173", True),
        ("http://localhost.example.com", False),
        ("http://evil.example", False),
    ],
)
def test_a_server_on_loopback_takes_pages_of_this_machine(origin: str, let_in: bool) -> None:
    assert origin_allowed(origin, HERE, "127.0.0.1:8080") is let_in


def test_without_a_host_no_origin_is_ours() -> None:
    assert not origin_allowed("https://", OPEN, "")


@pytest.mark.parametrize("host", ["app.apps.example", "app.apps.example.", "APP.apps.example:443"])
def test_a_mini_apps_page_has_no_business_at_the_socket_of_its_own_host(host: str) -> None:
    server = Server(apps_domain="apps.example", public_url="https://chat.example")
    assert not origin_allowed(f"https://{host}", server, host)
    assert origin_allowed("https://chat.example", server, "chat.example")
    assert not origin_allowed("http://app.apps.localhost:8080", HERE, "app.apps.localhost:8080")
