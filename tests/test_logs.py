import io
import json
import logging
from collections.abc import Iterator
from typing import Literal

import pytest
import structlog

from chatserver.config import Log
from chatserver.logs import HIDDEN, REMEMBERED, Seldom, configure

JSON_LOG = Log(format="json")


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, ours = root.handlers, root.level, structlog.get_config()
    yield
    root.handlers = handlers
    root.setLevel(level)
    logging.getLogger("chatserver").setLevel("NOTSET")
    structlog.configure(**ours)


def said(stream: io.StringIO) -> dict[str, object]:
    """Return the one line that was written."""
    (line,) = stream.getvalue().splitlines()
    values = json.loads(line)
    assert isinstance(values, dict)
    return values


def test_a_line_is_json_in_the_letters_of_its_words() -> None:
    out = io.StringIO()
    configure(JSON_LOG, stream=out)
    structlog.get_logger("chat").info("принято", chat="chat_1", took_ms=3)
    assert "принято" in out.getvalue()
    line = said(out)
    assert (line["event"], line["chat"], line["took_ms"]) == ("принято", "chat_1", 3)
    assert (line["level"], line["logger"]) == ("info", "chat")


def test_the_libraries_speak_the_same_way() -> None:
    out = io.StringIO()
    configure(JSON_LOG, stream=out)
    more = {"node": "a", "color_message": "port \x1b[1m%d\x1b[0m"}
    logging.getLogger("uvicorn.error").warning("port %d", 80, extra=more)
    line = said(out)
    assert (line["event"], line["level"], line["node"]) == ("port 80", "warning", "a")
    assert "color_message" not in line


def test_a_request_is_named_in_every_line_about_it() -> None:
    out = io.StringIO()
    configure(JSON_LOG, stream=out)
    with structlog.contextvars.bound_contextvars(request_id="r1"):
        logging.getLogger("any").error("broken")
    assert said(out)["request_id"] == "r1"


def test_what_is_below_the_level_is_not_said() -> None:
    out = io.StringIO()
    configure(Log(format="json", level="warning"), stream=out)
    structlog.get_logger("chat").info("quiet")
    logging.getLogger("chat").info("quiet")
    assert out.getvalue() == ""


def test_debugging_is_of_our_own_code_alone() -> None:
    out = io.StringIO()
    configure(Log(format="json", level="debug"), stream=out)
    for library in ("aiosqlite", "websockets.server", "hpack.hpack", "httpx"):
        logging.getLogger(library).debug("INSERT INTO staff … %s", ["Ann Orlova"])
    logging.getLogger("chatserver.jobs").debug("ours")
    assert said(out)["event"] == "ours"


@pytest.mark.parametrize("name", ["text", "phone", "token", "password", "Authorization"])
def test_words_and_credentials_are_hidden_by_their_name(name: str) -> None:
    out = io.StringIO()
    configure(JSON_LOG, stream=out)
    structlog.get_logger().info("got", **{name: "hush"})
    assert said(out)[name] == HIDDEN


@pytest.mark.parametrize(
    "secret",
    [
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl",
        "ak_0123456789abcdefghij",
        "mk_0123456789abcdefghij",
        "/api/v1/auth/invites/iv_0123456789abcdefghij",
        "/api/v1/auth/reset/rs_0123456789-_cdefghij",
        f"/apps/p/19b7a3f5c00.{'5e' * 32}/page.html",
        "rt_0123456789abcdefghij",
        "+79161234567",
    ],
)
def test_credentials_and_phones_are_hidden_by_their_looks(secret: str) -> None:
    out = io.StringIO()
    configure(JSON_LOG, stream=out)
    try:
        raise ValueError(f"cannot take {secret} here")
    except ValueError:
        logging.getLogger("any").exception("broken by %s", secret, extra={"why": secret})
    assert secret not in out.getvalue()
    assert "cannot take" in out.getvalue()


def test_a_password_in_an_address_is_hidden() -> None:
    out = io.StringIO()
    configure(JSON_LOG, stream=out)
    structlog.get_logger().info("no answer from postgresql+asyncpg://me:hush@db/chat")
    assert said(out)["event"] == f"no answer from postgresql+asyncpg://{HIDDEN}@db/chat"


@pytest.mark.parametrize("format_", ["console", "json"])
def test_a_traceback_does_not_tell_what_variables_hold(format_: Literal["console", "json"]) -> None:
    out = io.StringIO()
    configure(Log(format=format_), stream=out)
    number = str(191 * 7_000_003)
    try:
        raise ValueError
    except ValueError:
        structlog.get_logger().exception("broken")
    assert "Traceback" in out.getvalue()
    assert number not in out.getvalue()


def test_a_terminal_gets_lines_for_people() -> None:
    out = io.StringIO()
    configure(Log(format="console"), stream=out)
    structlog.get_logger().info("ready", port=80)
    assert "ready" in out.getvalue()
    assert "port" in out.getvalue()
    assert not out.getvalue().startswith("{")


def warned(said: Seldom, at: float, text: str = "it is put off: gone") -> int | None:
    """Return how often it came unsaid, None when it is not said now."""
    record = logging.LogRecord("chatserver.jobs", logging.WARNING, "", 0, text, (), None)
    record.created = at
    return getattr(record, "repeated", 0) if said.filter(record) else None


def test_a_warning_that_goes_on_is_said_ever_more_rarely() -> None:
    seldom = Seldom()
    lines = [(at, n) for at in range(4 * 3600) if (n := warned(seldom, at)) is not None]

    assert lines[:4] == [(0, 0), (60, 60), (180, 120), (420, 240)]
    assert [at for at, _ in lines[4:]] == [900, 1860, 3780, 7380, 10980]
    # All are counted but those since the last line.
    assert sum(n for _, n in lines) == lines[-1][0]


def test_a_warning_that_comes_anew_is_said_at_once() -> None:
    seldom = Seldom()
    for at in range(200):
        warned(seldom, at)

    assert warned(seldom, 300) == 0
    assert warned(seldom, 301) is None
    assert warned(seldom, 301, "it is put off: full") == 0


def test_warnings_of_which_none_is_like_another_are_not_kept() -> None:
    seldom = Seldom()
    for n in range(REMEMBERED + 1):
        assert warned(seldom, 0, f"import {n} is left to the next") == 0

    assert warned(seldom, 1, f"import {REMEMBERED} is left to the next") is None
    assert warned(seldom, 1, "import 0 is left to the next") == 0


def test_faults_are_said_each_time() -> None:
    out = io.StringIO()
    configure(JSON_LOG, stream=out)
    for say in (logging.getLogger("chatserver").warning, logging.getLogger("chatserver").error):
        say("broken")
        say("broken")
    levels = [json.loads(line)["level"] for line in out.getvalue().splitlines()]
    assert levels == ["warning", "error", "error"]
