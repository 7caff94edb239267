"""How does a query name several values at once?

Each in a parameter of its own (`?a=1&a=2`), as the documents show it, or between commas (`?a=1,2`),
as people write it. No value that a list takes has a comma.
"""

from pydantic import BeforeValidator


def _apart(values: object) -> object:
    if not isinstance(values, list):
        return values
    return [part for one in values for part in (one.split(",") if isinstance(one, str) else [one])]


Listed = BeforeValidator(_apart)
