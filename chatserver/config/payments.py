"""Who takes what clients pay?"""

from typing import Literal

from chatserver.config.section import Section


class Payments(Section):
    """Who takes the money of live orders; test orders are always the fake payee's."""

    provider: Literal["", "test"] = ""
