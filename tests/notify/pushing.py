"""What is pushed in these tests, and by which clock?"""

from chatserver.notify import Push
from tests.services.push_services import base64url

HELLO = Push("Сосны", "Вода будет в пять", tag="chat_1:cl_cid:message", data={"chat": "chat_1"})
VAPID = base64url(b"\x01" * 32)


class Watch:
    """A clock in seconds, as the test says."""

    at = 1_000_000.0

    def __call__(self) -> float:
        return self.at
