"""On which file store do these tests run? On each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from chatserver.config import Files
from chatserver.files import FileStore, open_files
from tests.files.shelves import KINDS, on_disk, on_s3, s3_server


@pytest.fixture(scope="session")
def s3_address() -> Iterator[str]:
    """An S3 for all these tests."""
    with s3_server() as address:
        yield address


@pytest.fixture(params=KINDS)
def file_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    """Where the files of this test lie: the test runs on both kinds."""
    if request.param == "disk":
        return on_disk(tmp_path / "files")
    return on_s3(request.getfixturevalue("s3_address"))


@pytest.fixture
def store(file_settings: Files) -> FileStore:
    """An empty file store: the test runs on both kinds."""
    return open_files(file_settings)
