"""What can be asked of the server on the command line?

Exit codes: 0 done, 1 failed, 2 wrong use or configuration. The parts of the server are imported by
the commands that need them, so that `--help` and a mistake in the configuration come at once.
"""

import asyncio
import gc
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from chatserver.config import Database, Settings
from chatserver.config_file import ConfigError, check_serving, load
from chatserver.storage.trouble import DatabaseTrouble

DEMO_FOLDER = Path("var/demo")
LONGEST_NAME = 200
# With this code uvicorn ends the process when it cannot listen.
NOT_STARTED = 3
# What a server is made of stays until it ends, and every frame makes a few short-lived objects: to
# look for garbage after each seven hundred takes a sixth of the start.
GC_THRESHOLDS = (20_000, 50, 50)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    # Its tracebacks would print the values of variables, and people's words among them.
    pretty_exceptions_enable=False,
)
token = typer.Typer(no_args_is_help=True, help="Print a token, for tests and scripts.")
app.add_typer(token, name="token")


def _tell_version(asked: bool) -> None:
    if asked:
        typer.echo(version("chatserver"))
        raise typer.Exit


@app.callback()
def options(
    _: Annotated[
        bool,
        typer.Option("--version", callback=_tell_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Chats between a management company's clients and its employees."""


Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="Settings; ./config.toml where there is one, when left out.",
    ),
]
Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="The folder of a demo, instead of database.url."),
]


def _name(name: str) -> str:
    stripped = name.strip()
    if not 0 < len(stripped) <= LONGEST_NAME:
        raise typer.BadParameter(f"must have 1 to {LONGEST_NAME} characters")
    return stripped


class Failed(Exception):
    """The command was right and could not be done."""


@app.command()
def serve(config: Config = None) -> None:
    """Serve everything on one port until SIGTERM."""
    settings = _settings(config)
    check_serving(settings)
    from chatserver.main import serve as run

    with _listening(settings, "server.port (CHATSERVER_SERVER__PORT=9000)"):
        run(settings)


@app.command()
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
    settings = _settings(config)
    if data is not None or settings.database.url == Database().url:
        settings = _in_folder(settings, data or DEMO_FOLDER)
    # Everybody knows its passwords: a second factor would keep nobody out but who looks at it.
    identity = settings.identity.model_copy(update={"platform_totp": False})
    settings = settings.model_copy(update={"identity": identity})
    if port is not None:
        server = settings.server.model_copy(update={"port": port})
        settings = settings.model_copy(update={"server": server})
    if not (public or settings.server.on_loopback):
        raise ConfigError(
            f"server.host: the demo gives everybody its keys; {settings.server.host} can be "
            "reached by others, so say --public if that is meant"
        )
    from chatserver.demo.run import run

    with _listening(settings, "--port"):
        run(settings, chats=chats, as_json=as_json, serving=not no_serve)


@app.command()
def migrate(config: Config = None) -> None:
    """Bring the database to this version's tables."""
    settings = _settings(config)
    from chatserver.storage.migrate import head, upgrade

    asyncio.run(upgrade(settings.database.url))
    typer.echo(f"The database is at {head()}.")


@app.command()
def restored(config: Config = None) -> None:
    """Say that the database came out of a backup; run it before the first node starts."""
    settings = _settings(config)
    from chatserver.errands import after_restore

    erased = asyncio.run(after_restore(settings))
    typer.echo("Every screen will drop what it holds and read anew.")
    typer.echo(f"Clients erased again: {erased}.")


@app.command("check-config")
def check_config(config: Config = None) -> None:
    """Say whether the server could be started with these settings."""
    settings = _settings(config)
    check_serving(settings)
    from chatserver.bus import open_bus
    from chatserver.doctor import files_say, mail_says, push_findings

    open_bus(settings.bus, "check-config")  # refuses an address that is none
    typer.echo("The configuration is in order.")
    typer.echo(f"Files are kept in the {files_say(settings)}.")
    typer.echo(f"Mails are {mail_says(settings)}.")
    for finding in push_findings(settings):
        typer.echo(f"{finding.what[0].upper()}{finding.what[1:]}: {finding.says}.")


@app.command("create-admin")
def create_admin(
    email: str,
    org: Annotated[
        str | None,
        typer.Option(help="The organisation's name; made where there is none.", parser=_name),
    ] = None,
    platform: Annotated[bool, typer.Option("--platform", help="Of the platform itself.")] = False,
    name: Annotated[
        str, typer.Option(help="The administrator's own name.", parser=_name)
    ] = "Administrator",
    config: Config = None,
) -> None:
    """Add an administrator of an organisation or of the platform.

    The password is asked for or read from standard input.
    """
    if platform == (org is not None):
        raise typer.BadParameter("name either --org or --platform")
    settings = _settings(config)
    password = _password()
    from chatserver.actions.mistakes import Invalid
    from chatserver.core.refusals import NotFound
    from chatserver.errands import add_admin, add_platform_admin

    if org is None:
        adding = add_platform_admin(settings, email=email, name=name, password=password)
    else:
        adding = add_admin(settings, org=org, email=email, name=name, password=password)
    try:
        made = asyncio.run(adding)
    except Invalid as refusal:
        told = (f"{one.pointer.rpartition('/')[2]}: {one.message}" for one in refusal.mistakes)
        raise Failed(", ".join(told)) from None
    except NotFound:
        raise Failed("several organisations have this name; give --org the id of one") from None
    typer.echo(made)
    # Beside the id, which programs read.
    where = f"{settings.server.address}/console/"
    typer.echo(f"With `chatserver serve` running, {email} signs in at {where}", err=True)


@token.command("client")
def token_client(
    who: Annotated[str, typer.Argument(metavar="ID_OR_PHONE")],
    data: Data = None,
    config: Config = None,
) -> None:
    """Print a client's token."""
    _print_token("client", who, data=data, config=config)


@token.command("staff")
def token_staff(email: str, data: Data = None, config: Config = None) -> None:
    """Print an employee's token."""
    _print_token("staff", email, data=data, config=config)


@app.command()
def schema(
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; fail on a difference.")
    ] = False,
    root: Annotated[Path, typer.Option(help="The checkout to write to.", hidden=True)] = Path(),
) -> None:
    """For developers: write what is made from the code (schema.sql, the APIs, TypeScript)."""
    if not (root / "pyproject.toml").is_file():
        raise Failed("these files belong to a checkout of the server: run it in one")
    from chatserver.described import described
    from chatserver.storage.schema import schema_sql
    from chatserver.wire.schema import generate

    stale = generate(root, check=check)
    http = json.dumps(asyncio.run(described()), indent=1, sort_keys=True, ensure_ascii=False)
    for name, text in (("schema.sql", schema_sql()), ("docs/openapi.json", http + "\n")):
        file = root / name
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            stale.append(file)
            if not check:
                file.write_text(text, encoding="utf-8")
    for file in stale:
        typer.echo(f"{file}: {'is not what the code says' if check else 'written'}")
    if check and stale:
        raise Failed("run `make schema`")


@app.command()
def doctor(config: Config = None) -> None:
    """Look at the settings, the database and the bus, and say what is wrong with them."""
    settings = _settings(config)
    check_serving(settings)
    from chatserver.doctor import examine

    findings = asyncio.run(examine(settings))
    for finding in findings:
        typer.echo(f"{'ok  ' if finding.well else 'BAD '} {finding.what}: {finding.says}")
    if not all(finding.well for finding in findings):
        raise Failed("the server would not work")


def _print_token(kind: str, who: str, *, data: Path | None, config: Path | None) -> None:
    settings = _settings(config)
    if data is not None:
        settings = _in_folder(settings, data)
    from chatserver import errands
    from chatserver.actions.callers.viewers import NotWelcome
    from chatserver.core.refusals import NotFound

    mint = errands.client_token if kind == "client" else errands.staff_token
    elsewhere = "" if data else f"; the demo's is reached with --data {DEMO_FOLDER}"
    try:
        typer.echo(asyncio.run(mint(settings, who)))
    except NotFound:
        raise Failed(f"{who}: nobody in this database, or several{elsewhere}") from None
    except NotWelcome:
        raise Failed(f"{who}: may not sign in now") from None
    except DatabaseTrouble as trouble:
        if data:
            makes = f"`chatserver demo --data {data} --no-serve` makes it"
            raise Failed(f"--data {data}: there is no demo of this version; {makes}") from None
        raise Failed(f"database.url: {trouble}{elsewhere}") from None


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


def _settings(config: Path | None) -> Settings:
    settings = load(config)
    from chatserver import logs

    logs.configure(settings.log)
    return settings


def _in_folder(settings: Settings, folder: Path) -> Settings:
    url = f"sqlite+aiosqlite:///{folder / 'chatserver.db'}"
    database = settings.database.model_copy(update={"url": url})
    files = settings.files.model_copy(update={"folder": str(folder / "files")})
    return settings.model_copy(update={"database": database, "files": files})


def _password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\n")


@contextmanager
def _exit_codes() -> Iterator[None]:
    """Tell a mistake in one line each, as a program's user expects it."""
    try:
        yield
    except ConfigError as mistake:
        typer.echo(f"chatserver: {mistake}", err=True)
        sys.exit(2)
    except Failed as failure:
        typer.echo(f"chatserver: {failure}", err=True)
        sys.exit(1)
    except DatabaseTrouble as trouble:
        typer.echo(f"chatserver: database.url: {trouble}", err=True)
        sys.exit(1)


def main() -> None:
    """Run the command of this process's arguments."""
    gc.set_threshold(*GC_THRESHOLDS)
    with _exit_codes():
        app(prog_name="chatserver")


if __name__ == "__main__":
    main()
