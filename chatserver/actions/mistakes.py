"""What was wrong with what somebody wanted to store: every mistake at once."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from chatserver.core.mistakes import Mistake
from chatserver.core.refusals import Refused

__all__ = ["Invalid", "Mistake", "pointing", "refuse_if_any"]


class Invalid(Refused):
    """It cannot be stored as it is. `mistakes` names every reason; nothing was stored."""

    code = "validation"
    sentence = "Some of it cannot be stored."

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(errors=self.mistakes)


def refuse_if_any(mistakes: Iterable[Mistake], conflicts: Iterable[Refused] = ()) -> None:
    """Raise `Invalid` when there is a mistake.

    `conflicts` are refusals of their own that say with a `pointer` where in the document they lie:
    one that is alone is raised as it is, beside others it stands among the mistakes.
    """
    found, beside = list(mistakes), list(conflicts)
    if not found and len(beside) == 1:
        raise beside[0]
    found += (Mistake(str(one.data["pointer"]), one.code, one.sentence) for one in beside)
    if found:
        raise Invalid(found)


@contextmanager
def pointing(start: str, *, to: str) -> Iterator[None]:
    """Let mistakes of the block that point below `start` point below `to` instead."""
    try:
        yield
    except Invalid as invalid:
        moved = [
            replace(one, pointer=f"{to}{one.pointer.removeprefix(start)}")
            if one.pointer.startswith(start)
            else one
            for one in invalid.mistakes
        ]
        raise Invalid(moved) from None
