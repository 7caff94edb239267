"""Which devices may we ring for somebody? (`devices`, `me/push-subscriptions`)"""

import hashlib
from dataclasses import dataclass

from chatserver.actions.callers.viewers import NotWelcome
from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.notify.webpush import readable_keys
from chatserver.storage import devices
from chatserver.storage.statement import Steps, ask
from chatserver.world import World

WEB = "web"
AT_MOST = 20  # devices of one person; the one that was seen longest ago makes room


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose device it is. An employee's ends with the session in which it was registered."""

    kind: str
    id: str
    org: str | None
    session: str | None = None


@dataclass(frozen=True, slots=True)
class NewDevice:
    """A device as it names itself; a browser's token is the address of its push service."""

    platform: str
    token: str
    p256dh: str = ""
    auth: str = ""
    locale: str = ""


@dataclass(frozen=True, slots=True)
class Device:
    """A registered device. `service` names where pushes to it go, and nothing secret."""

    id: str
    platform: str
    service: str
    locale: str
    created_at: int
    seen_at: int


async def register_device(world: World, owner: Owner, new: NewDevice) -> Device:
    """Register a device, or say that it is still there; whoever had it before has it no more.

    The same device twice is one. Raises `Invalid`, `NotWelcome` for a client who was erased.
    """
    refuse_if_any(_mistakes(world, new))
    return await world.db.write(_register(world, owner, new))


async def devices_of(world: World, owner: Owner) -> list[Device]:
    """Return somebody's devices, the one seen last first."""
    rows = await world.db.ask(devices.OF_OWNER, owner.id)
    return [Device(id_, platform, _service(token), *rest) for id_, platform, token, *rest in rows]


async def remove_device(world: World, owner: Owner, device_id: str) -> None:
    """Let a device of theirs ring no more; one that is not theirs is left alone."""
    await world.db.write(ask(devices.REMOVE, owner.id, device_id))


def _mistakes(world: World, new: NewDevice) -> list[Mistake]:
    if new.platform != WEB:
        return []
    mistakes = []
    if not world.pushers.web.permits(new.token):
        mistakes.append(
            Mistake("/endpoint", "not_a_push_service", "this is no push service that we speak to")
        )
    if not readable_keys(new.p256dh, new.auth):
        mistakes.append(Mistake("/keys", "malformed", "nothing can be encrypted with these keys"))
    return mistakes


def _register(world: World, owner: Owner, new: NewDevice) -> Steps[Device]:
    now = world.now()
    known = hashlib.sha256(f"{new.platform}\0{new.token}".encode()).hexdigest()
    row = [
        world.new_id("dev"), owner.org, owner.kind, owner.id, owner.session, new.platform,
        new.token, known, new.p256dh, new.auth, new.locale, now, now,
    ]  # fmt: skip
    if owner.kind == "client" and not (yield from ask(devices.CLIENT, owner.id)):
        raise NotWelcome
    yield from ask(devices.REGISTER, [row])
    [(id_, created_at)] = yield from ask(devices.BY_HASH, known)
    yield from ask(devices.CROWD_OUT, owner.id, AT_MOST)
    return Device(id_, new.platform, _service(new.token), new.locale, created_at, now)


def _service(token: str) -> str:
    """Return the host of a browser's push service; other tokens are secrets as a whole."""
    return token.split("/")[2] if token.startswith(("https://", "http://")) else ""
