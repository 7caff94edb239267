"""What does the server say about its work, and what does it never say?

A line is one event with named values. Nobody's words, phones or credentials are among them: what
slips into a line by a name or by its looks is blotted out here, once for all loggers.
"""

import logging
import re
import sys
from dataclasses import dataclass
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger
from typing_extensions import override

from chatserver.config import Log

HIDDEN = "•••"

# Values of these names are people's words or somebody's proof of who they are.
_SECRET_NAMES = frozenset(
    {
        "text", "comment", "phone", "email", "birth", "token", "access_token", "refresh_token",
        "password", "authorization", "cookie", "api_key", "key", "secret", "frame", "body",
    }
)  # fmt: skip

_OURS = ("admin_api", "bots", "chatserver")

# Libraries that tell of every step of theirs.
_TALKATIVE = ("alembic", "apscheduler", "asyncio", "hpack", "httpcore", "httpx", "redis")

# Of a database that is away its pool tells every second, with a traceback, and so do we.
_DOUBLING = ("asyncpg",)

# For how long a warning is not said again, at first and at most; after so long a silence it is new.
PAUSE_S = 60
LONGEST_PAUSE_S = 3600
# How many warnings are remembered: those that go on are few.
REMEMBERED = 500

# A JWT; a value of ours (keys, refresh tokens, mailed links); a ticket of a preview; a phone in
# E.164; a password within a URL.
_SECRET_LOOKS = re.compile(
    r"\beyJ[\w-]+\.[\w-]*\.?[\w-]*|\b(?:ak|iv|mk|rs|rt)_[\w-]{16,}"
    r"|\b[0-9a-f]{8,16}\.[0-9a-f]{64}\b|\+\d{10,15}\b|(?<=://)[^/\s@]*:[^/\s@]*(?=@)"
)


def blot(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Take out of a line what must not be said."""
    for name, value in line.items():
        if name.lower() in _SECRET_NAMES and value is not None:
            line[name] = HIDDEN
        elif isinstance(value, str):
            line[name] = _SECRET_LOOKS.sub(HIDDEN, value)
    return line


def once(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Take away what uvicorn says a second time, with the colours of a terminal."""
    line.pop("color_message", None)
    return line


@dataclass(slots=True)
class _Said:
    last: float
    until: float
    pause_s: int = PAUSE_S
    unsaid: int = 0


class Seldom(logging.Filter):
    """Says a warning that goes on once a minute, then ever more rarely, with `repeated`: how often
    it came meanwhile.

    While a database is away, each job of a node finds that out every second.
    """

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[tuple[str, str], _Said] = {}

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether it is said."""
        if record.levelno != logging.WARNING or isinstance(record.msg, dict):
            return True
        what, at = (record.name, record.getMessage()), record.created
        known = self._said.pop(what, None)
        if known is None or at - known.last > PAUSE_S:
            known = _Said(at, at + PAUSE_S)
            say = True
        else:
            say = at >= known.until
            known.last = at
            known.unsaid += 1
        self._said[what] = known
        while len(self._said) > REMEMBERED:
            del self._said[next(iter(self._said))]
        if say and known.unsaid:
            record.repeated = known.unsaid
            known.pause_s = min(2 * known.pause_s, LONGEST_PAUSE_S)
            known.until = at + known.pause_s
            known.unsaid = 0
        return say


def configure(log: Log, *, stream: TextIO | None = None) -> None:
    """Send every logger of the process, the libraries' too, to `stream` (standard error)."""
    out = stream or sys.stderr
    pretty = log.format == "console" or (log.format == "auto" and out.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                once,
                blot,
                *_renderers(pretty=pretty, colours=out.isatty()),
            ],
        )
    )
    handler.addFilter(Seldom())
    root = logging.getLogger()
    root.handlers = [handler]
    # When they are debugged, libraries tell of the values of statements, of frames and of headers.
    debugged = log.level == "debug"
    root.setLevel("INFO" if debugged else log.level.upper())
    for name in _OURS:
        logging.getLogger(name).setLevel("DEBUG" if debugged else "NOTSET")
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel("WARNING")
    for name in _DOUBLING:
        logging.getLogger(name).setLevel("ERROR")


def _renderers(*, pretty: bool, colours: bool) -> list[Processor]:
    if pretty:
        # The pretty kind of traceback prints the values of variables, and secrets among them.
        plain = structlog.dev.plain_traceback
        return [structlog.dev.ConsoleRenderer(colors=colours, exception_formatter=plain)]
    return [structlog.processors.JSONRenderer(ensure_ascii=False)]
