"""How is an employee told who they are?"""

from typing import Literal, Self

from pydantic import BaseModel

from chatserver.actions.employees import staff_cards
from chatserver.http.named import NamedWord, named


class MeWord(BaseModel):
    """The employee themselves. `org` is null for the platform's own; `objects` null: all."""

    id: str
    kind: Literal["staff"] = "staff"
    name: str
    email: str
    presence: str
    org: NamedWord | None
    role: NamedWord
    administrator: bool
    department: NamedWord | None
    permissions: list[str]
    objects: list[str] | None

    @classmethod
    def of(cls, own: staff_cards.Self) -> Self:
        """Return them as they are written."""
        objects = own.details.objects
        return cls(
            id=own.card.id,
            name=own.card.name,
            email=own.details.email,
            presence=own.card.presence,
            org=named(own.org),
            role=NamedWord.of(own.details.role),
            administrator=own.details.administrator,
            department=named(own.card.department),
            permissions=[str(one) for one in own.permissions],
            objects=None if objects is None else list(objects),
        )
