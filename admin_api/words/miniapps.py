"""In which words are mini-apps told of?"""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field

from admin_api.words.word import At, WebAddress, Word
from chatserver.actions.miniapps.placement_rules import Rules
from chatserver.actions.miniapps.reviews import REASONS
from chatserver.http.named import NamedWord
from chatserver.http.texts import Text
from chatserver.wire.times import rfc3339

StatusName = Literal["inactive", "in_review", "ready", "testing", "active"]
Id = Annotated[Text, Field(max_length=40)]


class MiniappWord(BaseModel):
    """A mini-app in the list: `name` for staff, `public_title` for clients."""

    id: str
    name: str
    public_title: str
    status: StatusName
    suspended: bool
    category: str
    updated_at: str
    chat_on: bool
    bot_on: bool


class MiniappsWord(BaseModel):
    """A page of mini-apps, the one that changed last first."""

    items: list[MiniappWord]
    next_cursor: str | None


class CategoryWord(BaseModel):
    """A category, in both languages."""

    id: str
    name_ru: str
    name_en: str


class CategoriesWord(BaseModel):
    """The fifteen categories."""

    items: list[CategoryWord]
    next_cursor: str | None


class NewMiniappWord(Word):
    """What a partner fills in; `rules_version` is the version of the rules that they confirm."""

    licence: Id
    name: Annotated[Text, Field(max_length=1000, examples=["Заявки в сад"])]
    category: Annotated[Text, Field(max_length=40, examples=["tools"])]
    description: Annotated[Text, Field(max_length=5000, examples=["Заявки на полив и уборку"])]
    rules_version: Annotated[int, Field(strict=True, ge=1, le=2_000_000_000)]


class MiniappChangeWord(Word):
    """What is to be changed; what is left out stays. `licence` null clears it."""

    name: Annotated[Text, Field(max_length=1000)] = ""
    category: Annotated[Text, Field(max_length=40)] = ""
    description: Annotated[Text, Field(max_length=5000)] = ""
    licence: Id | None = None


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


class ServedWord(BaseModel):
    """The releases that clients are served now; null: nothing."""

    everybody: str | None
    testers: str | None


class PushLimitsWord(BaseModel):
    """How many seconds lie between two pushes to one client, and how many go out in 24 hours."""

    every_s: int
    per_day: int


class MiniappCardWord(BaseModel):
    """Everything of the tabs Main and Placement of a mini-app's card."""

    id: str
    name: str
    public_title: str
    category: str
    description: str
    status: StatusName
    suspended: bool
    suspended_reason: str | None
    chat_on: bool
    licence: NamedWord | None
    legal_entity: str | None
    account: str | None
    offer: OfferWord | None
    review: ReviewWord | None
    last_review: ReviewWord | None
    releases: list[ReleaseWord]
    release: str | None
    ready: str | None
    serves: ServedWord
    push_limits: PushLimitsWord
    label: str
    created_at: str
    updated_at: str
    version: int


class StatusWord(Word):
    """The status that a partner chooses."""

    status: Literal["inactive", "testing", "active"]


class RollbackWord(Word):
    """The release to go back to."""

    release: Id


class PaymentWord(Word):
    """Who is paid; both null: nobody."""

    legal_entity: Id | None
    account: Id | None


class LicenceWord(BaseModel):
    """A licence, and which mini-app it serves."""

    id: str
    name: str
    miniapp: NamedWord | None
    granted_at: str


class LicencesWord(BaseModel):
    """The licences of an organisation, by number."""

    items: list[LicenceWord]
    next_cursor: str | None


class LicenceCountWord(Word):
    """How many licences were bought."""

    count: Annotated[int, Field(strict=True, ge=1, le=100)]


class PlacementRulesWord(BaseModel):
    """A version of the placement rules. `at`: since when it held; null: it is built in."""

    version: int
    text_ru: str
    text_en: str
    at: At | None

    @classmethod
    def of(cls, rules: Rules) -> Self:
        """Return them as they are written."""
        return cls(
            version=rules.version,
            text_ru=rules.text_ru,
            text_en=rules.text_en,
            at=None if rules.at is None else rfc3339(rules.at),
        )


class NewPlacementRulesWord(Word):
    """The next version of the placement rules. `based_on`: the version that its author has read."""

    text_ru: Annotated[Text, Field(min_length=1, max_length=50_000)]
    text_en: Annotated[Text, Field(min_length=1, max_length=50_000)]
    based_on: Annotated[int, Field(strict=True, ge=1, le=2_000_000_000)] | None = None


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


class PreviewWord(BaseModel):
    """Where a build is shown, and until when. The token in the fragment is for nobody."""

    url: str
    expires_at: str


class BuildsWord(BaseModel):
    """The builds of a mini-app, the newest first."""

    items: list[BuildWord]
    next_cursor: str | None


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
