"""In which words does an employee log in?"""

from typing import Annotated

from pydantic import BaseModel, Field

from admin_api.words.links import PasswordText
from admin_api.words.word import Word
from chatserver.http.me import MeWord
from chatserver.http.texts import Text


class LoginWord(Word):
    """An employee's e-mail and password, and a code of the second factor where there is one: of
    the authenticator, or one for recovery.
    """

    email: Annotated[Text, Field(max_length=320, examples=["anna@example.com"])]
    password: Annotated[Text, Field(max_length=1024, examples=["correct horse"])]
    code: Annotated[Text | None, Field(max_length=40, examples=["492039"])] = None


class RefreshWord(Word):
    """A refresh token."""

    refresh_token: Annotated[Text, Field(max_length=200, examples=["rt_N2b…"])]


class RenewWord(RefreshWord):
    """A refresh token, and what its holder calls this attempt."""

    attempt: Annotated[
        Text | None,
        Field(
            min_length=16,
            max_length=100,
            description="Random, and stored before it is sent. If the answer is lost, the same "
            "token with the same `attempt` gives another pair, until the first was used.",
            examples=["5f0c1b7e9d2a4c83"],
        ),
    ] = None


class TokensWord(BaseModel):
    """The next pair of tokens; `expires_in` seconds are the access token's. They are null only in
    the answer to a repeated request. With `enrol_totp` they open nothing but `me` and `me/totp`:
    set up a second factor, then refresh.
    """

    access_token: str | None
    refresh_token: str | None
    expires_in: int
    enrol_totp: bool


class ChangePasswordWord(Word):
    """The password that holds, and the one that shall."""

    old: Annotated[Text, Field(max_length=1024)]
    new: PasswordText


class OwnSessionWord(BaseModel):
    """A session. `network` is the part of the address that is kept; `current`: the one asking."""

    id: str
    device: Annotated[str, Field(examples=["Chrome, Windows"])]
    network: Annotated[str, Field(examples=["192.0.2.0/24"])]
    created_at: str
    used_at: str
    current: bool


class OwnSessionsWord(BaseModel):
    """The sessions that go on, at most the 200 used last, the latest first."""

    items: list[OwnSessionWord]
    next_cursor: None = None


class SessionWord(TokensWord):
    """A session that begins."""

    me: MeWord
