"""Which text is a date of birth?"""

import re
from datetime import date

EARLIEST = date(1900, 1, 1)
_ISO = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_WITH_DOTS = re.compile(r"(\d\d?)\.(\d\d?)\.(\d{4})", re.ASCII)
# What a table program adds to a date that it keeps as a moment.
_MIDNIGHT = " 00:00:00"


def birth_date(text: str, *, today: date) -> str | None:
    """Return the day as `1990-05-17`, or None when it is no day between 1900 and today."""
    if not _ISO.fullmatch(text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return text if EARLIEST <= day <= today else None


def from_table(cell: str) -> str:
    """Return a day that a table program wrote, such as `17.05.1990`, as `1990-05-17`; anything else
    as it is.
    """
    dotted = _WITH_DOTS.fullmatch(cell)
    if dotted is not None:
        day, month, year = dotted.groups()
        return f"{year}-{month:0>2}-{day:0>2}"
    return cell.removesuffix(_MIDNIGHT)
