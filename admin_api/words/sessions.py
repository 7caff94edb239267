"""In which words does an employee log in?"""

from typing import Annotated

from pydantic import BaseModel, Field

from admin_api.words.word import Text, Word
from chatserver.http.me import MeWord


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
