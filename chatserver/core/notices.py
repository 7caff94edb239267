"""Who is told of what happens in a chat while they do not look at it? (requirements 38-45, 193, D9)

A notice follows from how a chat stands now against how far it was told of, not from single events:
so a burst is one notice, and what was read, deleted or passed on meanwhile is none.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from chatserver.core.access import may_see
from chatserver.core.chat import Chat, State
from chatserver.core.people import Place, Side, Staff


class Occasion(StrEnum):
    """Why somebody is told."""

    ASSIGNED = "assigned"  # you were made responsible
    MESSAGE = "message"  # the other side has written


class Channel(StrEnum):
    """By which way an employee is told."""

    PUSH = "push"
    MAIL = "mail"


# The four switches of a role (requirement 41), as they are stored; one that is not there is off.
SWITCHES: Mapping[str, tuple[Occasion, Channel]] = {
    f"{occasion}_{channel}": (occasion, channel) for occasion in Occasion for channel in Channel
}


@dataclass(frozen=True, slots=True)
class Told:
    """How far a chat has been told of: the assignment, and the ordinals of either side's words."""

    assignment: int = 0
    n_client: int = 0
    n_staff: int = 0

    def after(self, chat: Chat) -> "Told":
        """Return how far it is told of once its notices of now are on their way.

        What a client says while the bot has the word is told when somebody gets the chat.
        """
        heard = self.n_client if chat.state is State.BOT else chat.n_client
        return Told(chat.assignment, heard, chat.n_staff)


@dataclass(frozen=True, slots=True)
class Notice:
    """Somebody of this side is to be told something of a chat."""

    side: Side
    person: str
    occasion: Occasion


@dataclass(frozen=True, slots=True)
class Around:
    """What the rules know around a chat: its product's kind, its place, everybody of its
    organisation, and who made the standing assignment by hand (None: nobody did).
    """

    product_kind: str
    place: Place | None
    staff: Mapping[str, Staff]
    assigned_by: str | None = None


def notices(chat: Chat, told: Told, around: Around) -> frozenset[Notice]:
    """Return who is to be told now of a chat that was told of as far as `told` says."""
    return frozenset(
        [*_assigned(chat, told, around), *_from_client(chat, told, around), *_to_client(chat, told)]
    )


def channels(switches: Mapping[str, bool], occasion: Occasion) -> frozenset[Channel]:
    """Return by which ways a role with these switches wants to be told (requirement 41)."""
    return frozenset(
        channel
        for name, (what, channel) in SWITCHES.items()
        if what is occasion and switches.get(name, False)
    )


def undisturbed(notice: Notice, chat: str, looking: Collection[tuple[str, str]]) -> bool:
    """Whether the person sees it anyhow: one of their devices has the chat on its screen (D9).

    `looking` holds pairs of person and chat.
    """
    return (notice.person, chat) in looking


def collapse_key(chat: str, notice: Notice) -> str:
    """Return under which key newer words take the place of older ones, on the way and on screen."""
    return f"{chat}:{notice.person}:{notice.occasion}"


def _assigned(chat: Chat, told: Told, around: Around) -> Iterable[Notice]:
    responsible = chat.staff
    if (
        responsible is not None
        and chat.state is State.STAFF
        and chat.assignment > told.assignment
        and around.assigned_by != responsible  # requirement 45
        and _sees(responsible, around)
    ):
        yield Notice(Side.STAFF, responsible, Occasion.ASSIGNED)


def _from_client(chat: Chat, told: Told, around: Around) -> Iterable[Notice]:
    # While the bot has the word nobody is responsible yet; a closed chat is settled.
    if (
        chat.state is not State.STAFF
        or chat.n_client <= told.n_client
        or not chat.unread(Side.STAFF)
    ):
        return
    for person in _answering(chat, around):
        if _sees(person, around):
            yield Notice(Side.STAFF, person, Occasion.MESSAGE)


def _answering(chat: Chat, around: Around) -> Iterable[str]:
    """The responsible, else the department's people, else everybody (requirements 44, 124)."""
    if chat.staff is not None:
        return [chat.staff]
    return [
        one.id
        for one in around.staff.values()
        if chat.department is None or one.department == chat.department
    ]


def _to_client(chat: Chat, told: Told) -> Iterable[Notice]:
    if chat.n_staff > told.n_staff and chat.unread(Side.CLIENT):
        yield Notice(Side.CLIENT, chat.client, Occasion.MESSAGE)


def _sees(person: str, around: Around) -> bool:
    staff = around.staff.get(person)
    return staff is not None and may_see(
        staff, product_kind=around.product_kind, place=around.place
    )
