"""How does `upload-build` bring a build to a server, and what does it say when that is refused?"""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result
from typing_extensions import override

from chatserver.__main__ import app
from chatserver.shell.builds import KEY
from chatserver.shell.options import Failed
from tests.zips import packed

Answers = Mapping[str, tuple[int, Any]]


@contextmanager
def server(answers: Answers) -> Iterator[tuple[str, list[tuple[str, str | None, bytes]]]]:
    """A server that answers what stands there; yields its address and what it was asked."""
    asked: list[tuple[str, str | None, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked.append((self.path, self.headers["Authorization"], body))
            status, told = answers[self.path.rsplit("/", 1)[1]]
            content = json.dumps(told).encode() if told is not None else b"<html>"
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        @override
        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.server_port}", asked
        finally:
            listening.shutdown()
            thread.join()


def upload(build: Path, url: str, *more: str) -> Result:
    arguments = ["upload-build", str(build), "--server", url, "--miniapp", "app_1", *more]
    return CliRunner().invoke(app, arguments, env={KEY: "ak_1"})


@pytest.fixture
def zipped(tmp_path: Path) -> Path:
    path = tmp_path / "build.zip"
    path.write_bytes(packed())
    return path


def test_a_good_build_is_brought_and_sent(zipped: Path) -> None:
    with server({"builds": (201, {"id": "bld_1"}), "submit": (200, {"review": "rev_1"})}) as (
        url,
        asked,
    ):
        done = upload(zipped, url, "--submit")
    assert (done.exit_code, json.loads(done.stdout)) == (
        0,
        {"build": {"id": "bld_1"}, "review": "rev_1"},
    )
    assert [one[:2] for one in asked] == [
        ("/public/v1/miniapps/app_1/builds", "Bearer ak_1"),
        ("/public/v1/miniapps/app_1/submit", "Bearer ak_1"),
    ]
    assert asked[0][2] == zipped.read_bytes()


def test_what_the_server_says_is_said(zipped: Path) -> None:
    finding = {"path": "a.php", "code": "type", "message": "no such files"}
    told = {"code": "archive_invalid", "title": "It cannot be accepted.", "findings": [finding]}
    with server({"builds": (422, told)}) as (url, _):
        done = upload(zipped, url, "--submit")
    assert isinstance(done.exception, Failed)
    assert str(done.exception) == "It cannot be accepted. (archive_invalid)\na.php: no such files"


def test_what_is_no_answer_of_ours_is_told_by_its_status(zipped: Path) -> None:
    with server({"builds": (502, None)}) as (url, _):
        done = upload(zipped, url)
    assert isinstance(done.exception, Failed)
    assert str(done.exception).endswith("/public/v1/miniapps/app_1/builds: status 502")


def test_a_bad_build_stays_here(tmp_path: Path) -> None:
    (tmp_path / "index.html").touch()
    with server({}) as (url, asked):
        done = upload(tmp_path, url)
    assert isinstance(done.exception, Failed)
    assert asked == []


def test_a_server_that_is_not_there_is_told(zipped: Path) -> None:
    with server({}) as (url, _):
        pass
    done = upload(zipped, url)
    assert isinstance(done.exception, Failed)
    assert "cannot be reached" in str(done.exception)


def test_a_key_goes_over_https_alone(zipped: Path) -> None:
    done = upload(zipped, "http://chat.example.com")
    assert done.exit_code == 2
    assert "https" in done.output
