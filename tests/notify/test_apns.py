"""Does an Apple device get its push, and is what Apple says understood?"""

import pytest

from chatserver.notify import Address, Gone, Undelivered
from chatserver.notify.apns import Apns
from tests.notify.pushing import HELLO, Watch
from tests.services.apple import TOPIC, Apple


async def test_an_apple_device_gets_its_notice_over_one_connection(
    cupertino: Apple, apns: Apns, watch: Watch
) -> None:
    iphone = Address("ios", "ab12")
    await apns.push(iphone, HELLO)
    await apns.push(iphone, HELLO)
    watch.at += 40 * 60
    await apns.push(iphone, HELLO)

    headers, payload = cupertino.notices[0]
    assert (headers[":path"], headers["apns-topic"]) == ("/3/device/ab12", TOPIC)
    assert (headers["apns-push-type"], headers["apns-priority"]) == ("alert", "10")
    assert headers["apns-expiration"] == str(1_000_000 + 86_400)
    assert payload == {
        "chat": "chat_1",
        "aps": {
            "alert": {"title": HELLO.title, "body": HELLO.body},
            "sound": "default",
            "thread-id": HELLO.tag,
        },
    }
    assert len({headers["apns-collapse-id"] for headers, _ in cupertino.notices}) == 1
    assert (cupertino.connections, len(cupertino.tokens)) == (1, 2)


@pytest.mark.parametrize(
    ("answer", "gone", "for_good"),
    [
        ((410, "Unregistered"), True, True),
        ((400, "BadDeviceToken"), True, True),
        ((400, "DeviceTokenNotForTopic"), True, True),
        ((400, "PayloadEmpty"), False, True),
        ((403, "ExpiredProviderToken"), False, False),
        ((429, "TooManyRequests"), False, False),
        ((503, "Shutdown"), False, False),
    ],
)
async def test_what_apple_says_is_understood(
    cupertino: Apple, apns: Apns, answer: tuple[int, str], gone: bool, for_good: bool
) -> None:
    cupertino.refusals.append(answer)
    with pytest.raises(Undelivered) as refused:
        await apns.push(Address("ios", "ab12"), HELLO)
    assert isinstance(refused.value, Gone) is gone
    assert refused.value.for_good is for_good
    await apns.push(Address("ios", "ab12"), HELLO)
    assert len(cupertino.notices) == 1
