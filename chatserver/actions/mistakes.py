"""What was wrong with what somebody wanted to store: every mistake at once."""

from collections.abc import Iterable

from chatserver.core.mistakes import Mistake
from chatserver.core.refusals import Refused

__all__ = ["Invalid", "Mistake", "refuse_if_any"]


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
