"""Which time zone is meant by a name?"""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DEFAULT = "Europe/Moscow"


def zone_named(name: object) -> ZoneInfo:
    """Return the zone of that name, the default where there is none said.

    UTC where the machine knows no such zone.
    """
    try:
        return ZoneInfo(name if isinstance(name, str) and name else DEFAULT)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
