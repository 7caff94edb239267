"""What becomes of every command, in every state of a chat, from every side?

The tables are the specification. Written: O dialog.opened, G greeting, P prompt, M message,
A assigned, T tag, R autoreply, E edited, D deleted, C dialog.closed, S dialog.rated; a dash: taken,
nothing is written; in small letters: refused with this code. What a table does not name is of
another side.
"""

from collections.abc import Callable
from itertools import product

import pytest

from bots.rules import RULES
from chatserver.core import commands as c
from chatserver.core.events import EVENTS, DialogClosed
from chatserver.core.people import Asker
from chatserver.core.refusals import Refused
from tests.model.book import CHAT, Book
from tests.model.street import ADA, ANN, AS_CID, BOB, REPAIRS, SERVER, as_staff

OF_CLIENT = """
            Open Send Reply     PickTag      NewDialog EditMessage DeleteMessage Read Rate
bot-new     OGP  OMGP not_found stale_prompt OGP       not_found   not_found     -    not_found
bot-asked   -    MA   not_found TRA          conflict  not_found   not_found     -    not_found
bot-timeout OGP  OMGP not_found stale_prompt OGP       not_found   not_found     -    rating_closed
bot-ended   -    OMGP OMGP      stale_prompt OGP       E           D             -    rating_closed
bot-rated   -    OMGP OMGP      stale_prompt OGP       E           D             -    S
bot-staff   -    M    M         stale_prompt conflict  E           D             -    not_found
bot-waits   -    M    M         stale_prompt conflict  E           D             -    not_found
off-new     OG   OMA  not_found stale_prompt OA        not_found   not_found     -    not_found
off-greeted -    MA   not_found stale_prompt conflict  not_found   not_found     -    not_found
off-ended   -    OMA  OMA       stale_prompt OA        E           D             -    rating_closed
off-staff   -    M    M         stale_prompt conflict  E           D             -    not_found
off-waits   -    M    M         stale_prompt conflict  E           D             -    not_found
"""

OF_STAFF = """
            Send Reply     CloseDialog Assign SetComment Manage EditMessage DeleteMessage Read
bot-new     OMA  not_found closed      closed -          closed not_found   not_found     -
bot-asked   MA   not_found C           A      -          A      not_found   not_found     -
bot-timeout OMA  not_found closed      closed -          closed not_found   not_found     -
bot-ended   OMA  OMA       closed      closed -          closed forbidden   forbidden     -
bot-rated   OMA  OMA       closed      closed -          closed forbidden   forbidden     -
bot-staff   M    M         C           A      -          A      forbidden   forbidden     -
bot-waits   MA   MA        C           A      -          A      forbidden   forbidden     -
off-new     OMA  not_found closed      closed -          closed not_found   not_found     -
off-greeted MA   not_found C           A      -          A      not_found   not_found     -
off-ended   OMA  OMA       closed      closed -          closed forbidden   forbidden     -
off-staff   M    M         C           A      -          A      forbidden   forbidden     -
off-waits   MA   MA        C           A      -          A      forbidden   forbidden     -
"""

MORE_OF_STAFF = """
            WriteNote DeleteNote CloseUnrated
bot-new     -         not_found  closed
bot-asked   -         not_found  C
bot-timeout -         not_found  closed
bot-ended   -         not_found  closed
bot-rated   -         not_found  closed
bot-staff   -         not_found  C
bot-waits   -         not_found  C
off-new     -         not_found  closed
off-greeted -         not_found  C
off-ended   -         not_found  closed
off-staff   -         not_found  C
off-waits   -         not_found  C
"""

OF_SERVER = """
            Expire  HandOut  PassOn
bot-new     -       -       -
bot-asked   -       -       -
bot-timeout -       -       -
bot-ended   -       -       -
bot-rated   -       -       -
bot-staff   -       -       A
bot-waits   -       A       -
off-new     -       -       -
off-greeted -       -       -
off-ended   -       -       -
off-staff   -       -       A
off-waits   -       A       -
"""

LETTERS = {
    "dialog.opened": "O", "greeting": "G", "prompt": "P", "message": "M", "assigned": "A",
    "tag": "T", "autoreply": "R", "edited": "E", "deleted": "D", "dialog.closed": "C",
    "dialog.rated": "S",
}  # fmt: skip


def _new(_: Book) -> None:
    """Nobody has entered."""


def _entered(book: Book) -> None:
    book.enter()


def _timed_out(book: Book) -> None:
    book.enter()
    book.tick()


def _answered(book: Book) -> None:
    book.enter()
    book.say()
    assert book.chat.staff == ANN.id


def _ended(book: Book) -> None:
    _answered(book)
    book.end(as_staff(ANN))


def _rated(book: Book) -> None:
    book.street.ask_rating()
    _answered(book)
    book.say(as_staff(ANN))
    book.end(as_staff(ANN))
    book.rate()


def _waits(book: Book) -> None:
    """Somebody has become free since, and nobody was told yet."""
    book.street.change(ANN, active=False)
    book.street.change(BOB, active=False)
    book.enter()
    book.say()
    assert book.chat.waits
    book.street.change(ANN, active=True)


STATES: dict[str, tuple[bool, Callable[[Book], None]]] = {
    "bot-new": (True, _new),
    "bot-asked": (True, _entered),
    "bot-timeout": (True, _timed_out),
    "bot-ended": (True, _ended),
    "bot-rated": (True, _rated),
    "bot-staff": (True, _answered),
    "bot-waits": (True, _waits),
    "off-new": (False, _new),
    "off-greeted": (False, _entered),
    "off-ended": (False, _ended),
    "off-staff": (False, _answered),
    "off-waits": (False, _waits),
}


def commands(book: Book) -> dict[str, c.Command]:
    """One of each, as good as the chat lets it be."""
    chat = book.chat
    own = next((seq for seq in book.messages), 1)
    ends = [line.seq for line in book.log if isinstance(line.entry.event, DialogClosed)]
    return {
        "Open": c.Open(chat.product),
        "Send": c.Send(CHAT, "k", "hello"),
        "Reply": c.Reply(CHAT, "k", "hello", reply=own),
        "PickTag": c.PickTag(CHAT, "k", chat.prompt or 3, "tag_water"),
        "NewDialog": c.NewDialog(CHAT, "k"),
        "EditMessage": c.EditMessage(CHAT, "k", own, "changed"),
        "DeleteMessage": c.DeleteMessage(CHAT, "k", own),
        "Read": c.Read(CHAT, chat.last),
        "CloseDialog": c.CloseDialog(CHAT, "k", chat.dialog, "solved"),
        "CloseUnrated": c.CloseUnrated(CHAT, "k", chat.dialog, "solved"),
        "Rate": c.Rate(CHAT, "k", ends[-1] if ends else 1, 4),
        "Assign": c.Assign(CHAT, "k", REPAIRS, chat.assignment),
        "SetComment": c.SetComment(CHAT, "a note", chat.comment_version),
        "WriteNote": c.WriteNote(CHAT, "k", "for colleagues"),
        "DeleteNote": c.DeleteNote(CHAT, 1),
        "Manage": c.Manage(
            CHAT,
            c.Assign(CHAT, "k", REPAIRS, chat.assignment),
            c.SetComment(CHAT, "a note", chat.comment_version),
        ),
        "Expire": c.Expire(CHAT),
        "HandOut": c.HandOut(CHAT),
        "PassOn": c.PassOn(CHAT, chat.assignment, chat.n_staff, book.street.now, frozenset()),
    }


def rows(table: str) -> list[tuple[str, str, str]]:
    """Return (state, command, outcome) of every cell."""
    head, *lines = [line.split() for line in table.strip().splitlines()]
    return [
        (line[0], command, cell)
        for line in lines
        for command, cell in zip(head, line[1:], strict=True)
    ]


ASKERS: dict[str, Asker] = {"client": AS_CID, "staff": as_staff(ADA), "server": SERVER}
TABLES = (
    ("client", OF_CLIENT),
    ("staff", OF_STAFF),
    ("staff", MORE_OF_STAFF),
    ("server", OF_SERVER),
)
TABLE = {
    (side, state, command): outcome
    for side, table in TABLES
    for state, command, outcome in rows(table)
}
COMMANDS = tuple(kind.__name__ for kind in c.Command.__args__)


def test_the_tables_name_every_state_and_every_rule() -> None:
    assert {(side, command) for side, _, command in TABLE} == {
        (side.value if side else "server", kind.__name__) for kind, side in RULES
    }
    assert len(TABLE) == len(RULES) * len(STATES)
    assert set(LETTERS) == set(EVENTS)
    assert set(commands(Book())) == set(COMMANDS)


@pytest.mark.parametrize(("side", "state", "name"), list(product(ASKERS, STATES, COMMANDS)))
def test_every_command_in_every_state_from_every_side(side: str, state: str, name: str) -> None:
    book = Book()
    speaks, arrive = STATES[state]
    book.street.set_bot(on=speaks)
    book.street.give_time(10)
    arrive(book)
    outcome = told(book, ASKERS[side], commands(book)[name])
    assert outcome == TABLE.get((side, state, name), "forbidden")


def told(book: Book, asker: Asker, command: c.Command) -> str:
    """Return what comes of a command, in the words of the tables."""
    try:
        decision = book.decide(asker, command)
    except Refused as refused:
        return refused.code
    return "".join(LETTERS[entry.event.kind] for entry in decision.entries) or "-"
