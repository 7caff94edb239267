"""With which keys are tokens signed, and where are they kept?"""

import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from chatserver.config import Database, Identity, Settings
from chatserver.config_file import ConfigError
from chatserver.identity.keys import miniapp_secret, token_keys
from chatserver.identity.tokens import Kind


def beside(folder: Path, identity: Identity | None = None) -> Settings:
    url = f"sqlite+aiosqlite:///{folder}/var/chat.db"
    return Settings(database=Database(url=url), identity=identity or Identity())


def test_own_keys_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    first = token_keys(beside(tmp_path))

    assert token_keys(beside(tmp_path)) == first
    assert first[Kind.STAFF] != first[Kind.CLIENT]
    [made] = (tmp_path / "var").iterdir()
    assert stat.S_IMODE(made.stat().st_mode) == 0o600


def test_configured_keys_are_used_and_nothing_is_made(tmp_path: Path) -> None:
    identity = Identity(staff_key=SecretStr("s" * 32), client_key=SecretStr("c" * 32))

    assert token_keys(beside(tmp_path, identity)) == {
        Kind.STAFF: b"s" * 32,
        Kind.CLIENT: b"c" * 32,
    }
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("left", ["", "abc", "ab" * 31, "no secret", "ключ"])
def test_a_file_that_lost_a_part_of_the_secret_is_no_secret(tmp_path: Path, left: str) -> None:
    settings = beside(tmp_path)
    token_keys(settings)
    (tmp_path / "var" / "identity.key").write_text(left, encoding="utf-8")
    for keys in (token_keys, miniapp_secret):
        with pytest.raises(ConfigError, match=r"identity\.key: holds no secret"):
            keys(settings)


def test_a_folder_in_which_no_secret_can_be_kept(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("in the way")
    with pytest.raises(ConfigError, match=r"identity\.key: .*identity\.staff_key"):
        token_keys(beside(tmp_path))
