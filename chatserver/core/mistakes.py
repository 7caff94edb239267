"""What is wrong with a document that somebody wants to store? Every mistake at once."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: where in the document (RFC 6901), a code for programs, words for people."""

    pointer: str
    code: str
    message: str
