"""What have all requests in common?"""

from typing import ClassVar, Literal

from msgspec import Struct

Sender = Literal["any", "client", "staff"]


class Request(Struct, frozen=True, kw_only=True, tag_field="type", gc=False):
    """A frame from the peer. An optional field that is absent is UNSET, since null is no absence.

    `rated`: counted by the rate limit. `answered`: it has an `id` and gets exactly one answer.
    `sender`: whose request it is; to the other side it is `forbidden`.
    """

    rated: ClassVar[bool] = True
    answered: ClassVar[bool] = True
    sender: ClassVar[Sender] = "any"
