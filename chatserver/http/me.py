"""How is an employee told who they are?"""

from typing import Literal, Self

from pydantic import BaseModel

from chatserver.actions import staff_cards
from chatserver.core.people import Named


class NamedWord(BaseModel):
    """A thing with its name."""

    id: str
    name: str

    @classmethod
    def of(cls, thing: Named) -> Self:
        """Return it as it is written."""
        return cls(id=thing.id, name=thing.name)


def named(thing: Named | None) -> NamedWord | None:
    """Return a named thing as it is written, null where there is none."""
    return NamedWord.of(thing) if thing is not None else None


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
