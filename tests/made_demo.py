"""How does a test get a demo of its own without making it? It takes seconds, and a copy none."""

import asyncio
import shutil
from dataclasses import dataclass
from pathlib import Path

from chatserver.config import Database, Files, Settings
from chatserver.config.payments import Payments
from chatserver.demo import show
from chatserver.demo.run import prepare


@dataclass(frozen=True)
class Made:
    """A demo that the test may change, and what making it printed."""

    settings: Settings
    card: show.Card

    @property
    def url(self) -> str:
        """The address of its database."""
        return self.settings.database.url

    def copied(self, url: str, folder: Path) -> "Made":
        """Return the demo whose database has been copied to `url`, with its files in `folder`."""
        shutil.copytree(self.settings.files.folder, folder / "files")
        return Made(settings_of(url, folder), self.card)


def settings_of(url: str, folder: Path) -> Settings:
    """Return settings that put everything here; the fake payee takes the money, as in the demo."""
    return Settings(
        database=Database(url=url),
        files=Files(folder=str(folder / "files")),
        payments=Payments(provider="test"),
    )


def make(url: str, folder: Path) -> Made:
    """Make a demo in this database, which has its tables and nothing else."""
    settings = settings_of(url, folder)
    return Made(settings, asyncio.run(prepare(settings)))
