"""In which words does the staff's door speak?"""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from chatserver.http.me import MeWord, NamedWord


def _storable(text: str) -> str:
    if "\0" in text:
        raise ValueError("must not contain U+0000")
    return text


Text = Annotated[str, AfterValidator(_storable)]
ObjectKind = Literal["quarter", "group", "building", "premises"]


class Word(BaseModel):
    """A body that is sent to us: fields that nobody knows are mistakes."""

    model_config = ConfigDict(extra="forbid")


class LoginWord(Word):
    """An employee's e-mail and password."""

    email: Annotated[Text, Field(max_length=320, examples=["anna@example.com"])]
    password: Annotated[Text, Field(max_length=1024, examples=["correct horse"])]


class RefreshWord(Word):
    """A refresh token."""

    refresh_token: Annotated[Text, Field(max_length=200, examples=["rt_N2b…"])]


class TokensWord(BaseModel):
    """The next pair of tokens; `expires_in` seconds are the access token's."""

    access_token: str
    refresh_token: str
    expires_in: int


class SessionWord(TokensWord):
    """A session that begins."""

    me: MeWord


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
    """An employee. `email`, `role`, `administrator` and `objects` (null: all) stand here for
    those who may change staff; of the objects, those that the reader has access to as well.
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


class StaffPageWord(BaseModel):
    """A page of employees."""

    items: list[StaffWord]
    next_cursor: str | None


class StaffChangeWord(Word):
    """What is to be changed of an employee; what is left out stays. `objects` null: all."""

    active: Annotated[bool, Field(strict=True)] = True
    role: Annotated[Text, Field(max_length=40)] = ""
    department: Annotated[Text, Field(max_length=40)] | None = None
    objects: (
        Annotated[list[Annotated[Text, Field(max_length=40)]], Field(max_length=500)] | None
    ) = None


class MiniappWord(BaseModel):
    """A mini-app: `name` for staff, `public_title` for clients."""

    id: str
    name: str
    public_title: str
    chat_on: bool
    bot_on: bool


class MiniappsWord(BaseModel):
    """A page of mini-apps."""

    items: list[MiniappWord]
    next_cursor: str | None


# A screen may send it back as it came; nothing is done with it.
READ_ONLY = Field(json_schema_extra={"readOnly": True})


class FaultWord(BaseModel):
    """Something in a stored document that no longer holds, such as an employee who left."""

    pointer: str
    code: str
    message: str


class PoolWord(BaseModel):
    """Who may be made responsible: these employees of the department; none: all of it."""

    department: str | None = None
    staff: list[str] = []


class ChatSettingsWord(PoolWord):
    """The basic settings of a mini-app's chat. `chat_on` is the platform's switch."""

    public_title: str
    title: str
    text: str
    chat_on: Annotated[bool, READ_ONLY]
    faults: Annotated[list[FaultWord], READ_ONLY]


class RuleWord(PoolWord):
    """An auto-assignment rule; without objects it is for every place."""

    objects: list[str] = []


class TagWord(BaseModel):
    """A topic; a new one has no id yet."""

    id: str = ""
    text: str
    autoreply: str
    rules: list[RuleWord]


class BotWord(BaseModel):
    """The whole bot of a mini-app's chat."""

    on: bool
    greeter: str | None
    greeting: str
    prompt: str
    tags: list[TagWord]
    solved: str
    no_answer: str
    restart_minutes: int
    chat_on: Annotated[bool, READ_ONLY]
    faults: Annotated[list[FaultWord], READ_ONLY]


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
