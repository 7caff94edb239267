"""In which words is the chat of a mini-app set up?"""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from admin_api.words.word import READ_ONLY, Word
from bots.settings import ANSWER_LEAST, ANSWER_MOST
from chatserver.http.named import NamedWord
from chatserver.http.texts import Text

Id = Annotated[Text, Field(max_length=40)]
Choice = Literal["random", "least_busy"]
# Held to its bounds by the rules, which tell all mistakes of a document at once.
_BOUNDS = {"minimum": ANSWER_LEAST, "maximum": ANSWER_MOST}
AnswerMinutes = Annotated[int | None, Field(strict=True, json_schema_extra=dict(_BOUNDS))]


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
    """The basic settings of a mini-app's chat. `chat_on` is the platform's switch.

    `choice` says who of those gets a chat who can, by whatever rule: anybody (`random`), or one of
    those with the fewest open chats (`least_busy`). `skip_away`: who is away is passed over as long
    as anybody else can get it. `answer_minutes`: who does not answer the client within so many
    minutes of the department's hours passes the chat on to another; null: it stays theirs.
    `ask_rating`: when an employee ends a dialog in which the client was answered, the client is
    asked how it was.
    """

    public_title: str
    title: str
    text: str
    choice: Choice = "random"
    skip_away: bool = False
    answer_minutes: AnswerMinutes = None
    ask_rating: bool = False
    chat_on: Annotated[bool, READ_ONLY]
    faults: Annotated[list[FaultWord], READ_ONLY]


class RuleWord(PoolWord):
    """An auto-assignment rule; without objects it is for every place."""

    objects: list[str] = []


class BotTagWord(BaseModel):
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
    tags: list[BotTagWord]
    solved: str
    no_answer: str
    restart_minutes: int
    chat_on: Annotated[bool, READ_ONLY]
    faults: Annotated[list[FaultWord], READ_ONLY]


class DryRunWord(Word):
    """A client who would enter from these premises and choose this tag; null: write instead."""

    client_id: Id
    premises_id: Id
    tag_id: Id | None = None


class LeftOutWord(BaseModel):
    """Somebody who could not be chosen; `why`: inactive, moved, no_permission or
    no_access; away or busier where others are not.
    """

    id: str
    name: str
    why: str


class LookWord(BaseModel):
    """A pool that is looked at: of a rule of the tag (from 0), or of the basic settings."""

    source: str
    rule: int | None
    matched: bool
    department: NamedWord | None
    candidates: list[NamedWord]
    left_out: list[LeftOutWord]


class DryRunFoundWord(BaseModel):
    """Who could be chosen, and why the others could not. `rule` null: no rule fires.

    Without candidates the chat would wait in its department. `after_hours`: what the bot would say
    since the department does not work now.
    """

    rule: int | None
    candidates: list[NamedWord]
    left_out: list[LeftOutWord]
    waits: bool
    looks: list[LookWord]
    sentences: list[str]
    after_hours: str | None
