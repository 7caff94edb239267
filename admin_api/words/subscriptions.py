"""In which words is a subscription set up?"""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from admin_api.words.chat_settings import AnswerMinutes, Choice
from admin_api.words.directory import Flag, Reference
from admin_api.words.word import Word
from chatserver.core.texts import one_line
from chatserver.http.texts import Text

_Short = Annotated[Text, Field(max_length=1000), AfterValidator(one_line)]
_Staff = Annotated[list[Reference], Field(max_length=200)]


class SubscriptionWord(BaseModel):
    """A subscription: `public_title` is what clients read; `title` and `text` greet them, and
    `department` with `staff` answers (no `staff`: all of it), `choice`, `skip_away`,
    `answer_minutes` and `ask_rating` as in a mini-app's chat.
    """

    id: str
    name: str
    public_title: str
    title: str
    text: str
    department: str | None
    staff: list[str]
    choice: Choice
    skip_away: bool
    answer_minutes: int | None
    ask_rating: bool
    chat_on: bool
    version: int


class SubscriptionsWord(BaseModel):
    """A page of subscriptions."""

    items: list[SubscriptionWord]
    next_cursor: str | None


class NewSubscriptionWord(Word):
    """A subscription to be added."""

    name: _Short
    public_title: _Short = ""
    title: _Short = ""
    text: _Short = ""
    department: Reference
    staff: _Staff = Field(default_factory=list)
    choice: Choice = "random"
    skip_away: Flag = False
    answer_minutes: AnswerMinutes = None
    ask_rating: Flag = False
    chat_on: Flag = True


class SubscriptionChangeWord(Word):
    """What is to be changed of a subscription; what is left out stays."""

    name: _Short = ""
    public_title: _Short = ""
    title: _Short = ""
    text: _Short = ""
    department: Reference = "-"
    staff: _Staff = Field(default_factory=list)
    choice: Choice = "random"
    skip_away: Flag = False
    answer_minutes: AnswerMinutes = None
    ask_rating: Flag = False
    chat_on: Flag = True
