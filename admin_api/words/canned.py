"""In which words are texts kept ready?"""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from admin_api.words.directory import Flag
from admin_api.words.word import Word
from chatserver.core.texts import one_line
from chatserver.http.texts import Text

_Title = Annotated[Text, Field(max_length=200, examples=["We have it"]), AfterValidator(one_line)]
_Said = Annotated[
    Text, Field(max_length=8000, examples=["{client_name}, thank you. We have your request."])
]


class CannedReplyWord(BaseModel):
    """A text that is ready. `shared`: the organisation's, else the reader's own.

    The screen puts in what `{client_name}`, `{address}`, `{place}`, `{number}`, `{product}` and
    `{staff_name}` stand for.
    """

    id: str
    title: str
    text: str
    shared: bool
    version: int
    updated_at: str


class CannedRepliesWord(BaseModel):
    """A page of texts that are ready."""

    items: list[CannedReplyWord]
    next_cursor: str | None


class NewCannedReplyWord(Word):
    """A text to be kept ready; `shared` needs `directory.edit`."""

    title: _Title
    text: _Said
    shared: Flag = False


class CannedReplyChangeWord(Word):
    """What is to be changed of it; what is left out stays."""

    title: _Title = ""
    text: _Said = ""
