"""Does an Android device get its push, and is what Google says understood?"""

import pytest
from starlette.responses import Response

from chatserver.notify import Address, Gone, Undelivered
from chatserver.notify.fcm import Fcm
from tests.notify.pushing import HELLO, Watch
from tests.services.push_services import Google, google_error


async def test_an_android_device_gets_one_message_with_a_token_for_an_hour(
    firebase: Google, fcm: Fcm, watch: Watch
) -> None:
    android = Address("android", "device-1")
    await fcm.push(android, HELLO)
    await fcm.push(android, HELLO)
    watch.at += 3600
    await fcm.push(android, HELLO)

    assert len(firebase.tokens) == 2
    assert firebase.messages[0] == {
        "token": "device-1",
        "notification": {"title": HELLO.title, "body": HELLO.body},
        "data": {"chat": "chat_1"},
        "android": {
            "collapse_key": HELLO.tag,
            "priority": "HIGH",
            "ttl": "86400s",
            "notification": {"tag": HELLO.tag},
        },
    }


@pytest.mark.parametrize(
    ("answer", "gone", "for_good", "after_ms"),
    [
        (google_error(404, "UNREGISTERED"), True, True, None),
        (google_error(403, "SENDER_ID_MISMATCH"), True, True, None),
        (google_error(400, "INVALID_ARGUMENT"), False, True, None),
        (google_error(429, "QUOTA_EXCEEDED", **{"Retry-After": "60"}), False, False, 60_000),
        (google_error(503, "UNAVAILABLE"), False, False, None),
        (Response("no JSON", 502), False, False, None),
    ],
)
async def test_what_google_says_is_understood(
    firebase: Google, fcm: Fcm, answer: Response, gone: bool, for_good: bool, after_ms: int | None
) -> None:
    firebase.errors.append(answer)
    with pytest.raises(Undelivered) as refused:
        await fcm.push(Address("android", "device-1"), HELLO)
    assert isinstance(refused.value, Gone) is gone
    assert (refused.value.for_good, refused.value.after_ms) == (for_good, after_ms)
    assert "device-1" not in str(refused.value)


async def test_a_token_that_google_takes_back_is_replaced(firebase: Google, fcm: Fcm) -> None:
    await fcm.push(Address("android", "device-1"), HELLO)
    firebase.tokens.append("another")
    with pytest.raises(Undelivered) as refused:
        await fcm.push(Address("android", "device-1"), HELLO)
    assert not refused.value.for_good
    await fcm.push(Address("android", "device-1"), HELLO)
    assert len(firebase.messages) == 2


async def test_google_refuses_whoever_it_does_not_know(firebase: Google, fcm: Fcm) -> None:
    firebase.account = "somebody-else"
    with pytest.raises(Undelivered) as refused:
        await fcm.push(Address("android", "device-1"), HELLO)
    assert not refused.value.for_good
    assert firebase.messages == []
