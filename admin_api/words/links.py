"""In which words does an employee set a password by a mailed link?"""

from typing import Annotated

from pydantic import BaseModel, Field

from admin_api.words.word import Word
from chatserver.http.named import NamedWord
from chatserver.http.texts import Text

PasswordText = Annotated[
    Text,
    Field(
        max_length=1024,
        description="10 to 200 characters, not among the commonest, not the mail address.",
        examples=["seven green kettles"],
    ),
]


class ForgottenWord(Word):
    """Whose password was forgotten."""

    email: Annotated[Text, Field(max_length=320, examples=["anna@example.com"])]


class NewPasswordWord(Word):
    """The password to be set."""

    password: PasswordText


class InvitedWord(BaseModel):
    """Whom a link is for. `org` is null for the platform's own."""

    email: Annotated[str, Field(examples=["anna@example.com"])]
    name: Annotated[str, Field(examples=["Anna Orlova"])]
    org: NamedWord | None
    expires_at: Annotated[str, Field(examples=["2026-01-01T12:00:00.000Z"])]
