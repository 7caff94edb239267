"""Has a thing changed since whoever changes it has read it? (RFC 9110 §13.1.1)"""

from chatserver.core.refusals import Refused


class Stale(Refused):
    """It was changed since its changer read it."""

    code = "precondition_failed"
    sentence = "It was changed since you read it; read it again."


def check_fresh(version: int, expected: int | None) -> None:
    """Refuse a change of something that has another version than is expected; None: any will do."""
    if expected is not None and version != expected:
        raise Stale
