"""In which words does the superapp open mini-apps? A client never reads an internal name (D18)."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from chatserver.actions.miniapps.launches.let_in import LetIn
from chatserver.actions.miniapps.launches.offers import OfferView
from chatserver.actions.miniapps.launches.screens import Tile
from chatserver.http.texts import Text
from chatserver.wire.times import rfc3339

Screen = Literal["home", "house", "showcase", "services"]
Platform = Literal["ios", "android", "web"]
Start = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,512}$")]
Name = Annotated[Text, Field(max_length=200)]
Reference = Annotated[Text, Field(min_length=1, max_length=40)]
Device = Annotated[Text, Field(max_length=100)]
ClientVersion = Annotated[Text, Field(max_length=40)]
Scopes = Annotated[list[Annotated[Text, Field(max_length=40)]], Field(max_length=40)]


class LaunchWord(BaseModel):
    """From where a mini-app is opened, and for which premises. `start`, `screen` and `anchor` go to
    its page by the host and are not looked at here; `device` tells devices of one client apart, and
    `notification` says which push was tapped.
    """

    model_config = ConfigDict(
        extra="forbid",
        populate_by_name=True,
        json_schema_extra={"examples": [{"from": "widget", "widget": "wid_1"}]},
    )

    source: Annotated[Literal["widget", "deeplink", "push"], Field(alias="from")]
    place: Reference | None = None
    widget: Reference | None = None
    start: Start | None = None
    screen: Name | None = None
    anchor: Name | None = None
    device: Device = ""
    notification: Reference | None = None


class LaunchedWord(BaseModel):
    """Where the page is, the token that the host hands it over the bridge, and the version.
    `payments`: this server has somebody who takes money.
    """

    url: str
    token: str
    expires_at: str
    version: str
    payments: bool


class LaunchRefreshWord(BaseModel):
    """Which launch goes on: by the token that the host holds, run out or not, or by its device. Who
    names neither is the device of the client token with which it asks.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"device": "a1"}]})

    token: Annotated[Text, Field(max_length=4000)] | None = None
    device: Device = ""


class ScopeWord(BaseModel):
    """A datum that a mini-app asks for, and why."""

    name: str
    purpose: str
    required: bool


class ServedOfferWord(BaseModel):
    """An offer with the data that the mini-app asks for; `file_url` leads to the PDF."""

    id: str
    miniapp: str
    title: str
    version: int
    size: int
    sha256: str
    file_url: str
    file_url_expires_at: str
    scopes: list[ScopeWord]

    @classmethod
    def of(cls, offer: OfferView, *, url: str, until: int) -> Self:
        """Return it as it is written."""
        return cls(
            id=offer.id,
            miniapp=offer.app,
            title=offer.title,
            version=offer.number,
            size=offer.size,
            sha256=offer.sha256,
            file_url=url,
            file_url_expires_at=rfc3339(until),
            scopes=[ScopeWord.model_validate(one) for one in offer.scopes],
        )


class DeclineWord(BaseModel):
    """By what the client answered: on which device, with which version of the superapp."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{}]})

    platform: Platform | None = None
    device: Device = ""
    client_version: ClientVersion = ""


class AcceptWord(DeclineWord):
    """Which data the client grants; all that is required has to be among it."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"scopes": ["profile.name"]}]}
    )

    scopes: Scopes = Field(default_factory=list)


class ConsentWord(DeclineWord):
    """What of the optional data is granted from now on; what is left out stays. `scopes` is all of
    it (what is required stays, named or not), `grant` comes to what is granted already, whatever
    another device grants meanwhile.
    `notifications` grants the scope of that name, and switches pushes on and off even where it is
    required.
    """

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"notifications": False}]}
    )

    scopes: Scopes | None = None
    grant: Scopes = Field(default_factory=list)
    notifications: bool | None = None


class LetInWord(BaseModel):
    """A mini-app that the client let in, with what it may read: `since` when without a break,
    `changed_at`, when the client agreed or changed it last, and `opened_at`, when it was opened.
    """

    id: str
    title: str
    offer: str
    scopes: list[str]
    asked: list[ScopeWord]
    notifications: bool
    since: str
    changed_at: str
    opened_at: str | None

    @classmethod
    def of(cls, one: LetIn) -> Self:
        """Return it as it is written."""
        return cls(
            id=one.app,
            title=one.title,
            offer=one.offer,
            scopes=list(one.scopes),
            asked=[ScopeWord.model_validate(scope) for scope in one.asked],
            notifications=one.notifications,
            since=rfc3339(one.since),
            changed_at=rfc3339(one.changed_at),
            opened_at=None if one.opened_at is None else rfc3339(one.opened_at),
        )


class LetInsWord(BaseModel):
    """Every mini-app that the client let in, the latest first."""

    items: list[LetInWord]
    next_cursor: None = None


class TileTargetWord(BaseModel):
    """Where a widget leads: to a mini-app by id, or to a screen of the superapp by name."""

    kind: Literal["miniapp", "screen"]
    id: str


class TileWord(BaseModel):
    """A widget as it is drawn."""

    id: str
    screen: Screen
    title: str
    text: str
    image: str | None
    target: TileTargetWord

    @classmethod
    def of(cls, tile: Tile) -> Self:
        """Return it as it is written."""
        kind: Literal["miniapp", "screen"] = "screen" if tile.app is None else "miniapp"
        return cls.model_validate(
            {
                "id": tile.id,
                "screen": tile.screen,
                "title": tile.title,
                "text": tile.text,
                "image": tile.image,
                "target": {"kind": kind, "id": tile.app or tile.target or ""},
            }
        )


class TilesWord(BaseModel):
    """The widgets of a screen, in their order."""

    items: list[TileWord]
    next_cursor: None = None


class ResolvedWord(BaseModel):
    """The mini-app behind a link; `sign_in`: a guest has to sign in to open it."""

    id: str
    title: str
    sign_in: bool
