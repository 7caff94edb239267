"""How does an outcome, or a failure, become the one answer to a request?"""

import logging
from collections.abc import Callable

from chatserver.core.refusals import Refused
from chatserver.hub.connection import Connection
from chatserver.hub.frames import text_frame
from chatserver.hub.metrics import Metrics
from chatserver.identity import BadToken
from chatserver.ledger.outcome import Trouble
from chatserver.storage.trouble import DatabaseTrouble, Locked
from chatserver.wire import ABUSE, BadFrame, Code, encode, error_frame, fault_frame
from chatserver.wire.answers import Ok

log = logging.getLogger(__name__)

MEANINGS = {code.value: code.meaning for code in Code}
OVERLOADED_MS, UNAVAILABLE_MS, INTERNAL_MS = 1_000, 2_000, 1_000


class Refusals:
    """Turns whatever was raised into an `error` frame, counts it, and logs what is our fault."""

    def __init__(self, metrics: Metrics, new_id: Callable[[str], str]) -> None:
        self._metrics = metrics
        self._new_id = new_id

    def frame(self, request_id: int | None, error: Exception) -> bytes:
        """Return the framed `error` that answers the request."""
        match error:
            case Refused():
                return self.refuse(request_id, error.code, str(error), data=dict(error.data))
            case Trouble():
                return self._trouble(request_id, error)
            case Locked():
                return self.refuse(
                    request_id, Code.OVERLOADED, Code.OVERLOADED.meaning, retry_ms=OVERLOADED_MS
                )
            case DatabaseTrouble():
                return self.refuse(
                    request_id, Code.UNAVAILABLE, Code.UNAVAILABLE.meaning, retry_ms=UNAVAILABLE_MS
                )
            case BadToken():
                retry_ms = UNAVAILABLE_MS if error.code == "unavailable" else None
                return self.refuse(request_id, error.code, MEANINGS[error.code], retry_ms=retry_ms)
            case _:
                reference = self._new_id("err")
                log.error("a request failed (%s)", reference, exc_info=error)
                return self._trouble(
                    request_id, Trouble(Code.INTERNAL, retry_ms=INTERNAL_MS, reference=reference)
                )

    def refuse(
        self,
        request_id: int | None,
        code: str,
        message: str,
        *,
        retry_ms: int | None = None,
        data: dict[str, object] | None = None,
    ) -> bytes:
        """Return a framed `error`."""
        self._metrics.refused.labels(code).inc()
        return text_frame(
            error_frame(request_id, code, message, retry_ms=retry_ms, data=data or None)
        )

    def answer_fault(self, connection: Connection, fault: BadFrame) -> None:
        """Answer a frame that was not understood, and hold it against the connection."""
        if fault.close is not None:
            connection.close(fault.close, fault.message)
            return
        self._metrics.refused.labels(fault.code).inc()
        connection.answer(text_frame(fault_frame(fault)))
        if fault.code in ABUSE:
            connection.blame()

    def _trouble(self, request_id: int | None, trouble: Trouble) -> bytes:
        message = MEANINGS[trouble.code]
        if trouble.reference is not None:
            message = f"The fault is ours; its reference is {trouble.reference}."
        return self.refuse(request_id, trouble.code, message, retry_ms=trouble.retry_ms)


def ok(request_id: int) -> bytes:
    """Return the framed `ok` that carries nothing."""
    return text_frame(encode(Ok(id=request_id)))
