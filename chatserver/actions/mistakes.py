"""What was wrong with what somebody wanted to store: every mistake at once."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

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


def refuse_if_any(mistakes: Iterable[Mistake]) -> None:
    """Raise `Invalid` when there is a mistake."""
    found = tuple(mistakes)
    if found:
        raise Invalid(found)


@contextmanager
def pointing(start: str, *, to: str) -> Iterator[None]:
    """Let mistakes of the block that point below `start` point below `to` instead."""
    try:
        yield
    except Invalid as invalid:
        moved = [
            Mistake(f"{to}{one.pointer.removeprefix(start)}", one.code, one.message)
            if one.pointer.startswith(start)
            else one
            for one in invalid.mistakes
        ]
        raise Invalid(moved) from None
