"""What do people try? Small numbers, turned into a command by how things stand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hypothesis import strategies as st

from chatserver.core import commands as c
from chatserver.ledger.outcome import SYSTEM, Person
from tests.model.dump import Dump, Row
from tests.model.estate import CLIENTS, DESK, FIX, FLAT_1, FLAT_2, PRODUCTS, STAFF

SILENT = ("dialog.opened", "assigned", "edited", "deleted")
PLACES = (None, FLAT_1, FLAT_2, "obj_elsewhere")
TAGS = ("tag_water", "tag_pass", "tag_gone")
TEXTS = ("hello", "два слова", "x" * 200, " ")
DEPARTMENTS = (DESK, FIX, "dep_gone")


_CHATS = st.integers(0, 3)


@dataclass(frozen=True)
class Try:
    """Somebody tries something. `wrong` true: with something that is stale or foreign."""

    what: str
    who: int
    chat: int
    pick: int
    wrong: bool = False
    node: int = 0


def tries(
    *,
    nodes: int,
    chats: st.SearchStrategy[int] = _CHATS,
    what: st.SearchStrategy[str] | None = None,
) -> st.SearchStrategy[Try]:
    """Return whatever anybody may try."""
    return st.builds(
        Try,
        what=st.sampled_from(WHAT) if what is None else what,
        who=st.integers(0, 9),
        chat=chats,
        pick=st.integers(0, 9),
        # One in five is mistaken.
        wrong=st.sampled_from((False, False, False, False, True)),
        node=st.integers(0, nodes - 1),
    )


def crowds(*, nodes: int) -> st.SearchStrategy[list[Try]]:
    """Return what many try at once: a few kinds of things in one chat, or anything anywhere."""

    def quarrel(about: tuple[int, list[str]]) -> st.SearchStrategy[list[Try]]:
        chat, kinds = about
        one = tries(nodes=nodes, chats=st.just(chat), what=st.sampled_from(kinds))
        return st.lists(one, min_size=3, max_size=8)

    kinds = st.lists(st.sampled_from(WHAT), min_size=1, max_size=4, unique=True)
    quarrels = st.tuples(_CHATS, kinds).flatmap(quarrel)
    return quarrels | st.lists(tries(nodes=nodes), min_size=2, max_size=8)


def command_of(attempt: Try, dump: Dump, key: str) -> tuple[Person, c.Command]:
    """Return the attempt as somebody's command."""
    if attempt.what == "open" or not dump.chats:
        return _open(attempt)
    chat = list(dump.chats.values())[attempt.chat % len(dump.chats)]
    return _MAKERS[attempt.what](attempt, chat, dump.events[chat["id"]], key)


def _open(attempt: Try) -> tuple[Person, c.Command]:
    place = PLACES[3] if attempt.wrong else PLACES[attempt.pick % 3]
    product = PRODUCTS[attempt.chat % 2]
    return CLIENTS[attempt.who % 2], c.Open(product, place)


def _client(attempt: Try, chat: Row) -> Person:
    [own] = [one for one in CLIENTS if one.id == chat["client"]]
    # Somebody else's chat, now and then.
    return CLIENTS[attempt.who % 2] if attempt.wrong and attempt.pick > 6 else own


def _staff(attempt: Try) -> Person:
    return STAFF[attempt.who % (len(STAFF) if attempt.wrong else 4)]


def _anybody(attempt: Try, chat: Row) -> Person:
    return _client(attempt, chat) if attempt.who < len(STAFF) - 1 else _staff(attempt)


def _client_send(attempt: Try, chat: Row, _: list[Row], key: str) -> tuple[Person, c.Command]:
    text = TEXTS[3] if attempt.wrong else TEXTS[attempt.pick % 3]
    return _client(attempt, chat), c.Send(chat["id"], key, text=text)


def _staff_send(attempt: Try, chat: Row, _: list[Row], key: str) -> tuple[Person, c.Command]:
    return _staff(attempt), c.Send(chat["id"], key, text=TEXTS[attempt.pick % 3])


def _reply(attempt: Try, chat: Row, events: list[Row], key: str) -> tuple[Person, c.Command]:
    """Somebody replies to what was said, deleted or not; if mistaken to any event."""
    said = [event["seq"] for event in events if event["kind"] not in SILENT]
    mistaken = attempt.wrong or not said
    seq = (attempt.pick * 3) % (chat["last"] + 2) if mistaken else said[attempt.pick % len(said)]
    return _anybody(attempt, chat), c.Reply(
        chat["id"], key, text=TEXTS[attempt.pick % 3], reply=seq
    )


def _target(attempt: Try, person: Person, events: list[Row], last: int) -> int:
    """Return a message of this person, the newest most often; if mistaken any seq."""
    own = [e["seq"] for e in events if e["kind"] == "message" and e["author"] == person.id]
    if attempt.wrong or not own:
        return (attempt.pick * 3) % (last + 2)
    return int(own[-1 - min(attempt.pick // 3, len(own) - 1)])


def _edit(attempt: Try, chat: Row, events: list[Row], key: str) -> tuple[Person, c.Command]:
    person = _anybody(attempt, chat)
    seq = _target(attempt, person, events, chat["last"])
    return person, c.EditMessage(chat["id"], key, seq, f"changed {attempt.pick}")


def _delete(attempt: Try, chat: Row, events: list[Row], key: str) -> tuple[Person, c.Command]:
    person = _anybody(attempt, chat)
    return person, c.DeleteMessage(chat["id"], key, _target(attempt, person, events, chat["last"]))


def _purge(attempt: Try, chat: Row, events: list[Row], key: str) -> tuple[Person, c.Command]:
    """An Administrator takes back what anybody of the staff has written."""
    bob = STAFF[1]
    seqs = [e["seq"] for e in events if e["kind"] == "message" and e["by_kind"] == "staff"]
    seq = seqs[attempt.pick % len(seqs)] if seqs else attempt.pick
    return bob, c.DeleteMessage(chat["id"], key, seq)


def _seen(attempt: Try, chat: Row) -> int:
    if attempt.wrong:
        return int(chat["last"]) + attempt.pick
    return max(0, int(chat["last"]) - attempt.pick // 2)


def _client_read(attempt: Try, chat: Row, _: list[Row], __: str) -> tuple[Person, c.Command]:
    return _client(attempt, chat), c.Read(chat["id"], _seen(attempt, chat))


def _staff_read(attempt: Try, chat: Row, _: list[Row], __: str) -> tuple[Person, c.Command]:
    return _staff(attempt), c.Read(chat["id"], _seen(attempt, chat))


def _pick(attempt: Try, chat: Row, _: list[Row], key: str) -> tuple[Person, c.Command]:
    prompt = (chat["prompt"] or 0) + (attempt.pick % 2 if attempt.wrong else 0)
    tag = TAGS[attempt.pick % (3 if attempt.wrong else 2)]
    return _client(attempt, chat), c.PickTag(chat["id"], key, prompt, tag)


def _new(attempt: Try, chat: Row, _: list[Row], key: str) -> tuple[Person, c.Command]:
    place = PLACES[3] if attempt.wrong else PLACES[attempt.pick % 3]
    return _client(attempt, chat), c.NewDialog(chat["id"], key, place)


def _close(attempt: Try, chat: Row, _: list[Row], key: str) -> tuple[Person, c.Command]:
    dialog = max(1, chat["dialog"] - attempt.wrong)
    reason = ("solved", "no_answer")[attempt.pick % 2]
    kind = c.CloseUnrated if attempt.pick > 7 else c.CloseDialog
    return _staff(attempt), kind(chat["id"], key, dialog, reason)


def _rate(attempt: Try, chat: Row, events: list[Row], key: str) -> tuple[Person, c.Command]:
    """A client rates the end of a dialog; if mistaken any event."""
    ends = [event["seq"] for event in events if event["kind"] == "dialog.closed"]
    mistaken = attempt.wrong or not ends
    seq = (
        (attempt.pick * 3) % (chat["last"] + 2) if mistaken else ends[-1 - attempt.pick % len(ends)]
    )
    comment = TEXTS[attempt.pick % 4] if attempt.pick % 2 else None
    return _client(attempt, chat), c.Rate(chat["id"], key, seq, 1 + attempt.who % 5, comment)


def _assign(attempt: Try, chat: Row, _: list[Row], key: str) -> tuple[Person, c.Command]:
    department = DEPARTMENTS[attempt.pick % (3 if attempt.wrong else 2)]
    whom = None if attempt.pick < 4 else STAFF[attempt.pick % 4].id
    expect = chat["assignment"] + (attempt.wrong and attempt.pick % 2)
    return _staff(attempt), c.Assign(chat["id"], key, department, expect, whom)


def _comment(attempt: Try, chat: Row, _: list[Row], __: str) -> tuple[Person, c.Command]:
    expect = chat["comment_version"] + attempt.wrong
    return _staff(attempt), c.SetComment(chat["id"], f"remark {attempt.pick}", expect)


def _expire(_: Try, chat: Row, __: list[Row], ___: str) -> tuple[Person, c.Command]:
    return SYSTEM, c.Expire(chat["id"])


def _hand_out(_: Try, chat: Row, __: list[Row], ___: str) -> tuple[Person, c.Command]:
    return SYSTEM, c.HandOut(chat["id"])


_MAKERS: Mapping[str, Callable[[Try, Row, list[Row], str], tuple[Person, c.Command]]] = {
    "client sends": _client_send,
    "staff sends": _staff_send,
    "reply": _reply,
    "edit": _edit,
    "delete": _delete,
    "purge": _purge,
    "client reads": _client_read,
    "staff reads": _staff_read,
    "pick": _pick,
    "new": _new,
    "close": _close,
    "rate": _rate,
    "assign": _assign,
    "comment": _comment,
    "expire": _expire,
    "hand out": _hand_out,
}
# What depends on whether the prompt still stands.
PUNCTUAL = (
    "expire", "pick", "client sends", "staff sends", "reply", "new", "close", "assign", "edit",
)  # fmt: skip
SENDS = ("client sends", "staff sends")
# What happens more often stands more often.
WHAT = (
    *_MAKERS, "open", "open", "client sends", "client sends", "client sends", "staff sends",
    "staff sends", "pick", "pick", "edit", "delete", "staff reads", "client reads", "close", "new",
)  # fmt: skip
