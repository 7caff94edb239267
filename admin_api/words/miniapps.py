"""In which words are mini-apps told of?"""

from pydantic import BaseModel


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
