"""What is stored of a client's way into a mini-app: widgets, consents and tokens?"""

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from chatserver.storage.tables.columns import big, text


class MiniappGeneration(SQLModel, table=True):
    """Which token of a client for a mini-app is the newest: an older one no longer counts (D3).

    `sub` is the client's id as this mini-app knows it, `ended_at` when the newest ended, too.
    """

    __tablename__ = "miniapp_generation"
    __table_args__ = (
        CheckConstraint("kind IN ('live', 'test')", name="kind"),
        UniqueConstraint("app", "sub", "kind"),
    )

    app: str = Field(primary_key=True, foreign_key="miniapp.id")
    client: str = Field(primary_key=True, foreign_key="client.id", index=True)
    kind: str = Field(primary_key=True)
    gen: int = big()
    sub: str
    place: str | None = Field(default=None, foreign_key="object.id")
    device: str = ""
    minted_at: int = big()
    ended_at: int | None = big(nullable=True)


class ConsentRow(SQLModel, table=True):
    """What a client answered to a mini-app's offer and requests; only ever added to."""

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint("answer IN ('accepted', 'declined', 'changed', 'revoked')", name="answer"),
        Index("ix_consent_client_app_at", "client", "app", "at"),
        Index("ix_consent_app_at", "app", "at"),
    )

    id: str = Field(primary_key=True)
    app: str = Field(foreign_key="miniapp.id")
    client: str = Field(foreign_key="client.id")
    offer: str = Field(foreign_key="offer.id")
    answer: str
    scopes: list[str] = Field(default_factory=list, sa_type=JSON)
    notifications: bool = False
    at: int = big()
    platform: str | None = None
    device: str = ""
    client_version: str = Field(default="", sa_column_kwargs={"server_default": ""})
    address_hash: str = ""
    text_digest: str = ""


class Agreement(SQLModel, table=True):
    """What of a client's answers holds now: the newest of `consent`, for a quick look."""

    __tablename__ = "agreement"

    client: str = Field(primary_key=True, foreign_key="client.id")
    app: str = Field(primary_key=True, foreign_key="miniapp.id", index=True)
    offer: str = Field(foreign_key="offer.id")
    scopes: list[str] = Field(default_factory=list, sa_type=JSON)
    notifications: bool = False
    at: int = big()


class LaunchRow(SQLModel, table=True):
    """That a mini-app was opened, or was to be: `refused` says with which code it was not.

    `gen` is the generation of its token, `load_ms` what its host said of its page. Nothing refers
    to `client`: once they are erased, an id of nobody's stands here, so that they still count as
    one. Of whoever was refused nobody is kept.
    """

    __tablename__ = "launch"
    __table_args__ = (
        CheckConstraint("source IN ('widget', 'deeplink', 'push')", name="source"),
        CheckConstraint("(client IS NULL) OR (refused IS NULL)", name="refused"),
        Index("ix_launch_app_at", "app", "at"),
        Index("ix_launch_client_app_gen", "client", "app", "gen"),
    )

    id: str = Field(primary_key=True)
    app: str = Field(foreign_key="miniapp.id")
    at: int = big()
    source: str
    refused: str | None = None
    client: str | None = None
    gen: int | None = big(nullable=True)
    build: str | None = Field(default=None, foreign_key="build.id")
    load_ms: int | None = None


class LaunchError(SQLModel, table=True):
    """That something failed with this code while a launched mini-app was open: once a launch."""

    __tablename__ = "launch_error"
    __table_args__ = (Index("ix_launch_error_app_at", "app", "at"),)

    launch: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    app: str = Field(foreign_key="miniapp.id")
    at: int = big()


class Widget(SQLModel, table=True):
    """A tile on a screen of the superapp that leads to a mini-app or to another screen."""

    __tablename__ = "widget"
    __table_args__ = (
        CheckConstraint("screen IN ('home', 'house', 'showcase', 'services')", name="screen"),
        CheckConstraint("(app IS NULL) <> (target IS NULL)", name="target"),
        Index("ix_widget_org_screen", "org", "screen", "position", "id"),
    )

    id: str = Field(primary_key=True)
    org: str = Field(foreign_key="org.id")
    screen: str
    position: int = 0
    title: str
    text: str = text()
    image: str | None = None
    app: str | None = Field(default=None, foreign_key="miniapp.id", index=True)
    target: str | None = None
    published: bool = False
    all_objects: bool = True
    version: int = 1
    created_at: int = big()


class WidgetObject(SQLModel, table=True):
    """An object whose residents see a widget."""

    __tablename__ = "widget_object"

    widget: str = Field(primary_key=True, foreign_key="widget.id")
    object: str = Field(primary_key=True, foreign_key="object.id", index=True)


class AppKey(SQLModel, table=True):
    """A key of a mini-app's back end, by the hash of its value."""

    __tablename__ = "app_key"

    id: str = Field(primary_key=True)
    app: str = Field(foreign_key="miniapp.id", index=True)
    name: str
    hash: str = Field(unique=True)
    by: str | None = None
    created_at: int = big()
    ended_at: int | None = big(nullable=True)


class SigningKey(SQLModel, table=True):
    """A key that signs mini-app tokens; its public half is published (JWKS)."""

    __tablename__ = "signing_key"

    id: str = Field(primary_key=True)
    private: str
    public: str
    created_at: int = big()
    retired_at: int | None = big(nullable=True)
