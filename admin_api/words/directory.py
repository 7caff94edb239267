"""In which words are objects, departments and clients changed and told of?"""

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, Field

from admin_api.words.word import ObjectKind, Word
from chatserver.actions.clients.client_cards import ClientCard
from chatserver.core.texts import has_visible, one_line
from chatserver.http.named import PremisesWord
from chatserver.http.texts import Text
from chatserver.wire.times import rfc3339


def visible(text: str) -> str:
    """Return a text without the blanks around it; raises `ValueError` if nothing is seen of it."""
    if not has_visible(text):
        raise ValueError("must have a visible character")
    return text.strip()


def on_one_line(text: str) -> str:
    """Return a name on one line; raises as `visible`."""
    return one_line(visible(text))


Name = Annotated[
    Text, Field(min_length=1, max_length=200, examples=["Anna Orlova"]), AfterValidator(on_one_line)
]
Reference = Annotated[Text, Field(min_length=1, max_length=40)]
ExternalId = Annotated[Text, Field(min_length=1, max_length=100), AfterValidator(visible)]
Phone = Annotated[Text, Field(min_length=1, max_length=40, examples=["+79161234567"])]
Email = Annotated[
    Text,
    Field(min_length=3, max_length=254, examples=["anna@example.com"], pattern="^[^@]+@[^@]+$"),
]
Birth = Annotated[
    Text,
    Field(
        min_length=1,
        max_length=10,
        description="A day between 1900-01-01 and today.",
        examples=["1990-05-17"],
    ),
]
Address = Annotated[Text, Field(max_length=300), AfterValidator(one_line)]
Flag = Annotated[bool, Field(strict=True)]


class ObjectCardWord(BaseModel):
    """An object. `parent` is null where nothing above it is the reader's to see."""

    id: str
    kind: ObjectKind
    name: str
    address: str
    parent: str | None
    external_id: str | None
    version: int


class NewObjectWord(Word):
    """An object to be added below `parent`; a quarter has none."""

    kind: ObjectKind
    name: Name
    parent: Reference | None = None
    address: Address = ""
    external_id: ExternalId | None = None


class ObjectChangeWord(Word):
    """What is to be changed of an object; what is left out stays. `parent` moves it with all that
    stands in it.
    """

    name: Name = "-"
    parent: Reference | None = None
    address: Address = ""
    external_id: ExternalId | None = None


class ClientWord(BaseModel):
    """A client; of the premises those that the reader has access to, in their order.

    `phone` is empty where another client has got it, `erased_at` set for one who was erased.
    """

    id: str
    name: str
    phone: str
    external_id: str | None
    tester: bool
    email: str | None
    birth: str | None
    premises: list[PremisesWord]
    version: int
    created_at: str
    erased_at: str | None

    @classmethod
    def of(cls, card: ClientCard) -> Self:
        """Return it as it is written."""
        return cls(
            id=card.id,
            name=card.name,
            phone=card.phone,
            external_id=card.external_id,
            tester=card.tester,
            email=card.email,
            birth=card.birth,
            premises=[PremisesWord(id=p.id, name=p.name, address=p.address) for p in card.premises],
            version=card.version,
            created_at=rfc3339(card.created_at),
            erased_at=rfc3339(card.erased_at) if card.erased_at is not None else None,
        )


class ClientsWord(BaseModel):
    """A page of clients, by name."""

    items: list[ClientWord]
    next_cursor: str | None


Premises = Annotated[list[Reference], Field(max_length=200)]


class NewClientWord(Word):
    """A client to be added. `take_phone` takes the phone from the client who has it: all tokens of
    that one end.
    """

    name: Name
    phone: Phone
    premises: Premises = Field(default_factory=list)
    external_id: ExternalId | None = None
    tester: Flag = False
    email: Email | None = None
    birth: Birth | None = None
    take_phone: Flag = False


class ClientChangeWord(Word):
    """What is to be changed of a client; what is left out stays. null takes `email`, `birth` and
    `external_id` away.

    `premises` is the whole list of those that you may see, in the order in which they are offered.
    """

    name: Name = "-"
    phone: Phone = "-"
    premises: Premises = Field(default_factory=list)
    external_id: ExternalId | None = None
    tester: Flag = False
    email: Email | None = None
    birth: Birth | None = None
    take_phone: Flag = False
