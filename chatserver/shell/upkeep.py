"""How is an installation looked after, and what is made from a checkout?"""

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from chatserver.config_file import check_serving
from chatserver.shell.options import Config, Failed, settings_of


def migrate(config: Config = None) -> None:
    """Bring the database to this version's tables."""
    settings = settings_of(config)
    from chatserver.storage.migrate import head, upgrade

    asyncio.run(upgrade(settings.database.url))
    typer.echo(f"The database is at {head()}.")


def backup(
    copy: Annotated[Path, typer.Argument(metavar="FILE", help="Where to; it is not there yet.")],
    config: Config = None,
) -> None:
    """Copy a database of SQLite's, also while a server writes it. Files are not copied."""
    settings = settings_of(config)
    from chatserver.storage.backup import back_up

    back_up(settings.database.url, copy)
    typer.echo(f'{copy}: {copy.stat().st_size} bytes. The files go along: docs, "Backups".')


def restored(config: Config = None) -> None:
    """Say that the database came out of a backup; run it before the first node starts."""
    settings = settings_of(config)
    from chatserver.errands import after_restore

    erased = asyncio.run(after_restore(settings))
    typer.echo("Every screen will drop what it holds and read anew.")
    typer.echo(f"Clients erased again: {erased}.")


def check_config(config: Config = None) -> None:
    """Say whether the server could be started with these settings."""
    settings = settings_of(config)
    check_serving(settings)
    from chatserver.bus import open_bus
    from chatserver.doctor import files_say, mail_says, push_findings
    from chatserver.storage.address import in_sight

    open_bus(settings.bus, "check-config")  # refuses an address that is none
    typer.echo("The configuration is in order.")
    typer.echo(f"The database is {in_sight(settings.database.url)}.")
    typer.echo(f"Files are kept in the {files_say(settings)}.")
    typer.echo(f"Mails are {mail_says(settings)}.")
    for finding in push_findings(settings):
        typer.echo(f"{finding.what[0].upper()}{finding.what[1:]}: {finding.says}.")


def doctor(
    config: Config = None,
    data: Annotated[
        bool,
        typer.Option(
            "--data", help="Read all that is stored, too, as after a restore: it may take minutes."
        ),
    ] = False,
) -> None:
    """Look at the settings, the database and the bus, and say what is wrong with them."""
    settings = settings_of(config)
    check_serving(settings)
    from chatserver.doctor import examine
    from chatserver.wholeness import examine_data

    findings = asyncio.run(examine(settings))
    if data:
        findings += asyncio.run(examine_data(settings))
    for finding in findings:
        typer.echo(f"{'ok  ' if finding.well else 'BAD '} {finding.what}: {finding.says}")
    bad = [finding.what for finding in findings if not finding.well]
    if bad:
        raise Failed(f"look at: {', '.join(bad)}")


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
