"""In which words is it told how builds and offers get to clients?"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from admin_api.words.word import At, Word
from chatserver.http.texts import Text

StatusName = Literal["inactive", "in_review", "ready", "testing", "active"]
Id = Annotated[Text, Field(max_length=40)]


class StatusWord(Word):
    """The status that a partner chooses."""

    status: Literal["inactive", "testing", "active"]


class RollbackWord(Word):
    """The release to go back to."""

    release: Id


class BuildWord(BaseModel):
    """A build: its digest is the SHA-256 of what is in it."""

    id: str
    digest: str
    state: str
    manifest: dict[str, Any]
    warnings: list[dict[str, Any]]
    size: int
    unpacked: int
    entries: int
    at: At


class BuildsWord(BaseModel):
    """The builds of a mini-app, the newest first."""

    items: list[BuildWord]
    next_cursor: str | None


class PreviewWord(BaseModel):
    """Where a build is shown, and until when. The token in the fragment is for nobody."""

    url: str
    expires_at: str


class OfferWord(BaseModel):
    """A version of an offer. `binds`: clients agree to this one now."""

    id: str
    number: int
    name: str
    size: int
    sha256: str
    state: str
    at: At
    deleted: bool
    binds: bool


class OffersWord(BaseModel):
    """The versions of an offer, the newest first."""

    items: list[OfferWord]
    next_cursor: str | None


class OfferLinkWord(BaseModel):
    """Where an offer's PDF is, and until when: whoever has the address reads it."""

    url: str
    expires_at: str


class ReleaseWord(BaseModel):
    """An approved build with an approved offer. `revoked`: it is never served again."""

    id: str
    build: str
    offer: str
    digest: str
    approved_at: At
    published_at: At | None
    revoked: bool


class ReviewWord(BaseModel):
    """A review and what became of it. `screenshot`: where what the moderator saw is to be seen, for
    the next ten minutes.
    """

    id: str
    state: str
    build: str | None
    offer: str | None
    sent_at: At
    due_at: At
    deferred_reason: str | None
    reason_code: str | None
    reason: str
    rule_url: str | None
    screenshot: str | None
    ended_at: At | None


class ReviewsWord(BaseModel):
    """Reviews, the newest first."""

    items: list[ReviewWord]
    next_cursor: str | None
