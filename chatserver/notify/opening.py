"""Which services do these settings reach devices by, and what is missing for the others?"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from chatserver.config import Settings
from chatserver.notify.apns import Apns, read_key
from chatserver.notify.fcm import Fcm, ServiceAccount
from chatserver.notify.mail import address_of
from chatserver.notify.push import Address, BadCredentials, Off, Push, Pusher
from chatserver.notify.webpush import WebPush

log = logging.getLogger(__name__)

WEB, ANDROID, IOS = "web", "android", "ios"


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether a service can be used, in one line; `well` False: what is set cannot be used."""

    service: str
    says: str
    well: bool = True


class Pushers:
    """The services, each by the platform whose devices it reaches. `web` is the one that browsers
    are told about: its key, and which addresses it speaks to.
    """

    def __init__(self, web: WebPush, *, android: Pusher, ios: Pusher) -> None:
        self.web = web
        self._services: Mapping[str, Pusher] = {WEB: web, ANDROID: android, IOS: ios}

    @property
    def platforms(self) -> frozenset[str]:
        """The platforms that can be reached."""
        return frozenset(name for name, service in self._services.items() if service.on)

    async def push(self, address: Address, push: Push) -> None:
        """Hand it to the service of the device's platform; raises as `Pusher.push`."""
        await self._services[address.platform].push(address, push)

    async def close(self) -> None:
        """Let all connections go."""
        for service in self._services.values():
            await service.close()


def open_pushers(settings: Settings) -> Pushers:
    """Return every service; one whose credentials are missing or useless is off, and it is said.

    The one to browsers needs a key yet (`sign_with`) where none is configured.
    """
    web = WebPush(
        settings.webpush, subject=_subject(settings), timeout_s=settings.notices.timeout_s
    )
    return Pushers(web, android=_fcm(settings), ios=_apns(settings))


def nowhere() -> Pushers:
    """Return the services of a server that reaches no device."""
    return open_pushers(Settings.model_construct())


def push_findings(settings: Settings) -> list[Finding]:
    """Return what is to be known about each service, without speaking to any."""
    web, fcm, apns = settings.webpush, settings.fcm, settings.apns
    own = "with the configured key" if web.key.get_secret_value() else "with the server's own key"
    found = [Finding("web push", f"{own}, as {web.subject or _subject(settings)}")]
    if not fcm.service_account:
        found.append(
            Finding("FCM", "not sent: no [fcm] service_account is set, so no Android device rings")
        )
    else:
        found.append(_tried("FCM", lambda: ServiceAccount.read(fcm.service_account).client_email))
    if not apns.key_file:
        found.append(Finding("APNs", "not sent: no [apns] key_file is set, so no iPhone rings"))
    else:
        found.append(_tried("APNs", lambda: (read_key(apns.key_file), apns.topic)[1]))
    return found


def _fcm(settings: Settings) -> Pusher:
    if not settings.fcm.service_account:
        return Off()
    try:
        account = ServiceAccount.read(settings.fcm.service_account)
    except BadCredentials as bad:
        log.warning("no pushes to Android devices: %s", bad)
        return Off()
    return Fcm(settings.fcm, account, timeout_s=settings.notices.timeout_s)


def _apns(settings: Settings) -> Pusher:
    if not settings.apns.key_file:
        return Off()
    try:
        key = read_key(settings.apns.key_file)
    except BadCredentials as bad:
        log.warning("no pushes to Apple devices: %s", bad)
        return Off()
    return Apns(settings.apns, key, timeout_s=settings.notices.timeout_s)


def _tried(service: str, who: Callable[[], str]) -> Finding:
    try:
        return Finding(service, f"sent as {who()}")
    except BadCredentials as bad:
        return Finding(service, f"not sent: {bad}", well=False)


def _subject(settings: Settings) -> str:
    """Whom a push service may write to about us (RFC 8292 §2.1)."""
    sender = address_of(settings.mail.sender)
    if sender:
        return f"mailto:{sender}"
    public = settings.server.public_url
    return public if public.startswith("https://") else "mailto:chat@localhost"
