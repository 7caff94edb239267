"""Whose page may speak to us?"""

import pytest

from chatserver.http.origins import origin_allowed


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
        ("null", False),
        ("", False),
        ("file://chat.example.com", False),
        ("https://[chat.example.com", False),
    ],
)
def test_only_our_own_host_and_the_configured_origins(origin: str | None, let_in: bool) -> None:
    allowed = ["https://app.example.com/"]

    assert origin_allowed(origin, host="chat.example.com", allowed=allowed) is let_in


def test_without_a_host_no_origin_is_ours() -> None:
    assert not origin_allowed("https://", host="", allowed=())
