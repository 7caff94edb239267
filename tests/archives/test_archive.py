"""Which archives does the gate let through, and what does it say of the others? (D13)"""

import json
import random
import zipfile
from pathlib import Path
from typing import IO

import pytest

from chatserver.archives.archive import Report, inspect
from chatserver.core.archives import MOST_ENTRIES, MOST_FILE, MOST_PATH, MOST_UNPACKED
from tests.zips import (
    GOOD,
    INDEX,
    also_called,
    entry,
    flagged,
    on_disk,
    overlapping,
    packed,
    renamed,
    saying_size,
    with_gap,
)

NOISE = random.Random(1).randbytes(4096)  # it does not shrink
SYMLINK, PIPE, SETUID = 0o120777, 0o010644, 0o104755


def looked_at(folder: Path, archive: bytes) -> Report:
    path = folder / "build.zip"
    path.write_bytes(archive)
    report = inspect(path)
    assert [one.name for one in folder.iterdir()] == ["build.zip"]
    return report


def with_file(path: str, content: bytes = b"x = 1") -> bytes:
    return packed({**GOOD, path: content})


def manifest(**document: object) -> bytes:
    return packed({**GOOD, "miniapp.json": json.dumps(document).encode()})


HOSTILE = {
    # What leads out, or means another file to another reader.
    "slip": (with_file("../evil.js"), "path_traversal"),
    "slip within": (with_file("a/../../evil.js"), "path_traversal"),
    "dot": (with_file("./a.js"), "path_traversal"),
    "absolute": (with_file("/etc/evil.js"), "absolute_path"),
    "drive": (with_file("C:evil.js"), "absolute_path"),
    "backslash": (renamed("a-b.js", b"a\\b.js"), "bad_name"),
    "nul": (renamed("a-b.js", b"a\0b.js"), "bad_name"),
    "control": (with_file("a\x1b.js"), "bad_name"),
    "not NFC": (with_file("e\u0301.js"), "bad_name"),
    "empty part": (with_file("a//b.js"), "bad_name"),
    "space at the end": (with_file("a /b.js"), "bad_name"),
    "dot at the end": (with_file("a./b.js"), "bad_name"),
    "reserved": (with_file("com1.js"), "bad_name"),
    "twin": (packed(GOOD, (entry("app.js"), b"y = 2")), "duplicate"),
    "case twin": (with_file("APP.js"), "duplicate"),
    "folder and file": (with_file("app.js/x.js"), "duplicate"),
    "too long": (with_file(f"{'a' * 253}.js"), "path_too_long"),
    "part too long": (with_file(f"{'a' * 238}.js"), "path_too_long"),
    "said to be another": (packed(GOOD, (also_called("a.js", "b.js"), b"x")), "bad_name"),
    "too deep": (with_file(f"{'a/' * 13}b.js"), "too_deep"),
    # What is no file.
    "link": (packed(GOOD, (entry("l.js", mode=SYMLINK), b"app.js")), "not_regular"),
    "pipe": (packed(GOOD, (entry("p.js", mode=PIPE), b"x")), "not_regular"),
    "setuid": (packed(GOOD, (entry("s.js", mode=SETUID), b"x")), "not_regular"),
    "file that says it is a folder": (
        packed(GOOD, (entry("d.js", mode=0o040755), b"x")),
        "not_regular",
    ),
    "folder with content": (
        packed(GOOD, (entry("d/", mode=0o040755, method=0), b"hidden")),
        "hidden_data",
    ),
    # What is more than it seems.
    "overlap": (overlapping(), "overlap"),
    "ratio": (with_file("zeros.txt", b"0" * 1_000_000), "ratio"),
    "size too small": (saying_size("index.html", 5), "damaged"),
    "size too large": (saying_size("app.js", 2_000), "size_mismatch"),
    "file too large": (with_file("big.txt", b"ab" * (MOST_FILE // 2 + 1)), "file_too_large"),
    "too many": (packed({f"{n}.js": b"x" for n in range(MOST_ENTRIES + 1)}), "too_many_entries"),
    # What is odd.
    "encrypted": (flagged(0x1), "encrypted"),
    "bzip2": (packed(GOOD, (entry("b.js", method=zipfile.ZIP_BZIP2), b"x")), "bad_method"),
    "lzma": (packed(GOOD, (entry("b.js", method=zipfile.ZIP_LZMA), b"x")), "bad_method"),
    "several disks": (on_disk(1), "multi_disk"),
    "before": (b"#!/bin/sh\n" + packed(), "data_before"),
    "zip before": (packed({"x.js": b"1"}) + packed(), "data_before"),
    "behind": (packed() + b"more", "data_after"),
    "between": (with_gap(b"hidden" * 10), "hidden_data"),
    "torn": (packed()[:-40], "not_a_zip"),
    "no zip": (b"hello", "not_a_zip"),
    "nothing": (b"", "not_a_zip"),
    # What is not for a page.
    "no index": (packed({"app.js": b"x"}), "no_index"),
    "index below": (packed({"dist/index.html": INDEX}), "no_index"),
    "empty file": (with_file("empty.js", b""), "empty_file"),
    "nested": (with_file("more.zip", packed()), "nested_archive"),
    "nested, called otherwise": (with_file("more.txt", packed()), "nested_archive"),
    "server side": (with_file("index.php", b"<?php"), "type_not_allowed"),
    "no extension": (with_file("LICENSE", b"MIT"), "type_not_allowed"),
    "hidden": (with_file(".env", b"A=1"), "type_not_allowed"),
    "program": (with_file("run.txt", b"\x7fELF\x02"), "native_code"),
    "program as picture": (with_file("a.png", b"MZ\x90"), "native_code"),
    "page as picture": (with_file("a.png", INDEX), "type_mismatch"),
    "noise as script": (with_file("a.js", b"\xff\xfe" + NOISE), "type_mismatch"),
    "remote script": (
        with_file("a.html", b"<SCRIPT async\nsrc = 'https://evil.example/x.js'>"),
        "remote_script",
    ),
    "remote script without scheme": (
        with_file("a.html", b"<script/src=//evil.example/x.js>"),
        "remote_script",
    ),
    "remote script in a picture": (
        with_file("a.svg", b'<svg><script src="http://evil.example/"/></svg>'),
        "remote_script",
    ),
    "undeclared wasm": (with_file("a.wasm", b"\0asm\1\0\0\0"), "wasm_undeclared"),
    "key": (with_file("k.js", b"const key = 'mk_" + b"a" * 40 + b"'"), "secret"),
    # In base64 with its two signs, of which half of all secrets have one early.
    "webhook secret": (
        with_file("k.js", b"const key = 'whsec_c2+n/" + b"a" * 34 + b"='"),
        "secret",
    ),
    "bad manifest": (manifest(scopes=[{"name": "profile.soul"}]), "manifest"),
    "no manifest": (with_file("miniapp.json", b"{"), "manifest"),
}


@pytest.mark.parametrize("archive", HOSTILE)
def test_a_hostile_archive_is_refused_with_its_code(tmp_path: Path, archive: str) -> None:
    content, code = HOSTILE[archive]
    report = looked_at(tmp_path, content)
    assert code in {one.code for one in report.findings if one.hard}
    assert not report.good


def test_a_bomb_is_known_by_what_it_declares(tmp_path: Path) -> None:
    page = b"a" * MOST_FILE
    # Not deflated, which would take seconds: what each says of itself is the same.
    files = [
        (entry(f"{n}.txt", method=zipfile.ZIP_STORED), page)
        for n in range(MOST_UNPACKED // len(page) + 1)
    ]
    report = looked_at(tmp_path, packed(GOOD, *files))
    assert "too_large_unpacked" in {one.code for one in report.findings}
    assert report.entries == []


def test_every_problem_is_in_one_report(tmp_path: Path) -> None:
    bad = {
        **GOOD,
        "../evil.js": b"x",
        "APP.JS": b"x",
        "a.png": INDEX,
        "b.html": b"<script src=//x.example>",
        "c.php": b"x",
        "d.js": b"",
        "miniapp.json": b'{"wasm": 1, "connect": ["http://a.example"]}',
    }
    link = (entry("e.js", mode=SYMLINK), b"app.js")
    report = looked_at(tmp_path, packed(bad, link) + b"tail")
    assert {(one.path, one.code) for one in report.findings} == {
        ("", "data_after"),
        ("../evil.js", "path_traversal"),
        ("APP.JS", "duplicate"),
        ("a.png", "type_mismatch"),
        ("b.html", "remote_script"),
        ("c.php", "type_not_allowed"),
        ("d.js", "empty_file"),
        ("e.js", "not_regular"),
        ("miniapp.json#/connect/0", "manifest"),
        ("miniapp.json#/wasm", "manifest"),
    }


def test_a_report_is_not_larger_than_anybody_reads(tmp_path: Path) -> None:
    report = looked_at(tmp_path, packed({f"{n}{'/' * 10_000}": b"x" for n in range(100)}))
    assert (len(report.findings), report.good) == (200, False)
    assert max(len(one.path) for one in report.findings) == MOST_PATH


def test_a_good_one_passes_whoever_packed_it(tmp_path: Path) -> None:
    report = looked_at(tmp_path, packed())
    turned = dict(reversed(list(GOOD.items())))
    stored = [(entry(path, method=0), content) for path, content in turned.items()]
    other = looked_at(tmp_path, packed({}, (entry("img/", mode=0o040755, method=0), b""), *stored))
    assert (report.findings, other.findings) == ([], [])
    assert {one.path: one.size for one in report.entries} == {
        path: len(content) for path, content in GOOD.items()
    }
    assert report.digest == other.digest
    assert report.digest != looked_at(tmp_path, with_file("more.js")).digest


def test_one_that_was_written_as_a_stream_passes(tmp_path: Path) -> None:
    path = tmp_path / "stream.zip"
    with (
        path.open("wb") as file,
        zipfile.ZipFile(Unseekable(file), "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name, content in GOOD.items():
            archive.writestr(name, content)
    assert inspect(path).findings == []


class Unseekable:
    """A file that can only be written on, like a socket."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def write(self, data: bytes) -> int:
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()

    def close(self) -> None:
        self._file.close()


def test_what_is_only_unwise_is_a_warning(tmp_path: Path) -> None:
    page = b"<img src='/logo.png'><script>navigator.serviceWorker.register('x')</script>"
    report = looked_at(tmp_path, packed({"index.html": page, "a.js": b"eval ('1')"}))
    assert {one.code for one in report.findings} == {"rooted_address", "service_worker", "eval"}
    assert report.good


def test_a_manifest_is_read_and_lets_in_what_it_declares(tmp_path: Path) -> None:
    document = {
        "scopes": [{"name": "profile.name", "purpose": "To greet", "required": True}],
        "connect": ["https://api.example.com"],
        "wasm": True,
    }
    files = {"miniapp.json": json.dumps(document).encode(), "a.wasm": b"\0asm\1\0\0\0"}
    report = looked_at(tmp_path, packed({**GOOD, **files}))
    assert report.findings == []
    assert report.manifest.connect == ("https://api.example.com",)
    assert report.manifest.required == {"profile.name"}


def test_names_of_any_script_may_be_used(tmp_path: Path) -> None:
    assert looked_at(tmp_path, with_file("Картинки/план 1 [север].js")).good


def test_a_name_may_be_as_deep_and_as_long_as_is_said(tmp_path: Path) -> None:
    assert looked_at(tmp_path, with_file(f"{'a/' * 12}b.js")).good
    assert looked_at(tmp_path, with_file(f"{'a' * 240}/{'b' * 11}.js")).good
