"""Is what is asked for only tried, to hear what the rules say to it?

In a trial everything is loaded and asked as ever, and nothing of it stays.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_trying: ContextVar[bool] = ContextVar("trying", default=False)


class Tried(Exception):
    """Nothing spoke against it. It was only tried, and has not been done."""


@contextmanager
def trial() -> Iterator[None]:
    """Let whatever this task would change in the block end as `Tried` instead."""
    token = _trying.set(True)
    try:
        yield
    finally:
        _trying.reset(token)


def end_if_tried() -> None:
    """Raise `Tried` in a trial; asked by whatever is about to make a change last."""
    if _trying.get():
        raise Tried
