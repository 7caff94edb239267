"""In which words is a second factor set up?"""

from typing import Annotated

from pydantic import BaseModel, Field

from admin_api.words.word import Word
from chatserver.http.texts import Text

PasswordNow = Annotated[
    Text, Field(max_length=1024, description="The password that holds.", examples=["correct horse"])
]
Code = Annotated[Text, Field(min_length=1, max_length=40, examples=["492039"])]


class FactorWord(BaseModel):
    """How it stands: `recovery_codes` are left."""

    on: bool
    required: bool
    recovery_codes: int


class EnrolWord(Word):
    """Who wants a second factor shows that the account is theirs."""

    password: PasswordNow


class OfferedWord(BaseModel):
    """A secret for an authenticator, shown this once; `uri` is what a QR code of it says."""

    secret: str | None
    uri: str | None


class CodeWord(Word):
    """A code that the authenticator shows."""

    code: Code


class ProofWord(Word):
    """Password and code together."""

    password: PasswordNow
    code: Code


class RecoveryWord(BaseModel):
    """Codes that each open the door once, without the authenticator; shown this once."""

    recovery_codes: Annotated[list[str] | None, Field(examples=[["abcd-efgh-jkmn"]])]
