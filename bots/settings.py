"""How is a product's chat set up, as documents that people save? (requirements A13-A15)

The documents are plain JSON objects: they stand in product.basic and product.bot, and go over HTTP
as they are.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from unicodedata import normalize

from bots.documents import Reader
from bots.texts import texts_in
from chatserver.core.mistakes import Mistake
from chatserver.core.people import Staff
from chatserver.core.products import CHOICES, Basic, Bot, Pool, Rule, Tag

Document = dict[str, object]

TITLE, GREETING, TEXT, TAG = 30, 100, 255, 30
TAGS = 10
RULES = 100  # of a tag
ANSWER_LEAST, ANSWER_MOST = 1, 10_080
RESTART_LEAST, RESTART_MOST, RESTART = 1, 10_080, 10

_POOL = ("department", "staff")
_BASIC = ("title", "text", *_POOL, "choice", "skip_away", "answer_minutes", "ask_rating")
_BOT = (
    "on", "greeter", "greeting", "prompt", "tags", "solved", "no_answer", "restart_minutes",
)  # fmt: skip
_TAG = ("id", "text", "autoreply", "rules")
_RULE = ("objects", *_POOL)


@dataclass(frozen=True, slots=True)
class Known:
    """What a document may speak of. `stored` is the document that stands: its tags keep their
    ids, and whom it names may stay in it although they left (D6).
    """

    departments: Container[str]
    staff: Mapping[str, Staff]
    objects: Container[str]
    stored: Mapping[str, object] = field(default_factory=dict)


def read_basic(document: Mapping[str, object], *, locale: str = "ru") -> Basic:
    """Return the basic settings of a stored document, with built-in words where it has none."""
    basic = _basic(Reader(dict(document)))
    return replace(basic, text=basic.text or texts_in(locale).basic)


def read_bot(document: Mapping[str, object], *, locale: str = "ru") -> Bot:
    """Return the bot of a stored document, with built-in words where it has none."""
    bot, words = _bot(Reader(dict(document))), texts_in(locale)
    return replace(
        bot,
        greeting=bot.greeting or words.greeting,
        prompt=bot.prompt or words.prompt,
        solved=bot.solved or words.solved,
        no_answer=bot.no_answer or words.no_answer,
    )


def complete_basic(document: Mapping[str, object]) -> Document:
    """Return the document as it is stored and served: every field there, texts trimmed."""
    basic = _basic(Reader(dict(document)))
    return {
        "title": basic.title,
        "text": basic.text,
        **_pool_document(basic.pool),
        "choice": basic.choice,
        "skip_away": basic.skip_away,
        "answer_minutes": basic.answer_minutes,
        "ask_rating": basic.ask_rating,
    }


def complete_bot(document: Mapping[str, object], *, new_ids: Iterable[str] = ()) -> Document:
    """Return the document as it is stored and served; tags without an id take the next new one."""
    bot, fresh = _bot(Reader(dict(document))), iter(new_ids)
    return {
        "on": bot.on,
        "greeter": bot.greeter,
        "greeting": bot.greeting,
        "prompt": bot.prompt,
        "tags": [_tag_document(tag, fresh) for tag in bot.tags],
        "solved": bot.solved,
        "no_answer": bot.no_answer,
        "restart_minutes": bot.restart_minutes,
    }


def check_basic(document: object, known: Known) -> tuple[Mistake, ...]:
    """Return every mistake of a document that somebody wants to store; none: it may be."""
    reader = Reader(document)
    reader.only(_BASIC)
    basic = _basic(reader)
    _check_pool(
        reader, basic.pool, known, frozenset(_named(_basic(Reader(dict(known.stored))).pool))
    )
    return reader.mistakes


def check_bot(document: object, known: Known) -> tuple[Mistake, ...]:
    """Return every mistake of a document that somebody wants to store; none: it may be.

    Codes: type, unknown_field, characters, required, too_long, too_many, out_of_range, duplicate,
    unknown_department, unknown_staff, unknown_object, unknown_tag, not_in_department, inactive,
    bot_without_tags.
    """
    reader = Reader(document)
    reader.only(_BOT)
    bot = _bot(reader, _Check(known))
    if bot.on and not bot.tags:
        reader.wrong("tags", "bot_without_tags", "a bot needs at least one tag")
    if bot.on and isinstance(document, dict) and document.get("restart_minutes") is None:
        reader.wrong("restart_minutes", "required", "a bot needs a time to restart after")
    if bot.greeter is not None and bot.greeter not in known.staff:
        reader.wrong("greeter", "unknown_staff", "there is no such employee")
    return reader.mistakes


class _Check:
    """Looks at the tags and rules while they are read."""

    def __init__(self, known: Known) -> None:
        self._known = known
        stored = _bot(Reader(dict(known.stored)))
        self._ids = frozenset(tag.id for tag in stored.tags)
        self._named = frozenset(
            pair for tag in stored.tags for rule in tag.rules for pair in _named(rule.pool)
        )
        self._seen: set[str] = set()

    def tag(self, reader: Reader, tag: Tag) -> None:
        reader.only(_TAG)
        if tag.id and tag.id not in self._ids:
            reader.wrong("id", "unknown_tag", "there is no such tag; a new one has no id")
        # One text or one id twice: told where it stands again.
        for name, value in (("text", _read_as(tag.text)), ("id", tag.id)):
            mark = f"{name} {value}"
            if value and mark in self._seen:
                reader.wrong(name, "duplicate", "another tag has it already")
            self._seen.add(mark)

    def rule(self, reader: Reader, rule: Rule, objects: tuple[str, ...]) -> None:
        reader.only(_RULE)
        for one in objects:
            if one not in self._known.objects:
                spot = reader.spot("objects", one)
                reader.wrong(spot, "unknown_object", "there is no such object")
        _check_pool(reader, rule.pool, self._known, self._named)


def _read_as(text: str) -> str:
    """Return what a text has in common with others that look the same to its reader."""
    return " ".join(normalize("NFKC", text).casefold().split())


def _check_pool(
    reader: Reader, pool: Pool, known: Known, named: Container[tuple[str | None, str]]
) -> None:
    if pool.department is None:
        reader.wrong("department", "required", "a department must be chosen")
    elif pool.department not in known.departments:
        reader.wrong("department", "unknown_department", "there is no such department")
    for one in pool.staff:
        staff, spot = known.staff.get(one), reader.spot("staff", one)
        if staff is None:
            reader.wrong(spot, "unknown_staff", "there is no such employee")
        elif (pool.department, one) in named:
            continue
        elif pool.department in known.departments and staff.department != pool.department:
            elsewhere = "belongs to another department"
            reader.wrong(spot, "not_in_department", elsewhere, rests_on=("department",))
        elif not staff.active:
            reader.wrong(spot, "inactive", "does not work here any more")


def _named(pool: Pool) -> Iterator[tuple[str | None, str]]:
    return ((pool.department, one) for one in pool.staff)


def _basic(reader: Reader) -> Basic:
    return Basic(
        title=reader.line("title", most=TITLE),
        text=reader.text("text", most=GREETING),
        pool=_pool(reader),
        choice=reader.one_of("choice", CHOICES),
        skip_away=reader.flag("skip_away"),
        answer_minutes=reader.number("answer_minutes", least=ANSWER_LEAST, most=ANSWER_MOST),
        ask_rating=reader.flag("ask_rating"),
    )


def _bot(reader: Reader, check: _Check | None = None) -> Bot:
    return Bot(
        on=reader.flag("on"),
        greeter=reader.id("greeter"),
        greeting=reader.text("greeting", most=TEXT),
        prompt=reader.text("prompt", most=TEXT),
        tags=tuple(_tag(each, check) for each in reader.objects("tags", most=TAGS)),
        solved=reader.text("solved", most=TEXT),
        no_answer=reader.text("no_answer", most=TEXT),
        restart_minutes=reader.number("restart_minutes", least=RESTART_LEAST, most=RESTART_MOST)
        or RESTART,
    )


def _tag(reader: Reader, check: _Check | None) -> Tag:
    tag = Tag(
        id=reader.id("id") or "",
        text=reader.line("text", most=TAG, required=True),
        autoreply=reader.text("autoreply", most=TEXT),
        rules=tuple(_rule(each, check) for each in reader.objects("rules", most=RULES)),
    )
    if check is not None:
        check.tag(reader, tag)
    return tag


def _rule(reader: Reader, check: _Check | None) -> Rule:
    objects = reader.ids("objects")
    rule = Rule(_pool(reader), frozenset(objects))
    if check is not None:
        check.rule(reader, rule, objects)
    return rule


def _pool(reader: Reader) -> Pool:
    return Pool(reader.id("department"), reader.ids("staff"))


def _pool_document(pool: Pool) -> Document:
    return {"department": pool.department, "staff": list(pool.staff)}


def _tag_document(tag: Tag, fresh: Iterator[str]) -> Document:
    rules = [{"objects": sorted(r.objects), **_pool_document(r.pool)} for r in tag.rules]
    return {
        "id": tag.id or next(fresh),
        "text": tag.text,
        "autoreply": tag.autoreply,
        "rules": rules,
    }
