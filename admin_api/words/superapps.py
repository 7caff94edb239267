"""In which words are superapps and the keys of their back ends told of?"""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field

from admin_api.words.directory import Name, Reference
from admin_api.words.word import WebAddress, Word
from chatserver.actions.integrations.superapp_keys import KeyCard, MadeKey
from chatserver.actions.integrations.superapps import SuperappCard
from chatserver.http.named import NamedWord, named
from chatserver.http.texts import Text
from chatserver.wire.times import rfc3339

SuperappKind = Literal["general", "branded"]

_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
Host = Annotated[
    Text, Field(max_length=253, pattern=rf"^({_LABEL}(\.{_LABEL})+)?$", examples=["go.example.com"])
]
StoreName = Annotated[Text, Field(pattern="^[a-z][a-z0-9_]{0,29}$")]
# Of a page in the superapp's web view: https alone, but for the machine of who develops it.
Origin = Annotated[
    Text,
    Field(
        max_length=200,
        pattern=rf"^(https://{_LABEL}(\.{_LABEL})*|http://localhost)(:[0-9]{{1,5}})?$",
        examples=["https://app.example.com"],
    ),
]
Fingerprint = Annotated[
    Text, Field(pattern="^([0-9A-F]{2}:){31}[0-9A-F]{2}$", examples=[":".join(["3F"] * 32)])
]


class PackageWord(Word):
    """An app of a superapp. `id`: the package on Android, team and bundle on iOS; `fingerprints`:
    of the certificates that sign the Android app (SHA-256).
    """

    platform: Literal["android", "ios"]
    id: Annotated[
        Text,
        Field(max_length=200, pattern=r"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+$", examples=["ru.app"]),
    ]
    fingerprints: Annotated[list[Fingerprint], Field(max_length=10)] = Field(default_factory=list)


Stores = Annotated[dict[StoreName, WebAddress], Field(max_length=10)]
Packages = Annotated[list[PackageWord], Field(max_length=20)]
Origins = Annotated[list[Origin], Field(max_length=20)]
Orgs = Annotated[list[Reference], Field(max_length=1000)]


class SuperappWord(BaseModel):
    """A superapp. `link_host` is where its links lead; `origins` are those of its pages, which may
    show the chat in a frame, open a socket and call `/superapp/v1`.
    """

    id: str
    name: str
    kind: SuperappKind
    link_host: str
    stores: dict[str, str]
    packages: list[PackageWord]
    origins: list[str]
    orgs: list[NamedWord]
    created_at: str
    version: int

    @classmethod
    def of(cls, card: SuperappCard) -> Self:
        """Return it as it is written."""
        return cls(
            id=card.id,
            name=card.name,
            kind="branded" if card.kind == "branded" else "general",
            link_host=card.link_host,
            stores=dict(card.stores),
            packages=[PackageWord(**one) for one in card.packages],
            origins=list(card.origins),
            orgs=[NamedWord.of(one) for one in card.orgs],
            created_at=rfc3339(card.created_at),
            version=card.version,
        )


class SuperappsWord(BaseModel):
    """A page of superapps."""

    items: list[SuperappWord]
    next_cursor: str | None


class NewSuperappWord(Word):
    """A superapp to be added."""

    name: Name
    kind: SuperappKind
    link_host: Host = ""
    stores: Stores = Field(default_factory=dict)
    packages: Packages = Field(default_factory=list)
    origins: Origins = Field(default_factory=list)
    orgs: Orgs = Field(default_factory=list)


class SuperappChangeWord(Word):
    """What is to be changed of a superapp; what is left out stays. A list is the whole list."""

    name: Name = "-"
    kind: SuperappKind = "general"
    link_host: Host = ""
    stores: Stores = Field(default_factory=dict)
    packages: Packages = Field(default_factory=list)
    origins: Origins = Field(default_factory=list)
    orgs: Orgs = Field(default_factory=list)

    def wanted(self) -> dict[str, Any]:
        """Return what is named."""
        return self.model_dump(exclude_unset=True)


class KeyNameWord(Word):
    """For whom a key is."""

    name: Annotated[Name, Field(max_length=100, examples=["Back end"])]


class KeyWord(BaseModel):
    """A key that holds. `maker_active` false: whoever made it is gone, and the key goes on.
    `used_at`: when somebody came with it last, give or take ten minutes; null: nobody has.
    """

    id: str
    name: str
    maker: NamedWord | None
    maker_active: bool
    created_at: str
    used_at: str | None

    @classmethod
    def of(cls, card: KeyCard) -> Self:
        """Return it as it is written."""
        return cls(
            id=card.id,
            name=card.name,
            maker=named(card.maker),
            maker_active=card.maker_active,
            created_at=rfc3339(card.created_at),
            used_at=None if card.used_at is None else rfc3339(card.used_at),
        )


class KeysWord(BaseModel):
    """The keys of a superapp that hold."""

    items: list[KeyWord]
    next_cursor: None = None


class MadeKeyWord(BaseModel):
    """A new key. `secret` is shown this once: we keep a hash of it."""

    id: str
    name: str
    created_at: str
    secret: str | None

    @classmethod
    def of(cls, made: MadeKey) -> Self:
        """Return it as it is written."""
        return cls(
            id=made.id, name=made.name, created_at=rfc3339(made.created_at), secret=made.value
        )
