"""How does a client say how a dialog was, and until when? (decision 0130)"""

from typing import Final

from chatserver.core.chat import Chat, Entry
from chatserver.core.commands import Rate
from chatserver.core.dialogs import check_taken
from chatserver.core.events import DialogClosed, DialogRated
from chatserver.core.facts import Decision, Facts
from chatserver.core.refusals import NotFound, RatingClosed
from chatserver.core.texts import has_visible

# Whoever is asked on a Friday evening may say so on Monday morning.
RATE_MS: Final = 72 * 3_600_000
WORST: Final = 1
BEST: Final = 5
SCORES: Final = tuple(range(WORST, BEST + 1))
COMMENT_LENGTH: Final = 500  # code points


def rate(chat: Chat, command: Rate, facts: Facts) -> Decision:  # noqa: ARG001 - a rule's form
    """Note what the client says of a dialog that has ended and that they were asked about.

    Any dialog counts, not the last one alone: who writes on loses nothing. They may say something
    else as long as it is open; the last one counts.
    """
    check_taken(facts)
    target = facts.target
    if target is None or not isinstance(target.event, DialogClosed):
        raise NotFound
    if not target.event.asks or facts.now - target.at >= RATE_MS:
        raise RatingClosed
    visible = command.comment is not None and has_visible(command.comment)
    comment = command.comment if visible else None
    rated = DialogRated(target.event.dialog, target.seq, command.score, comment)
    return Decision((Entry(rated, facts.asker.author),))
