"""Is every refusal a problem that has a page?"""

from collections.abc import Iterator

import chatserver.actions.chats.chat_settings
import chatserver.actions.sign_in.sessions
import chatserver.core.staffing
from chatserver.core.refusals import Refused
from chatserver.http.catalogue import BY_STATUS, PROBLEMS

LOADED = (
    chatserver.actions.chats.chat_settings,
    chatserver.actions.sign_in.sessions,
    chatserver.core.staffing,
)


def family(kind: type[Refused]) -> Iterator[type[Refused]]:
    # The socket has refusals of its own, which never come to an HTTP door.
    for child in kind.__subclasses__():
        if child.__module__.startswith(("chatserver.core", "chatserver.actions")):
            yield child
            yield from family(child)


def test_every_refusal_is_a_problem() -> None:
    assert {kind.code for kind in family(Refused)} <= set(PROBLEMS)


def test_every_status_leads_to_a_problem_of_that_status() -> None:
    assert all(PROBLEMS[code].status == status for status, code in BY_STATUS.items())


def test_every_problem_is_told_in_two_languages() -> None:
    for problem in PROBLEMS.values():
        assert problem.title.isascii()
        assert not problem.title_ru.isascii()
