"""How do commands find what a folder of a demo holds?"""

from pathlib import Path

import pytest

from chatserver.config import Settings
from chatserver.identity.keys import own_file
from chatserver.shell.options import in_folder
from chatserver.storage.address import file_of


@pytest.mark.parametrize("name", ["demo", "a?b", "a#b", "50 %41", "дом"])
def test_a_folder_may_be_called_anything(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    settings = in_folder(Settings(), folder)
    assert file_of(settings.database.url) == folder / "chatserver.db"
    assert own_file(settings).parent == folder
    assert Path(settings.files.folder).parent == folder
