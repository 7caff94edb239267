"""Who of an organisation is away, and how many chats has each employee in hand?"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from chatserver.core.chat import Chat, State


@dataclass(slots=True, eq=False)
class Workload:
    """How it stands at one instant: `away` have said so themselves (docs/protocol.md, `presence`);
    `held` counts the open chats for which one is responsible, 0 for whoever is not there.
    """

    away: AbstractSet[str] = frozenset()
    held: dict[str, int] = field(default_factory=dict)

    def move(self, before: str | None, now: str | None) -> None:
        """One chat more went from one to another; None: it was, or is, in nobody's hand."""
        if before is not None:
            self.held[before] = self.held.get(before, 0) - 1
        if now is not None:
            self.held[now] = self.held.get(now, 0) + 1


def holder(chat: Chat) -> str | None:
    """Return in whose hand the chat is, as long as its dialog is open."""
    return chat.staff if chat.state is State.STAFF else None


def least(held: Mapping[str, int], people: AbstractSet[str]) -> AbstractSet[str]:
    """Return those of these people who have the fewest chats in hand."""
    fewest = min((held.get(one, 0) for one in people), default=0)
    return {one for one in people if held.get(one, 0) == fewest}
