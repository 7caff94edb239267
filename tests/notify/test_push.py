"""How does a push reach each kind of device, and what is told when it does not?"""

import json
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from chatserver.config import Apns as ApnsSettings
from chatserver.config import Fcm as FcmSettings
from chatserver.config import Settings
from chatserver.config import WebPush as WebPushSettings
from chatserver.core.pushes import ATTRIBUTES_BYTES, BODY, TITLE
from chatserver.notify import Address, Push, Undelivered, nowhere, open_pushers
from chatserver.notify.apns import Apns, read_key
from chatserver.notify.fcm import Fcm, ServiceAccount
from chatserver.notify.opening import push_findings
from chatserver.notify.push import BadCredentials
from chatserver.notify.webpush import WebPush
from tests.notify.pushing import HELLO, VAPID
from tests.services.apple import KEY_ID, TEAM, TOPIC, Apple, apple
from tests.services.push_services import BrowserService, Google, browser_service, google


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
