"""In which words are chats told of?"""

from typing import Any, Literal

from pydantic import BaseModel

from chatserver.http.me import NamedWord


class AssigneeWord(BaseModel):
    """An employee who may get the chat."""

    id: str
    name: str
    presence: Literal["available", "away"]


class DepartmentAssigneesWord(BaseModel):
    """A department with those of it who may get the chat."""

    id: str
    name: str
    staff: list[AssigneeWord]


class AssigneesWord(BaseModel):
    """Where the chat may go; `assignment` is what `assign` expects."""

    items: list[DepartmentAssigneesWord]
    assignment: int


class RoutedWord(BaseModel):
    """One assignment: who got the chat with which event, and why, in sentences and as data.

    `staff` null: it waited; `until_seq` null: it still holds.
    """

    assignment: int
    at: str
    cause: str
    department: NamedWord | None
    staff: NamedWord | None
    seq: int
    until_seq: int | None
    sentences: list[str]
    explanation: dict[str, Any] | None


class RoutingWord(BaseModel):
    """Every assignment of a chat, oldest first."""

    items: list[RoutedWord]
