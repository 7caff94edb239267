"""How does somebody at the shell settle a refund of which no provider tells any more?"""

import asyncio
from typing import Annotated

import typer

from chatserver.shell.options import Config, Failed, settings_of


def settle_refund(
    refund: Annotated[
        str | None, typer.Argument(help="Its id; without it those that wait are listed.")
    ] = None,
    went: Annotated[
        str | None, typer.Option(metavar="REFERENCE", help="It went: the provider's number of it.")
    ] = None,
    never: Annotated[bool, typer.Option("--never", help="It did not go.")] = False,
    unread: Annotated[
        bool, typer.Option("--unread", help="Do not ask the provider for the number.")
    ] = False,
    config: Config = None,
) -> None:
    """Say what became of a refund that the provider never answered for.

    Look it up at the provider first: whoever says that one did not go which went lets the money go
    twice.
    """
    settings = settings_of(config)
    from chatserver import errands
    from chatserver.actions.miniapps.orders.settling import Unsettled

    if refund is None:
        if went is not None or never:
            raise typer.BadParameter("name the refund")
        lines = asyncio.run(errands.adrift_refunds(settings))
        typer.echo("\n".join(lines) or "No refund waits for somebody to look it up.")
        return
    if never == (went is not None):
        raise typer.BadParameter("say either --went REFERENCE or --never")
    try:
        settled = asyncio.run(errands.settle_refund(settings, refund, went, unread=unread))
    except Unsettled as trouble:
        raise Failed(f"{refund}: {trouble}") from None
    outcome = f"went as {went}" if went is not None else "never went"
    typer.echo(f"{refund} {outcome}{'' if settled else ', as was settled before'}.")
