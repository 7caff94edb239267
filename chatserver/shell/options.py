"""What do several commands take, and how do they find their settings?

The parts of the server are imported by the commands that need them, so that `--help` and a mistake
in the configuration come at once.
"""

from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer

from chatserver.config import Settings
from chatserver.config_file import load

DEMO_FOLDER = Path("var/demo")

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


class Failed(Exception):
    """The command was right and could not be done."""


def settings_of(config: Path | None) -> Settings:
    """Return the settings that a command runs with; from here on the log is as they say."""
    settings = load(config)
    from chatserver import logs

    logs.configure(settings.log)
    return settings


def in_folder(settings: Settings, folder: Path) -> Settings:
    """Return the settings with everything kept in this folder."""
    # A folder may be called anything, and an address may not.
    url = f"sqlite+aiosqlite:///{quote(str(folder / 'chatserver.db'))}"
    database = settings.database.model_copy(update={"url": url})
    files = settings.files.model_copy(update={"folder": str(folder / "files")})
    return settings.model_copy(update={"database": database, "files": files})
