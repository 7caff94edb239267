"""Does a browser get what is pushed to it, and is nothing else spoken to?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import Response

from chatserver.config import WebPush as WebPushSettings
from chatserver.notify import Address, Gone, Push, Undelivered
from chatserver.notify.webpush import WebPush, permitted, readable_keys
from tests.notify.pushing import HELLO
from tests.services.push_services import BrowserService


async def test_a_browser_alone_can_read_what_is_pushed_to_it(
    browsers: BrowserService, web: WebPush
) -> None:
    ann, bob = browsers.browser("ann"), browsers.browser("bob")

    await web.push(ann.address, HELLO)

    assert ann.shown == [
        {"title": HELLO.title, "body": HELLO.body, "tag": HELLO.tag, "data": {"chat": "chat_1"}}
    ]
    [headers] = ann.headers
    assert (headers["ttl"], headers["urgency"]) == ("86400", "high")
    assert len(headers["topic"]) == 32
    assert bob.shown == []


async def test_newer_words_go_under_the_same_topic(browsers: BrowserService, web: WebPush) -> None:
    ann = browsers.browser("ann")
    for tag in ("a", "a", "b"):
        await web.push(ann.address, Push("t", "b", tag=tag))
    first, second, other = (headers["topic"] for headers in ann.headers)
    assert (first == second, first == other) == (True, False)


@pytest.mark.parametrize("status", [404, 410])
async def test_a_browser_that_has_unsubscribed_is_gone(
    browsers: BrowserService, web: WebPush, status: int
) -> None:
    browsers.refusals.append(Response(status_code=status))
    with pytest.raises(Gone):
        await web.push(browsers.browser("ann").address, HELLO)


@pytest.mark.parametrize(
    ("answer", "for_good", "after_ms"),
    [
        (Response(status_code=429, headers={"Retry-After": "30"}), False, 30_000),
        (Response(status_code=503), False, None),
        (Response(status_code=403), True, None),
        (Response(status_code=413), True, None),
        (Response(status_code=307, headers={"Location": "/push/bob"}), True, None),
    ],
)
async def test_a_refusal_says_whether_another_try_may_help(
    browsers: BrowserService, web: WebPush, answer: Response, for_good: bool, after_ms: int | None
) -> None:
    browsers.refusals.append(answer)
    bob = browsers.browser("bob")
    with pytest.raises(Undelivered) as refused:
        await web.push(browsers.browser("ann").address, HELLO)
    assert (refused.value.for_good, refused.value.after_ms) == (for_good, after_ms)
    assert not isinstance(refused.value, Gone)
    assert bob.shown == []


@pytest.mark.parametrize("broken", [{"p256dh": "AAAA"}, {"auth": "AA"}, {"p256dh": "%"}])
async def test_a_browser_with_unusable_keys_is_gone(
    browsers: BrowserService, web: WebPush, broken: dict[str, str]
) -> None:
    ann = browsers.browser("ann").address
    keys = {"p256dh": ann.p256dh, "auth": ann.auth, **broken}
    assert readable_keys(ann.p256dh, ann.auth)
    assert not readable_keys(**keys)
    with pytest.raises(Gone):
        await web.push(Address("web", ann.token, **keys), HELLO)
    assert browsers.asked == 0


ORIGINS = WebPushSettings().origins


@pytest.mark.parametrize(
    ("endpoint", "is_one"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc:def", True),
        ("https://updates.push.services.mozilla.com/wpush/v2/x", True),
        ("https://wns2-par02p.notify.windows.com/w/?token=x", True),
        ("https://web.push.apple.com/x", True),
        ("http://fcm.googleapis.com/fcm/send/x", False),
        ("https://fcm.googleapis.com:8443/x", False),
        ("https://fcm.googleapis.com@127.0.0.1/x", False),
        ("https://127.0.0.1\\@fcm.googleapis.com/x", False),
        ("https://fcm.googleapis.com.example.org/x", False),
        ("https://push.apple.com.example.org/x", False),
        ("https://evil.org/.push.apple.com", False),
        ("https://evilpush.apple.com/x", False),
        ("https://169.254.169.254/latest/meta-data", False),
        ("https://localhost/x", False),
        ("https://[::1]/x", False),
        ("https://fcm.googleapis.com:port/x", False),
        ("https://ｆcm.googleapis.com/x", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_only_push_services_are_spoken_to(endpoint: str, is_one: bool) -> None:
    assert permitted(endpoint, ORIGINS) is is_one


@given(st.text(max_size=60))
def test_no_odd_address_is_a_push_service(text: str) -> None:
    for endpoint in (text, f"https://{text}", f"https://{text}/https://fcm.googleapis.com"):
        host = endpoint.removeprefix("https://").partition("/")[0]
        if permitted(endpoint, ORIGINS):
            assert any(host.endswith(origin.rpartition("/")[2].lstrip("*")) for origin in ORIGINS)


async def test_nothing_is_sent_to_what_is_no_push_service(
    browsers: BrowserService, web: WebPush
) -> None:
    ann = browsers.browser("ann").address
    elsewhere = ann.token.replace("127.0.0.1", "localhost")
    with pytest.raises(Gone):
        await web.push(Address("web", elsewhere, ann.p256dh, ann.auth), HELLO)
    assert browsers.asked == 0


async def test_a_key_may_come_later(browsers: BrowserService) -> None:
    pusher = WebPush(
        WebPushSettings(origins=(browsers.origin,)), subject="mailto:a@b.example", timeout_s=5
    )
    ann = browsers.browser("ann")
    with pytest.raises(Undelivered):
        await pusher.push(ann.address, HELLO)
    pusher.sign_with(b"\x02" * 32)
    await pusher.push(ann.address, HELLO)
    await pusher.close()
    assert len(ann.shown) == 1
