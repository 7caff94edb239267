"""How does somebody at the shell make an administrator, help people in, or get a token?"""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from chatserver.shell.options import DEMO_FOLDER, Config, Data, Failed, in_folder, settings_of
from chatserver.storage.trouble import DatabaseTrouble

LONGEST_NAME = 200


def _name(name: str) -> str:
    stripped = name.strip()
    if not 0 < len(stripped) <= LONGEST_NAME:
        raise typer.BadParameter(f"must have 1 to {LONGEST_NAME} characters")
    return stripped


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
    settings = settings_of(config)
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


def forget_totp(email: str, config: Config = None) -> None:
    """Take the second factor away from an employee who lost it and every recovery code.

    Their sessions end; the password stays. Make sure first that it is they who ask.
    """
    settings = settings_of(config)
    from chatserver import errands
    from chatserver.core.refusals import NotFound

    try:
        asyncio.run(errands.forget_totp(settings, email))
    except NotFound:
        raise Failed(f"{email}: nobody here has a second factor under this e-mail") from None
    typer.echo(f"{email} signs in with the password alone, and sets up another where one is due.")


def password_link(email: str, config: Config = None) -> None:
    """Print a link by which an employee sets a password, once: for one who forgot it, or was
    invited, where no mails are sent.

    Make sure first that it is they who ask. Until it is used, nothing changes.
    """
    settings = settings_of(config)
    from chatserver import errands
    from chatserver.core.refusals import NotFound

    try:
        link, until = asyncio.run(errands.password_link(settings, email))
    except NotFound:
        raise Failed(f"{email}: nobody here has access under this e-mail") from None
    typer.echo(link)
    # Beside the link, which may be piped.
    typer.echo(f"It works once, until {until}. Give it to nobody but {email}.", err=True)


def token_client(
    who: Annotated[str, typer.Argument(metavar="ID_OR_PHONE")],
    data: Data = None,
    config: Config = None,
) -> None:
    """Print a client's token."""
    _print_token("client", who, data=data, config=config)


def token_staff(email: str, data: Data = None, config: Config = None) -> None:
    """Print an employee's token."""
    _print_token("staff", email, data=data, config=config)


def _print_token(kind: str, who: str, *, data: Path | None, config: Path | None) -> None:
    settings = settings_of(config)
    if data is not None:
        settings = in_folder(settings, data)
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


def _password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\n")
