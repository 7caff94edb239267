"""In which words does the platform judge mini-apps?"""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from admin_api.words.placement import BuildWord, OfferWord, ReviewWord
from admin_api.words.word import WebAddress, Word
from chatserver.actions.miniapps.reviews import REASONS
from chatserver.http.named import NamedWord
from chatserver.http.texts import Text


class QueuedWord(BaseModel):
    """A review that waits for a moderator."""

    review: ReviewWord
    miniapp: NamedWord
    org: str
    sender: str | None


class QueueWord(BaseModel):
    """The open reviews, the one that is due first at the front."""

    items: list[QueuedWord]
    next_cursor: str | None


class ReviewCardWord(BaseModel):
    """A review as a moderator sees it: what has changed of the manifest stands first."""

    changes: dict[str, Any]
    review: ReviewWord
    miniapp: NamedWord
    category: str
    description: str
    org: str
    build: BuildWord | None
    offer: OfferWord | None
    serving_digest: str | None


class RejectWord(Word):
    """Why it is rejected: a code, words that the partner reads, and where wanted the address of the
    rule that was broken.
    """

    reason_code: Annotated[
        Text,
        Field(max_length=40, examples=["design_system"], json_schema_extra={"enum": list(REASONS)}),
    ]
    text: Annotated[Text, Field(max_length=10_000)]
    rule_url: WebAddress | None = None


class DeferWord(Word):
    """Why it is looked at later, and how many hours later."""

    text: Annotated[Text, Field(max_length=10_000)]
    hours: Annotated[int, Field(strict=True, ge=1, le=720)] = 48


class ReasonWord(Word):
    """Why."""

    reason: Annotated[Text, Field(max_length=2_000)]


class ChatSwitchWord(Word):
    """Whether the chat is on."""

    on: Annotated[bool, Field(strict=True)]


class NewPushLimitsWord(Word):
    """How often the mini-app may push something to one client, and why that is changed. Null: what
    the server's configuration says.
    """

    every_s: Annotated[int, Field(strict=True, ge=0, le=86_400)] | None
    per_day: Annotated[int, Field(strict=True, ge=0, le=1000)] | None
    reason: Annotated[Text, Field(max_length=2_000)]
