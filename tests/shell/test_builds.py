"""What is an author of a mini-app told of a build before it is uploaded?"""

import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from chatserver.__main__ import app
from chatserver.archives.archive import inspect
from chatserver.archives.packing import files_in, pack
from chatserver.core.archives import MOST_BYTES, MOST_ENTRIES, MOST_FILE, MOST_UNPACKED
from chatserver.shell.options import Failed
from tests.zips import GOOD, packed


def laid_out(folder: Path) -> Path:
    for path, content in GOOD.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def check_build(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["check-build", *map(str, arguments)])


def refused(done: Result) -> str:
    assert isinstance(done.exception, Failed), done.output
    return str(done.exception)


def test_a_folder_and_its_zip_are_the_build_that_a_server_makes_of_them(tmp_path: Path) -> None:
    folder, zipped = laid_out(tmp_path / "built"), tmp_path / "by_another.zip"
    zipped.write_bytes(packed())
    digest = inspect(zipped).digest
    for one in (folder, zipped):
        done = check_build(one)
        assert (done.exit_code, done.stderr) == (0, "")
        assert done.stdout.endswith(f"3 files, 101 bytes, build {digest}.\n")
        told = json.loads(check_build(one, "--json").stdout)
        known = {"good": True, "digest": digest, "files": 3, "bytes": 101, "findings": []}
        assert told == known


def test_a_good_folder_leaves_its_zip_the_same_each_time(tmp_path: Path) -> None:
    folder, zipped = laid_out(tmp_path / "built"), tmp_path / "build.zip"
    assert check_build(folder, "--pack", zipped).exit_code == 0
    first = zipped.read_bytes()
    assert inspect(zipped).good
    (folder / "app.js").touch()
    assert check_build(folder, "--pack", zipped).exit_code == 0
    assert zipped.read_bytes() == first


def test_every_mistake_is_told_and_nothing_packed(tmp_path: Path) -> None:
    folder, zipped = laid_out(tmp_path / "built"), tmp_path / "build.zip"
    (folder / "index.html").unlink()
    (folder / "empty.js").touch()
    (folder / ".DS_Store").write_bytes(b"\0")
    done = check_build(folder, "--pack", zipped)
    assert refused(done) == f"a server would refuse {folder}"
    told = {line.split(" ")[-1] for line in done.stdout.splitlines() if line.startswith("BAD ")}
    assert {"(no_index)", "(empty_file)", "(type_not_allowed)"} <= told
    assert not zipped.exists()

    told = json.loads(check_build(folder, "--json").stdout)
    assert (told["good"], told["digest"]) == (False, None)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    folder = laid_out(tmp_path / "built")
    (folder / "passwd.txt").symlink_to("/etc/passwd")
    assert refused(check_build(folder)) == f"{folder / 'passwd.txt'} is a link"


def test_of_a_folder_no_more_is_read_than_shows_that_it_is_too_large(tmp_path: Path) -> None:
    folder = tmp_path / "built"
    folder.mkdir()
    for number in range(10):
        with (folder / f"{number}.txt").open("wb") as file:
            file.truncate(MOST_FILE * 2)
    read = [len(content) for _, content in files_in(folder)]
    assert set(read) == {MOST_FILE + 1}
    assert MOST_UNPACKED < sum(read) <= MOST_UNPACKED + MOST_FILE + 1

    many = tmp_path / "many"
    many.mkdir()
    for number in range(MOST_ENTRIES + 5):
        (many / f"{number}.txt").touch()
    assert len(list(files_in(many))) == MOST_ENTRIES + 1


def test_a_zip_that_no_server_takes_at_all_is_refused_here_too(tmp_path: Path) -> None:
    zipped, made = tmp_path / "large.zip", io.BytesIO()
    pack(GOOD.items(), made)
    zipped.write_bytes(made.getvalue())
    with zipped.open("r+b") as file:
        file.truncate(MOST_BYTES + 1)
    done = check_build(zipped)
    assert refused(done)
    assert done.stdout.startswith("BAD  .: the zip has more than 41943040 bytes (file_too_large)\n")


@pytest.mark.parametrize("arguments", [["none"], ["a.zip", "--pack", "b.zip"]])
def test_wrong_use_is_no_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.zip").write_bytes(packed())
    assert check_build(*arguments).exit_code == 2
