"""Who learns that somebody types? Lossy on purpose, and never stored."""

from chatserver.bus.hints import Hint, Typing
from chatserver.core.people import Side
from chatserver.hub.channel import Channel
from chatserver.hub.frames import text_frame
from chatserver.hub.member import Member
from chatserver.hub.node import Node
from chatserver.hub.roster import Roster
from chatserver.hub.seeing import answers, sees
from chatserver.ledger.directory import Directory
from chatserver.wire import encode, requests
from chatserver.wire.pushes import TypingNow
from chatserver.wire.shapes import By

AT_MOST_EVERY_MS = 3_000


def typing(node: Node, member: Member, request: requests.Typing) -> None:
    """Tell every other person who watches the chat; too often, or without the right: nobody."""
    channel = node.roster.channels.get(request.chat)
    directory = node.ledger.directories.known(member.org)
    if channel is None or directory is None or not _may_type(member, channel, directory):
        return
    now = node.ticker.steady()
    if now - channel.typed.get(member.id, -AT_MOST_EVERY_MS) < AT_MOST_EVERY_MS:
        return
    channel.typed[member.id] = now
    typed = Typing(channel.id, member.side, member.id, member.name, request.on)
    show(node.roster, typed)
    node.world.bus.publish(Hint(org=member.org, typing=typed))


def show(roster: Roster, typed: Typing) -> None:
    """Tell the watchers on this node."""
    channel = roster.channels.get(typed.chat)
    if channel is None:
        return
    kind = Side(typed.by_kind)
    push = TypingNow(typed.chat, By(kind.value, typed.by_name, typed.by_id), typed.on)
    framed = text_frame(encode(push))
    # A copy: who is too slow for one frame more is cut, and leaves.
    for member in tuple(channel.watchers):
        if member.id != typed.by_id:
            member.connection.typing(typed.chat, framed)


def _may_type(member: Member, channel: Channel, directory: Directory) -> bool:
    chat = channel.chat
    return chat is not None and sees(member, chat, directory) and answers(member, chat, directory)
