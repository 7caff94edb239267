"""In which words are mini-apps told of?"""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from admin_api.words.placement import Id, OfferWord, ReleaseWord, ReviewWord, StatusName
from admin_api.words.word import Word
from chatserver.core.texts import one_line
from chatserver.http.named import NamedWord
from chatserver.http.texts import Text


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
    name: Annotated[
        Text, Field(max_length=1000, examples=["Заявки в сад"]), AfterValidator(one_line)
    ]
    category: Annotated[Text, Field(max_length=40, examples=["tools"])]
    description: Annotated[Text, Field(max_length=5000, examples=["Заявки на полив и уборку"])]
    rules_version: Annotated[int, Field(strict=True, ge=1, le=2_000_000_000)]


class MiniappChangeWord(Word):
    """What is to be changed; what is left out stays. `licence` null clears it."""

    name: Annotated[Text, Field(max_length=1000), AfterValidator(one_line)] = ""
    category: Annotated[Text, Field(max_length=40)] = ""
    description: Annotated[Text, Field(max_length=5000)] = ""
    licence: Id | None = None


class PaymentWord(Word):
    """Who is paid; both null: nobody."""

    legal_entity: Id | None
    account: Id | None


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
