"""Which push services do the tests of this folder speak to, and through what?"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from chatserver.config import Apns as ApnsSettings
from chatserver.config import Fcm as FcmSettings
from chatserver.config import WebPush as WebPushSettings
from chatserver.notify.apns import Apns, read_key
from chatserver.notify.fcm import Fcm, ServiceAccount
from chatserver.notify.webpush import WebPush
from tests.notify.pushing import VAPID, Watch
from tests.services.apple import KEY_ID, TEAM, TOPIC, Apple, apple
from tests.services.push_services import BrowserService, Google, browser_service, google


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
