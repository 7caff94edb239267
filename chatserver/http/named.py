"""How is a thing with a name written, wherever an answer speaks of it?"""

from typing import Self

from pydantic import BaseModel

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


class PremisesWord(NamedWord):
    """Premises of a client."""

    address: str
