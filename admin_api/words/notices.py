"""In which words is an employee told of something?"""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from admin_api.words.word import Word
from chatserver.http.texts import Text


class NoticeWord(BaseModel):
    """A notice, in the language that was asked for. `subject` is the id of what it is about."""

    id: str
    kind: Annotated[str, Field(examples=["review.approved"])]
    subject: str
    title: Annotated[str, Field(examples=["Approved: Cleaning"])]
    text: str
    data: dict[str, Any]
    at: str
    read: bool


class NoticesWord(BaseModel):
    """Notices, the newest first; `unread` counts all of them."""

    items: list[NoticeWord]
    next_cursor: str | None
    unread: int


class ReadWord(Word):
    """Up to which notice; null: all."""

    to: Annotated[Text | None, Field(max_length=40, examples=["ntc_0a1b2c"])] = None
