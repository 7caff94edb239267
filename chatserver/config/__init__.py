"""Which settings does the server run with? Each table of config.toml is a class here."""

from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from typing_extensions import override

from chatserver.config.files import Files
from chatserver.config.identity import Identity, Issuer
from chatserver.config.notices import Apns, Fcm, Mail, Notices, Pushes, WebPush
from chatserver.config.payments import Payments
from chatserver.config.section import Section
from chatserver.config.serving import Bus, Database, Http, Log, Metrics, Server
from chatserver.config.talking import Chat, Hub, Ledger
from chatserver.config.webhooks import Webhooks

ENV_PREFIX = "CHATSERVER_"


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
    pushes: Pushes = Pushes()
    webpush: WebPush = WebPush()
    fcm: Fcm = Fcm()
    apns: Apns = Apns()
    webhooks: Webhooks = Webhooks()
    payments: Payments = Payments()
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


__all__ = [
    "ENV_PREFIX",
    "Apns",
    "Bus",
    "Chat",
    "Database",
    "Fcm",
    "Files",
    "Http",
    "Hub",
    "Identity",
    "Issuer",
    "Ledger",
    "Log",
    "Mail",
    "Metrics",
    "Notices",
    "Payments",
    "Pushes",
    "Section",
    "Server",
    "Settings",
    "WebPush",
    "Webhooks",
]
