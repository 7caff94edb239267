"""What can be asked of the server on the command line?

Exit codes: 0 done, 1 failed, 2 wrong use or configuration.
"""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import Annotated

import typer

from chatserver.config_file import ConfigError
from chatserver.shell import accounts, builds, money, serving, upkeep
from chatserver.shell.options import Failed
from chatserver.storage.trouble import DatabaseTrouble

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


app.command()(serving.serve)
app.command()(serving.demo)
app.command()(upkeep.migrate)
app.command()(upkeep.backup)
app.command()(upkeep.restored)
app.command("check-config")(upkeep.check_config)
app.command()(upkeep.doctor)
app.command("create-admin")(accounts.create_admin)
app.command("password-link")(accounts.password_link)
app.command("forget-totp")(accounts.forget_totp)
app.command("settle-refund")(money.settle_refund)
app.add_typer(token, name="token")
token.command("client")(accounts.token_client)
token.command("staff")(accounts.token_staff)
app.command("check-build")(builds.check_build)
app.command("upload-build")(builds.upload_build)
app.command()(upkeep.schema)


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
    # People's words are in the database, in files and in what is written apart: nobody else's user
    # on this machine reads them, whatever folder they were put into.
    os.umask(0o077)
    with _exit_codes():
        app(prog_name="chatserver")


if __name__ == "__main__":
    main()
