"""What does a peer ask about its own connection and person?"""

from msgspec import UNSET, Struct, UnsetType

from chatserver.wire.requests.request import Request
from chatserver.wire.words import Count, Device, Id, Platform, PresenceState, RequestId, Token


class Resume(Struct, frozen=True, gc=False):
    """What the connection had before it was lost: the epoch, and the last `seq` of each chat."""

    epoch: Id
    chats: dict[Id, Count]


class Hello(Request, frozen=True, tag="hello"):
    """The first frame of a connection, within 10 s. `device` names the device, not the person."""

    rated = False
    id: RequestId
    token: Token
    device: Device
    platform: Platform | UnsetType = UNSET
    resume: Resume | UnsetType = UNSET


class Auth(Request, frozen=True, tag="auth"):
    """A fresh token for the same person on a live connection."""

    id: RequestId
    token: Token


class Ping(Request, frozen=True, tag="ping"):
    """Both ways: answered by `pong` with the same `n`."""

    rated = False
    answered = False
    n: Count | UnsetType = UNSET


class Pong(Request, frozen=True, tag="pong"):
    """Both ways: the answer to a `ping`."""

    rated = False
    answered = False
    n: Count | UnsetType = UNSET


class Presence(Request, frozen=True, tag="presence"):
    """Say whether one is there for clients: a choice, kept with the employee."""

    sender = "staff"
    id: RequestId
    state: PresenceState
