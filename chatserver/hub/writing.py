"""How do the requests that change a chat go through the ledger and come back?

This is the path of every message: decoded, it is put into the ledger's queue with the function
that will answer it; no task and no future is made for it.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from msgspec import UNSET

from chatserver.core import commands
from chatserver.core.events import Link
from chatserver.core.people import Side
from chatserver.hub.frames import text_frame
from chatserver.hub.member import Member
from chatserver.hub.node import Node
from chatserver.ledger.outcome import Answer, Outcome
from chatserver.ledger.views import chat_view
from chatserver.wire import encode, given, ok_frame, requests, rfc3339
from chatserver.wire.answers import Commented, Duplicate, Handed, Noted, Ok, Opened, ReadTo

Make = Callable[[Any], commands.Command]
Tell = Callable[[int, Outcome], bytes]


def write(node: Node, member: Member, request: Any) -> None:  # noqa: ANN401 - keyed by its class
    """Put the request's command into the ledger; its answer comes after the commit."""
    make, tell = WRITES[type(request)]
    connection, request_id = member.connection, request.id

    def done(answer: Answer) -> None:
        if isinstance(answer, Outcome):
            connection.finish(text_frame(tell(request_id, answer)))
        else:
            connection.finish(node.refusals.frame(request_id, answer))

    connection.begin()
    node.ledger.post(make(request), member.person, done)


def _send(request: requests.Send) -> commands.Command:
    link = given(request.link)
    said = (
        request.chat,
        request.key,
        given(request.text),
        given(request.file),
        None if link is None else Link(link.to, given(link.target)),
    )
    reply = given(request.reply)
    return commands.Send(*said) if reply is None else commands.Reply(*said, reply)


def _close(request: requests.DialogClose) -> commands.Command:
    kind = commands.CloseDialog if request.ask else commands.CloseUnrated
    return kind(request.chat, request.key, request.dialog, request.reason)


def _rate(request: requests.DialogRate) -> commands.Command:
    comment = given(request.comment)
    return commands.Rate(request.chat, request.key, request.seq, request.score, comment)


def _sent(request_id: int, outcome: Outcome) -> bytes:
    return ok_frame(request_id, _seq(outcome), outcome.at, duplicate=outcome.duplicate)


def _written(request_id: int, outcome: Outcome) -> bytes:
    return ok_frame(request_id, _seq(outcome), duplicate=outcome.duplicate)


def _handed(request_id: int, outcome: Outcome) -> bytes:
    handed = Handed(id=request_id, seq=_seq(outcome), assignment=outcome.assignment or 0)
    if not outcome.duplicate:
        return encode(handed)
    return encode(
        Handed(id=handed.id, seq=handed.seq, assignment=handed.assignment, duplicate=True)
    )


def _opened(request_id: int, outcome: Outcome) -> bytes:
    view = chat_view(outcome.chat, outcome.directory, Side.CLIENT)
    return encode(Opened(id=request_id, chat=view, last=outcome.chat.last))


def _read_to(request_id: int, outcome: Outcome) -> bytes:
    return encode(ReadTo(id=request_id, seq=_seq(outcome)))


def _commented(request_id: int, outcome: Outcome) -> bytes:
    return encode(Commented(id=request_id, comment_version=outcome.chat.comment_version))


def _noted(request_id: int, outcome: Outcome) -> bytes:
    n, at = _seq(outcome), rfc3339(outcome.at or 0)
    duplicate: Duplicate = True if outcome.duplicate else UNSET
    return encode(Noted(id=request_id, n=n, at=at, duplicate=duplicate))


def _seq(outcome: Outcome) -> int:
    assert outcome.seq is not None, "this command always names an event"
    return outcome.seq


# Each request that changes a chat, as a command, and what its `ok` carries.
WRITES: Mapping[type[requests.Request], tuple[Make, Tell]] = MappingProxyType(
    {
        requests.ChatOpen: (lambda r: commands.Open(r.product, given(r.place)), _opened),
        requests.Send: (_send, _sent),
        requests.Edit: (lambda r: commands.EditMessage(r.chat, r.key, r.seq, r.text), _written),
        requests.Delete: (lambda r: commands.DeleteMessage(r.chat, r.key, r.seq), _written),
        requests.Read: (lambda r: commands.Read(r.chat, r.seq), _read_to),
        requests.TagPick: (
            lambda r: commands.PickTag(r.chat, r.key, r.prompt, r.tag),
            _written,
        ),
        requests.DialogNew: (
            lambda r: commands.NewDialog(r.chat, r.key, given(r.place)),
            _written,
        ),
        requests.DialogClose: (_close, _written),
        requests.DialogRate: (_rate, _written),
        requests.Assign: (
            lambda r: commands.Assign(r.chat, r.key, r.department, r.expect, given(r.staff)),
            _handed,
        ),
        requests.Comment: (lambda r: commands.SetComment(r.chat, r.text, r.expect), _commented),
        requests.NoteWrite: (lambda r: commands.WriteNote(r.chat, r.key, r.text), _noted),
        requests.NoteDelete: (
            lambda r: commands.DeleteNote(r.chat, r.n),
            lambda request_id, _: encode(Ok(id=request_id)),
        ),
    }
)
