"""How is a secret of the server's own kept?"""

import stat
from pathlib import Path

from chatserver.identity.secrets_file import read_or_make


def test_a_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "secret"

    first = read_or_make(path)

    assert len(first) == 32
    assert read_or_make(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]
