"""Is an archive looked through in a process of its own, which cannot eat the server?"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from chatserver.archives.archive import Entry, Report, inspect
from chatserver.archives.gate import Gate
from chatserver.archives.process import MEMORY_BYTES, as_text, from_text
from chatserver.core.archives import MOST_FILE, Finding
from chatserver.core.manifests import Manifest, Scope
from tests.zips import GOOD, packed


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "build.zip"
    path.write_bytes(packed({**GOOD, "x.php": b"x"}))
    return path


def children() -> set[str]:
    return set(Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split())


@pytest.fixture(autouse=True)
def _nobody_is_left_behind() -> Iterator[None]:
    before = children()
    yield
    assert children() <= before


async def test_it_finds_there_what_it_finds_here(archive: Path) -> None:
    assert await Gate().inspected(archive) == inspect(archive)


async def test_what_is_never_done_is_ended_and_told(tmp_path: Path) -> None:
    path = tmp_path / "pipe.zip"
    os.mkfifo(path)  # nobody writes into it, so that reading it never ends
    report = await Gate(within_s=1).inspected(path)
    assert [one.code for one in report.findings] == ["too_expensive"]


async def test_what_eats_memory_is_ended_and_told(tmp_path: Path) -> None:
    path = tmp_path / "large.zip"
    # A list of entries that is read into memory at once, and is larger than may be had.
    with path.open("wb") as file:
        file.truncate(MEMORY_BYTES + MOST_FILE)
        end = b"PK\x05\x06\0\0\0\0\1\0\1\0"
        file.seek(MEMORY_BYTES + MOST_FILE)
        file.write(end + MEMORY_BYTES.to_bytes(4, "little") + b"\0" * 6)
    report = await Gate().inspected(path)
    assert [one.code for one in report.findings] == ["too_expensive"]


async def test_the_servers_secrets_are_not_handed_on(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHATSERVER_IDENTITY__STAFF_KEY", "s" * 32)
    folder = archive.parent / "spy"
    folder.mkdir()
    # Python runs this module when it starts.
    (folder / "sitecustomize.py").write_text(
        "import os, pathlib\n"
        f"pathlib.Path({str(folder / 'seen')!r}).write_text('\\n'.join(sorted(os.environ)))\n"
    )
    monkeypatch.setenv("PYTHONPATH", f"{folder}:{Path(__file__).parents[2]}")
    await Gate().inspected(archive)
    seen = (folder / "seen").read_text()
    assert "PYTHONPATH" in seen
    assert "CHATSERVER" not in seen


def test_a_report_comes_through_as_it_was() -> None:
    report = Report(
        findings=[Finding("eval", "Ж.js", "no", hard=False)],
        entries=[Entry("Ж.js", 3, "0" * 64)],
        manifest=Manifest(
            (Scope("profile.name", "To greet", required=True),), ("https://a.example",)
        ),
        keys=["mk_key"],
    )
    assert from_text(as_text(report).encode()) == report
