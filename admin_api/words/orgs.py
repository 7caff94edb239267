"""In which words are organisations told of to the platform?"""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field

from admin_api.words.directory import Email, Name
from admin_api.words.word import Word
from chatserver.actions.employees.staff_cards import Employee
from chatserver.actions.organisations.closing import KEPT_MS
from chatserver.actions.organisations.orgs import OrgCard
from chatserver.http.named import NamedWord
from chatserver.wire.times import rfc3339

OrgKind = Literal["management", "developer"]
PersonName = Annotated[Name, Field(max_length=100)]


class OrgWord(BaseModel):
    """An organisation. A closed one can be opened again until `reopen_until`; then its people are
    erased (`erased_at`).
    """

    id: str
    name: str
    kind: OrgKind
    created_at: str
    closed_at: str | None
    reopen_until: str | None
    erased_at: str | None
    version: int

    @classmethod
    def of(cls, card: OrgCard) -> Self:
        """Return it as it is written."""
        closed, erased = card.closed_at, card.erased_at
        open_again = closed is not None and erased is None
        return cls(
            id=card.id,
            name=card.name,
            kind="developer" if card.kind == "developer" else "management",
            created_at=rfc3339(card.created_at),
            closed_at=None if closed is None else rfc3339(closed),
            reopen_until=rfc3339(closed + KEPT_MS) if closed is not None and open_again else None,
            erased_at=None if erased is None else rfc3339(erased),
            version=card.version,
        )


class OrgsWord(BaseModel):
    """A page of organisations."""

    items: list[OrgWord]
    next_cursor: str | None


class FirstAdministratorWord(Word):
    """Who sets a new organisation up; an invitation goes to this e-mail."""

    name: PersonName
    email: Email


class NewOrgWord(Word):
    """An organisation to be made. A company that manages and builds has two."""

    name: Name
    kind: OrgKind
    administrator: FirstAdministratorWord


class MadeOrgWord(OrgWord):
    """A new organisation, with the id of its first Administrator."""

    administrator: str


class OrgChangeWord(Word):
    """What is to be changed of an organisation; what is left out stays."""

    name: Name = "-"
    kind: OrgKind = "management"


class EmployeeWord(BaseModel):
    """An employee of an organisation, as the platform sees one."""

    id: str
    name: str
    email: str
    active: bool
    role: NamedWord
    administrator: bool

    @classmethod
    def of(cls, one: Employee) -> Self:
        """Return them as they are written."""
        return cls(
            id=one.id,
            name=one.name,
            email=one.email,
            active=one.active,
            role=NamedWord.of(one.role),
            administrator=one.administrator,
        )


class EmployeesWord(BaseModel):
    """A page of employees, in the order in which they came."""

    items: list[EmployeeWord]
    next_cursor: str | None
