"""What is wrong with a document that somebody wants to store? Every mistake at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: where in the document (RFC 6901), a code for programs, words for people.

    `rests_on` are the pointers of what else it was judged by: where one of these is wrong itself,
    nobody can say whether this is a mistake.
    """

    pointer: str
    code: str
    message: str
    rests_on: tuple[str, ...] = ()


def repeated(pointer: str, values: Sequence[object]) -> Iterator[Mistake]:
    """Yield each of a list's values that stands there for another time."""
    seen: set[object] = set()
    for index, value in enumerate(values):
        if value in seen:
            yield Mistake(f"{pointer}/{index}", "duplicate", "it stands there twice")
        seen.add(value)
