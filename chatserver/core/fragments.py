"""By which words is a message looked for, and which piece of it shows that it was found?"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Literal

from chatserver.core.events import Message
from chatserver.core.people import Client
from chatserver.core.searching import Needle, fold

WORDS_MAX, LENGTH_MAX = 8, 40
# Shorter words are looked for as they are: as beginnings they would be in every message.
BEGINNING = 3
LEFT, WIDTH = 40, 160
_SHORT = 5
# What a Russian word ends in when it is declined, conjugated or counted, and an English one.
_ENDING = re.compile(
    "(?:ами|ями|ого|его|ому|ему|ыми|ими|ая|яя|ое|ее|ые|ие|ый|ий|ой|ей|ам|ям|ах|ях|ов|ев|ом|ем"
    "|ую|юю|ть|ться|тся|ла|ло|ли|ет|ут|ют|ит|ат|ят|а|я|о|е|ы|и|у|ю|ь|й|s)$"
)
# Letters and digits of any script: what `str.isalnum` holds to be one.
_WORD = re.compile(r"[^\W_]+")

Where = Literal["name", "phone", "number", "text", "note"]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a fragment; `hit`: it is what was looked for."""

    text: str
    hit: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What holds the words: the text of the message `seq`, or of the note `note`, which stands
    behind that event.
    """

    seq: int
    text: str
    note: int | None = None


def words_of(typed: str) -> tuple[str, ...]:
    """Return the folded words of what was typed, at most WORDS_MAX, without repeats."""
    return tuple(dict.fromkeys(_words(typed)))[:WORDS_MAX]


def stems(text: str) -> str:
    """Return what a text is found by: the stem of each of its words, once, with a blank between."""
    return " ".join(dict.fromkeys(map(stem, _words(text))))


@lru_cache(1 << 14)  # most of what people write are a few thousand words
def stem(word: str) -> str:
    """Return what stays of a folded word in its other forms, near enough to look for it.

    It is ours, and no dictionary's, so that both databases find the same.
    """
    ending = _ENDING.search(word, BEGINNING) if len(word) >= _SHORT else None
    return word if ending is None else word[: ending.start()]


def says(text: str, words: Iterable[str]) -> bool:
    """Whether each of these words is in the text; of the last one a beginning will do."""
    said = set(map(stem, _words(text)))
    *whole, last = map(stem, words)
    if not said.issuperset(whole):
        return False
    return last in said or (len(last) >= BEGINNING and any(one.startswith(last) for one in said))


def fragment(text: str, words: Iterable[str]) -> tuple[Part, ...]:
    """Return a piece of the text around the first of these words, with each of them marked.

    It is data, never markup: a screen cannot be made to show anything else by it.
    """
    wanted = tuple(stem(word) for word in words)
    runs = [(run, word and _matches(fold(run), wanted)) for run, word in _runs(text)]
    return _cut([Part(run, hit) for run, hit in runs])


def marked(text: str, needle: str) -> tuple[Part, ...]:
    """Return the text with the place marked where the folded needle stands in it."""
    folded, origins = "", []
    for index, character in enumerate(text):
        part = fold(character) or " "
        folded += part
        origins += [index] * len(part)
    start = folded.find(needle)
    if start < 0 or not needle:
        return (Part(text, hit=False),)
    first, last = origins[start], origins[start + len(needle) - 1] + 1
    parts = (
        Part(text[:first], hit=False),
        Part(text[first:last], hit=True),
        Part(text[last:], hit=False),
    )
    return tuple(part for part in parts if part.text)


def shown(message: Message) -> str:
    """Return the text in which a message is looked for: its own, and its file's name."""
    name = message.file.name if message.file is not None else ""
    return " ".join(part for part in (message.text, name) if part)


def why(client: Client, number: int, needle: Needle) -> Iterator[tuple[Where, tuple[Part, ...]]]:
    """Yield in what of the client and the chat's number the needle stands, each once."""
    fields: tuple[tuple[Where, str], ...] = (("name", client.name), ("phone", client.phone))
    for name, value in fields:
        for text in needle.texts:
            parts = marked(value, text)
            if any(part.hit for part in parts):
                yield name, parts
                break
    for digits in needle.numbers:
        parts = marked(str(number), digits)
        if any(part.hit for part in parts):
            yield "number", parts
            break


def _matches(folded: str, wanted: tuple[str, ...]) -> bool:
    return any(folded.startswith(one) if len(one) >= BEGINNING else folded == one for one in wanted)


def _words(text: str) -> Iterator[str]:
    return (word[:LENGTH_MAX] for word in _WORD.findall(fold(text)))


def _runs(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the text in runs of letters and digits, and of what stands between them."""
    end = 0
    for word in _WORD.finditer(text):
        if word.start() > end:
            yield text[end : word.start()], False
        end = word.end()
        yield word.group(), True
    if end < len(text):
        yield text[end:], False


def _cut(parts: list[Part]) -> tuple[Part, ...]:
    before = 0
    for part in parts:
        if part.hit:
            break
        before += len(part.text)
    else:
        before = 0
    skip = max(0, before - LEFT)
    kept: list[Part] = [Part("…", hit=False)] if skip else []
    left = WIDTH
    for part in parts:
        text = part.text[skip:]
        skip = max(0, skip - len(part.text))
        if not text:
            continue
        if len(text) > left:
            kept.append(Part(text[:left] + "…", part.hit))
            break
        left -= len(text)
        kept.append(Part(text, part.hit))
    return tuple(
        Part("".join(one.text for one in run), hit) for hit, run in groupby(kept, lambda p: p.hit)
    )
