"""Why did something not reach whom it was for?"""


class Undelivered(Exception):
    """It was not taken. `for_good`: another try would change nothing; `after_ms`: how long whoever
    refused it wants to be left alone. `reason` names no person.
    """

    def __init__(self, reason: str, *, for_good: bool = False, after_ms: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.for_good = for_good
        self.after_ms = after_ms
