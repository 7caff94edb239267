"""Which settings does the server run with?"""

import re
import shlex
from ipaddress import ip_address, ip_network
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from typing_extensions import override

from chatserver.core.attachments import EXTENSIONS
from chatserver.core.events import EVENTS

ENV_PREFIX = "CHATSERVER_"


def _origin(origin: str) -> str:
    parts = urlsplit(origin)
    if not parts.hostname or origin != f"{parts.scheme}://{parts.netloc}":
        raise ValueError("must be an origin such as https://example.org, without a path")
    return origin


def _origin_or_empty(origin: str) -> str:
    return _origin(origin) if origin else origin


def _sender(sender: str) -> str:
    if sender and not re.fullmatch(
        r"([^<>\r\n]* )?<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+", sender
    ):
        raise ValueError("must be an address such as chat@example.org or Chat <chat@example.org>")
    return sender


def _domain_or_empty(domain: str) -> str:
    if domain and not re.fullmatch(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]+", domain):
        raise ValueError("must be a host name such as apps.example.org, in small letters")
    return domain


def _vapid_key(key: SecretStr) -> SecretStr:
    text = key.get_secret_value()
    # 32 bytes in base64url, without padding.
    if text and not re.fullmatch(r"[A-Za-z0-9_-]{43}", text):
        raise ValueError("must be a P-256 private key: 32 bytes in base64url")
    return key


def _vapid_subject(subject: str) -> str:
    if subject and not re.fullmatch(r"mailto:[^<>@\s]+@[^<>@\s]+|https://[^\s]+", subject):
        raise ValueError("must be an address such as mailto:chat@example.org or https://…")
    return subject


def _network(network: str) -> str:
    ip_network(network)
    return network


def _database_url(url: str) -> str:
    if not url.startswith(("sqlite+aiosqlite://", "postgresql+asyncpg://")):
        raise ValueError("must begin with sqlite+aiosqlite:// or postgresql+asyncpg://")
    return url


def _bus_url(url: str) -> str:
    if url and not url.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("must be empty or begin with redis://, rediss:// or unix://")
    return url


def _scanner(scanner: str) -> str:
    if scanner.startswith("clamd:"):
        parts = urlsplit(scanner)
        # Reading `port` refuses one that is none.
        if parts.scheme != "clamd" or not parts.hostname or parts.port == 0 or parts.path:
            raise ValueError("must be a command, or clamd://HOST:PORT")
    elif scanner and not shlex.split(scanner):
        raise ValueError("must be a command, or clamd://HOST:PORT")
    return scanner


def _hmac_key(key: SecretStr) -> SecretStr:
    if 0 < len(key.get_secret_value().encode()) < 32:
        raise ValueError("must have at least 32 bytes")
    return key


Count = Annotated[int, Field(ge=1)]
Seconds = Annotated[float, Field(gt=0)]
Rate = Annotated[float, Field(gt=0)]
Attempts = Annotated[str, Field(pattern=r"^[1-9]\d{0,6}/(second|minute|hour|day)$")]
HmacKey = Annotated[SecretStr, AfterValidator(_hmac_key)]


class Section(BaseModel):
    """One table of config.toml; its comments there say what each key is."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Server(Section):
    """The port, who may knock at it, and how the process ends."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    public_url: Annotated[str, AfterValidator(_origin_or_empty)] = ""
    apps_domain: Annotated[str, AfterValidator(_domain_or_empty)] = ""
    allowed_origins: tuple[Annotated[str, AfterValidator(_origin)], ...] = ()
    trusted_proxies: tuple[Annotated[str, AfterValidator(_network)], ...] = ()
    drain_s: Seconds = 25
    shutdown_s: Seconds = 30

    @model_validator(mode="after")
    def _drain_ends_before_shutdown(self) -> Self:
        if self.drain_s > self.shutdown_s:
            raise ValueError("drain_s must not be longer than shutdown_s")
        return self

    @model_validator(mode="after")
    def _apps_know_where_the_api_is(self) -> Self:
        if self.apps_domain and not self.public_url:
            raise ValueError("apps_domain needs public_url: the pages ask there for their data")
        return self

    @property
    def address(self) -> str:
        """The address that links to this server begin with; never what a request names."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can reach the port."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False


class Database(Section):
    """Where the truth is kept."""

    url: Annotated[str, AfterValidator(_database_url)] = Field(
        "sqlite+aiosqlite:///var/chatserver.db", repr=False
    )
    pool_size: Count = 8
    busy_timeout_s: Seconds = 5


class Bus(Section):
    """How nodes hint to each other."""

    url: Annotated[str, AfterValidator(_bus_url)] = Field("", repr=False)
    probe_every_ms: Count = 2000
    sweep_every_ms: Count = 500
    hint_bytes: Count = 262_144


class Ledger(Section):
    """How much may wait for the writer."""

    batch: Count = 256
    queue: Count = 2000
    queue_age_s: Seconds = 5
    outbox: tuple[str, ...] = ()

    @field_validator("outbox")
    @classmethod
    def _kinds_of_events(cls, kinds: tuple[str, ...]) -> tuple[str, ...]:
        unknown = sorted(set(kinds) - EVENTS.keys())
        if unknown:
            raise ValueError(f"there is no kind of event named {unknown[0]}")
        return kinds


class Chat(Section):
    """What a chat allows."""

    edit_window_s: Annotated[int, Field(ge=0)] = 3600
    text: Annotated[int, Field(ge=1, le=4000)] = 4000
    comment: Annotated[int, Field(ge=1, le=2000)] = 2000


class Hub(Section):
    """What one socket, one person and one node may take."""

    hello_timeout_s: Seconds = 10
    ping_s: Seconds = 25
    pong_s: Seconds = 10
    frame_bytes: Count = 65536
    hello_frame_bytes: Count = 8192
    out_frame_bytes: Count = 524288
    page_bytes: Count = 262144
    depth: Count = 16
    watches: Count = 50
    connections_per_person: Count = 20
    requests_per_s: Rate = 20
    requests_burst: Count = 40
    client_sends_per_s: Rate = 5
    client_sends_burst: Count = 10
    staff_sends_per_s: Rate = 20
    staff_sends_burst: Count = 40
    outbox_frames: Count = 256
    outbox_bytes: Count = 1048576
    outbox_age_s: Seconds = 10
    slow_close_s: Seconds = 30
    inflight: Count = 32
    connects_per_s: Rate = 2000
    unauthenticated: Count = 200
    retry_base_s: Seconds = 1
    retry_cap_s: Seconds = 30
    retry_spread_s: Seconds = 10
    rate_violations_per_minute: Count = 50
    bad_frames_per_minute: Count = 20
    inbox_push_every_ms: Count = 250
    counts_push_every_ms: Count = 2000

    @model_validator(mode="after")
    def _limits_fit_each_other(self) -> Self:
        if self.hello_frame_bytes > self.frame_bytes:
            raise ValueError("hello_frame_bytes must not be more than frame_bytes")
        if self.page_bytes > self.out_frame_bytes:
            raise ValueError("page_bytes must not be more than out_frame_bytes")
        if self.retry_base_s > self.retry_cap_s:
            raise ValueError("retry_base_s must not be more than retry_cap_s")
        return self


class Files(Section):
    """Where files lie, and what may be attached. With a `bucket` they lie in S3."""

    @field_validator("types")
    @classmethod
    def _known_types(cls, types: tuple[str, ...]) -> tuple[str, ...]:
        unknown = sorted(set(types) - EXTENSIONS.keys())
        if unknown:
            raise ValueError(f"files of the type {unknown[0]} cannot be told from others")
        return types

    max_bytes: Count = 41943040
    types: tuple[str, ...] = tuple(EXTENSIONS)
    scanner: Annotated[str, AfterValidator(_scanner)] = ""
    scanner_timeout_s: Seconds = 60
    folder: str = "var/files"
    bucket: str = ""
    endpoint: str = ""
    region: str = ""
    access_key: SecretStr = SecretStr("")
    secret_key: SecretStr = SecretStr("")


class Issuer(Section):
    """Somebody else who may make client tokens: known by a key, or by the address of its keys."""

    issuer: Annotated[str, Field(min_length=1)]
    audience: Annotated[str, Field(min_length=1)]
    key: SecretStr = SecretStr("")
    jwks_url: str = ""
    algorithms: Annotated[tuple[str, ...], Field(min_length=1)]
    org: Annotated[str, Field(min_length=1)]
    client_claim: Annotated[str, Field(min_length=1)] = "sub"

    @model_validator(mode="after")
    def _one_source_of_keys(self) -> Self:
        if bool(self.key.get_secret_value()) == bool(self.jwks_url):
            raise ValueError("needs either key or jwks_url")
        if self.jwks_url and not self.jwks_url.startswith(("https://", "http://")):
            raise ValueError("jwks_url must be an https:// address")
        # A public key that also verifies as a shared secret would let anybody sign.
        families = {name[:2] for name in self.algorithms}
        if "no" in families or len(families) > 1 or (self.jwks_url and "HS" in families):
            raise ValueError("algorithms must be of one family, and HS only with a shared key")
        return self


class Identity(Section):
    """Who is believed, and for how long."""

    staff_key: HmacKey = SecretStr("")
    client_key: HmacKey = SecretStr("")
    miniapp_key: HmacKey = SecretStr("")
    staff_token_minutes: Count = 15
    refresh_token_days: Count = 30
    client_token_minutes: Count = 60
    login_attempts: Attempts = "10/minute"
    reset_attempts: Attempts = "5/hour"
    platform_totp: bool = True
    token_issuer: str = ""
    signing_key_days: Count = 90
    issuers: tuple[Issuer, ...] = ()

    @model_validator(mode="after")
    def _keys_differ(self) -> Self:
        if self.staff_key.get_secret_value() and self.staff_key == self.client_key:
            raise ValueError("staff_key and client_key must differ")
        return self


class Http(Section):
    """How many requests somebody may make."""

    per_credential: Attempts = "6000/minute"
    per_back_end: Attempts = "60000/minute"
    per_address: Attempts = "12000/minute"


class Mail(Section):
    """Who takes mails on. Without a host none are sent."""

    host: str = ""
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: SecretStr = SecretStr("")
    sender: Annotated[str, AfterValidator(_sender)] = ""
    timeout_s: Annotated[float, Field(gt=0, le=30)] = 15

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.host and not self.sender:
            raise ValueError("host needs a sender")
        if self.security == "none" and self.password.get_secret_value():
            raise ValueError("a password is not sent without TLS: security must be starttls or tls")
        return self


class Notices(Section):
    """When people who look at no screen are told of their chats, and how much of them."""

    push_delay_ms: Annotated[int, Field(ge=0, le=600_000)] = 3000
    mail_delay_s: Annotated[int, Field(ge=0, le=3600)] = 120
    preview: bool = True
    timeout_s: Annotated[float, Field(gt=0, le=30)] = 10


class WebPush(Section):
    """How browsers are reached. Without a `key` the server makes its own."""

    key: Annotated[SecretStr, AfterValidator(_vapid_key)] = SecretStr("")
    subject: Annotated[str, AfterValidator(_vapid_subject)] = ""
    origins: tuple[Annotated[str, AfterValidator(_origin)], ...] = (
        "https://fcm.googleapis.com",
        "https://jmt17.google.com",
        "https://*.push.services.mozilla.com",
        "https://*.notify.windows.com",
        "https://*.push.apple.com",
    )


class Fcm(Section):
    """How Android devices are reached. Without a service account none are."""

    service_account: str = ""
    endpoint: Annotated[str, AfterValidator(_origin)] = "https://fcm.googleapis.com"


class Apns(Section):
    """How Apple devices are reached. Without a key none are."""

    key_file: str = ""
    key_id: str = ""
    team_id: str = ""
    topic: str = ""
    endpoint: Annotated[str, AfterValidator(_origin)] = "https://api.push.apple.com"

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.key_file and not (self.key_id and self.team_id and self.topic):
            raise ValueError("key_file needs a key_id, a team_id and a topic")
        return self


class Log(Section):
    """What is said about the work."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["auto", "console", "json"] = "auto"


class Metrics(Section):
    """Who may read the figures."""

    token: SecretStr = SecretStr("")


class Settings(BaseSettings):
    """Everything that can be set; the environment wins over the file."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix=ENV_PREFIX,
        env_nested_delimiter="__",
    )

    server: Server = Server()
    database: Database = Database()
    bus: Bus = Bus()
    ledger: Ledger = Ledger()
    chat: Chat = Chat()
    hub: Hub = Hub()
    files: Files = Files()
    identity: Identity = Identity()
    http: Http = Http()
    mail: Mail = Mail()
    notices: Notices = Notices()
    webpush: WebPush = WebPush()
    fcm: Fcm = Fcm()
    apns: Apns = Apns()
    log: Log = Log()
    metrics: Metrics = Metrics()

    @classmethod
    @override
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Ask the environment first, then the file; nothing else."""
        return env_settings, init_settings
