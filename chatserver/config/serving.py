"""How does a process serve: its port, its database, its bus, its log?"""

import re
from ipaddress import ip_address, ip_network
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, model_validator

from chatserver.config.section import Attempts, Count, Origin, OriginOrEmpty, Seconds, Section

# Names and passwords may hold anything that does not end them: only the database reads them.
_DATABASES = (
    r"sqlite\+aiosqlite:///(?!:memory:)[^?]+(\?.*)?"
    r"|postgresql\+asyncpg://([^:/]*(:[^@]*)?@)?(\[[^/\]]+\]|[^/:?]*)(:\d+)?(/.*|\?.*)?"
)


def _network(network: str) -> str:
    ip_network(network)
    return network


def _domain_or_empty(domain: str) -> str:
    if domain and not re.fullmatch(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]+", domain):
        raise ValueError("must be a host name such as apps.example.org, in small letters")
    return domain


def _database_url(url: str) -> str:
    if not re.fullmatch(_DATABASES, url):
        raise ValueError(
            "must be sqlite+aiosqlite:///FILE or postgresql+asyncpg://USER:PASSWORD@HOST:PORT/NAME"
        )
    return url


def _bus_url(url: str) -> str:
    if url and not url.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("must be empty or begin with redis://, rediss:// or unix://")
    return url


class Server(Section):
    """The port, who may knock at it, and how the process ends."""

    host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    public_url: OriginOrEmpty = ""
    apps_domain: Annotated[str, AfterValidator(_domain_or_empty)] = ""
    allowed_origins: tuple[Origin, ...] = ()
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
        # On its hosts nothing answers but mini-apps, whose pages open no sockets.
        host = urlsplit(self.public_url).hostname or ""
        if self.apps_domain and host.endswith(f".{self.apps_domain}"):
            raise ValueError("public_url must not be below apps_domain: only mini-apps are there")
        return self

    @property
    def address(self) -> str:
        """The address that links to this server begin with; never what a request names."""
        return self.public_url or self.local_address

    @property
    def local_address(self) -> str:
        """What a browser on this machine opens."""
        host = "localhost" if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

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


class Http(Section):
    """How many requests somebody may make."""

    per_credential: Attempts = "6000/minute"
    per_back_end: Attempts = "60000/minute"
    per_address: Attempts = "12000/minute"


class Log(Section):
    """What is said about the work."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["auto", "console", "json"] = "auto"


class Metrics(Section):
    """Who may read the figures."""

    token: SecretStr = SecretStr("")
