"""How is the server started, with the demo's data or with one's own?"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from chatserver.config import Database, Settings
from chatserver.config_file import ConfigError, check_serving
from chatserver.shell.options import DEMO_FOLDER, Config, Failed, in_folder, settings_of

# With this code uvicorn ends the process when it cannot listen.
NOT_STARTED = 3


def serve(config: Config = None) -> None:
    """Serve everything on one port until SIGTERM."""
    settings = settings_of(config)
    check_serving(settings)
    from chatserver.main import serve as run

    with _listening(settings, "server.port (CHATSERVER_SERVER__PORT=9000)"):
        run(settings)


def demo(
    config: Config = None,
    data: Annotated[
        Path | None,
        typer.Option(
            "--data",
            metavar="DIR",
            help=f"Where to keep it; left out, database.url, or {DEMO_FOLDER} if nobody set that.",
        ),
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Instead of server.port.")
    ] = None,
    chats: Annotated[int, typer.Option(min=0, help="Make about so many chats.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line for programs.")] = False,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Only make the data.")] = False,
    public: Annotated[
        bool, typer.Option("--public", help="Let others than this machine in.")
    ] = False,
) -> None:
    """Make the demo organisation where it is not there yet, print its logins, and serve it."""
    settings = settings_of(config)
    if data is not None or settings.database.url == Database().url:
        settings = in_folder(settings, data or DEMO_FOLDER)
    # Everybody knows its passwords: a second factor would keep nobody out but who looks at it.
    identity = settings.identity.model_copy(update={"platform_totp": False})
    settings = settings.model_copy(update={"identity": identity})
    if not settings.payments.provider:
        payments = settings.payments.model_copy(update={"provider": "test"})
        settings = settings.model_copy(update={"payments": payments})
    if port is not None:
        server = settings.server.model_copy(update={"port": port})
        settings = settings.model_copy(update={"server": server})
    if not (public or settings.server.on_loopback):
        raise ConfigError(
            f"server.host: the demo gives everybody its keys; {settings.server.host} can be "
            "reached by others, so say --public if that is meant"
        )
    if settings.server.on_loopback:
        # Whoever tries it out has their own server beside it.
        webhooks = settings.webhooks.model_copy(update={"allow_private": True})
        settings = settings.model_copy(update={"webhooks": webhooks})
    from chatserver.demo.run import run

    with _listening(settings, "--port"):
        run(settings, chats=chats, as_json=as_json, serving=not no_serve)


@contextmanager
def _listening(settings: Settings, port: str) -> Iterator[None]:
    """Tell what to do where nothing can listen; uvicorn has told why."""
    try:
        yield
    except SystemExit as end:
        if end.code != NOT_STARTED:
            raise
        server = settings.server
        raise Failed(
            f"cannot listen on {server.host}:{server.port}; if another program does, choose "
            f"another {port}"
        ) from None
