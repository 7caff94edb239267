"""In which words do screens store what they remember?"""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field

from admin_api.words.directory import on_one_line
from admin_api.words.word import Word
from chatserver.http.texts import Kept, Text

List = Annotated[
    Text,
    Field(
        min_length=1,
        max_length=30,
        pattern=r"^[a-z][a-z_.-]*$",
        description="The list that is looked at.",
        examples=["chats"],
    ),
]
Name = Annotated[
    Text,
    Field(min_length=1, max_length=60, examples=["My unread ones"]),
    AfterValidator(on_one_line),
]
Filter = Annotated[
    Kept,
    Field(
        description=(
            "The list's own filter, at most 8 KiB and 32 levels; nobody but the screen reads it."
        ),
        examples=[{"tab": "mine", "unread": True}],
    ),
]
Columns = Annotated[
    list[Annotated[Text, Field(min_length=1, max_length=40)]],
    Field(max_length=50, examples=[["client", "department"]]),
]
Order = Annotated[Text | None, Field(max_length=60, examples=["-updated_at"])]


class NewViewWord(Word):
    """A list as somebody likes to see it."""

    of: List = "chats"
    name: Name
    filter: Filter = Field(default_factory=dict)
    columns: Columns = Field(default_factory=list)
    order: Order = None


class ViewChangeWord(Word):
    """What shall be different; a name that is null stays as it is."""

    name: Name | None = None
    filter: Filter = Field(default_factory=dict)
    columns: Columns = Field(default_factory=list)
    order: Order = None


class ViewWord(BaseModel):
    """A saved view."""

    id: str
    of: str
    name: str
    filter: dict[str, Any]
    columns: list[str]
    order: str | None
    version: int


class ViewsWord(BaseModel):
    """One's views, the oldest first."""

    items: list[ViewWord]
    next_cursor: None = None
