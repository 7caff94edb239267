"""In which words are objects, departments and employees told of?"""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from admin_api.words.directory import Email, Reference
from admin_api.words.orgs import PersonName
from admin_api.words.word import ObjectKind, Word
from chatserver.http.named import NamedWord
from chatserver.http.texts import Text


class ObjectWord(BaseModel):
    """An object of the tree. `parent` is null where nothing above it is the reader's to see."""

    id: str
    kind: ObjectKind
    name: str
    address: str
    parent: str | None


class ObjectsWord(BaseModel):
    """A page of objects, parents before children."""

    items: list[ObjectWord]
    next_cursor: str | None


class DepartmentsWord(BaseModel):
    """A page of departments."""

    items: list[NamedWord]
    next_cursor: str | None


class StaffWord(BaseModel):
    """An employee. `email`, `role`, `administrator`, `objects` (null: all) and `invitation` stand
    here for those who may change staff; of the objects, those that the reader has access to as
    well. `invitation` tells of somebody who has set no password yet: `sent`, `expired`, or `unsent`
    where this server sends no mail; null: they have set one.
    """

    id: str
    name: str
    active: bool
    presence: Literal["available", "away"]
    department: NamedWord | None
    version: int
    email: str = ""
    role: NamedWord | None = None
    administrator: bool = False
    objects: list[str] | None = None
    invitation: Literal["sent", "expired", "unsent"] | None = None


class StaffPageWord(BaseModel):
    """A page of employees."""

    items: list[StaffWord]
    next_cursor: str | None


class NewStaffWord(Word):
    """Somebody to be employed; an invitation goes to `email`. `objects` null: all of them."""

    name: PersonName
    email: Email
    role: Reference
    department: Reference | None = None
    objects: Annotated[list[Reference], Field(max_length=500)] | None = Field(default_factory=list)


class StaffChangeWord(Word):
    """What is to be changed of an employee; what is left out stays. `objects` null: all."""

    name: PersonName = "-"
    email: Email = "-@-"
    active: Annotated[bool, Field(strict=True)] = True
    role: Annotated[Text, Field(max_length=40)] = ""
    department: Annotated[Text, Field(max_length=40)] | None = None
    objects: (
        Annotated[list[Annotated[Text, Field(max_length=40)]], Field(max_length=500)] | None
    ) = None
