"""Who may fetch a file's bytes without a token: whoever was given a link a short while ago."""

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

LIVES_S = 600
PATH = "/superapp/v1/files/"
Part = Literal["whole", "preview"]
_SUFFIX = {"whole": "", "preview": "/preview"}


def _seconds() -> float:
    return time.time()


@dataclass(frozen=True, slots=True)
class FileLinks:
    """Makes and knows links that live ten minutes.

    They are made for whoever may see the chat, at the moment of reading, and name neither of them:
    the same link serves all readers of a frame. Nothing is stored.
    """

    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    now_s: Callable[[], float] = _seconds

    def link(self, file_id: str, part: Part = "whole") -> str:
        """Return the path and query where these bytes are for the next ten minutes."""
        expires = int(self.now_s()) + LIVES_S
        signature = self._signature(file_id, part, expires)
        return f"{PATH}{file_id}{_SUFFIX[part]}?expires={expires}&signature={signature}"

    def opens(self, file_id: str, part: Part, *, expires: int, signature: str) -> bool:
        """Whether this link was made here, for these bytes, and still lives."""
        made = self._signature(file_id, part, expires)
        known = hmac.compare_digest(made.encode(), signature.encode("utf-8", "replace"))
        return known and self.now_s() <= expires

    def _signature(self, file_id: str, part: Part, expires: int) -> str:
        text = f"{part}\0{file_id}\0{expires}".encode()
        digest = hmac.new(self.key, text, hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest[:24]).decode()
