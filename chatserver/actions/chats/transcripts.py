"""How is a whole chat written down for somebody to keep, as text or as a page?"""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from textwrap import indent
from types import MappingProxyType
from zoneinfo import ZoneInfo

from chatserver.actions.callers.seen_chats import Seen
from chatserver.actions.callers.time_zones import time_zone_of
from chatserver.core.events import Message
from chatserver.core.people import Author
from chatserver.core.transcript_words import WORDS, Said, told
from chatserver.storage import chats
from chatserver.storage.statement import Rows
from chatserver.wire import decode_body
from chatserver.world import World

_PAGE = 500
_PEOPLE = ("client", "staff")
QUOTED = 100  # characters of what is replied to, at most

_STYLE = """
:root { color-scheme: light dark; } body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto;
max-width: 48rem; padding: 0 1rem; } .event { margin: .6rem 0; } .who { font-weight: 600; }
.at, .note { opacity: .65; font-size: .85em; } p { margin: .1rem 0; white-space: pre-wrap;
overflow-wrap: anywhere; } blockquote { border-left: 3px solid; margin: .2rem 0; opacity: .65;
padding-left: .6rem; overflow-wrap: anywhere; }
"""


@dataclass(frozen=True, slots=True)
class Line:
    """An event as it is written down. `people`: a person said it, it is not a note of the log.
    `quote`: the beginning of what it replies to, and who said that.
    """

    at: str
    who: str
    said: Said
    people: bool
    edited: bool
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Style:
    """One way to write a transcript: its beginning, each of its lines, its end."""

    media_type: str
    extension: str
    head: Callable[[tuple[str, ...], str], str]
    line: Callable[[Line, str], str]
    tail: str


async def transcript(
    world: World, seen: Seen, *, style: Style, language: str
) -> AsyncIterator[bytes]:
    """Yield the chat as staff see it, from its first event to its last, as UTF-8.

    The log is read in pieces, so that a chat of any length takes no memory.
    """
    async with world.db.session() as session:
        zone = await time_zone_of(session, seen.chat.org)
    yield style.head(_heading(seen, zone, language), language).encode()
    seq, last = 0, seen.chat.last
    while seq < last:
        rows = await world.db.ask(chats.SINCE, seen.chat.id, seq, _PAGE)
        if not rows:
            break
        quotes = await _quotes(world, seen.chat.id, rows, language)
        written = (style.line(line, language) for line in _lines(rows, quotes, zone, language))
        yield "".join(written).encode()
        seq = rows[-1][1]
    yield style.tail.encode()


def _heading(seen: Seen, zone: ZoneInfo, language: str) -> tuple[str, ...]:
    chat, directory, say = seen.chat, seen.directory, WORDS[language]
    client = directory.clients[chat.client]
    place = directory.places.get(chat.place) if chat.place is not None else None
    lines = [
        say["chat"].format(number=chat.number),
        say["client"].format(name=client.name, phone=client.phone),
        say["product"].format(name=directory.products[chat.product].name),
    ]
    if place is not None:
        lines.append(say["place"].format(name=place.whole_address))
    return (*lines, say["zone"].format(zone=zone.key))


async def _quotes(world: World, chat: str, rows: Rows, language: str) -> Mapping[int, str]:
    """Return how each message begins to which one of these replies, by its seq."""
    events = (decode_body(kind, body.encode()) for _, _, kind, *_, body in rows)
    replies = {one.reply for one in events if isinstance(one, Message) and one.reply is not None}
    if not replies:
        return {}
    quotes = {}
    for _, seq, kind, by_kind, author, by_name, _, body, *_ in await world.db.ask(
        chats.EVENTS_AT, [(chat, seq) for seq in sorted(replies)]
    ):
        said = " ".join(told(decode_body(kind, body.encode()), language))
        whole = f"{_who(Author(by_kind, author, by_name), language)}: {' '.join(said.split())}"
        quotes[seq] = whole if len(whole) <= QUOTED else f"{whole[:QUOTED]}…"
    return quotes


def _lines(rows: Rows, quotes: Mapping[int, str], zone: ZoneInfo, language: str) -> Iterator[Line]:
    for _, _, kind, by_kind, author, by_name, _, at, body in rows:
        event = decode_body(kind, body.encode())
        said = told(event, language)
        if said:
            moment = datetime.fromtimestamp(at / 1000, UTC).astimezone(zone)
            message = event if isinstance(event, Message) else None
            yield Line(
                f"{moment:%d.%m.%Y %H:%M}",
                _who(Author(by_kind, author, by_name), language),
                said,
                people=by_kind in _PEOPLE,
                edited=message is not None and message.edited is not None,
                quote=quotes.get(message.reply or 0) if message is not None else None,
            )


def _who(by: Author, language: str) -> str:
    return by.name or WORDS[language].get(by.kind, by.kind)


def _text_head(heading: tuple[str, ...], _: str) -> str:
    return "\n".join(heading) + "\n"


def _text_line(line: Line, language: str) -> str:
    edited = f" ({WORDS[language]['edited']})" if line.edited else ""
    # What was said stands further right, so that no line of it can pass for another event.
    quote = () if line.quote is None else (f"> {line.quote}",)
    said = indent("\n".join((*quote, *line.said)), "    ", lambda _: True)
    return f"\n[{line.at}] {line.who}{edited}:\n{said}\n"


def _html_head(heading: tuple[str, ...], language: str) -> str:
    first, *others = (escape(line) for line in heading)
    notes = "".join(f'<p class="note">{line}</p>' for line in others)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{first}</title><style>{_STYLE}</style></head><body><h1>{first}</h1>{notes}\n"
    )


def _html_line(line: Line, language: str) -> str:
    edited = f" · {escape(WORDS[language]['edited'])}" if line.edited else ""
    quote = "" if line.quote is None else f"<blockquote>{escape(line.quote)}</blockquote>"
    said = quote + "".join(f"<p>{escape(part)}</p>" for part in line.said)
    kind = "" if line.people else " note"
    return (
        f'<div class="event{kind}"><span class="who">{escape(line.who)}</span> '
        f'<span class="at">{line.at}{edited}</span>{said}</div>\n'
    )


STYLES: Mapping[str, Style] = MappingProxyType(
    {
        "text": Style("text/plain; charset=utf-8", "txt", _text_head, _text_line, ""),
        "html": Style(
            "text/html; charset=utf-8", "html", _html_head, _html_line, "</body></html>\n"
        ),
    }
)
