"""How does a push reach each kind of device, and what is told when it does not?"""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError
from starlette.responses import Response

from chatserver.config import Apns as ApnsSettings
from chatserver.config import Fcm as FcmSettings
from chatserver.config import Settings
from chatserver.config import WebPush as WebPushSettings
from chatserver.core.pushes import ATTRIBUTES_BYTES, BODY, TITLE
from chatserver.notify import Address, Gone, Push, Undelivered, nowhere, open_pushers
from chatserver.notify.apns import Apns, read_key
from chatserver.notify.fcm import Fcm, ServiceAccount
from chatserver.notify.opening import push_findings
from chatserver.notify.push import BadCredentials
from chatserver.notify.webpush import WebPush, permitted, readable_keys
from tests.services.apple import KEY_ID, TEAM, TOPIC, Apple, apple
from tests.services.push_services import (
    BrowserService,
    Google,
    base64url,
    browser_service,
    google,
    google_error,
)

HELLO = Push("Сосны", "Вода будет в пять", tag="chat_1:cl_cid:message", data={"chat": "chat_1"})
VAPID = base64url(b"\x01" * 32)


@pytest.fixture
async def browsers() -> AsyncIterator[BrowserService]:
    async with browser_service() as service:
        yield service


@pytest.fixture
async def firebase() -> AsyncIterator[Google]:
    async with google() as service:
        yield service


@pytest.fixture
async def cupertino(tmp_path: Path) -> AsyncIterator[Apple]:
    async with apple(tmp_path) as service:
        yield service


@pytest.fixture
async def web(browsers: BrowserService) -> AsyncIterator[WebPush]:
    settings = WebPushSettings(key=SecretStr(VAPID), origins=(browsers.origin,))
    pusher = WebPush(settings, subject="mailto:chat@example.com", timeout_s=5)
    yield pusher
    await pusher.close()


class Watch:
    """A clock in seconds, as the test says."""

    at = 1_000_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
async def fcm(firebase: Google, tmp_path: Path, watch: Watch) -> AsyncIterator[Fcm]:
    account = ServiceAccount.read(firebase.key_file(tmp_path))
    pusher = Fcm(FcmSettings(endpoint=firebase.url), account, timeout_s=5, now=watch)
    yield pusher
    await pusher.close()


@pytest.fixture
async def apns(cupertino: Apple, tmp_path: Path, watch: Watch) -> AsyncIterator[Apns]:
    key = read_key(cupertino.key_file(tmp_path))
    pusher = Apns(
        ApnsSettings(key_id=KEY_ID, team_id=TEAM, topic=TOPIC, endpoint=cupertino.endpoint),
        key,
        timeout_s=5,
        now=watch,
        verify=cupertino.trust,
    )
    yield pusher
    await pusher.close()


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


async def test_the_longest_push_of_a_mini_app_is_short_enough_for_every_service(
    browsers: BrowserService,
    web: WebPush,
    firebase: Google,
    fcm: Fcm,
    cupertino: Apple,
    apns: Apns,
) -> None:
    attributes = {"screen": "s", "anchor": "a", "params": ""}
    room = ATTRIBUTES_BYTES - len(json.dumps(attributes))
    ids = dict.fromkeys(("org", "miniapp", "notification"), "x" * 40)
    longest = Push(
        title="\U0001f47b" * 30,
        subtitle="\U0001f47b" * TITLE,
        body="\U0001f47b" * BODY,
        tag="t" * 146,
        collapses=False,
        data={"kind": "miniapp", **ids, **attributes, "params": '"' * (room // 2)},
    )
    ann = browsers.browser("ann")

    await web.push(ann.address, longest)
    await fcm.push(Address("android", "device-1"), longest)
    await apns.push(Address("ios", "ab12"), longest)

    [message], [(apple_headers, notice)] = firebase.messages, cupertino.notices
    # Each takes 4096 bytes; to a browser they go encrypted, which costs 103 of them (RFC 8291).
    for sent, most in ((ann.shown[0], 3993), (message, 4096), (notice, 4096)):
        assert len(json.dumps(sent, ensure_ascii=False, separators=(",", ":")).encode()) < most
    assert notice["aps"]["alert"]["subtitle"] == longest.subtitle
    assert message["notification"]["body"] == f"{longest.subtitle}\n{longest.body}"
    # Nothing takes its place, so it takes up none of the few keys that a service keeps.
    assert "topic" not in ann.headers[0]
    assert "apns-collapse-id" not in apple_headers
    assert "collapse_key" not in message["android"]


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


async def test_a_service_that_is_not_there_may_come_back(tmp_path: Path) -> None:
    async with google() as firebase, apple(tmp_path) as cupertino, browser_service() as browsers:
        account = ServiceAccount.read(firebase.key_file(tmp_path))
        settings = ApnsSettings(endpoint=cupertino.endpoint)
        ann = browsers.browser("ann").address
        web = WebPushSettings(key=SecretStr(VAPID), origins=(browsers.origin,))
        gone = [
            (
                Fcm(FcmSettings(endpoint=firebase.url), account, timeout_s=1),
                Address("android", "x"),
            ),
            (Apns(settings, cupertino.key, timeout_s=1), Address("ios", "x")),
            (WebPush(web, subject="mailto:a@b.example", timeout_s=1), ann),
        ]
    for pusher, address in gone:
        with pytest.raises(Undelivered) as refused:
            await pusher.push(address, HELLO)
        assert not refused.value.for_good
        await pusher.close()


async def test_only_what_has_its_credentials_is_on(
    firebase: Google, cupertino: Apple, tmp_path: Path
) -> None:
    assert nowhere().platforms == frozenset()
    settings = Settings(
        webpush=WebPushSettings(key=SecretStr(VAPID)),
        fcm=FcmSettings(service_account=firebase.key_file(tmp_path)),
        apns=ApnsSettings(
            key_file=cupertino.key_file(tmp_path), key_id=KEY_ID, team_id=TEAM, topic=TOPIC
        ),
    )
    pushers = open_pushers(settings)
    assert pushers.platforms == {"web", "android", "ios"}
    await pushers.close()
    assert [one.says for one in push_findings(settings)] == [
        "with the configured key, as mailto:chat@localhost",
        f"sent as {firebase.account}",
        f"sent as {TOPIC}",
    ]


def test_missing_credentials_are_said_and_are_no_fault() -> None:
    assert [(one.service, one.well) for one in push_findings(Settings())] == [
        ("web push", True),
        ("FCM", True),
        ("APNs", True),
    ]
    assert [one.says[:8] for one in push_findings(Settings())[1:]] == ["not sent", "not sent"]


@pytest.mark.parametrize("content", [None, "", "{}", json.dumps({"private_key": "secret"})])
def test_useless_credentials_are_said_and_crash_nothing(
    tmp_path: Path, content: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "key"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    settings = Settings(
        fcm=FcmSettings(service_account=str(file)),
        apns=ApnsSettings(key_file=str(file), key_id="k", team_id="t", topic="x"),
    )
    assert open_pushers(settings).platforms == frozenset()
    assert len(caplog.records) == 2
    _, *useless = push_findings(settings)
    assert [one.well for one in useless] == [False, False]
    assert all(str(file) in one.says and "secret" not in one.says for one in useless)


def test_a_key_for_something_else_is_no_key_of_apples(firebase: Google, tmp_path: Path) -> None:
    file = tmp_path / "key.p8"
    file.write_text(json.loads(Path(firebase.key_file(tmp_path)).read_text())["private_key"])
    with pytest.raises(BadCredentials):
        read_key(str(file))


@pytest.mark.parametrize(
    ("section", "wrong"),
    [
        (WebPushSettings, {"key": "short"}),
        (WebPushSettings, {"subject": "chat@example.org"}),
        (WebPushSettings, {"origins": ["https://example.org/path"]}),
        (ApnsSettings, {"key_file": "a.p8"}),
    ],
)
def test_settings_that_do_not_fit_are_refused(
    section: type[WebPushSettings | ApnsSettings], wrong: dict[str, object]
) -> None:
    with pytest.raises(ValidationError):
        section.model_validate(wrong)
