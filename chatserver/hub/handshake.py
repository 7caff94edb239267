"""Who says hello, may they come in, and what are they told first?"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from msgspec import UNSET, Raw, UnsetType

from chatserver.core.people import Side, Staff
from chatserver.hub.connection import Connection
from chatserver.hub.frames import text_frame
from chatserver.hub.inbox import OrgInbox
from chatserver.hub.limits import Allowance
from chatserver.hub.member import Member
from chatserver.hub.node import Node
from chatserver.hub.resuming import resume
from chatserver.hub.roster import Room
from chatserver.hub.saying import look
from chatserver.identity import BadToken, Claims
from chatserver.ledger.directory import Directory
from chatserver.ledger.outcome import Person
from chatserver.wire import Close, encode, given, requests, rfc3339
from chatserver.wire.pushes import Reset, Welcome
from chatserver.wire.shapes import Named, Retry, User


class Barred(Exception):
    """The token is good, and its person has nothing to look for here."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Whose token it was, with the organisation as of now."""

    claims: Claims
    directory: Directory
    staff: Staff | None
    rev: int

    @property
    def name(self) -> str:
        """The person's name."""
        if self.staff is not None:
            return self.staff.name
        return self.directory.clients[self.claims.id].name

    @property
    def side(self) -> Side:
        """The side on which the person is."""
        return Side.CLIENT if self.staff is None else Side.STAFF


async def greet(
    node: Node, connection: Connection, hello: requests.Hello, entered: Callable[[Member], None]
) -> None:
    """Let the person in, which `entered` learns at once, and say welcome.

    Raises BadToken, Barred, DatabaseTrouble.
    """
    claims = await node.identity.verify_socket(hello.token)
    newcomer = await _look_up(node, claims)
    member = _let_in(node, connection, hello, newcomer)
    entered(member)
    had = given(hello.resume)

    def welcome(resumed: dict[str, Raw] | UnsetType = UNSET) -> None:
        # The rights may have moved while the chats were read.
        now = replace(newcomer, staff=member.staff)
        member.welcomed = True
        connection.welcome(text_frame(encode(_welcome(node, hello, now, resumed))))

    if had is not None and had.epoch == node.epoch:
        await resume(node, member, had, welcome)
        return
    welcome()
    if had is not None:
        connection.tell(text_frame(encode(Reset(what="all", why="epoch"))))


async def _look_up(node: Node, claims: Claims) -> Newcomer:
    """Return whose token it is, with rights that are at least as new as the room's."""
    org = claims.org
    if org is None:
        raise Barred  # an account of the platform: no chats
    client = claims.kind.value == Side.CLIENT
    room, known = node.roster.rooms.get(org), node.ledger.directories.known(org)
    if (
        room is None
        or known is None
        or known.acl < room.acl
        # Not by a difference of sets, which would walk through everybody who is known.
        or (client and claims.id not in known.clients)
    ):
        return await _read_up(node, claims, org, {claims.id} if client else set())
    # While somebody is here the organisation is followed: what is known is fresh.
    return _newcomer(claims, known, room.rev)


async def _read_up(node: Node, claims: Claims, org: str, clients: set[str]) -> Newcomer:
    while True:
        # The place from which changes will be followed comes first, then what they start from.
        room = node.roster.rooms.get(org)
        revs = {} if room is not None else await node.reading.revisions([org])
        directory = await node.ledger.directories.fetch(org, clients=clients)
        if directory is None:
            raise BadToken("unauthorized", "no such organisation")
        room = node.roster.rooms.get(org)
        if room is not None and directory.acl >= room.acl:
            return _newcomer(claims, directory, room.rev)
        if room is None and org in revs:
            return _newcomer(claims, directory, revs[org][0])


def _newcomer(claims: Claims, directory: Directory, rev: int) -> Newcomer:
    if claims.kind.value == Side.CLIENT:
        client = directory.clients.get(claims.id)
        if client is None or not client.admits(claims.issued_at):
            raise BadToken("unauthorized", "nobody has this id, or the token has been ended")
        return Newcomer(claims, directory, None, rev)
    staff = directory.staff.get(claims.id)
    if staff is None:
        raise BadToken("unauthorized", "nobody has this id")
    if claims.session in directory.ended:
        raise BadToken("unauthorized", "the session has been ended")
    if not staff.active or claims.enrols:
        raise Barred
    return Newcomer(claims, directory, staff, rev)


def _let_in(
    node: Node, connection: Connection, hello: requests.Hello, newcomer: Newcomer
) -> Member:
    claims, directory, settings = newcomer.claims, newcomer.directory, node.settings
    side, org = newcomer.side, directory.org.id
    node.metrics.admitted.inc()
    person = Person(side.value, claims.id, given(hello.platform))
    member = Member(connection, person, org, name=newcomer.name, staff=newcomer.staff)
    member.issued_at = claims.issued_at
    member.session = claims.session
    connection.admit(_allowance(node, claims.id, side), claims.expires_at)
    room = node.roster.rooms.get(org)
    if room is None:
        inbox = OrgInbox(
            newcomer.rev,
            every_s=settings.inbox_push_every_ms / 1000,
            counts_due=node.counts_due,
            look=partial(look, node.world.db),
        )
        room = Room(directory, rev=newcomer.rev, inbox=inbox)
    node.roster.enter(member, room)
    # A copy: one that is being cut already stays on the list until it is gone.
    own = tuple(node.roster.people[member.id])
    for oldest in own[: -settings.connections_per_person]:
        oldest.connection.close(Close.REPLACED, "replaced by a newer connection")
    return member


def _allowance(node: Node, person: str, side: Side) -> Allowance:
    """The one that the person's other connections use: a rested one may have been forgotten."""
    others = node.roster.people.get(person)
    if others:
        return next(iter(others)).connection.allowance
    return node.allowances.of(person, node.rates[side])


def _welcome(
    node: Node,
    hello: requests.Hello,
    newcomer: Newcomer,
    resumed: dict[str, Raw] | UnsetType,
) -> Welcome:
    settings = node.settings
    return Welcome(
        id=hello.id,
        user=_user(newcomer),
        epoch=node.epoch,
        expires_at=rfc3339(newcomer.claims.expires_at),
        now=rfc3339(node.world.now()),
        ping_s=math.ceil(settings.ping_s),
        retry=Retry(settings.retry_base_s, settings.retry_cap_s, settings.retry_spread_s),
        limits=node.limits[newcomer.side],
        resumed=resumed,
    )


def _user(newcomer: Newcomer) -> User:
    directory, claims = newcomer.directory, newcomer.claims
    org = Named(directory.org.id, directory.org.name)
    if newcomer.staff is not None:
        staff = newcomer.staff
        permissions = sorted(permission.value for permission in staff.permissions)
        return User(id=staff.id, kind="staff", name=staff.name, org=org, permissions=permissions)
    client = directory.clients[claims.id]
    places = [
        Named(place.id, place.name)
        for place in map(directory.places.get, client.places)
        if place is not None
    ]
    return User(id=client.id, kind="client", name=client.name, org=org, places=places)
