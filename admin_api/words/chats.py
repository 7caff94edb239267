"""In which words are chats told of?"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from admin_api.words.word import At, Word
from chatserver.core.rating import BEST, WORST
from chatserver.http.named import NamedWord
from chatserver.http.texts import Text

Score = Annotated[int, Field(ge=WORST, le=BEST)]
State = Literal["bot", "staff", "closed"]
Platform = Literal["ios", "android", "web"]
Column = Literal[
    "number",
    "client",
    "phone",
    "product",
    "place",
    "address",
    "state",
    "department",
    "staff",
    "tag",
    "platform",
    "labels",
    "unanswered",
    "score",
    "created_at",
    "updated_at",
    "preview",
    "comment",
]


class ProductOfChatWord(NamedWord):
    """What a chat is about: a mini-app or a subscription."""

    kind: Literal["miniapp", "subscription"]


class ClientOfChatWord(NamedWord):
    """Who wrote."""

    phone: str


class PlaceOfChatWord(NamedWord):
    """The premises that the chat is about."""

    address: str


class TagWord(BaseModel):
    """The topic that the client chose."""

    id: str
    text: str


class TopicWord(TagWord):
    """A topic that clients can choose in a product by now."""

    product: NamedWord


class TopicsWord(BaseModel):
    """A page of topics."""

    items: list[TopicWord]
    next_cursor: str | None


class MarksWord(BaseModel):
    """How far each side has read, by `seq`, and how much staff have not."""

    client: int
    staff: int
    unread: int


class PartWord(BaseModel):
    """A piece of a fragment; `hit`: it is what was searched for."""

    text: str
    hit: bool


class HitWord(BaseModel):
    """Where a chat was found: in the client's `name` or `phone`, its `number`, a `text`, which
    stands in the event `seq`, or in the `note` of that number behind it.
    """

    field: Literal["name", "phone", "number", "text", "note"]
    parts: list[PartWord]
    seq: int | None = None
    note: int | None = None


class ChatRowWord(BaseModel):
    """A chat as a row of the list. `preview` is the beginning of the last message, empty once
    that is deleted; `unanswered`: the client has the last word in an open dialog; `score`: what
    they said last of a dialog here (1 is bad, 5 is good); `hits`: why a search found it; `notes`
    counts the changes of what employees wrote for each other.
    """

    id: str
    number: int
    product: ProductOfChatWord
    client: ClientOfChatWord
    place: PlaceOfChatWord | None = None
    platform: Platform | None = None
    dialog: int
    state: State
    department: NamedWord | None = None
    staff: NamedWord | None = None
    assignment: int
    tag: TagWord | None = None
    last: int
    marks: MarksWord
    unread: int
    unanswered: bool = False
    score: Score | None = None
    preview: str
    comment: str
    comment_version: int
    notes: int
    created_at: str
    updated_at: str
    hits: list[HitWord] = Field(default_factory=list)


class ChatsWord(BaseModel):
    """A page of chats."""

    items: list[ChatRowWord]
    next_cursor: str | None


class ChatCountsWord(BaseModel):
    """How many chats stand in each tab, whatever the filter; 1000: that or more."""

    new: int
    mine: int
    waiting: int


class ChatCardWord(ChatRowWord):
    """A chat's card. `dialog_reason`: how the last dialog ended; `cause`: how the chat came to its
    department; `may_send`: whether the reader may answer in it and manage it.
    """

    dialog_reason: Literal["solved", "no_answer", "timeout"] | None
    cause: str | None
    may_send: bool


class ChatChangeWord(Word):
    """What is to be saved of the management block; what is left out stays. `staff` null: somebody
    of the department is drawn.
    """

    department: Annotated[Text, Field(min_length=1, max_length=40)] = "-"
    staff: Annotated[Text, Field(min_length=1, max_length=40)] | None = None
    comment: Annotated[Text, Field(max_length=2000)] = ""


class EventsWord(BaseModel):
    """A page of a chat's log, ascending, each as its `event` frame of chat.v1. `more`: there are
    further ones in the direction that was asked for.
    """

    items: list[dict[str, Any]]
    more: bool
    next_cursor: str | None


class NoteWord(BaseModel):
    """What an employee wrote for colleagues behind the event `after`, as in chat.v1: `n` is its
    number in the chat, `change` that of its last change. A deleted one has no `text`.
    """

    n: int
    change: int
    after: int
    by: NamedWord
    at: str
    text: str | None = None
    deleted: bool = False


class NotesWord(BaseModel):
    """A page of notes, ascending. `more`: there are earlier ones."""

    items: list[NoteWord]
    more: bool
    next_cursor: str | None


class OriginalWord(BaseModel):
    """What a message said until `until`: `body` as in a `message` event of chat.v1. `version`
    counts the edits before it; 0: as it was sent.
    """

    version: int
    until: str
    body: dict[str, Any]


class OriginalsWord(BaseModel):
    """What a message said before, the latest first. `more`: there are earlier ones."""

    items: list[OriginalWord]
    more: bool
    next_cursor: str | None


class AuthorWord(BaseModel):
    """Who did it. Bot and system may lack an id."""

    kind: Literal["client", "staff", "bot", "system"]
    id: str | None
    name: str


class DialogWord(BaseModel):
    """An episode of a chat, begun by the event `seq`; `ended_at` null: it goes on. `asked`: the
    client was asked how it was, and gave it `score` (1 is bad, 5 is good) last, for which
    `rating_comment` may say why.
    """

    number: int
    seq: int
    at: str
    tag: str | None
    ended_seq: int | None
    ended_at: str | None
    reason: Literal["solved", "no_answer", "timeout"] | None
    by: AuthorWord | None
    asked: bool
    score: int | None
    rating_comment: str | None


class DialogsWord(BaseModel):
    """Every dialog of a chat, oldest first."""

    items: list[DialogWord]
    next_cursor: None = None


class AssigneeWord(BaseModel):
    """An employee who may get the chat."""

    id: str
    name: str
    presence: Literal["available", "away"]


class DepartmentAssigneesWord(BaseModel):
    """A department with those of it who may get the chat.

    `closed`: by its hours it does not work now, but from `opens_at` on; null: it does work, or will
    not within a year. It may get the chat all the same.
    """

    id: str
    name: str
    staff: list[AssigneeWord]
    closed: bool
    opens_at: At | None


class AssigneesWord(BaseModel):
    """Where the chat may go; `assignment` is what `assign` expects."""

    items: list[DepartmentAssigneesWord]
    assignment: int
    next_cursor: None = None


class RoutedWord(BaseModel):
    """One assignment: who got the chat with which event, and why, in sentences and as data.

    `staff` null: it waited; `until_seq` null: it still holds.
    """

    assignment: int
    at: str
    cause: str
    department: NamedWord | None
    staff: NamedWord | None
    seq: int
    until_seq: int | None
    sentences: list[str]
    explanation: dict[str, Any] | None


class RoutingWord(BaseModel):
    """Every assignment of a chat, oldest first."""

    items: list[RoutedWord]
    next_cursor: None = None
